"""How sure people were, and how far things were, at the end of each week of a period."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from itertools import groupby, pairwise
from uuid import UUID

from objectives.confidence import to_one_decimal
from objectives.models import Objective, Period
from objectives.progress import Part, weighted_mean
from organizations.charts import LineChart
from organizations.formatting import figure
from organizations.rhythm import monday_of

# One word about a key result: whose it is about, the day, and how sure its owner was, 0 to 10.
Word = tuple[UUID, date, int]
# Less than this much, over a month, is no finding.
WORTH_SAYING = Decimal("0.5")
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Week:
    """One ISO week by its last day: mean confidence 0..10 and progress 0..1, None where nothing was known yet."""

    ends_on: date
    confidence: Decimal | None
    progress: Decimal | None


def ends_of_weeks(period: Period, until: date) -> list[date]:
    """The last day of each ISO week of the period that has begun by `until`; the last one ends with the period."""
    last = min(period.ends_on, until)
    if last < period.starts_on:
        return []
    monday = monday_of(period.starts_on)
    return [min(monday + timedelta(days=7 * index + 6), last) for index in range((last - monday).days // 7 + 1)]


def confidence_by_week(words: Iterable[Word], weeks: Sequence[date]) -> list[Decimal | None]:
    """The mean of what was last said of each key result by the end of each week; the words come oldest first.

    What was said holds until something else is said; what nobody has spoken of yet is left out.
    """
    last_said: dict[UUID, int] = {}
    waiting: Iterator[Word] = iter(words)
    ahead = next(waiting, None)
    means: list[Decimal | None] = []
    for ends_on in weeks:
        while ahead is not None and ahead[1] <= ends_on:
            last_said[ahead[0]] = ahead[2]
            ahead = next(waiting, None)
        means.append(Decimal(sum(last_said.values())) / len(last_said) if last_said else None)
    return means


def progress_by_week(objectives: Sequence[Objective], week_count: int) -> list[Decimal | None]:
    """Their weighted mean at the end of each week; weeks in which nothing happened repeat the one before."""

    def at_end_of(objective: Objective, index: int) -> Decimal | None:
        figures = objective.weekly_progress[: index + 1]
        return figures[-1] if figures else None

    return [weighted_mean(Part(o.weight, at_end_of(o, index)) for o in objectives) for index in range(week_count)]


def confidence_in_words(weeks: Sequence[Week]) -> str:
    """The finding: the month in which it moved most, and where it ended; or that it did not move."""
    known = [(week.ends_on, week.confidence) for week in weeks if week.confidence is not None]
    if not known:
        return "Nobody said how sure they were"
    end = known[-1][1]
    month, old, new = max(_months(known), key=lambda each: abs(each[2] - each[1]))
    if abs(new - old) < WORTH_SAYING:
        low, high = _shown(min(c for _, c in known)), _shown(max(c for _, c in known))
        return f"Confidence stayed at {low}" if low == high else f"Confidence stayed between {low} and {high}"
    verb = "rose" if new > old else "fell"
    words = f"Confidence {verb} from {_shown(old)} to {_shown(new)} in {month:%B}"
    return words if _shown(new) == _shown(end) else f"{words}, and ended at {_shown(end)}"


def _months(known: Sequence[tuple[date, Decimal]]) -> list[tuple[date, Decimal, Decimal]]:
    """Each month with the confidence before it and at its end; before the first stands what was said first."""
    ends = [list(each)[-1] for _, each in groupby(known, key=lambda week: (week[0].year, week[0].month))]
    return [(day, old, new) for (_, old), (day, new) in pairwise([known[0], *ends])]


def _shown(confidence: Decimal) -> str:
    return figure(to_one_decimal(confidence))


def confidence_chart(weeks: Sequence[Week], period: Period) -> LineChart:
    return LineChart(
        title="Confidence",
        points=[
            (
                week.ends_on,
                float(week.confidence.quantize(TENTH, ROUND_DOWN)),
                f"{_shown(week.confidence)} by {week.ends_on:%-d %B}",
            )
            for week in weeks
            if week.confidence is not None
        ],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        bounds=(0, 10),
        value_name="Mean confidence",
    )
