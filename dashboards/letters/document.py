"""A letter before it is set in type: text and HTML are made from the same document, so that they say the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from checkins.health import Health

MOST_ROWS = 8
# Line breaks and other controls, and the marks with which a name could turn what stands around it.
UNRULY = re.compile("[\x00-\x20\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Link:
    words: str
    address: str


@dataclass(frozen=True)
class Mark:
    """A health as its shape and its words."""

    health: Health
    shape: str
    words: str

    def __str__(self) -> str:
        return f"{self.shape} {self.words}"


@dataclass(frozen=True)
class Row:
    """One thing: what it is called, the figure that counts, and what else is said of it, more quietly."""

    words: str
    link: str = ""
    figure: str = ""
    mark: Mark | None = None
    meta: str = ""
    note: str = ""

    @property
    def facts(self) -> list[str]:
        return [str(each) for each in (self.figure, self.mark, self.meta) if each]


@dataclass(frozen=True)
class Section:
    """Some rows under a title; `more` leads to those that are left out."""

    title: str
    rows: Sequence[Row]
    intro: Sequence[str] = ()
    more: Link | None = None


@dataclass(frozen=True)
class Document:
    """From top to bottom; the one button stands between the `sections` and what comes `below`."""

    subject: str
    opening: Sequence[str]
    why: str
    sections: Sequence[Section] = ()
    button: Link | None = None
    below: Sequence[Section] = ()
    closing: Sequence[str] = ()


def section(
    title: str,
    rows: Sequence[Row],
    *,
    more: str = "",
    intro: Sequence[str] = (),
    most: int = MOST_ROWS,
    count: int | None = None,
) -> list[Section]:
    """None where nothing is in it; what is over the bounds is counted, with the address of all of it.

    `count` says how many there are, where `rows` are the first of them alone.
    """
    left_out = (len(rows) if count is None else count) - min(most, len(rows))
    link = Link(f"and {left_out} more", more) if left_out > 0 and more else None
    return [Section(title, rows[:most], intro, link)] if rows else []


def tidy(part: Any) -> Any:
    """The same, with every text of it on one line, whatever people have typed."""
    if isinstance(part, Health):
        return part
    if isinstance(part, str):
        return UNRULY.sub(" ", part).strip()
    if is_dataclass(part) and not isinstance(part, type):
        return replace(part, **{each.name: tidy(getattr(part, each.name)) for each in fields(part)})
    return [tidy(each) for each in part] if isinstance(part, list | tuple) else part
