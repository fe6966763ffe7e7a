"""What progress one would expect on a day, 0..1, or None where nothing can be expected.

What a key result does not expect yet counts 0 in its objective, as its missing value does in progress: the two are
weighed alike, so that they can be compared, and expectations never fall. One that has no start, target or limit yet
expects as much as the others: its progress stays 0 until it has, so an objective that opened without reads behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from objectives.milestones import Milestone, expected_share, milestones_of
from objectives.models.key_result import LIMITS, KeyResult, Measure
from objectives.progress import SIX_PLACES, Counts, Part, Supporter, counted_parts, supporters_mean, weighted_mean

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
    milestones: Sequence[Milestone] = ()


@dataclass(frozen=True)
class Course:
    """From the day on which a key result began, at the earliest the first of its period, to the one it is due on."""

    begins_on: date
    due_on: date

    @property
    def day_count(self) -> int:
        return (self.due_on - self.begins_on).days

    def gone(self, day: date) -> int:
        """How many of its days have gone by then."""
        return max((day - self.begins_on).days, 0)


@dataclass(frozen=True)
class ExpectedSupporter:
    """A supporting objective with the curve of its own period."""

    weight: Decimal
    span: Span
    curve: Curve


def expected_of_key_result(key_result: ExpectedKeyResult, span: Span, day: date) -> float | None:
    """Linear from the later of the first day and the day it was added to its due day (default the last);
    by their dates for milestones; 1 for limits; none for yes or no until due."""
    course = course_of(key_result, span)
    if key_result.measure in LIMITS or day >= course.due_on:
        return 1.0
    if key_result.measure == Measure.YES_NO:
        return None
    if key_result.milestones and day >= course.begins_on:
        # To six places as the database rounds, which has the same rule.
        share = expected_share(key_result.milestones, day, course.due_on)
        return float(share.quantize(SIX_PLACES, ROUND_HALF_UP))
    return course.gone(day) / course.day_count if course.day_count > 0 else 0.0


def course_of(key_result: ExpectedKeyResult, span: Span) -> Course:
    return Course(max(span.starts_on, key_result.added_on), key_result.due_on or span.ends_on)


def course_of_row(key_result: KeyResult) -> Course:
    """Of a key result whose period is loaded."""
    return course_of(facts_of(key_result), Span(*key_result.period.days))


def expected_of_row(key_result: KeyResult, day: date) -> float | None:
    """Of a key result whose period is loaded."""
    return expected_of_key_result(facts_of(key_result), Span(*key_result.period.days), day)


def facts_of(key_result: KeyResult) -> ExpectedKeyResult:
    has_milestones = key_result.measure == Measure.MILESTONES
    return ExpectedKeyResult(
        measure=key_result.measure,
        weight=key_result.weight,
        added_on=key_result.added_on,
        due_on=key_result.due_on,
        milestones=milestones_of(key_result.milestones) if has_milestones else (),
    )


def expected_curve(
    key_results: Sequence[ExpectedKeyResult],
    supporters: Sequence[ExpectedSupporter],
    how: Counts,
    span: Span,
) -> list[float | None]:
    """One figure for each day of the period, by the weights of progress; empty where nothing can ever count."""
    curve = [expected_on(key_results, supporters, how, span, day) for day in span.days]
    return curve if any(value is not None for value in curve) else []


def expected_on(
    key_results: Sequence[ExpectedKeyResult],
    supporters: Sequence[ExpectedSupporter],
    how: Counts,
    span: Span,
    day: date,
) -> float | None:
    others = [seen_from_above(supporter, day) for supporter in supporters]
    return expected_of_objective(key_results, others, how, span, day)


def seen_from_above(supporter: ExpectedSupporter, day: date) -> Supporter:
    """With what is expected of it on a day of the period above."""
    expected = as_decimal(curve_on(supporter.curve, supporter.span, day))
    return Supporter(supporter.weight, expected, supporter.span.starts_on, supporter.span.ends_on)


def expected_of_objective(
    key_results: Sequence[ExpectedKeyResult],
    others: Sequence[Supporter],
    how: Counts,
    span: Span,
    day: date,
) -> float | None:
    """What its key results and its supporters, each with what is expected of it on that day, come to together.

    Whether there is any expectation at all is the same on every day.
    """
    parts, together = expected_parts(key_results, others, span, day)
    mean = weighted_mean(counted_parts(parts, together, how))
    return None if mean is None else round(float(mean), 6)


def expected_parts(
    key_results: Sequence[ExpectedKeyResult], others: Sequence[Supporter], span: Span, day: date
) -> tuple[list[Part], Decimal | None]:
    """What it is the mean of: what is expected of each key result, and of the supporters together."""
    parts = [Part(k.weight, as_decimal(expected_of_key_result(k, span, day) or 0.0)) for k in key_results]
    return parts, supporters_mean(others, span.starts_on, span.ends_on) if others else None


def curve_on(curve: Curve, span: Span, day: date) -> float | None:
    """A supporter's expectation on a day of the period above: 0 before its own period, its last figure after it."""
    if not curve:
        return None
    if day < span.starts_on:
        return 0.0
    return curve[min((day - span.starts_on).days, len(curve) - 1)]


def as_decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))
