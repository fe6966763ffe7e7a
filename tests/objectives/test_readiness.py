"""How ready a period is: what is found, where, and in how many queries."""

from datetime import date
from decimal import Decimal

import pytest

from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import create_period
from objectives.findings import Kind
from objectives.readiness import readiness_of
from organizations.models import Team
from tests.cast import join, make_key_result, make_objective, statements


@pytest.fixture
def planned(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)


@pytest.fixture
def year(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 31)}
    return create_period(by=acme.admin, name="2031", kind="year", **days)


def kinds(readiness):
    return [(item.thing.title, item.finding.kind) for group in readiness.groups for item in group.found]


def test_empty_period_has_nothing_to_find(planned):
    readiness = readiness_of(planned)
    assert (readiness.objective_count, readiness.finding_count, readiness.counts) == (0, 0, [])


def test_findings_are_grouped_by_company_team_and_people(acme, planned):
    other = Team.objects.create(name="Acme Brand")
    company = make_objective(acme.admin, planned, "Company")
    make_key_result(acme.owner, company, "Customers")
    for team, title in ((acme.team, "Sell"), (other, "Shine")):
        ours = make_objective(acme.admin, planned, title, belongs_to="team", team=team, parent=company)
        make_key_result(acme.owner, ours, "Trials", target=None)
    make_objective(acme.owner, planned, "Learn", belongs_to="person")
    readiness = readiness_of(planned)
    assert [(group.name, group.ready_count, group.objective_count) for group in readiness.groups] == [
        ("The company", 1, 1),
        ("Acme Brand", 0, 1),
        ("Acme Growth", 0, 1),
        ("People", 0, 1),
    ]
    assert kinds(readiness) == [
        *[("Trials", Kind.NO_AIM)] * 2,
        *[("Learn", Kind.NO_KEY_RESULT), ("Learn", Kind.SUPPORTS_NOTHING)],
    ]
    assert readiness.counts == [(Kind.NO_KEY_RESULT, 1), (Kind.NO_AIM, 2), (Kind.SUPPORTS_NOTHING, 1)]
    assert (readiness.ready_count, readiness.objective_count, readiness.finding_count) == (1, 4, 4)
    assert [group.name for group in readiness_of(planned, other).groups] == ["Acme Brand"]


def test_owner_who_left_or_only_views_counts_as_none(acme, planned):
    gone = join(acme.organization, "owner", "Gone Person")
    objective = make_objective(gone, planned, "Owned")
    make_key_result(acme.admin, objective, "Viewed", owner=acme.viewer)
    make_key_result(acme.admin, objective, "Left alone", owner=None)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    found = [item.finding.what for item in readiness_of(planned).groups[0].found]
    assert found == [*["Its owner has left, or only views by now."] * 2, "It has no owner."]


def test_what_is_put_away_is_neither_asked_for_nor_support(acme, planned):
    company = make_objective(acme.admin, planned, "Company")
    ours = make_objective(acme.admin, planned, "Ours", belongs_to="team", team=acme.team, parent=company)
    make_key_result(acme.admin, ours, "Trials")
    assert kinds(readiness_of(planned)) == [("Company", Kind.ONLY_SUPPORTERS)]
    assert readiness_of(planned).ready_count == 2
    put_objective_in_state(company, "archived", by=acme.admin)
    assert kinds(readiness_of(planned)) == [("Ours", Kind.SUPPORTS_NOTHING)]


def test_quarter_of_the_company_supports_the_year_that_wants_something(acme, planned, year):
    quarter = make_objective(acme.admin, planned, "Quarter")
    make_key_result(acme.admin, quarter, "Trials")
    assert kinds(readiness_of(planned)) == []
    above = make_objective(acme.admin, year, "Year")
    assert kinds(readiness_of(planned)) == [("Quarter", Kind.SUPPORTS_NOTHING)]
    supporting = make_objective(acme.admin, planned, "Supporting", parent=above)
    make_key_result(acme.admin, supporting, "Trials")
    assert kinds(readiness_of(planned)) == [("Quarter", Kind.SUPPORTS_NOTHING)]
    assert kinds(readiness_of(year)) == [("Year", Kind.ONLY_SUPPORTERS)]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_stay_the_same(acme, planned, count):
    for n in range(count):
        objective = make_objective(acme.owner, planned, f"Objective {n}", belongs_to="team", team=acme.team)
        for title in ("Trials", "Launch a site"):
            make_key_result(acme.owner, objective, title, start=Decimal(1), target=None)
    with statements() as found:
        readiness = readiness_of(planned)
        assert readiness.finding_count == 4 * count
        assert all(item.objective.owner.user.name and item.thing.owner_id for item in readiness.groups[0].found)
    assert len(found) == 4
