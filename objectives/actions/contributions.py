"""What one key result adds to another: begun and ended, with a word why."""

from datetime import datetime

from django.db import connection, transaction

from objectives.actions.history import (
    Change,
    begin_change,
    locked_key_result,
    refuse_if_closed,
    remember_key_result,
    require_reason,
)
from objectives.combining import EDGES_BELOW
from objectives.contribution import why_not
from objectives.errors import CannotContribute, ContributionLoop, SetAside
from objectives.models import Contribution, KeyResult, KeyResultVersion, Verb
from organizations.models import Membership
from organizations.tenancy import current_organization_id


@transaction.atomic
def contribute(
    key_result: KeyResult, to: KeyResult, *, by: Membership | None, reason: str = "", at: datetime | None = None
) -> KeyResultVersion | None:
    """Let one key result add into another; None if it does so already.

    Raises PeriodIsClosed, ReasonIsMissing, SetAside, CannotContribute, ContributionLoop.
    """
    change = begin_change(by=by, reason=reason, at=at)
    to = locked_key_result(to)
    key_result = KeyResult.objects.select_related("period", "objective").get(pk=key_result.pk)
    if Contribution.objects.standing().filter(key_result=key_result, to=to).exists():
        return None
    require_reason(change, to.period)
    refuse(key_result, to)
    Contribution.objects.create(key_result=key_result, to=to, period=to.period, begun_at=change.at)
    return remember(to, change, contributor=key_result)


@transaction.atomic
def stop_contributing(
    key_result: KeyResult, to: KeyResult, *, by: Membership | None, reason: str = "", at: datetime | None = None
) -> KeyResultVersion | None:
    """Let it add no more; None if it does not. Raises PeriodIsClosed, ReasonIsMissing."""
    change = begin_change(by=by, reason=reason, at=at)
    to = locked_key_result(to)
    require_reason(change, to.period)
    if not Contribution.objects.standing().filter(key_result=key_result, to=to).update(ended_at=change.at):
        return None
    return remember(to, change, no_longer=key_result)


def remember(to: KeyResult, change: Change, **who: KeyResult) -> KeyResultVersion:
    ids = {name: key_result.pk for name, key_result in who.items()}
    return remember_key_result(to, Verb.CONTRIBUTED, change, before=to.progress, **ids)


def refuse(key_result: KeyResult, to: KeyResult) -> None:
    refuse_if_closed(key_result.period, to.period)
    if not all([key_result.is_active, to.is_active, key_result.objective.is_active, to.objective.is_active]):
        raise SetAside
    if words := why_not(key_result, to):
        raise CannotContribute(words)
    if not to.period.contains(key_result.period):
        raise CannotContribute(f"“{key_result}” lies in {key_result.period}, and {to.period} does not enclose that.")
    if key_result.pk == to.pk or to.pk in all_below(key_result):
        raise ContributionLoop


def all_below(key_result: KeyResult) -> set[object]:
    """What contributes to it, directly or through others; of a loop its own id as well."""
    with connection.cursor() as cursor:
        cursor.execute(EDGES_BELOW, {"organization": current_organization_id(), "roots": [key_result.pk]})
        return {contributor for contributor, _ in cursor.fetchall()}


def refuse_other_counting(key_result: KeyResult) -> None:
    """After a change of its measure or unit what it contributes to, and what contributes to it, must still fit.

    Raises CannotContribute.
    """
    standing = Contribution.objects.standing()
    edges = [(key_result, each.to) for each in standing.filter(key_result=key_result).select_related("to")]
    edges += [(each.key_result, key_result) for each in standing.filter(to=key_result).select_related("key_result")]
    for contributor, to in edges:
        if words := why_not(contributor, to):
            raise CannotContribute(f"{words} Let it contribute no more first.")
