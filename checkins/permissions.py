"""Who may see and do what about check-ins and conversations, beyond what everybody may."""

from django.db.models.expressions import RawSQL

from checkins.models import Comment
from objectives.models import Objective
from objectives.roll_up import CHAINS
from organizations.models import Membership, Team
from organizations.permissions import team_ids_led_by
from organizations.tenancy import current_organization_id


def can_see_discipline(membership: Membership, team: Team) -> bool:
    """Whoever leads the team or one above it, leaders and admins; a viewer leads nothing."""
    return membership.is_leader or team.pk in team_ids_led_by(membership)


def can_comment(membership: Membership) -> bool:
    """Everybody who does more than look on; also on what is closed: its numbers stay as they are."""
    return membership.may_write


def can_change_comment(membership: Membership, comment: Comment) -> bool:
    """One's own alone; for how long is the action's question."""
    return membership.may_write and comment.author_id == membership.pk


def can_acknowledge(membership: Membership, objective: Objective) -> bool:
    """Who leads: leaders, the team's lead or one above, and the owner of the objective or of one that it supports."""
    if not membership.may_write:
        return False
    if membership.is_leader or objective.owner_id == membership.pk or objective.team_id in team_ids_led_by(membership):
        return True
    if objective.parent_id is None:
        return False
    above = RawSQL(CHAINS, [[objective.parent_id], current_organization_id()])
    return Objective.objects.filter(pk__in=above, owner=membership).exists()
