"""Key results with the picture of their weeks, for tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from alignment.tree import KeyResultRow, ObjectiveRow
from objectives.models import Period
from objectives.weekly import Figures, at_start_of_week, week_index


@dataclass(frozen=True)
class TrendRow:
    """A key result as a line, and its progress in per cent at the end of each week of its period until today."""

    row: KeyResultRow
    weeks: Sequence[Decimal | None]


def trend_rows(rows: Iterable[KeyResultRow], today: date) -> list[TrendRow]:
    """The periods of the key results are loaded."""
    return [
        TrendRow(row, in_per_cent(weeks_until(today, row.key_result.period, row.key_result.weekly_progress)))
        for row in rows
    ]


def key_results_of(objectives: Iterable[ObjectiveRow]) -> list[KeyResultRow]:
    return [row for objective in objectives for row in objective.key_results]


def weeks_until(day: date, period: Period, figures: Figures) -> list[Decimal | None]:
    """One figure for each week that has begun; weeks in which nothing happened repeat the one before."""
    last = week_index(min(day, period.ends_on), period.starts_on)
    return [at_start_of_week(figures, index + 1) for index in range(last + 1)]


def in_per_cent(shares: Iterable[Decimal | None]) -> list[Decimal | None]:
    return [None if share is None else round(share * 100, 1) for share in shares]
