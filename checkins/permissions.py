"""Who may see what of check-ins, beyond what everybody sees."""

from organizations.models import Membership, Team
from organizations.permissions import team_ids_led_by


def can_see_discipline(membership: Membership, team: Team) -> bool:
    """Whoever leads the team or one above it, leaders and admins; a viewer leads nothing."""
    return membership.is_leader or team.pk in team_ids_led_by(membership)
