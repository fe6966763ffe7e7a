"""Which changes of a history can be taken back: the rule of thirty days, and of what nobody has changed since."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from objectives.errors import ChangedSince, PeriodIsClosed, TooLateToUndo
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion
from objectives.permissions import can_put_back_key_result, can_put_back_objective
from organizations.models import Membership

UNDONE_WITHIN = timedelta(days=30)
# What the history offers to take back: archiving, moving, weighing, and whose it is.
OFFERED = frozenset(
    {
        *("state", "parent_id", "parent_key_result_id", "weight", "counting", "supporters_weight"),
        *("owner_id", "deputy_id"),
    }
)

AnyVersion = ObjectiveVersion | KeyResultVersion


def undoable(
    thing: Objective | KeyResult, versions: Iterable[AnyVersion], membership: Membership, now: datetime
) -> frozenset[UUID]:
    """The ids of those changes of its history that she may take back now; its objective and period are loaded."""
    if thing.period.is_closed:
        return frozenset()
    found = set()
    for before, after in pairwise(sorted(versions, key=lambda version: version.pk)):
        was = {name: getattr(before, name) for name in thing.FACTS if getattr(before, name) != getattr(after, name)}
        is_offered = bool(was) and was.keys() <= OFFERED and now - after.created_at <= UNDONE_WITHIN
        if is_offered and stands_still(thing, after, was) and may_put_back(membership, thing, was):
            found.add(after.pk)
    return frozenset(found)


def stands_still(thing: Objective | KeyResult, version: AnyVersion, was: Mapping[str, Any]) -> bool:
    """Whether nobody has moved any of it since."""
    return all(getattr(thing, name) == getattr(version, name) for name in held(was))


def held(was: Mapping[str, Any]) -> set[str]:
    """What must not have moved since: what something weighs where it is now counts for nothing when it moves back."""
    return was.keys() - {"weight"} if "parent_id" in was else set(was)


def may_put_back(membership: Membership, thing: Objective | KeyResult, was: Mapping[str, Any]) -> bool:
    if isinstance(thing, Objective):
        return can_put_back_objective(membership, thing, was)
    return can_put_back_key_result(membership, thing, was)


def refuse_undo(thing: Objective | KeyResult, version: AnyVersion, was: Mapping[str, Any], at: datetime) -> None:
    """Raises PeriodIsClosed, TooLateToUndo after thirty days, ChangedSince where what would be put back moved again."""
    if thing.period.is_closed:
        raise PeriodIsClosed
    if at - version.created_at > UNDONE_WITHIN:
        raise TooLateToUndo
    if all(getattr(thing, name) in (was[name], getattr(version, name)) for name in held(was)):
        return
    later = thing.versions.filter(pk__gt=version.pk).select_related("actor__user").order_by("-pk").first()
    who = later.actor if later and later.actor else "Somebody"
    raise ChangedSince(f"{who} has changed this since. Look at the history, and change it by hand.")
