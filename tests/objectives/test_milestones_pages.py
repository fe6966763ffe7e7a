"""Writing milestones: rows that come and go with everything typed kept, what is wrong said in its row, and carrying."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.http import QueryDict

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result
from objectives.actions.periods import create_period
from objectives.forms.key_results import KeyResultForm
from objectives.milestones import Milestone, as_json
from objectives.models import KeyResult, KeyResultVersion
from tests.cast import client_of, end, make_key_result, make_objective, shut, statements
from tests.objectives.test_actions_carry_over import carry, following


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def launch(acme, objective):
    found = [Milestone("one11", "Pilot runs", Decimal(2), acme.period.starts_on), Milestone("two22", "Launch")]
    aim = {"measure": "milestones", "start": None, "target": None, "milestones": as_json(found)}
    return make_key_result(acme.owner, objective, "Launch", **aim)


def sent(cast, *rows, **changes):
    """What a browser sends; each row is (id, title, weight, day)."""
    data = {
        "title": "Launch",
        "measure": "milestones",
        "owner": str(cast.owner.pk),
        "weight": "1",
        "reason": "Planned.",
    }
    data |= dict.fromkeys(("unit", "start", "target", "low", "high", "description", "deputy", "due_on"), "")
    for n, row in enumerate(rows):
        data |= {
            f"milestone-{n}-{name}": str(text)
            for name, text in zip(("id", "title", "weight", "due_on"), row, strict=True)
        }
    return data | changes


def new(cast, objective, *rows, by=None, **changes):
    address = cast.url(f"objectives/{objective.pk}/key-results/new/")
    return client_of(by or cast.owner).post(address, sent(cast, *rows, **changes))


def edit(cast, key_result, *rows, by=None, **changes):
    address = cast.url(f"key-results/{key_result.pk}/edit/")
    return client_of(by or cast.owner).post(address, sent(cast, *rows, **changes))


def text(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def shown(response):
    """Each row of the page: what stands in its title, its weight and its day; the one to be copied left out."""
    found = re.sub("<template>.*?</template>", "", response.content.decode(), flags=re.DOTALL)
    tags = [tag for tag in re.findall("<input[^>]*>", found) if 'name="milestone-' in tag]
    values = [(re.search('value="([^"]*)"', tag) or ["", ""])[1] for tag in tags]
    return [tuple(map(unescape, values[n + 1 : n + 4])) for n in range(0, len(values), 4)]


def kept(key_result):
    key_result.refresh_from_db()
    return [(item["title"], item["weight"], item["due_on"]) for item in key_result.milestones]


def test_new_one_is_made_with_its_milestones_by_date(acme, objective):
    first, last = acme.period.days
    response = new(acme, objective, ("", " Launch ", "1,5", last), ("", "Pilot  runs", "", first), ("", "", "1", ""))
    assert response.status_code == 302
    key_result = KeyResult.objects.get()
    assert kept(key_result) == [("Pilot runs", "1", str(first)), ("Launch", "1.5", str(last))]
    assert (key_result.start, key_result.target, key_result.unit, key_result.progress) == (None, None, "", 0)
    assert KeyResultVersion.objects.get().milestones == key_result.milestones


def test_empty_page_has_three_rows_and_an_edit_one_more_than_there_are(acme, objective, launch):
    client = client_of(acme.owner)
    page = client.get(acme.url(f"objectives/{objective.pk}/key-results/new/"))
    assert shown(page) == [("", "1", "")] * 3
    page = client.get(acme.url(f"key-results/{launch.pk}/edit/"))
    assert shown(page) == [("Pilot runs", "2", str(acme.period.starts_on)), ("Launch", "1", ""), ("", "1", "")]


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_whatever_the_number_of_milestones(acme, launch, count):
    found = as_json(Milestone(f"m{n}", f"Step {n}") for n in range(count))
    edit_key_result(launch, by=acme.owner, changes={"milestones": found}, reason="So.")
    client = client_of(acme.owner)
    with statements() as asked:
        client.get(acme.url(f"key-results/{launch.pk}/edit/"))
    assert len(asked) == 11, "\n".join(asked)


def test_edit_keeps_the_ids_so_that_what_was_ticked_stays(acme, launch):
    check_in(by=acme.owner, statements=[Statement(launch.pk, None, 7, reached=("one11",))])
    response = edit(
        acme, launch, ("one11", "Pilot in two ports", "1", ""), ("made", "Sign", "1", ""), ("two22", "", "1", "")
    )
    assert response.status_code == 302
    launch.refresh_from_db()
    ids = [item["id"] for item in launch.milestones]
    assert ids[0] == "one11" and ids[1] not in ("made", "two22")
    assert (launch.current, launch.progress) == (1, Decimal("0.5"))
    page = text(client_of(acme.viewer).get(acme.url(f"key-results/{launch.pk}/")))
    for words in ("<del>“Pilot runs”</del> → <ins>“Pilot in two ports”</ins>", "<del>“Launch”</del> → <ins>none</ins>"):
        assert words in page


def test_one_id_sent_twice_is_two_milestones(acme, launch):
    edit(acme, launch, ("one11", "One", "1", ""), ("one11", "Two", "1", ""))
    launch.refresh_from_db()
    assert len({item["id"] for item in launch.milestones}) == 2


def test_row_is_added_and_removed_with_everything_typed_and_nothing_saved(acme, objective, launch):
    rows = ("one11", "Pilot", "a lot", "soon"), ("", "Sign", "3", "")
    page = edit(acme, launch, *rows, title="Another title", due_on="2026-99-99", add_milestone="on")
    assert page.status_code == 200
    assert shown(page) == [("Pilot", "a lot", "soon"), ("Sign", "3", ""), ("", "1", "")]
    assert 'value="Another title"' in text(page) and "There is a problem" not in text(page)
    page = edit(acme, launch, *rows, remove_milestone="0")
    assert shown(page) == [("Sign", "3", "")]
    page = new(acme, objective, ("", "Only", "1", ""), remove_milestone="0")
    assert (page.status_code, shown(page)) == (200, [("", "1", "")])
    assert kept(launch)[0][0] == "Pilot runs" and KeyResult.objects.count() == 1


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "Write at least one milestone."),
        ([("", "", "1", "")], "Write at least one milestone."),
        ([("", "Pilot", "0", "")], "Weight of milestone 1: Write a weight above 0"),
        ([("", "Pilot", "heavy", "")], "Weight of milestone 1: “heavy” is not a number"),
        ([("", "Pilot", "1", ""), ("", "", "2", "")], "Milestone 2: Write what is reached."),
        ([("", "Pilot", "1", ""), ("", "PILOT ", "1", "")], "Milestone 2: Another milestone is called the same."),
        ([("", "Pilot", "1", "1999-01-01")], "Day of milestone 1: Choose a day from"),
        ([("", "Pilot", "1", "soon")], "Day of milestone 1: Write a day as 2026-03-31."),
        ([("", "x" * 241, "1", "")], "at most 240 characters"),
        ([("", f"Step {n}", "1", "") for n in range(31)], "Milestone 31: 30 milestones are the most"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_everything_is_kept(acme, objective, launch, rows, words):
    for response in (new(acme, objective, *rows), edit(acme, launch, *rows)):
        assert response.status_code == 422
        assert words in text(response) and "<title>Error: " in text(response)
        assert shown(response) == [tuple(map(str, row[1:])) for row in rows]
    assert KeyResult.objects.count() == 1 and kept(launch)[0][0] == "Pilot runs"


def test_no_day_lies_behind_the_key_results_own(acme, launch):
    first, last = acme.period.days
    response = edit(acme, launch, ("", "Pilot", "1", last), due_on=str(last - timedelta(days=1)))
    assert response.status_code == 422 and "when the key result is due" in text(response)


def test_other_measures_leave_the_rows_out_nonsense_too(acme, objective):
    data = QueryDict(mutable=True)
    data.update(sent(acme, ("", "Pilot", "heavy", "soon"), measure="yes_no"))
    form = KeyResultForm(data, objective=objective)
    assert form.is_valid(), form.errors
    assert form.facts()["milestones"] == []


def test_draft_may_wait_and_says_so_on_its_page(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    planned = create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)
    draft = make_objective(acme.owner, planned, belongs_to="person")
    assert new(acme, draft, ("", "", "1", "")).status_code == 302
    page = text(client_of(acme.owner).get(acme.url(f"key-results/{KeyResult.objects.get().pk}/")))
    assert "No milestones yet, so nothing counts." in page and "Set the milestones" in page


def test_moving_them_while_the_period_runs_asks_why(acme, launch):
    response = edit(acme, launch, ("one11", "Pilot", "1", ""), reason="")
    assert response.status_code == 422 and shown(response) == [("Pilot", "1", "")]


def test_who_may_not_edit_may_not_move_them_either(acme, rival, launch):
    rows = ("one11", "Pilot", "1", "")
    assert edit(acme, launch, rows, by=acme.viewer).status_code == 403
    assert edit(acme, launch, rows, by=acme.viewer, add_milestone="on").status_code == 403
    with rival.scope():
        assert client_of(rival.owner).get(f"/rival/key-results/{launch.pk}/edit/").status_code == 404


def test_what_is_closed_stays_as_it_is(acme, launch):
    shut(acme.period, by=acme.admin)
    response = edit(acme, launch, ("one11", "Pilot", "1", ""))
    assert response.status_code in (403, 422) and kept(launch)[0][0] == "Pilot runs"


def test_undo_gives_back_what_was_there(acme, launch):
    before = kept(launch)
    client = client_of(acme.owner)
    edit(acme, launch, ("two22", "Launch", "1", ""))
    version = KeyResultVersion.objects.order_by("-id").first()
    client.post(acme.url(f"key-results/versions/{version.pk}/undo/"))
    assert kept(launch) == before


def test_asking_for_a_row_does_not_forget_which_version_was_seen(acme, launch):
    seen = str(KeyResultVersion.objects.get().pk)
    edit_key_result(launch, by=acme.leader, changes={"title": "Lift off"}, reason="Meanwhile.")
    rows = [("one11", "Pilot", "1", "")]
    page = edit(acme, launch, *rows, seen=seen, add_milestone="on")
    assert f'name="seen" value="{seen}"' in page.content.decode()
    response = edit(acme, launch, *rows, seen=seen)
    assert response.status_code == 422 and "Acme Leader changed this while you wrote" in text(response)


# Closing and carrying over.


def test_its_score_is_suggested_by_what_is_reached(acme, launch):
    check_in(by=acme.owner, statements=[Statement(launch.pk, None, 7, reached=("one11",))])
    end(acme.period, by=acme.admin)
    page = text(client_of(acme.owner).get(acme.url(f"objectives/{launch.objective_id}/review/")))
    assert "1 of 2 milestones" in page and "0.66" in page


@pytest.mark.parametrize("start_from", ["value", "start"])
def test_what_is_not_reached_goes_on_without_its_day(acme, launch, start_from):
    found = [Milestone("one11", "Pilot runs"), Milestone("two22", "Launch", Decimal(2), acme.period.ends_on)]
    edit_key_result(launch, by=acme.owner, changes={"milestones": as_json(found)}, reason="So.")
    check_in(by=acme.owner, statements=[Statement(launch.pk, None, 7, reached=("one11",))])
    end(acme.period, by=acme.admin)
    carry(acme, following(acme), launch.objective, start_from=start_from)
    copy = KeyResult.objects.get(continues=launch)
    assert copy.milestones == [{"id": "two22", "title": "Launch", "weight": "2", "due_on": None}]
    assert (copy.current, copy.reached, copy.progress) == (None, [], 0)
    assert KeyResultVersion.objects.get(key_result=copy).milestones == copy.milestones
    page = text(client_of(acme.admin).get(acme.url(f"periods/{acme.period.pk}/carry-over/")))
    assert "Of milestones those that are not reached go on, without their days" in page
