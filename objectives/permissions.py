"""Who may do what with objectives, key results and periods."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from objectives.models import BelongsTo, Initiative, KeyResult, Objective, Period
from organizations.models import Membership
from organizations.permissions import team_ids_led_by, team_ids_of


def can_manage_periods(membership: Membership) -> bool:
    return membership.is_admin


def can_create_objective(
    membership: Membership, belongs_to: str, team_id: UUID | None, owner_id: UUID | None, period: Period
) -> bool:
    """Leaders for the company, leads for their team, members for themselves, and drafts for their teams."""
    if period.is_closed or not membership.may_write:
        return False
    if membership.is_admin:
        return True
    if belongs_to == BelongsTo.PERSON:
        return owner_id == membership.pk
    if belongs_to == BelongsTo.COMPANY:
        return membership.is_leader
    return team_id in team_ids_led_by(membership) or (period.is_planned and team_id in team_ids_of(membership))


def can_draft_objectives(membership: Membership) -> bool:
    """Whether there is any objective at all that she could create."""
    return membership.may_write


def can_edit_objective(membership: Membership, objective: Objective) -> bool:
    if not membership.may_write:
        return False
    if membership.is_admin or objective.owner_id == membership.pk:
        return True
    if objective.belongs_to == BelongsTo.COMPANY:
        return membership.is_leader
    return objective.belongs_to == BelongsTo.TEAM and objective.team_id in team_ids_led_by(membership)


def can_weigh_objective(membership: Membership, parent: Objective | None) -> bool:
    """Its weight is given by whoever may edit what it supports; where it stands alone, by whoever edits it."""
    return parent is None or can_edit_objective(membership, parent)


def can_edit_key_result(membership: Membership, key_result: KeyResult) -> bool:
    """Its owner, and whoever may edit its objective."""
    return (membership.may_write and key_result.owner_id == membership.pk) or can_edit_objective(
        membership, key_result.objective
    )


def can_check_in(membership: Membership, key_result: KeyResult) -> bool:
    """Its owner or deputy, its objective's owner, the team's lead, an admin."""
    if not membership.may_write:
        return False
    if membership.is_admin or membership.pk in (
        key_result.owner_id,
        key_result.deputy_id,
        key_result.objective.owner_id,
    ):
        return True
    return key_result.objective.team_id is not None and key_result.objective.team_id in team_ids_led_by(membership)


def can_plan_work(membership: Membership, key_result: KeyResult) -> bool:
    """Write down what should move it: whoever speaks for it, or may change it."""
    return can_edit_key_result(membership, key_result) or can_check_in(membership, key_result)


def can_put_initiative(membership: Membership, initiative: Initiative) -> bool:
    """Say how far it is: its owner too."""
    is_hers = membership.may_write and initiative.owner_id == membership.pk
    return is_hers or can_plan_work(membership, initiative.key_result)


def can_review_objective(membership: Membership, objective: Objective) -> bool:
    """Score it and its key results, answer the three questions and decide: whoever may edit it."""
    return can_edit_objective(membership, objective)


def can_score_key_result(membership: Membership, key_result: KeyResult) -> bool:
    """Its owner, and whoever reviews its objective."""
    return (membership.may_write and key_result.owner_id == membership.pk) or can_review_objective(
        membership, key_result.objective
    )


def can_mark_done(membership: Membership, key_result: KeyResult) -> bool:
    """Its owner, or the objective's owner where it has none, and admins."""
    answers_for_it = key_result.owner_id or key_result.objective.owner_id
    return membership.may_write and (membership.is_admin or membership.pk == answers_for_it)


def can_put_back_objective(membership: Membership, objective: Objective, was: Mapping[str, Any]) -> bool:
    """Undo gives nobody what she may not write herself: whose it was, and what it weighs in what others edit."""
    if not can_edit_objective(membership, objective):
        return False
    if "weight" in was and "parent_id" not in was and not can_weigh_objective(membership, objective.parent):
        return False
    if not was.keys() & {"belongs_to", "team_id", "period_id"}:
        return True
    belongs_to, team_id, owner_id = (was.get(n, getattr(objective, n)) for n in ("belongs_to", "team_id", "owner_id"))
    period = Period.objects.get(pk=was["period_id"]) if "period_id" in was else objective.period
    return can_create_objective(membership, belongs_to, team_id, owner_id, period)


def can_put_back_key_result(membership: Membership, key_result: KeyResult, was: Mapping[str, Any]) -> bool:
    """Done, and not done after all, is said by those who answer for it, with Undo too."""
    if "done_as" in was and not can_mark_done(membership, key_result):
        return False
    return can_edit_key_result(membership, key_result)
