"""Who may do what."""

from datetime import date

import pytest

from objectives.actions.periods import create_period
from objectives.permissions import (
    can_check_in,
    can_create_objective,
    can_edit_key_result,
    can_edit_objective,
    can_manage_periods,
    can_mark_done,
    can_weigh_objective,
)
from organizations.models import Team, TeamMembership
from tests.cast import join, make_key_result, make_objective, shut


@pytest.fixture
def planned(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Later", kind="quarter", **days)


def who(cast, may):
    people = {"admin": cast.admin, "leader": cast.leader, "owner": cast.owner, "viewer": cast.viewer}
    return {name for name, person in people.items() if may(person)}


def test_admins_alone_manage_periods(acme):
    assert who(acme, can_manage_periods) == {"admin"}


@pytest.mark.parametrize(
    ("belongs_to", "when_open", "when_planned"),
    [
        ("company", {"admin", "leader"}, {"admin", "leader"}),
        ("team", {"admin", "leader"}, {"admin", "leader", "owner"}),
        ("person", {"admin", "leader", "owner"}, {"admin", "leader", "owner"}),
    ],
)
def test_who_creates(acme, planned, belongs_to, when_open, when_planned):
    team_id = acme.team.pk if belongs_to == "team" else None
    for period, expected in ((acme.period, when_open), (planned, when_planned)):
        assert who(acme, lambda p: can_create_objective(p, belongs_to, team_id, p.pk, period)) == expected  # noqa: B023


def test_nobody_creates_in_a_closed_period(acme):
    closed = shut(acme.period, by=acme.admin)
    assert who(acme, lambda p: can_create_objective(p, "person", None, p.pk, closed)) == set()


def test_nobody_but_an_admin_writes_a_personal_objective_for_another(acme):
    other = join(acme.organization, "owner", "Somebody Else")
    assert who(acme, lambda p: can_create_objective(p, "person", None, other.pk, acme.period)) == {"admin"}


def test_who_leads_a_team_creates_for_the_teams_below_it_and_for_no_other(acme):
    below = Team.objects.create(name="Below", parent=acme.team)
    other = Team.objects.create(name="Beside")
    assert can_create_objective(acme.leader, "team", below.pk, None, acme.period)
    assert not can_create_objective(acme.leader, "team", other.pk, None, acme.period)


def test_who_edits(acme):
    company = make_objective(acme.admin, acme.period)
    team = make_objective(acme.admin, acme.period, belongs_to="team", team=acme.team)
    own = make_objective(acme.owner, acme.period, belongs_to="person")
    assert who(acme, lambda p: can_edit_objective(p, company)) == {"admin", "leader"}
    assert who(acme, lambda p: can_edit_objective(p, team)) == {"admin", "leader"}
    assert who(acme, lambda p: can_edit_objective(p, own)) == {"admin", "owner"}


def test_viewer_edits_nothing_even_what_she_owns_and_leads(acme):
    TeamMembership.objects.create(team=acme.team, membership=acme.viewer, is_lead=True)
    own = make_objective(acme.viewer, acme.period, belongs_to="team", team=acme.team)
    key_result = make_key_result(acme.viewer, own)
    assert not can_edit_objective(acme.viewer, own)
    assert not can_edit_key_result(acme.viewer, key_result)
    assert not can_check_in(acme.viewer, key_result)
    assert not can_mark_done(acme.viewer, key_result)


def test_owner_of_a_key_result_edits_it_and_not_its_objective(acme):
    company = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, company, owner=acme.owner)
    assert can_edit_key_result(acme.owner, key_result)
    assert not can_edit_objective(acme.owner, company)


def test_who_checks_in(acme):
    deputy = join(acme.organization, "owner", "Deputy")
    team = make_objective(acme.admin, acme.period, belongs_to="team", team=acme.team)
    key_result = make_key_result(acme.admin, team, owner=acme.owner, deputy=deputy)
    assert who(acme, lambda p: can_check_in(p, key_result)) == {"admin", "leader", "owner"}
    assert can_check_in(deputy, key_result)
    assert not can_check_in(join(acme.organization, "owner", "Somebody Else"), key_result)


def test_owner_of_the_objective_checks_in_on_its_key_results(acme):
    objective = make_objective(acme.admin, acme.period, owner=acme.owner)
    assert can_check_in(acme.owner, make_key_result(acme.admin, objective))
    assert not can_check_in(acme.leader, make_key_result(acme.admin, objective))


def test_who_says_done(acme):
    objective = make_objective(acme.leader, acme.period)
    key_result = make_key_result(acme.admin, objective, owner=acme.owner)
    assert who(acme, lambda p: can_mark_done(p, key_result)) == {"admin", "owner"}
    nobodys = make_key_result(acme.admin, objective, owner=None)
    assert who(acme, lambda p: can_mark_done(p, nobodys)) == {"admin", "leader"}


def test_weight_is_said_by_whoever_may_edit_the_parent(acme):
    company = make_objective(acme.admin, acme.period)
    assert who(acme, lambda p: can_weigh_objective(p, company)) == {"admin", "leader"}
    assert can_weigh_objective(acme.owner, None)
