"""The line of periods, in the browser's words."""

from datetime import date, timedelta

import pytest
from django.contrib.messages import get_messages

from checkins.owing import owing
from checkins.windows import moment_at
from objectives.actions.periods import close_period, create_period, open_period, reopen_period
from objectives.models import Period, PeriodKind
from objectives.proposals import fiscal
from organizations.actions import introduce_oneself, set_cadence
from organizations.models import Activity, Membership
from tests.cast import client_of, end, make_key_result, make_objective, shut, statements

STEPS = ("edit", "open", "end", "close", "reopen")
REASON = {"reason": "The company is sold."}


@pytest.fixture
def client(acme):
    return client_of(acme.admin)


@pytest.fixture
def planned(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)


def typed(**changes):
    return {"name": "Q2 2031", "kind": "quarter", "starts_on": "2031-04-01", "ends_on": "2031-06-30", **changes}


def year_around(acme):
    """The calendar year that the cast's quarter lies in, open."""
    year = acme.period.starts_on.year
    days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
    return open_period(create_period(by=acme.admin, name="The year", kind="year", **days), by=acme.admin)


def page_of(client, acme, period, step=""):
    return client.get(acme.url(f"periods/{period.pk}/{step}/" if step else "periods/")).content.decode()


def post(client, acme, period, step, **data):
    return client.post(acme.url(f"periods/{period.pk}/{step}/"), data)


def last_message(response):
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def test_list_shows_each_period_with_its_state_numbers_and_steps(acme, client, planned):
    make_key_result(acme.admin, make_objective(acme.admin, acme.period))
    page = page_of(client, acme, planned)
    assert page.index(f'id="period-{planned.pk}"') < page.index(f'id="period-{acme.period.pk}"')
    assert "Quarter, 1 January to 31 March 2031" in page
    assert ">1 objective<" in page
    assert ">0 objectives<" in page
    assert f"/scorecard/?period={acme.period.pk}" in page
    assert "no progress yet" in page
    for step in ("checklist", "open", "edit"):
        assert f"{planned.pk}/{step}/" in page
    for step in ("end", "edit"):
        assert f"{acme.period.pk}/{step}/" in page


def test_line_is_drawn_and_told(acme, client, planned):
    page = page_of(client, acme, planned)
    assert '<svg class="time-line' in page
    assert f"This quarter, {acme.period.starts_on.day} " in page
    assert "style=" not in page


def test_progress_is_that_of_its_own_company_objectives_by_weight(acme, client):
    from_company = [make_objective(acme.admin, acme.period, weight=weight) for weight in (1, 3)]
    make_objective(acme.admin, acme.period, parent=from_company[0])
    make_objective(acme.owner, acme.period, belongs_to="person")
    for objective in from_company:
        make_key_result(acme.admin, objective)
    for objective, progress in zip(from_company, ("0.8", "0.4"), strict=True):
        type(objective).objects.filter(pk=objective.pk).update(progress=progress)
    assert "50\xa0%" in page_of(client, acme, acme.period)


def test_list_offers_no_acts_to_others(acme, planned):
    shut(acme.period, by=acme.admin)
    for who in ("leader", "viewer"):
        page = page_of(client_of(getattr(acme, who)), acme, planned)
        for step in STEPS:
            assert f"/{step}/" not in page
        assert f"{planned.pk}/checklist/" in page
        assert f"{acme.period.pk}/report/" in page
        assert (f"{acme.period.pk}/carry-over/" in page) == (who == "leader")


def test_steps_of_what_is_over(acme, client):
    end(acme.period, by=acme.admin)
    page = page_of(client, acme, acme.period)
    for step in ("scoring", "carry-over", "close", "edit"):
        assert f"{acme.period.pk}/{step}/" in page
    assert "ended early: It ends early." in page
    close_period(acme.period, by=acme.admin)
    page = page_of(client, acme, acme.period)
    for step in ("report", "carry-over", "reopen"):
        assert f"{acme.period.pk}/{step}/" in page
    assert f"{acme.period.pk}/edit/" not in page


def test_reopened_one_links_to_what_it_was(acme, client):
    shut(acme.period, by=acme.admin)
    reopen_period(acme.period, by=acme.admin, reason="Revenue was <wrong>.")
    page = page_of(client, acme, acme.period)
    assert "reopened on" in page
    assert "by Acme Admin: Revenue was &lt;wrong&gt;." in page
    closed = Activity.objects.get(thing_id=acme.period.pk, verb="closed")
    moment = closed.created_at.strftime("%Y-%m-%dT%H%%3A%M%%3A%S.%f%%2B00%%3A00")
    address = f"/scorecard/?period={acme.period.pk}&amp;as_of={moment}"
    assert address in page
    assert client.get(address.replace("&amp;", "&").replace("/scorecard", acme.url("scorecard"))).status_code == 200
    close_period(acme.period, by=acme.admin)
    assert page_of(client, acme, acme.period).count("reopened on") == 1


def test_first_visit_offers_the_quarter_of_today(acme, client):
    Period.objects.all().delete()
    for address in ("periods/", "scorecard/", ""):
        page = client.get(acme.url(address)).content.decode()
        assert f'name="starts_on" value="{acme.period.starts_on}"' in page, address
        assert "Other days" in page
    assert b"An admin plans" in client_of(acme.viewer).get(acme.url("periods/")).content
    assert b"An admin plans" in client_of(acme.leader).get(acme.url("scorecard/")).content
    assert b"Plan a period" in client.get(acme.url("objectives/")).content
    assert b"Plan a period" in client.get(acme.url("objectives/new/")).content


def test_first_period_is_planned_by_one_click(acme, client):
    Period.objects.all().delete()
    acme.organization.year_starts_in = 2
    acme.organization.save(update_fields=["year_starts_in"])
    page = client.get(acme.url())
    offered = page.context["first_period"]
    assert " FY" in offered.name
    days = {"starts_on": offered.starts_on.isoformat(), "ends_on": offered.ends_on.isoformat()}
    answer = client.post(acme.url("periods/new/"), {"name": offered.name, "kind": "quarter", **days})
    assert last_message(answer).startswith(f"{offered.name} is planned")
    assert Period.objects.get().is_planned


def test_new_period_is_proposed_and_planned(acme, client):
    page = client.get(acme.url("periods/new/?name=Q2+2031&kind=quarter&starts_on=2031-04-01&ends_on=2031-06-30"))
    assert 'value="2031-04-01"' in page.content.decode()
    assert client.post(acme.url("periods/new/"), typed()).status_code == 302
    made = Period.objects.get(name="Q2 2031")
    assert (made.starts_on, made.is_planned) == (date(2031, 4, 1), True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": "2031-03-31"}, "Q1 2031 is a quarter too"),
        ({"name": "q1 2031"}, "Another period has this name"),
        ({"ends_on": "2031-03-01"}, "comes before the first"),
        ({"ends_on": "2031-04-02"}, "a week at least"),
        ({"ends_on": "2061-04-02"}, "three years at most"),
        ({"starts_on": "someday"}, "Write a day as"),
        ({"starts_on": "0001-01-01", "ends_on": "0001-03-01"}, "from 2000"),
        ({"kind": "sprint"}, "Select a valid choice"),
    ],
)
def test_impossible_period_is_explained(acme, client, planned, changes, words):
    response = client.post(acme.url("periods/new/"), typed(**changes))
    assert response.status_code == 422
    assert words in response.content.decode()


def test_year_may_cover_its_quarters(acme, client, planned):
    data = typed(name="2031", kind="year", starts_on="2031-01-01", ends_on="2031-12-31")
    assert client.post(acme.url("periods/new/"), data).status_code == 302


def test_edit_and_undo(acme, client, planned):
    response = client.post(acme.url(f"periods/{planned.pk}/edit/"), typed(name="Spring"))
    planned.refresh_from_db()
    assert (planned.name, planned.ends_on) == ("Spring", date(2031, 6, 30))
    undo = [message.extra_tags for message in get_messages(response.wsgi_request)][-1]
    client.post(undo)
    planned.refresh_from_db()
    assert (planned.name, planned.ends_on) == ("Q1 2031", date(2031, 3, 31))


@pytest.mark.parametrize("begin", [lambda period, by: period, end])
def test_period_that_has_begun_keeps_its_days(acme, client, begin):
    was = begin(acme.period, by=acme.admin).ends_on
    assert "so its days stay" in page_of(client, acme, acme.period, "edit")
    path = acme.url(f"periods/{acme.period.pk}/edit/")
    assert client.post(path, typed(name="Renamed")).status_code == 422
    assert client.post(path, {"name": "Renamed"}).status_code == 302
    acme.period.refresh_from_db()
    assert (acme.period.name, acme.period.ends_on) == ("Renamed", was)


def test_closed_period_keeps_everything(acme, client):
    shut(acme.period, by=acme.admin)
    page = page_of(client, acme, acme.period, "edit")
    assert ">Save</button>" not in page
    response = client.post(acme.url(f"periods/{acme.period.pk}/edit/"), typed(name="Renamed"))
    assert (response.status_code, "is closed" in response.content.decode()) == (422, True)
    acme.period.refresh_from_db()
    assert acme.period.name == "This quarter"


def test_opening_says_beforehand_what_it_does(acme, client, planned):
    objective = make_objective(acme.admin, planned)
    make_key_result(acme.owner, objective)
    make_key_result(acme.admin, objective, owner=None)
    make_key_result(acme.admin, make_objective(acme.admin, planned, owner=None), owner=None)
    page = page_of(client, acme, planned, "open")
    assert "2 objectives with 3 key results start to count" in page
    assert (
        "2 people are asked to check in every Monday at 9:00, first on 6 January 2031: Acme Admin and Acme Owner."
        in page
    )
    assert "Nobody will be asked about 1 key result" in page
    assert "Nobody gets a mail about it" in page
    assert f"{planned.pk}/checklist/" in page
    planned.refresh_from_db()
    assert planned.is_planned
    answer = post(client, acme, planned, "open")
    planned.refresh_from_db()
    assert planned.is_open
    said = "Q1 2031 is open. 2 people are asked to check in every Monday at 9:00, first on 6 January 2031."
    assert last_message(answer) == said


@pytest.mark.parametrize(("away_until", "asked"), [(date(2031, 1, 6), "Acme Owner"), (date(2031, 1, 7), "Acme Leader")])
def test_deputy_is_named_for_whoever_is_away_on_the_first_monday(acme, client, planned, away_until, asked):
    make_key_result(acme.owner, make_objective(acme.admin, planned), deputy=acme.leader)
    introduce_oneself(name="Acme Owner", away_until=away_until, by=acme.owner)
    page = page_of(client, acme, planned, "open")
    assert f"1 person is asked to check in every Monday at 9:00, first on 6 January 2031: {asked}." in page
    opened = open_period(planned, by=acme.admin, at=acme.organization.start_of(planned.starts_on))
    due_morning = acme.organization.start_of(date(2031, 1, 6)) + timedelta(hours=9)
    found = owing(moment_at(acme.organization, due_morning)).filter(period=opened)
    assert [str(Membership.objects.get(pk=key_result.ower_id)) for key_result in found] == [asked]


def test_opening_what_is_empty_asks_nobody(acme, client, planned):
    assert "Nobody is asked to check in" in page_of(client, acme, planned, "open")
    assert "not ready" not in page_of(client, acme, planned, "open")
    assert "Nobody is asked" in last_message(post(client, acme, planned, "open"))


def test_opening_inside_of_what_is_closed_is_refused_beforehand(acme, client):
    year = year_around(acme)
    empty = fiscal(PeriodKind.QUARTER, year.starts_on if acme.period.starts_on.month > 3 else year.ends_on)
    late = create_period(by=acme.admin, **empty.as_initial() | {"name": "Late"})
    shut(acme.period, by=acme.admin)
    shut(year, by=acme.admin)
    page = page_of(client, acme, late, "open")
    assert "The year is closed around it. Reopen that first." in page
    assert "Open Late</button>" not in page
    response = post(client, acme, late, "open")
    assert (response.status_code, "Reopen that first" in response.content.decode()) == (422, True)


def test_ending_early_says_beforehand_what_it_does_and_asks_why(acme, client):
    make_key_result(acme.owner, make_objective(acme.admin, acme.period))
    page = page_of(client, acme, acme.period, "end")
    assert "It ends by itself after its last day" in page
    assert "1 objective with 1 key result goes into grace, until" in page
    assert "1 person is asked for the final values instead: Acme Owner." in page
    assert "Whoever has something to score hears of it by mail and on Home." in page
    refused = post(client, acme, acme.period, "end", reason="")
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    answer = post(client, acme, acme.period, "end", **REASON)
    assert "is in grace until" in last_message(answer)
    acme.period.refresh_from_db()
    assert acme.period.is_in_grace
    assert Activity.objects.get(verb="grace_began").data["reason"] == REASON["reason"]


def test_what_is_over_ends_by_itself(acme, client):
    past = create_period(by=acme.admin, **fiscal(PeriodKind.QUARTER, date(2020, 2, 29)).as_initial())
    open_period(past, by=acme.admin)
    assert "its last day has passed" in page_of(client, acme, past)
    assert "it ends by itself within minutes" in page_of(client, acme, past, "end")
    assert "stays as it is" not in page_of(client, acme, past, "end")
    assert post(client, acme, past, "end", reason="").status_code == 302
    past.refresh_from_db()
    assert past.is_in_grace
    assert "was due to close on 14 April 2020" in page_of(client, acme, past)


def test_closing_says_beforehand_what_is_missing(acme, client):
    make_key_result(acme.owner, make_objective(acme.admin, acme.period))
    assert "End it early first, or wait." in page_of(client, acme, acme.period, "close")
    assert post(client, acme, acme.period, "close").status_code == 422
    end(acme.period, by=acme.admin)
    page = page_of(client, acme, acme.period, "close")
    assert "1 objective with 1 key result stays as it is" in page
    for words in ("without a final value", "score nobody confirmed", "without a reflection", "without a decision"):
        assert f"{words}</span><span>1</span>" in page
    assert "2 people have something left to say: Acme Admin and Acme Owner." in page
    answer = post(client, acme, acme.period, "close")
    assert "is closed. Read its report" in last_message(answer)
    acme.period.refresh_from_db()
    assert acme.period.is_closed


def test_closing_what_is_empty_misses_nothing(acme, client):
    end(acme.period, by=acme.admin)
    assert "Nothing is missing" in page_of(client, acme, acme.period, "close")


def test_closing_before_what_lies_within_is_refused_beforehand(acme, client):
    year = end(year_around(acme), by=acme.admin)
    page = page_of(client, acme, year, "close")
    assert "This quarter lies within it and is not closed. Close that first." in page
    assert "Close The year</button>" not in page
    response = post(client, acme, year, "close")
    assert (response.status_code, "Close that first" in response.content.decode()) == (422, True)


def test_reopening_says_beforehand_what_it_does_and_asks_why(acme, client):
    shut(acme.period, by=acme.admin)
    assert "can still be read by that date" in page_of(client, acme, acme.period, "reopen")
    refused = post(client, acme, acme.period, "reopen", reason=" ")
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    assert "is in grace again" in last_message(post(client, acme, acme.period, "reopen", **REASON))
    acme.period.refresh_from_db()
    assert acme.period.is_in_grace


def test_reopening_inside_of_what_is_closed_is_refused_beforehand(acme, client):
    year = year_around(acme)
    shut(acme.period, by=acme.admin)
    shut(year, by=acme.admin)
    page = page_of(client, acme, acme.period, "reopen")
    assert "The year is closed around it. Reopen that first." in page
    assert "Reopen This quarter</button>" not in page
    assert post(client, acme, acme.period, "reopen", **REASON).status_code == 422


@pytest.mark.parametrize(
    ("step", "words"),
    [("open", "no longer planned"), ("end", "no longer open"), ("close", "no longer in grace")],
)
def test_whoever_clicks_second_reads_a_sentence(acme, client, step, words):
    shut(acme.period, by=acme.admin)
    page = page_of(client, acme, acme.period, step)
    assert "This quarter is closed. Only what is" in page
    assert '<button type="submit" class="button' not in page
    response = post(client, acme, acme.period, step, **REASON)
    assert (response.status_code, words in response.content.decode()) == (422, True)


def test_whoever_reopens_second_reads_a_sentence(acme, client):
    response = post(client, acme, acme.period, "reopen", **REASON)
    assert (response.status_code, "no longer closed" in response.content.decode()) == (422, True)


@pytest.mark.parametrize("who", ["leader", "owner", "viewer"])
@pytest.mark.parametrize("step", STEPS)
def test_only_admins_may(acme, who, step):
    client = client_of(getattr(acme, who))
    assert client.get(acme.url(f"periods/{acme.period.pk}/{step}/")).status_code == 403
    assert post(client, acme, acme.period, step, **REASON).status_code == 403
    assert client.get(acme.url("periods/new/")).status_code == 403


@pytest.mark.parametrize("step", STEPS)
def test_another_organizations_periods_are_not_there(acme, rival, client, step):
    assert client.get(acme.url(f"periods/{rival.period.pk}/{step}/")).status_code == 404
    assert post(client, acme, rival.period, step, **REASON).status_code == 404
    assert client.get(rival.url(f"periods/{rival.period.pk}/{step}/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(acme, client, count):
    for year in range(2031, 2030 + count):
        days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        period = create_period(by=acme.admin, name=str(year), kind="year", **days)
        make_objective(acme.admin, period)
        shut(open_period(period, by=acme.admin), by=acme.admin)
        reopen_period(period, by=acme.admin, reason="Late invoices.")
    with statements() as asked:
        client.get(acme.url("periods/"))
    assert len(asked) == 9, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("step", "expected"), [("open", 18), ("end", 12), ("close", 13), ("reopen", 13)])
def test_steps_ask_the_same_whatever_the_size(acme, client, planned, count, step, expected):
    for _ in range(count):
        make_key_result(acme.owner, make_objective(acme.admin, planned))
    before = {"open": 0, "end": 1, "close": 2, "reopen": 3}[step]
    for act in [open_period, end, close_period][:before]:
        act(planned, by=acme.admin)
    with statements() as asked:
        page_of(client, acme, planned, step)
    assert len(asked) == expected, "\n".join(asked)


def test_name_is_one_line(acme, client):
    days = {"kind": "quarter", "starts_on": "2033-01-01", "ends_on": "2033-03-31"}
    assert client.post(acme.url("periods/new/"), days | {"name": "  Q1\r\n 2033 "}).status_code == 302
    assert Period.objects.get(starts_on="2033-01-01").name == "Q1 2033"


def test_opening_says_the_day_that_the_organization_has_chosen(acme, client, planned):
    set_cadence(by=acme.admin, every_weeks=2, weekday=3, hour=10)
    make_key_result(acme.owner, make_objective(acme.owner, planned))
    page = page_of(client, acme, planned, "open")
    assert "1 person is asked to check in every second Thursday at 10:00, first on " in page
