"""Who may ask for a part, answer, and take back what was asked."""

from alignment.models import Request
from objectives.models import KeyResult, Objective
from objectives.permissions import can_edit_key_result, can_edit_objective
from organizations.models import Membership
from organizations.permissions import team_ids_led_by


def can_ask(membership: Membership, objective: Objective, key_result: KeyResult | None = None) -> bool:
    """Whoever may edit what a part of it is asked of."""
    if key_result is not None:
        return can_edit_key_result(membership, key_result)
    return can_edit_objective(membership, objective)


def can_answer(membership: Membership, request: Request) -> bool:
    """Whoever is asked, whoever leads the team that is asked, and admins; not who asks."""
    if not membership.may_write or membership.pk == request.asker_id:
        return False
    is_hers = membership.pk == request.asked_id or request.team_id in team_ids_led_by(membership)
    return is_hers or membership.is_admin


def can_withdraw(membership: Membership, request: Request) -> bool:
    """Whoever asked, and whoever may ask the same. What it is about must be loaded."""
    is_hers = membership.may_write and membership.pk == request.asker_id
    return is_hers or can_ask(membership, request.objective, request.key_result)
