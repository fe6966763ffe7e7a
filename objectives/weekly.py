"""The weekly trend: one figure for each ISO week of a period, kept beside the progress itself."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from organizations.rhythm import monday_of

Figures = Sequence[Decimal | None]


def week_index(day: date, starts_on: date) -> int:
    """0 in the ISO week of the period's first day, and before it."""
    return max((monday_of(day) - monday_of(starts_on)).days // 7, 0)


def with_week(figures: Figures, index: int, value: Decimal | None) -> list[Decimal | None]:
    """The figures with this week's replaced; weeks in which nothing happened repeat the one before."""
    kept = list(figures[:index])
    before = kept[-1] if kept else None
    return [*kept, *[before] * (index - len(kept)), value]


def at_start_of_week(figures: Figures, index: int) -> Decimal | None:
    """The figure with which the week began; None if there was none yet."""
    before = figures[:index]
    return before[-1] if before else None


def change_this_week(figures: Figures, index: int) -> Decimal | None:
    """What this week has added so far, -1..1; None if there was nothing to compare with."""
    before = at_start_of_week(figures, index)
    now = figures[-1] if figures else None
    return None if before is None or now is None else now - before
