"""A weighted checklist with dates: what it weighs, how much of it is reached, and what is expected by a day.

A key result keeps it as JSON; `milestones_of` reads that, `as_json` writes it back in the one order: by date, what
has none at the end.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from secrets import choice
from typing import Any

from objectives.models.objective import GREATEST_WEIGHT
from objectives.quantities import plain_quantity

MOST = 30
LONGEST_TITLE = 240
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ID_LENGTH = 5
ZERO = Decimal(0)
NOTHING_IS_LEFT = "Write at least one milestone."


@dataclass(frozen=True)
class Milestone:
    """Something that is reached or not; `due_on` is None where it is due with its key result."""

    id: str
    title: str
    weight: Decimal = Decimal(1)
    due_on: date | None = None

    def due_by(self, otherwise: date) -> date:
        return self.due_on or otherwise


def milestones_of(stored: Iterable[Mapping[str, Any]]) -> list[Milestone]:
    """From the JSON of a key result, or of a version of one."""
    return [
        Milestone(
            id=item["id"],
            title=item["title"],
            weight=Decimal(item["weight"]),
            due_on=date.fromisoformat(item["due_on"]) if item["due_on"] else None,
        )
        for item in stored
    ]


def as_json(milestones: Iterable[Milestone]) -> list[dict[str, Any]]:
    return [
        {
            "id": milestone.id,
            "title": " ".join(milestone.title.split()),
            "weight": plain_quantity(milestone.weight),
            "due_on": milestone.due_on.isoformat() if milestone.due_on else None,
        }
        for milestone in in_order(milestones)
    ]


def in_order(milestones: Iterable[Milestone]) -> list[Milestone]:
    """By date; those of one day stay as they were written."""
    return sorted(milestones, key=lambda milestone: milestone.due_by(date.max))


def new_id(taken: Collection[str] = ()) -> str:
    """Short, and never one that another had, or what was ticked of that would be ticked of this."""
    while (found := "".join(choice(LETTERS) for _ in range(ID_LENGTH))) in taken:
        pass
    return found


def whole_weight(milestones: Iterable[Milestone]) -> Decimal:
    return sum((milestone.weight for milestone in milestones), ZERO)


def weight_reached(milestones: Iterable[Milestone], reached: Collection[str]) -> Decimal:
    """What is no milestone any more weighs nothing."""
    return whole_weight(milestone for milestone in milestones if milestone.id in reached)


def reached_of(milestones: Iterable[Milestone], reached: Collection[str]) -> list[Milestone]:
    return [milestone for milestone in milestones if milestone.id in reached]


def share_of_whole(milestones: Sequence[Milestone], weight: Decimal) -> Decimal:
    """0..1; 0 where there is nothing to reach."""
    whole = whole_weight(milestones)
    return weight / whole if whole else ZERO


def expected_share(milestones: Sequence[Milestone], day: date, due_on: date) -> Decimal:
    """0..1 by that day: each counts from its own day on, without one from the key result's `due_on`."""
    return share_of_whole(milestones, whole_weight(m for m in milestones if m.due_by(due_on) <= day))


def next_due(milestones: Iterable[Milestone], reached: Collection[str]) -> Milestone | None:
    """The first that is not reached yet."""
    return next((milestone for milestone in in_order(milestones) if milestone.id not in reached), None)


def same_title(title: str) -> str:
    """What two titles must not share: case and spaces tell nothing apart."""
    return " ".join(title.split()).casefold()


def misfits(milestones: Sequence[Milestone]) -> list[tuple[int, str, str]]:
    """What does not work, each as (place in the list, `title` or `weight`, sentence)."""
    found, titles = [], set()
    for place, milestone in enumerate(milestones):
        title = same_title(milestone.title)
        if not title:
            found.append((place, "title", "Write what is reached."))
        elif title in titles:
            found.append((place, "title", "Another milestone is called the same."))
        titles.add(title)
        if len(milestone.title) > LONGEST_TITLE:
            found.append((place, "title", f"Keep it below {LONGEST_TITLE + 1} characters."))
        if not is_a_weight(milestone.weight):
            most = plain_quantity(GREATEST_WEIGHT)
            found.append((place, "weight", f"Write a weight above 0, {most} at most, with three decimals at most."))
        if place == MOST:
            found.append((place, "title", f"{MOST} milestones are the most. Remove some, or put some together."))
    return found


@dataclass(frozen=True)
class Moved:
    """One thing about one milestone that changed, in words; "" for what was not there, or is not any more."""

    what: str
    old: str
    new: str


def moves(before: Sequence[Milestone], after: Sequence[Milestone]) -> Iterator[Moved]:
    """What was removed, added, renamed, given another weight or another day."""
    was, now = ({milestone.id: milestone for milestone in each} for each in (before, after))
    yield from (Moved("milestone", in_words(each), "") for each in before if each.id not in now)
    for new in after:
        old = was.get(new.id)
        if old is None:
            yield Moved("milestone", "", in_words(new))
            continue
        if old.title != new.title:
            yield Moved("milestone", f"“{old.title}”", f"“{new.title}”")
        if old.weight != new.weight:
            yield Moved(f"weight of “{new.title}”", plain_quantity(old.weight), plain_quantity(new.weight))
        if old.due_on != new.due_on:
            yield Moved(f"“{new.title}”", when(old), when(new))


def in_words(milestone: Milestone) -> str:
    weighed = "" if milestone.weight == 1 else f", weight {plain_quantity(milestone.weight)}"
    return f"“{milestone.title}”{weighed}{f', {when(milestone)}' if milestone.due_on else ''}"


def when(milestone: Milestone) -> str:
    return f"by {milestone.due_on.day} {milestone.due_on:%B}" if milestone.due_on else "without a day"


def is_a_weight(weight: Decimal) -> bool:
    return ZERO < weight <= GREATEST_WEIGHT and weight == weight.quantize(Decimal("0.001"))


def have_unique_ids(milestones: Sequence[Milestone]) -> bool:
    ids = [milestone.id for milestone in milestones]
    return len(set(ids)) == len(ids) and all(0 < len(each) <= 8 and each.isalnum() for each in ids)
