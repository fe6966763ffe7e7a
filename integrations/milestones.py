"""Milestones in one cell of a file: one line each, `Title | weight | 2026-05-01 | reached`, all but the title optional.

A cell of one line may have several, with semicolons between them. Which are reached is for check-ins to say: an
export tells it, an import leaves it out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from objectives.milestones import Milestone, milestones_of, misfits, new_id, same_title
from objectives.quantities import NotAQuantity, parse_quantity, plain_quantity

REACHED = "reached"
Refuse = Callable[[str], None]


@dataclass(frozen=True)
class Written:
    """What a cell says of one milestone; it has no id yet."""

    milestone: Milestone
    is_reached: bool


def read_milestones(cell: str, refuse: Refuse) -> list[Written]:
    """Whatever is wrong is refused in words, all of it."""
    lines = cell.split("\n") if "\n" in cell else cell.split(";")
    found = [read_one(line.strip(), refuse) for line in lines if line.strip()]
    for place, column, words in misfits([each.milestone for each in found]):
        refuse(f"“{found[place].milestone.title}”: {column}: {words[0].lower()}{words[1:].rstrip('.')}")
    return found


def read_one(line: str, refuse: Refuse) -> Written:
    rest, is_reached = line, False
    if line.lower().endswith(f"| {REACHED}") or line.lower().endswith(f"|{REACHED}"):
        rest, is_reached = line[: line.rindex("|")], True
    title, weight, day = parts_of(rest)
    return Written(Milestone("", title, read_weight(title, weight, refuse), read_day(title, day, refuse)), is_reached)


def parts_of(text: str) -> tuple[str, str, str]:
    """Title, weight and day; a title may have bars of its own where the other two are written."""
    parts = [" ".join(part.split()) for part in text.rsplit("|", 2)]
    if len(parts) == 2 and is_a_day(parts[1]):
        return parts[0], "", parts[1]
    title, weight, day = [*parts, "", ""][:3]
    return title, weight, day


def read_weight(title: str, text: str, refuse: Refuse) -> Decimal:
    try:
        return parse_quantity(text) if text else Decimal(1)
    except NotAQuantity as error:
        refuse(f"“{title}”: {error}")
        return Decimal(1)


def read_day(title: str, text: str, refuse: Refuse) -> date | None:
    if text and not is_a_day(text):
        refuse(f"“{title}”: “{text}” must be a day such as 2026-05-01")
    return date.fromisoformat(text) if is_a_day(text) else None


def is_a_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def with_ids(written: Iterable[Written], known: Sequence[Milestone], taken: Iterable[str]) -> list[Milestone]:
    """Each with the id of the one that is called the same, or with a new one."""
    by_title = {same_title(milestone.title): milestone.id for milestone in known}
    used, found = {*by_title.values(), *taken}, []
    for each in written:
        found.append(replace(each.milestone, id=by_title.get(same_title(each.milestone.title)) or new_id(used)))
        used.add(found[-1].id)
    return found


def in_a_cell(stored: Iterable[Mapping[str, Any]], reached: Sequence[str] = ()) -> str:
    """One line each; a single one that has a semicolon ends its line, so that it is not taken for two."""
    lines = [as_line(milestone, milestone.id in reached) for milestone in milestones_of(stored)]
    text = "\n".join(lines)
    return f"{text}\n" if len(lines) == 1 and ";" in text else text


def as_line(milestone: Milestone, is_reached: bool) -> str:
    day = milestone.due_on.isoformat() if milestone.due_on else ""
    parts = [milestone.title, plain_quantity(milestone.weight), day, *([REACHED] if is_reached else [])]
    return " | ".join(parts).rstrip()
