"""The geometry of the line of periods, in per cent of its width and pixels of its height; templates draw it as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dateformat import format as formatted

from objectives.models import Period, PeriodKind
from objectives.proposals import MONTHS, after_months, fiscal

# So many days before and after today are drawn: last year's quarters, and next year's.
REACH = timedelta(days=420)
HEAD, BAR, GAP = 24, 44, 8
# A label that begins further right than this would leave the plot.
LAST_LABEL = 93.0


@dataclass(frozen=True)
class Bar:
    period: Period
    x: float
    width: float
    y: int


@dataclass(frozen=True)
class Tick:
    x: float
    label: str


@dataclass(frozen=True)
class TimeLine:
    """Years above quarters, and today."""

    bars: Sequence[Bar]
    ticks: Sequence[Tick]
    today: Tick
    height: int
    summary: str


def time_line(periods: Sequence[Period], today: date, year_starts_in: int) -> TimeLine | None:
    """None where there is nothing to draw around today."""
    near = [p for p in periods if p.starts_on <= today + REACH and p.ends_on >= today - REACH]
    if not near:
        return None
    scale = Scale(
        max(min([today, *(p.starts_on for p in near)]), today - REACH),
        min(max([today, *(p.ends_on for p in near)]), today + REACH),
    )
    kinds = [kind for kind in (PeriodKind.YEAR, PeriodKind.QUARTER) if any(p.kind == kind for p in near)]
    bars = [bar(p, scale, HEAD + GAP + kinds.index(PeriodKind(p.kind)) * (BAR + GAP)) for p in near[::-1]]
    return TimeLine(
        bars=bars,
        ticks=ticks(scale, year_starts_in),
        today=Tick(scale.x(today), "Today"),
        height=HEAD + GAP + len(kinds) * (BAR + GAP),
        summary="; ".join(sentence(p) for p in near[::-1]),
    )


@dataclass(frozen=True)
class Scale:
    first: date
    last: date

    def x(self, on: date) -> float:
        """Where a day begins, held to what is drawn."""
        share = (on - self.first).days / ((self.last - self.first).days + 1)
        return round(min(max(share, 0), 1) * 100, 2)


def bar(period: Period, scale: Scale, y: int) -> Bar:
    x = scale.x(period.starts_on)
    return Bar(period, x, round(scale.x(period.ends_on + timedelta(days=1)) - x, 2), y)


def ticks(scale: Scale, year_starts_in: int) -> list[Tick]:
    """The months in which quarters of the fiscal year begin, the first of them and each January with the year."""
    months = MONTHS[PeriodKind.QUARTER]
    first = fiscal(PeriodKind.QUARTER, scale.first, year_starts_in).starts_on
    if first < scale.first:
        first = after_months(first, months)
    found, year = [], 0
    while first <= scale.last:
        found.append(Tick(scale.x(first), formatted(first, "M" if first.year == year else "M Y")))
        first, year = after_months(first, months), first.year
    return [tick for tick in found if tick.x <= LAST_LABEL]


def sentence(period: Period) -> str:
    days = f"{formatted(period.starts_on, 'j F Y')} to {formatted(period.ends_on, 'j F Y')}"
    return f"{period.name}, {days}, {period.get_state_display().lower()}"
