"""What happens to key results, but for their values: those come from check-ins."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from objectives.actions.contributions import refuse_other_counting
from objectives.actions.history import (
    GOALPOSTS_OF_KEY_RESULT,
    VERB_OF_STATE,
    Change,
    apply_changes,
    begin_change,
    locked_key_result,
    locked_objective,
    remember_key_result,
    require_reason,
)
from objectives.errors import (
    AimDoesNotWork,
    AimIsMissing,
    AlreadyCounted,
    AlreadyDone,
    CountedFromOthers,
    MilestonesDoNotWork,
    NotDoneYet,
    ReasonIsMissing,
    SetAside,
)
from objectives.milestones import have_unique_ids, milestones_of, misfits
from objectives.models import DoneAs, KeyResult, KeyResultVersion, Measure, Objective, State, Verb
from objectives.models.key_result import COMPUTED
from objectives.progress import key_result_progress, value_by_now
from objectives.undoing import refuse_undo
from objectives.weekly import week_index, with_week
from organizations.models import Membership
from organizations.tenancy import current_organization_id

MEASURED = ("current", "current_at", "progress", "weekly_progress")


@transaction.atomic
def create_key_result(
    *,
    by: Membership | None,
    objective: Objective,
    title: str,
    reason: str = "",
    ref: str = "",
    at: datetime | None = None,
    verb: str = Verb.CREATED,
    **facts: Any,
) -> KeyResult:
    """Add a key result. Raises PeriodIsClosed, ReasonIsMissing, AimDoesNotWork, AimIsMissing, MilestonesDoNotWork."""
    change = begin_change(by=by, reason=reason, at=at)
    objective = locked_objective(objective)
    if not objective.is_active:
        raise SetAside
    require_reason(change, objective.period)
    key_result = KeyResult(
        objective=objective,
        period=objective.period,
        title=title,
        ref=ref,
        added_on=change.on,
        owner_since=change.at,
        counts_since=change.at,
        created_at=change.at,
        organization_id=current_organization_id(),
        **facts,
    )
    refuse_aimless(key_result, had_an_aim=True)
    key_result.weekly_progress = with_week([], week_index(change.on, objective.period.starts_on), key_result.progress)
    key_result.save()
    remember_key_result(key_result, verb, change, before=None)
    return key_result


@transaction.atomic
def edit_key_result(
    key_result: KeyResult,
    *,
    by: Membership | None,
    changes: Mapping[str, Any],
    reason: str = "",
    at: datetime | None = None,
    verb: str = Verb.EDITED,
) -> KeyResultVersion | None:
    """Change columns of a key result; None if nothing differed.

    Raises PeriodIsClosed, ReasonIsMissing, AimDoesNotWork, AimIsMissing, MilestonesDoNotWork, AlreadyCounted.
    """
    change = begin_change(by=by, reason=reason, at=at)
    key_result = locked_key_result(key_result)
    before, had_an_aim = key_result.progress, key_result.has_an_aim
    moved = apply_changes(key_result, changes)
    if not moved:
        return None
    if moved.keys() & GOALPOSTS_OF_KEY_RESULT:
        require_reason(change, key_result.period)
    refuse_aimless(key_result, had_an_aim=had_an_aim)
    if moved.keys() & {"measure", "unit"}:
        refuse_other_measure(key_result, moved)
    if "owner_id" in moved:
        key_result.owner_since = change.at
    if "state" in moved or "done_as" in moved:
        key_result.counts_since = change.at
    measure_again(key_result, change)
    key_result.version += 1
    key_result.save(update_fields=[*moved, "owner_since", "counts_since", *MEASURED, "version"])
    return remember_key_result(key_result, verb, change, before=before)


@transaction.atomic
def put_key_result_in_state(
    key_result: KeyResult, state: str, *, by: Membership | None, reason: str = "", at: datetime | None = None
) -> KeyResultVersion:
    """Archive, drop or restore it. Raises AlreadyDone where it is in that state, PeriodIsClosed, ReasonIsMissing."""
    version = edit_key_result(
        key_result, by=by, changes={"state": state}, reason=reason, at=at, verb=VERB_OF_STATE[state]
    )
    if version is None:
        raise AlreadyDone
    return version


@transaction.atomic
def mark_done(
    key_result: KeyResult, *, by: Membership, done_as: str, reason: str, at: datetime | None = None
) -> KeyResultVersion:
    """Its owner says that nothing more will come: reached, or given up, and why.

    Raises NotDoneYet for a limit before its last day, ReasonIsMissing without a word, AlreadyDone, PeriodIsClosed.
    """
    change = begin_change(by=by, reason=reason, at=at)
    if not change.reason:
        raise ReasonIsMissing("Say in a word why it is done.")
    fresh = locked_key_result(key_result)
    if not fresh.is_active:
        raise SetAside
    if fresh.is_done:
        raise AlreadyDone
    if done_as == DoneAs.REACHED and fresh.is_a_limit and change.on < (fresh.due_on or fresh.period.ends_on):
        raise NotDoneYet
    version = edit_key_result(fresh, by=by, changes={"done_as": done_as}, reason=reason, at=at, verb=Verb.DONE)
    assert version is not None
    return version


@transaction.atomic
def reopen_key_result(
    key_result: KeyResult, *, by: Membership, reason: str = "", at: datetime | None = None
) -> KeyResultVersion:
    """It was not done after all. Raises AlreadyDone where it is not done, PeriodIsClosed, ReasonIsMissing."""
    version = edit_key_result(key_result, by=by, changes={"done_as": ""}, reason=reason, at=at, verb=Verb.UNDONE)
    if version is None:
        raise AlreadyDone
    return version


@transaction.atomic
def revert_key_result(
    version: KeyResultVersion, *, by: Membership, at: datetime | None = None
) -> KeyResultVersion | None:
    """Undo one change of a key result: what it changed becomes again what it was; a creation is archived.

    What others changed since stays. Raises as edit_key_result does, TooLateToUndo, ChangedSince.
    """
    change, changes = begin_change(by=by, at=at), key_result_before(version)
    refuse_undo(KeyResult.objects.select_related("period").get(pk=version.key_result_id), version, changes, change.at)
    return edit_key_result(version.key_result, by=by, changes=changes, reason="Undone.", at=at, verb=Verb.REVERTED)


def key_result_before(version: KeyResultVersion) -> dict[str, Any]:
    """The columns that this change moved, as they were before it."""
    earlier = KeyResultVersion.objects.filter(key_result=version.key_result_id, id__lt=version.pk)
    before = earlier.order_by("-id").first()
    if before is None:
        return {"state": State.ARCHIVED}
    return {name: getattr(before, name) for name in KeyResult.FACTS if getattr(before, name) != getattr(version, name)}


def refuse_aimless(key_result: KeyResult, *, had_an_aim: bool) -> None:
    """A draft may wait for its target. Once its period is open nothing loses its aim any more."""
    if key_result.has_an_aim_that_contradicts_itself:
        raise AimDoesNotWork
    milestones = milestones_of(key_result.milestones)
    if misfits(milestones) or not have_unique_ids(milestones):
        raise MilestonesDoNotWork
    if had_an_aim and not key_result.has_an_aim and not key_result.period.is_planned:
        raise AimIsMissing


def refuse_other_measure(key_result: KeyResult, moved: Mapping[str, Any]) -> None:
    """What is counted from others keeps being so, and what adds into something keeps fitting.

    Raises AlreadyCounted, CountedFromOthers, CannotContribute.
    """
    old, new = moved.get("measure", (key_result.measure, key_result.measure))
    if old != new and Measure.MILESTONES in (old, new) and key_result.current is not None:
        raise AlreadyCounted
    if old in COMPUTED and new not in COMPUTED and key_result.current is not None:
        raise CountedFromOthers
    refuse_other_counting(key_result)
    if new in COMPUTED and old not in COMPUTED:
        key_result.current = key_result.current_at = None


def measure_again(key_result: KeyResult, change: Change) -> None:
    """The same value, or what the same milestones weigh by now, against what may be another aim."""
    key_result.current = value_by_now(key_result, key_result.current)
    key_result.progress = key_result_progress(key_result, key_result.current)
    index = week_index(change.on, key_result.period.starts_on)
    key_result.weekly_progress = with_week(key_result.weekly_progress, index, key_result.progress)
