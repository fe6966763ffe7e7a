import pytest

from organizations.models import Membership, Role, Team, TeamMembership
from organizations.permissions import (
    can_change_settings,
    can_create_team,
    can_manage_people,
    can_manage_team,
    team_ids_led_by,
    team_ids_of,
)


def fresh(membership: Membership) -> Membership:
    return Membership.objects.get(pk=membership.pk)


def test_a_lead_leads_all_teams_below(acme):
    below = Team.objects.create(name="Below", parent=acme.team)
    deep = Team.objects.create(name="Deep", parent=below)
    beside = Team.objects.create(name="Beside")
    assert team_ids_led_by(acme.leader) == {acme.team.pk, below.pk, deep.pk}
    assert can_manage_team(acme.leader, deep)
    assert not can_manage_team(acme.leader, beside)
    assert can_create_team(acme.leader, deep)
    assert not can_create_team(acme.leader, None)


def test_a_lead_of_the_lower_team_does_not_lead_the_upper(acme):
    below = Team.objects.create(name="Below", parent=acme.team)
    TeamMembership.objects.create(team=below, membership=acme.owner, is_lead=True)
    assert team_ids_led_by(acme.owner) == {below.pk}
    assert team_ids_of(acme.owner) == {acme.team.pk, below.pk}


def test_teams_are_asked_for_once(acme, django_assert_num_queries):
    leader = fresh(acme.leader)
    with django_assert_num_queries(2):
        for _ in range(3):
            team_ids_led_by(leader)
            team_ids_of(leader)


def test_a_viewer_leads_nothing(acme):
    TeamMembership.objects.create(team=acme.team, membership=acme.viewer, is_lead=True)
    assert team_ids_led_by(acme.viewer) == frozenset()
    assert not can_manage_team(acme.viewer, acme.team)


def test_an_admin_manages_everything(acme):
    assert can_manage_team(acme.admin, acme.team)
    assert can_create_team(acme.admin, None)
    assert can_manage_people(acme.admin)
    assert can_change_settings(acme.admin)


@pytest.mark.parametrize("who", ["leader", "owner", "viewer"])
def test_only_admins_manage_people_and_settings(acme, who):
    assert not can_manage_people(getattr(acme, who))
    assert not can_change_settings(getattr(acme, who))


def test_leads_of_another_organization_lead_nothing_here(acme, rival, as_bypassrls_role):
    """The query alone holds, with row-level security out of the way."""
    with as_bypassrls_role():
        assert acme.team.pk not in team_ids_led_by(rival.leader)
        stranger = Membership(pk=rival.leader.pk, organization=acme.organization, role=Role.LEADER)
        assert team_ids_led_by(stranger) == frozenset()
