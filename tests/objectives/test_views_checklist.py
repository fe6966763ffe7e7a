"""The checklist of a period, in the browser's words."""

from datetime import date

import pytest

from objectives.actions.periods import create_period
from tests.cast import client_of, end, make_key_result, make_objective, make_period, shut, statements


@pytest.fixture
def planned(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)


def page_of(cast, period, membership, query=""):
    response = client_of(membership).get(cast.url(f"periods/{period.pk}/checklist/{query}"))
    assert response.status_code == 200
    return response.content.decode()


def draft(cast, period, title="Sell to forty", **facts):
    facts = {"belongs_to": "team", "team": cast.team, "owner": cast.owner} | facts
    objective = make_objective(cast.admin, period, title, **facts)
    return objective, make_key_result(cast.admin, objective, "Trials", target=None, owner=cast.owner)


def test_each_finding_says_what_and_why_and_leads_to_where_it_is_put_right(acme, planned):
    objective, key_result = draft(acme, planned)
    page = page_of(acme, planned, acme.owner)
    for words in (
        "It has no target yet.",
        "its check-ins count nothing",
        "It supports nothing.",
        "0 of 1",
        "Acme Growth",
    ):
        assert words in page
    assert acme.url(f"key-results/{key_result.pk}/edit/") in page
    assert acme.url(f"objectives/{objective.pk}/move/") in page
    assert "None of this keeps Q1 2031 from being opened." in page


def test_viewer_reads_it_without_links_to_edit(acme, planned):
    draft(acme, planned)
    page = page_of(acme, planned, acme.viewer)
    assert "It has no target yet." in page
    assert "/edit/" not in page
    assert "/move/" not in page


def test_admin_opens_the_period_from_it(acme, planned):
    link = acme.url(f"periods/{planned.pk}/open/")
    assert link in page_of(acme, planned, acme.admin) and link not in page_of(acme, planned, acme.leader)
    assert f"/{acme.period.pk}/open/" not in page_of(acme, acme.period, acme.admin)


def test_team_alone_is_shown_and_nonsense_is_left_out(acme, planned):
    draft(acme, planned)
    make_objective(acme.owner, planned, "Learn to weld", belongs_to="person")
    assert "Learn to weld" in page_of(acme, planned, acme.owner)
    assert "Learn to weld" not in page_of(acme, planned, acme.owner, f"?team={acme.team.pk}")
    assert "Learn to weld" in page_of(acme, planned, acme.owner, "?team=nonsense")


def test_ready_and_empty_periods_say_so(acme, planned):
    assert "once there are objectives" in page_of(acme, planned, acme.admin)
    make_key_result(acme.admin, make_objective(acme.admin, planned), "Trials")
    assert "Everything is ready." in page_of(acme, planned, acme.viewer)


def test_running_period_says_that_a_reason_is_asked_for(acme):
    make_objective(acme.admin, acme.period)
    end(acme.period, by=acme.admin)
    page = page_of(acme, acme.period, acme.admin)
    assert "asks for a reason" in page
    assert "from being opened" not in page


def test_closed_period_is_read_and_offers_nothing(acme):
    make_objective(acme.admin, acme.period)
    shut(acme.period, by=acme.admin)
    page = page_of(acme, acme.period, acme.admin)
    assert "nothing in it can change any more" in page
    assert "It has no key result." in page
    assert "key-results/new/" not in page


def test_rival_and_random_periods_are_not_there(acme, rival):
    with rival.scope():
        theirs = make_period(rival.admin, name="Next", kind="year", opened=False)
    assert client_of(acme.admin).get(acme.url(f"periods/{theirs.pk}/checklist/")).status_code == 404
    assert client_of(rival.admin).get(acme.url(f"periods/{acme.period.pk}/checklist/")).status_code == 404


def test_team_of_a_planned_period_says_how_much_is_ready(acme, planned):
    draft(acme, planned)
    client = client_of(acme.viewer)
    page = client.get(acme.url(f"teams/{acme.team.pk}/?period={planned.pk}")).content.decode()
    assert "0 of 1 objective is ready" in page
    assert acme.url(f"periods/{planned.pk}/checklist/?team={acme.team.pk}") in page
    make_objective(acme.leader, acme.period, "Running", belongs_to="team", team=acme.team)
    assert "ready</a>" not in client.get(acme.url(f"teams/{acme.team.pk}/")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_queries_stay_the_same(acme, planned, count):
    for n in range(count):
        draft(acme, planned, f"Objective {n}")
    client = client_of(acme.leader)
    client.get(acme.url("me/"))
    with statements() as found:
        assert client.get(acme.url(f"periods/{planned.pk}/checklist/")).status_code == 200
    assert len(found) == 14
