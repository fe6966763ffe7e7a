"""What the carry-over page shows: the objectives of a period in the order of the tree, by what was decided."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef

from objectives.carried_places import Places
from objectives.models import (
    BelongsTo,
    Decision,
    KeyResultVersion,
    Objective,
    ObjectiveVersion,
    Period,
    Reflection,
    Verb,
)
from objectives.reviews import Review, reviews_of

PER_PAGE = 200
KEPT = (Decision.CONTINUE, Decision.CHANGE)
# Whether somebody may have in the target what belongs so, to that team, to that owner.
MayHave = Callable[[str, UUID | None, UUID | None], bool]


class Line(NamedTuple):
    """As much of an objective as its place in the list depends on."""

    id: UUID
    parent_id: UUID | None
    belongs_to: str
    team_id: UUID | None
    owner_id: UUID | None
    weight: Decimal
    title: str


class Group(NamedTuple):
    """Rows that were decided alike."""

    title: str
    hint: str
    decisions: tuple[str, ...]


GROUPS = (
    Group("To continue or change", "", KEPT),
    Group("Not decided", "Nobody has said yet what becomes of these. Tick what goes on.", ("",)),
    Group("Dropped", "These end here, unless you tick them.", (Decision.DROP,)),
)


@dataclass(frozen=True)
class CarryRow:
    """One objective; `copy` is the one that was carried before. `depth` counts within its group."""

    review: Review
    depth: int
    copy: Objective | None
    is_ticked: bool
    note: str


@dataclass(frozen=True)
class CarryOverPage:
    """`others_count` are those that somebody else carries; `to_change` copies that wait for being changed."""

    groups: Sequence[tuple[Group, Sequence[CarryRow]]]
    others_count: int
    to_change: Sequence[Objective]
    numbered: Page


class Place(NamedTuple):
    """Where an objective stands in the list."""

    id: UUID
    depth: int
    group: int


def targets_for(source: Period, periods: Sequence[Period]) -> list[Period]:
    """Where it can be carried to: what begins later and is not closed, the next of the same kind first."""
    later = [period for period in periods if period.starts_on > source.starts_on and not period.is_closed]
    return sorted(later, key=lambda period: (period.kind != source.kind, period.starts_on))


def build_carry_over(
    source: Period,
    target: Period,
    *,
    may_have: MayHave,
    ticked: Callable[[UUID, str], bool],
    number: str | int | None = None,
) -> CarryOverPage:
    """One page of it, in eight queries. `ticked` says of an objective and its decision whether its box is."""
    decisions = newest_decisions(source)
    everything = [Line(*values) for values in lines_of(source)]
    hers = {line.id: line for line in everything if may_have(line.belongs_to, line.team_id, line.owner_id)}
    numbered = Paginator(places_of(everything, hers, decisions), PER_PAGE).get_page(number)
    chosen = {pk for pk in hers if ticked(pk, decisions.get(pk, ""))}
    groups = defaultdict(list)
    for place, row in zip(numbered, rows_of(list(numbered), source, target, chosen), strict=True):
        groups[place.group].append(row)
    return CarryOverPage(
        groups=[(GROUPS[n], groups[n]) for n in sorted(groups)],
        others_count=len(everything) - len(hers),
        to_change=copies_to_change(target, [pk for pk, said in decisions.items() if said == Decision.CHANGE]),
        numbered=numbered,
    )


def lines_of(source: Period) -> Iterator[tuple]:
    return Objective.objects.active().in_period(source).values_list(*Line._fields).iterator()


def newest_decisions(source: Period) -> dict[UUID, str]:
    found = Reflection.objects.filter(period=source).order_by("objective_id", "-created_at", "-id")
    return dict(found.distinct("objective_id").values_list("objective_id", "decision"))


def places_of(everything: Sequence[Line], hers: Collection[UUID], decisions: dict[UUID, str]) -> list[Place]:
    """In the order of the tree within each group; indented below what stands in the same group."""
    group_of = {decision: n for n, group in enumerate(GROUPS) for decision in group.decisions}
    places: dict[UUID, Place] = {}
    for line in in_tree_order(everything):
        if line.id in hers:
            group = group_of[decisions.get(line.id, "")]
            above = places.get(line.parent_id) if line.parent_id else None
            depth = above.depth + 1 if above and above.group == group else 0
            places[line.id] = Place(line.id, depth, group)
    return sorted(places.values(), key=lambda place: place.group)


def in_tree_order(lines: Sequence[Line]) -> Iterator[Line]:
    """Each before what supports it; the company's first, then the heaviest, then by title."""
    known = {line.id for line in lines}
    whose = {belongs_to: n for n, belongs_to in enumerate(BelongsTo)}
    below: dict[UUID | None, list[Line]] = defaultdict(list)
    # What comes first is taken from the end.
    rank = {li.id: (whose[BelongsTo(li.belongs_to)], -li.weight, li.title.lower(), li.id) for li in lines}
    for line in sorted(lines, key=lambda li: rank[li.id], reverse=True):
        below[line.parent_id if line.parent_id in known else None].append(line)
    waiting = below[None]
    while waiting:
        line = waiting.pop()
        yield line
        waiting += below[line.id]


def rows_of(places: Sequence[Place], source: Period, target: Period, chosen: Collection[UUID]) -> Iterator[CarryRow]:
    wanted = Objective.objects.select_related("owner__user", "team", "parent__period")
    found = wanted.defer("expected_by_day", "weekly_progress").in_bulk([place.id for place in places])
    originals = [found[place.id] for place in places]
    for original in originals:
        original.period = source
    there = Places(originals, target)
    carried = {pk: pk for pk in chosen}
    for place, review in zip(places, reviews_of(originals), strict=True):
        copy = there.copy_of(review.objective)
        note = "" if copy else note_on(review.objective, there, carried)
        yield CarryRow(review, min(place.depth, 8), copy, place.id in chosen, note)


def note_on(original: Objective, there: Places, carried: dict[UUID, UUID]) -> str:
    """In words, where its copy would lose what it supports."""
    parent = original.parent
    if parent is None or there.parent_of(original, carried):
        return ""
    if parent.period_id == original.period_id and parent.is_active:
        return f"Supports “{parent.title}”, which is not carried over: without it, it will support nothing."
    return f"Supports “{parent.title}”, which is not there in {there.target.name}: it will support nothing."


def copies_to_change(target: Period, original_ids: Collection[UUID]) -> list[Objective]:
    """Copies of what was to be changed, of which nothing has been changed yet."""
    changed = [
        Exists(versions.objects.filter(objective=OuterRef("pk")).exclude(verb=Verb.CARRIED))
        for versions in (ObjectiveVersion, KeyResultVersion)
    ]
    copies = Objective.objects.active().filter(period=target, continues_id__in=original_ids)
    return list(copies.exclude(changed[0] | changed[1]).with_people().order_by("title", "pk")[:PER_PAGE])
