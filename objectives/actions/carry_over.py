"""Carrying objectives over into a later period: copies that know what they continue."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from objectives.actions.carried_contributions import carry_contributions
from objectives.actions.carried_copies import StartFrom, copy_of_key_result, copy_of_objective, tell
from objectives.actions.carried_initiatives import carry_initiatives
from objectives.actions.history import Change, begin_change, refuse_if_closed
from objectives.actions.objectives import DEEPEST
from objectives.carried_places import Places
from objectives.errors import Refused
from objectives.models import KeyResult, Objective, Period, State
from objectives.roll_up import CHAINS, roll_up, settle_depths
from organizations.models import Membership
from organizations.tenancy import current_organization_id, new_ids


@dataclass(frozen=True)
class CarriedOver:
    """The copies as they were made; `left` are those that were there before, and stayed as they are.

    `unaligned` are the copies of what supported something that is not there: they support nothing.
    """

    objectives: Sequence[Objective] = ()
    key_results: Sequence[KeyResult] = ()
    left: Sequence[Objective] = ()
    unaligned: Sequence[Objective] = ()


@transaction.atomic
def carry_over(
    source: Period,
    target: Period,
    *,
    objectives: Collection[UUID],
    start_from: str,
    by: Membership | None,
    at: datetime | None = None,
) -> CarriedOver:
    """Copy objectives of `source`, with their key results that are not done, into `target`, each of them once.

    What is archived or dropped stays, and so do check-ins, scores and confidence. Nothing in `source` changes.
    Raises PeriodIsClosed for a closed target, Refused for periods that do not follow each other.
    """
    change = begin_change(by=by, at=at)
    periods = Period.objects.in_bulk([source.pk, target.pk])
    source, target = periods[source.pk], periods[target.pk]
    refuse_to_carry_backwards(source, target)
    change = replace(change, reason=f"Carried over from {source.name}.")
    originals = Objective.objects.active().filter(period=source, pk__in=objectives)
    found = list(originals.select_related("owner", "parent__period").order_by("depth", "pk"))
    places = Places(found, target)
    left = [copy for original in found if (copy := places.copy_of(original))]
    wanted = [original for original in found if not places.copy_of(original)]
    if not wanted:
        return CarriedOver(left=left)
    return replace(make_copies(wanted, places, StartFrom(start_from), change), left=left)


def refuse_to_carry_backwards(source: Period, target: Period) -> None:
    refuse_if_closed(target)
    if source.is_planned:
        raise Refused(f"{source.name} has not been opened, so there is nothing to carry over.")
    if target.starts_on <= source.starts_on:
        raise Refused(f"{target.name} does not begin after {source.name}.")


def make_copies(originals: Sequence[Objective], places: Places, start_from: StartFrom, change: Change) -> CarriedOver:
    """All of it in bulk, whatever the number: rows, then depths, then one roll-up, then what tells of it."""
    owned = KeyResult.objects.filter(objective__in=originals, state=State.ACTIVE, done_as="")
    of_old = list(owned.select_related("owner", "deputy").in_reading_order())
    ids = iter(new_ids(2 * (len(originals) + len(of_old))))
    copies = [copy_of_objective(next(ids), original, places.target, change) for original in originals]
    align(copies, places)
    Objective.objects.bulk_create(copies)
    by_original = {copy.continues_id: copy for copy in copies}
    key_results = [
        copy_of_key_result(next(ids), old, by_original[old.objective_id], start_from, change) for old in of_old
    ]
    KeyResult.objects.bulk_create(key_results)
    align_with_key_results(copies, key_results)
    carry_contributions(key_results, places.target, start_from, change)
    carry_initiatives(key_results, change)
    made = {copy.pk for copy in copies}
    settle_depths([copy.pk for copy in copies if copy.parent_id not in made])
    counted = [key_result.pk for key_result in key_results]
    rolled_up = roll_up(made, on=change.on, key_results=counted, expectations=True)
    rolled = {objective.pk: objective for objective in rolled_up}
    tell([rolled[copy.pk] for copy in copies], key_results, ids, change)
    unaligned = [copy for copy in copies if copy.parent_id is None and copy.continues and copy.continues.parent_id]
    return CarriedOver(copies, key_results, unaligned=unaligned)


def align(copies: Sequence[Objective], places: Places) -> None:
    """Each below what it supports in the target, those above first; too deep a tree is left at its edge."""
    carried = {copy.continues_id: copy.pk for copy in copies if copy.continues_id}
    for copy in copies:
        assert copy.continues is not None
        copy.parent_id = places.parent_of(copy.continues, carried)
    made = set(carried.values())
    depths = steps_to_the_top({copy.parent_id for copy in copies if copy.parent_id} - made)
    for copy in copies:
        above = depths[copy.parent_id] if copy.parent_id else 0
        if above >= DEEPEST:
            copy.parent_id, above = None, 0
        depths[copy.pk] = above + 1


def steps_to_the_top(objective_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many stand in the chain of each, itself and other periods included."""
    chain = RawSQL(CHAINS, [list(objective_ids), current_organization_id()])
    parents = dict(Objective.objects.filter(pk__in=chain).values_list("pk", "parent_id"))

    def count(objective_id: UUID | None) -> int:
        return 0 if objective_id is None else 1 + count(parents[objective_id])

    return {objective_id: count(objective_id) for objective_id in objective_ids}


def align_with_key_results(copies: Sequence[Objective], key_results: Sequence[KeyResult]) -> None:
    """What supported a key result supports its copy, where there is one, or the same where that lasts."""
    supporting = [c for c in copies if c.parent_id and c.continues and c.continues.parent_key_result_id]
    old_ids = {c.continues.parent_key_result_id for c in supporting if c.continues}
    around = KeyResult.objects.filter(Q(pk__in=old_ids) | Q(continues_id__in=old_ids), state=State.ACTIVE)
    there = {(k.objective_id, k.continues_id): k for k in key_results}
    for key_result in around.filter(objective_id__in={c.parent_id for c in supporting}):
        there |= {(key_result.objective_id, name): key_result for name in (key_result.pk, key_result.continues_id)}
    for copy in supporting:
        assert copy.continues is not None and copy.parent_id is not None
        copy.parent_key_result = there.get((copy.parent_id, copy.continues.parent_key_result_id))
    Objective.objects.bulk_update([c for c in supporting if c.parent_key_result_id], ["parent_key_result"])
