"""The periods that an organization would plan next.

A fiscal year begins in any month and is named by the calendar year in which it ends. One from February 2026 to
January 2027 is "FY2027", and its first quarter, February to April 2026, is "Q1 FY2027". Where it begins in January the
names say no more than they need: "2027" and "Q1 2027".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from objectives.models import Period, PeriodKind

ONE_DAY = timedelta(days=1)
MONTHS = {PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}
# A part of a year as people name it, and how many of them a year has.
PARTS_OF_A_YEAR = {"Q": 4, "H": 2}
PART = re.compile(r"\b([QH])([1-4])(?!\d)", re.IGNORECASE)
NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Proposal:
    name: str
    kind: str
    starts_on: date
    ends_on: date

    @property
    def query(self) -> str:
        """For the address of a page that has it filled in."""
        return urlencode(self.as_initial())

    def as_initial(self) -> dict[str, object]:
        return {"name": self.name, "kind": self.kind, "starts_on": self.starts_on, "ends_on": self.ends_on}


def proposals(periods: Iterable[Period], today: date, year_starts_in: int = 1) -> list[Proposal]:
    """The first quarter and the first year, from today on, that no period covers yet."""
    known = list(periods)
    return [
        first_free(fiscal(kind, today, year_starts_in), [p for p in known if p.kind == kind], today, year_starts_in)
        for kind in (PeriodKind.QUARTER, PeriodKind.YEAR)
    ]


def first_free(proposal: Proposal, taken: list[Period], today: date, year_starts_in: int) -> Proposal:
    """It, or what follows the last of those that have its days; none that is over."""

    def in_its_way() -> list[Period]:
        return [p for p in taken if p.starts_on <= proposal.ends_on and proposal.starts_on <= p.ends_on]

    while (shared := in_its_way()) or proposal.ends_on < today:
        last: Period | Proposal = max(shared, key=lambda p: p.ends_on) if shared else proposal
        proposal = following(last, year_starts_in)
    return proposal


def following(period: Period | Proposal, year_starts_in: int = 1) -> Proposal:
    """The one after this: it begins on the next day, and its name goes on counting where it can.

    A quarter or year of the fiscal year is followed by the next; another one by as many whole months, if it has such,
    and else by as many days: thirteen weeks by thirteen weeks.
    """
    starts_on = period.ends_on + ONE_DAY
    months = whole_months(period)
    after = after_months(starts_on, months) if months else starts_on + (starts_on - period.starts_on)
    ends_on = after - ONE_DAY
    middle = starts_on + (ends_on - starts_on) // 2
    name = name_after(period.name) or fiscal(PeriodKind(period.kind), middle, year_starts_in).name
    return Proposal(name, period.kind, starts_on, ends_on)


def fiscal(kind: PeriodKind, day: date, year_starts_in: int = 1) -> Proposal:
    """The quarter or the year of the fiscal year in which `day` lies."""
    months = MONTHS[kind]
    passed = (day.month - year_starts_in) % 12
    starts_on = after_months(day.replace(day=1), -(passed % months))
    ends_on = after_months(starts_on, months) - ONE_DAY
    year_ends_on = after_months(day.replace(day=1), 12 - passed) - ONE_DAY
    year = str(year_ends_on.year) if year_starts_in == 1 else f"FY{year_ends_on.year}"
    name = year if kind == PeriodKind.YEAR else f"Q{passed // months + 1} {year}"
    return Proposal(name, kind, starts_on, ends_on)


def whole_months(period: Period | Proposal) -> int:
    """How many months it has, where it begins with one and ends with one; else 0."""
    starts_on, after = period.starts_on, period.ends_on + ONE_DAY
    is_whole = starts_on.day == after.day == 1
    return (after.year - starts_on.year) * 12 + after.month - starts_on.month if is_whole else 0


def after_months(first: date, months: int) -> date:
    """The first day of a month, so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


def name_after(name: str) -> str:
    """Q4 2026 → Q1 2027, 2026 Q1 → 2026 Q2, FY2026 → FY2027, Cycle 7 → Cycle 8; empty where nothing counts."""
    part = PART.search(name)
    others = [number for number in NUMBER.finditer(name) if not part or number.start() != part.start(2)]
    if len(others) != 1:
        return ""
    counted = {others[0].span(): one_more(others[0][0])}
    if part and int(part[2]) < PARTS_OF_A_YEAR[part[1].upper()]:
        counted = {part.span(2): one_more(part[2])}
    elif part:
        counted[part.span(2)] = "1"
    for (begins, ends), text in sorted(counted.items(), reverse=True):
        name = f"{name[:begins]}{text}{name[ends:]}"
    return name


def one_more(number: str) -> str:
    """As widely written: 09 → 10."""
    return str(int(number) + 1).zfill(len(number))
