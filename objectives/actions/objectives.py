"""What happens to objectives."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from objectives.actions.history import (
    GOALPOSTS_OF_OBJECTIVE,
    VERB_OF_STATE,
    Change,
    apply_changes,
    begin_change,
    locked_objective,
    refuse_if_closed,
    remember_key_result,
    remember_objective,
    require_reason,
)
from objectives.errors import AlreadyDone, BelongsElsewhere, ParentDoesNotFit, PeriodIsFixed, TreeLoop, TreeTooDeep
from objectives.models import (
    BelongsTo,
    Contribution,
    Initiative,
    KeyResult,
    Objective,
    ObjectiveVersion,
    Period,
    Score,
    State,
    Verb,
)
from objectives.roll_up import CHAINS, roll_up, settle_depths
from objectives.undoing import refuse_undo
from organizations.models import Membership, record
from organizations.tenancy import current_organization_id

DEEPEST = 30


@transaction.atomic
def create_objective(
    *,
    by: Membership | None,
    period: Period,
    title: str,
    parent: Objective | None = None,
    parent_key_result: KeyResult | None = None,
    reason: str = "",
    ref: str = "",
    at: datetime | None = None,
    verb: str = Verb.CREATED,
    **facts: Any,
) -> Objective:
    """Add an objective. Raises PeriodIsClosed, ReasonIsMissing, ParentDoesNotFit."""
    change = begin_change(by=by, reason=reason, at=at)
    period = Period.objects.get(pk=period.pk)
    refuse_if_closed(period)
    require_reason(change, period)
    objective = Objective(
        period=period, title=title, ref=ref, created_at=change.at, organization_id=current_organization_id(), **facts
    )
    point_at_parent(objective, parent, parent_key_result)
    objective.save()
    settle_depths([objective.pk])
    remember_objective(objective, verb, change, before=None)
    tell_parent(objective, by=by, at=change.at)
    return objective


@transaction.atomic
def edit_objective(
    objective: Objective,
    *,
    by: Membership | None,
    changes: Mapping[str, Any],
    reason: str = "",
    at: datetime | None = None,
    verb: str = Verb.EDITED,
) -> ObjectiveVersion | None:
    """Change columns of an objective, what it supports among them; None if nothing differed.

    Raises PeriodIsClosed, ReasonIsMissing, TreeLoop, ParentDoesNotFit, PeriodIsFixed, BelongsElsewhere.
    """
    change = begin_change(by=by, reason=reason, at=at)
    objective = locked_objective(objective)
    before, old_period = objective.progress, objective.period
    moved = apply_changes(objective, changes)
    if not moved:
        return None
    if "parent_id" in moved and "parent_key_result_id" not in moved:
        moved |= apply_changes(objective, {"parent_key_result": None})
    if moved.keys() & GOALPOSTS_OF_OBJECTIVE:
        require_reason(change, old_period)
    refuse_what_does_not_fit(objective, moved, change)
    objective.save(update_fields=[*moved])
    settle_the_tree(objective, moved, change)
    version = remember_objective(objective, verb, change, before=before)
    if "parent_id" in moved:
        tell_parent(objective, by=by, at=change.at)
    return version


def refuse_what_does_not_fit(objective: Objective, moved: Mapping[str, Any], change: Change) -> None:
    if (objective.belongs_to == BelongsTo.TEAM) != (objective.team_id is not None):
        raise BelongsElsewhere
    if "period_id" in moved:
        refuse_to_leave_the_period(objective, change)
    if moved.keys() & {"parent_id", "parent_key_result_id", "period_id"}:
        refuse_misfit(objective)


def settle_the_tree(objective: Objective, moved: Mapping[str, Any], change: Change) -> None:
    """What a move leaves to do around the objective: depths, the parent it had, the period of its key results."""
    if moved.keys() & {"parent_id", "period_id", "state"}:
        settle_depths([objective.pk])
    old_parent_id = moved.get("parent_id", (None, None))[0]
    if old_parent_id:
        roll_up([old_parent_id], on=change.on, expectations=True)
    if moved.keys() & {"period_id", "state"}:
        # Its key results begin to count, and to owe, with it.
        own = KeyResult.objects.filter(objective=objective)
        own.update(counts_since=change.at)
        roll_up([], on=change.on, key_results=own.values_list("pk", flat=True), expectations=True)
    if "period_id" in moved:
        Initiative.objects.filter(key_result__objective=objective).update(period_id=objective.period_id)
        for key_result in KeyResult.objects.filter(objective=objective).select_related("period").order_by("pk"):
            remember_key_result(key_result, Verb.MOVED, change, before=key_result.progress)


def move_objective(
    objective: Objective,
    *,
    by: Membership | None,
    parent: Objective | None,
    parent_key_result: KeyResult | None = None,
    weight: Decimal | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> ObjectiveVersion | None:
    """Let it support another objective, one key result of it, or nothing; None keeps its weight.

    Raises as edit_objective does.
    """
    return edit_objective(
        objective,
        by=by,
        changes={
            "parent": parent_key_result.objective if parent_key_result else parent,
            "parent_key_result": parent_key_result,
            **({} if weight is None else {"weight": weight}),
        },
        reason=reason,
        at=at,
        verb=Verb.MOVED,
    )


@transaction.atomic
def put_objective_in_state(
    objective: Objective, state: str, *, by: Membership | None, reason: str = "", at: datetime | None = None
) -> ObjectiveVersion:
    """Archive, drop or restore it. Raises AlreadyDone where it is in that state, PeriodIsClosed, ReasonIsMissing."""
    version = edit_objective(
        objective, by=by, changes={"state": state}, reason=reason, at=at, verb=VERB_OF_STATE[state]
    )
    if version is None:
        raise AlreadyDone
    return version


@transaction.atomic
def weigh_supporters(
    parent: Objective, weights: Mapping[UUID, Decimal], *, by: Membership, reason: str = "", at: datetime | None = None
) -> int:
    """Give the supporters of an objective their weights; returns how many changed."""
    begin_change(by=by, at=at)
    supporters = Objective.objects.filter(parent=parent, pk__in=weights).order_by("pk")
    changed = [supporter for supporter in supporters if supporter.weight != weights[supporter.pk]]
    for supporter in changed:
        changes = {"weight": weights[supporter.pk]}
        edit_objective(supporter, by=by, changes=changes, reason=reason, at=at, verb=Verb.REWEIGHTED)
    return len(changed)


@transaction.atomic
def revert_objective(
    version: ObjectiveVersion, *, by: Membership, at: datetime | None = None
) -> ObjectiveVersion | None:
    """Undo one change of an objective: what it changed becomes again what it was; a creation is archived.

    What others changed since stays. Raises as edit_objective does, TooLateToUndo, ChangedSince.
    """
    change, changes = begin_change(by=by, at=at), objective_before(version)
    refuse_undo(Objective.objects.select_related("period").get(pk=version.objective_id), version, changes, change.at)
    return edit_objective(version.objective, by=by, changes=changes, reason="Undone.", at=at, verb=Verb.REVERTED)


def objective_before(version: ObjectiveVersion) -> dict[str, Any]:
    """The columns that a change moved, as they were. Back in its place an objective weighs what it weighed there."""
    before = ObjectiveVersion.objects.filter(objective=version.objective_id, id__lt=version.pk).order_by("-id").first()
    if before is None:
        return {"state": State.ARCHIVED}
    moved = {name for name in Objective.FACTS if getattr(before, name) != getattr(version, name)}
    if "parent_id" in moved:
        moved.add("weight")
    return {name: getattr(before, name) for name in moved}


def point_at_parent(objective: Objective, parent: Objective | None, parent_key_result: KeyResult | None) -> None:
    objective.parent_key_result = parent_key_result
    objective.parent = parent_key_result.objective if parent_key_result else parent
    refuse_misfit(objective)


def refuse_misfit(objective: Objective) -> None:
    """What it supports lies in the same period or an enclosing one, counts still, and is not below it."""
    if objective.parent_id is None:
        if objective.parent_key_result_id:
            raise ParentDoesNotFit
        return
    of_the_parent = KeyResult.objects.filter(objective_id=objective.parent_id)
    if objective.parent_key_result_id and not of_the_parent.filter(pk=objective.parent_key_result_id).exists():
        raise ParentDoesNotFit
    parent = Objective.objects.select_related("period").filter(pk=objective.parent_id).first()
    period = Period.objects.get(pk=objective.period_id)
    if parent is None or not parent.period.contains(period):
        raise ParentDoesNotFit
    refuse_if_closed(parent.period)
    if not parent.is_active:
        raise ParentDoesNotFit("That objective is archived or dropped, so nothing can support it.")
    with connection.cursor() as cursor:
        cursor.execute(CHAINS, [[objective.parent_id], current_organization_id()])
        above = {row[0] for row in cursor.fetchall()}
    if objective.pk in above:
        raise TreeLoop
    if len(above) >= DEEPEST:
        raise TreeTooDeep


def refuse_to_leave_the_period(objective: Objective, change: Change) -> None:
    """Before its first check-in alone, and with nothing left behind that would no longer fit below it."""
    new = Period.objects.get(pk=objective.period_id)
    refuse_if_closed(new)
    require_reason(change, new)
    if KeyResult.objects.filter(objective=objective, current_at__isnull=False).exists():
        raise PeriodIsFixed
    if objective.continues_id or Score.objects.filter(objective=objective).exists():
        raise PeriodIsFixed("It was scored or carried over, so it stays in its period.")
    own = Q(key_result__objective=objective) | Q(to__objective=objective)
    if Contribution.objects.standing().filter(own).exists():
        raise PeriodIsFixed("Its key results contribute to others, or others to them, so it stays in its period.")
    if KeyResult.objects.filter(objective=objective, due_on__isnull=False).exclude(due_on__range=new.days).exists():
        raise ParentDoesNotFit("One of its key results is due outside of that period.")
    for supporter in Objective.objects.filter(parent=objective).select_related("period"):
        if not new.contains(supporter.period):
            raise ParentDoesNotFit("What supports this objective would not fit into that period.")


def tell_parent(objective: Objective, *, by: Membership | None, at: datetime) -> None:
    """Whoever may edit what it supports reads of it there."""
    if objective.parent_id:
        record("aligned", objective, by=by, at=at, objective_id=objective.parent_id)
