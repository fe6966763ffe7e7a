"""What every action on the tree shares: its lock, its refusals, its version and its line of history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from objectives.errors import PeriodIsClosed, ReasonIsMissing
from objectives.models import Initiative, KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period, Verb
from objectives.roll_up import database_now, lock_tree, roll_up
from organizations.models import Membership, Organization, record
from organizations.tenancy import current_organization_id

# Changes of these are goalpost moves: while the period runs they ask for a reason.
GOALPOSTS_OF_OBJECTIVE = frozenset(
    {
        *("period_id", "title", "description", "commitment", "weight", "counting", "supporters_weight"),
        *("parent_id", "parent_key_result_id", "state"),
    }
)
GOALPOSTS_OF_KEY_RESULT = frozenset(
    {
        *("title", "description", "measure", "unit", "start", "target", "low", "high", "milestones"),
        *("weight", "due_on", "state", "done_as"),
    }
)


@dataclass(frozen=True)
class Change:
    """Who changes the tree, why, and when; `on` is that moment's day where the organization is."""

    by: Membership | None
    reason: str
    at: datetime
    on: date


def begin_change(*, by: Membership | None, reason: str = "", at: datetime | None = None) -> Change:
    """Take the tree for this transaction alone. What is read from here on is true until commit."""
    lock_tree(exclusive=True)
    moment = at or database_now()
    organization = by.organization if by else Organization.objects.get(pk=current_organization_id())
    return Change(by, reason.strip(), moment, organization.day_of(moment))


def refuse_if_closed(*periods: Period) -> None:
    if any(period.is_closed for period in periods):
        raise PeriodIsClosed


def require_reason(change: Change, period: Period) -> None:
    """Raises ReasonIsMissing where a running period's goalposts move without a word."""
    if period.is_running and not change.reason:
        raise ReasonIsMissing


def locked_objective(objective: Objective) -> Objective:
    fresh = Objective.objects.select_for_update(of=("self",)).select_related("period").get(pk=objective.pk)
    refuse_if_closed(fresh.period)
    return fresh


def locked_key_result(key_result: KeyResult) -> KeyResult:
    fresh = (
        KeyResult.objects.select_for_update(of=("self",)).select_related("period", "objective").get(pk=key_result.pk)
    )
    refuse_if_closed(fresh.period)
    return fresh


def apply_changes(thing: Objective | KeyResult | Initiative, changes: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Set what differs and say what it was: name → (old, new), by column."""
    moved = {}
    for name, new in changes.items():
        column = thing._meta.get_field(name).attname  # type: ignore[union-attr]
        value = new.pk if hasattr(new, "pk") else new
        old = getattr(thing, column)
        if old != value:
            setattr(thing, column, value)
            moved[column] = (old, value)
    return moved


def remember_objective(
    objective: Objective, verb: str, change: Change, *, before: Decimal | None, **data: Any
) -> ObjectiveVersion:
    """Roll up, and leave the version and the line of history; the last thing of a change to an objective."""
    roll_up([objective.pk], on=change.on, expectations=True)
    objective.refresh_from_db()
    version = ObjectiveVersion.objects.create(
        objective=objective,
        verb=verb,
        actor=change.by,
        reason=change.reason,
        progress_before=before,
        progress=objective.progress,
        depth=objective.depth,
        created_at=change.at,
        **{name: getattr(objective, name) for name in Objective.FACTS},
    )
    record(
        verb, objective, by=change.by, at=change.at, objective_id=objective.pk, version=str(version.pk), **as_json(data)
    )
    return version


def remember_key_result(
    key_result: KeyResult, verb: str, change: Change, *, before: Decimal | None, **data: Any
) -> KeyResultVersion:
    """Roll up, and leave the version and the line of history; the last thing of a change to a key result."""
    roll_up([key_result.objective_id], on=change.on, key_results=[key_result.pk], expectations=True)
    if key_result.is_computed:
        key_result.refresh_from_db(fields=["current", "current_at", "progress", "weekly_progress", "version"])
    version = KeyResultVersion.objects.create(
        key_result=key_result,
        period_id=key_result.period_id,
        verb=verb,
        actor=change.by,
        reason=change.reason,
        progress_before=before,
        progress=key_result.progress,
        created_at=change.at,
        **{name: getattr(key_result, name) for name in KeyResult.FACTS},
    )
    record(
        verb,
        key_result,
        by=change.by,
        at=change.at,
        objective_id=key_result.objective_id,
        version=str(version.pk),
        **as_json(data),
    )
    return version


def as_json(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, bool | int | None) else str(value) for name, value in data.items()}


VERB_OF_STATE = {"archived": Verb.ARCHIVED, "dropped": Verb.DROPPED, "active": Verb.RESTORED}
