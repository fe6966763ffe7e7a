"""What progress one would expect on a day, 0..1, or None where nothing can be expected.

What a key result does not expect yet counts 0 in its objective, as its missing value does in progress: the two are
weighed alike, so that they can be compared, and expectations never fall. One that has no start, target or limit yet
expects as much as the others: its progress stays 0 until it has, so an objective that opened without reads behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from objectives.models.key_result import LIMITS, Measure
from objectives.progress import Part, Supporter, supporters_mean, weighted_mean

Curve = Sequence[float | None]


@dataclass(frozen=True)
class Span:
    """The days of a period, both included."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> list[date]:
        return [self.starts_on + timedelta(days=n) for n in range((self.ends_on - self.starts_on).days + 1)]


@dataclass(frozen=True)
class ExpectedKeyResult:
    """The columns of a key result that its expected progress depends on."""

    measure: str
    weight: Decimal
    added_on: date
    due_on: date | None


@dataclass(frozen=True)
class ExpectedSupporter:
    """A supporting objective with the curve of its own period."""

    weight: Decimal
    span: Span
    curve: Curve


def expected_of_key_result(key_result: ExpectedKeyResult, span: Span, day: date) -> float | None:
    """Linear from the later of the first day and the day it was added to its due day (default the last);
    1 for limits; none for yes or no until due."""
    due_on = key_result.due_on or span.ends_on
    if key_result.measure in LIMITS:
        return 1.0
    if day >= due_on:
        return 1.0
    if key_result.measure == Measure.YES_NO:
        return None
    begins_on = max(span.starts_on, key_result.added_on)
    return max((day - begins_on).days, 0) / (due_on - begins_on).days if begins_on < due_on else 0.0


def expected_curve(
    key_results: Sequence[ExpectedKeyResult],
    supporters: Sequence[ExpectedSupporter],
    supporters_weight: Decimal,
    span: Span,
) -> list[float | None]:
    """One figure for each day of the period, by the weights of progress; empty where nothing can ever count."""
    curve = [expected_on(key_results, supporters, supporters_weight, span, day) for day in span.days]
    return curve if any(value is not None for value in curve) else []


def expected_on(
    key_results: Sequence[ExpectedKeyResult],
    supporters: Sequence[ExpectedSupporter],
    supporters_weight: Decimal,
    span: Span,
    day: date,
) -> float | None:
    others = [
        Supporter(s.weight, as_decimal(curve_on(s.curve, s.span, day)), s.span.starts_on, s.span.ends_on)
        for s in supporters
    ]
    return expected_of_objective(key_results, others, supporters_weight, span, day)


def expected_of_objective(
    key_results: Sequence[ExpectedKeyResult],
    others: Sequence[Supporter],
    supporters_weight: Decimal,
    span: Span,
    day: date,
) -> float | None:
    """What its key results and its supporters, each with what is expected of it on that day, come to together.

    Whether there is any expectation at all is the same on every day.
    """
    parts = [Part(k.weight, as_decimal(expected_of_key_result(k, span, day) or 0.0)) for k in key_results]
    together = supporters_mean(others, span.starts_on, span.ends_on) if others else None
    mean = weighted_mean([*parts, Part(supporters_weight, together)])
    return None if mean is None else round(float(mean), 6)


def curve_on(curve: Curve, span: Span, day: date) -> float | None:
    """A supporter's expectation on a day of the period above: 0 before its own period, its last figure after it."""
    if not curve:
        return None
    if day < span.starts_on:
        return 0.0
    return curve[min((day - span.starts_on).days, len(curve) - 1)]


def as_decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))
