"""Who may do what to an organization, its people and its teams."""

from uuid import UUID

from django.db import connection

from organizations.models import Membership, Team, TeamMembership

TEAMS_LED = """
    WITH RECURSIVE led (id) AS (
        SELECT team_id FROM organizations_teammembership
        WHERE organization_id = %(organization)s AND membership_id = %(membership)s AND is_lead
        UNION
        SELECT team.id FROM organizations_team AS team
        JOIN led ON team.parent_id = led.id
        WHERE team.organization_id = %(organization)s
    )
    SELECT id FROM led
"""


def can_change_settings(membership: Membership) -> bool:
    return membership.is_admin


def can_manage_people(membership: Membership) -> bool:
    """Invite, change roles, deactivate and reactivate."""
    return membership.is_admin


def can_manage_team(membership: Membership, team: Team) -> bool:
    """Rename and nest it, and say who leads it and who belongs to it."""
    return membership.is_admin or team.pk in team_ids_led_by(membership)


def can_create_team(membership: Membership, parent: Team | None) -> bool:
    """Admins anywhere; who leads a team may divide it."""
    return membership.is_admin or (parent is not None and can_manage_team(membership, parent))


def team_ids_led_by(membership: Membership) -> frozenset[UUID]:
    """The teams this person leads and all teams below them; asked once for each membership object.

    A viewer leads nothing, whatever a team says.
    """
    if not membership.may_write:
        return frozenset()
    known: frozenset[UUID] | None = membership.__dict__.get("_team_ids_led")
    if known is None:
        with connection.cursor() as cursor:
            cursor.execute(TEAMS_LED, {"organization": membership.organization_id, "membership": membership.pk})
            known = frozenset(row[0] for row in cursor.fetchall())
        membership.__dict__["_team_ids_led"] = known
    return known


def team_ids_of(membership: Membership) -> frozenset[UUID]:
    """The teams this person belongs to, themselves only; asked once for each membership object."""
    known: frozenset[UUID] | None = membership.__dict__.get("_team_ids")
    if known is None:
        teams = TeamMembership.objects.filter(membership_id=membership.pk)
        known = frozenset(teams.values_list("team_id", flat=True))
        membership.__dict__["_team_ids"] = known
    return known
