"""What key results add to each other, in the copies that carrying over makes."""

from collections.abc import Sequence
from uuid import UUID

from objectives.actions.carried_copies import StartFrom
from objectives.actions.history import Change
from objectives.models import Contribution, KeyResult, Period


def carry_contributions(copies: Sequence[KeyResult], target: Period, start_from: StartFrom, change: Change) -> None:
    """Each copy adds into the copy of what its original added into, or into the same where that lasts.

    What lasts would count twice what a copy goes on from: there the original adds no more.
    """
    by_original = {copy.continues_id: copy for copy in copies if copy.continues_id}
    edges = list(Contribution.objects.standing().filter(key_result__in=by_original).select_related("to__period"))
    there = copies_of({edge.to_id for edge in edges}, target)
    lasting = [edge for edge in edges if edge.to.period_id == target.pk or lasts_beyond(edge.to.period, target)]
    made = [(by_original[edge.key_result_id], there[edge.to_id]) for edge in edges if edge.to_id in there]
    made += [(by_original[edge.key_result_id], edge.to) for edge in lasting]
    Contribution.objects.bulk_create(
        Contribution(key_result=copy, to=to, period_id=to.period_id, begun_at=change.at) for copy, to in made
    )
    if start_from == StartFrom.VALUE:
        Contribution.objects.filter(pk__in=[edge.pk for edge in lasting]).update(ended_at=change.at)


def copies_of(originals: set[UUID], target: Period) -> dict[UUID, KeyResult]:
    """Those that have been carried into the target, by now or before."""
    found = KeyResult.objects.filter(continues__in=originals, period=target)
    return {copy.continues_id: copy for copy in found if copy.continues_id}


def lasts_beyond(period: Period, target: Period) -> bool:
    return not period.is_closed and period.contains(target)
