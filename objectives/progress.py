"""What progress means: every formula from a value to the top of the tree, and nothing else.

Progress is 0..1 with six decimals. Source: the design's section "The numbers"; the README explains it to users.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, Protocol

from objectives.milestones import milestones_of, share_of_whole, weight_reached
from objectives.models.key_result import AIM_OF, FROM_START_TO_TARGET, LIMITS, KeyResult, Measure
from objectives.models.objective import Counting

ZERO, ONE, HUNDRED = Decimal(0), Decimal(1), Decimal(100)
SIX_PLACES = Decimal("0.000001")


class Aim(Protocol):
    """What a value is held against: a key result, or a version of one."""

    measure: str
    start: Decimal | None
    target: Decimal | None
    low: Decimal | None
    high: Decimal | None
    milestones: Sequence[Mapping[str, Any]]


class Counts(Protocol):
    """How an objective counts what lies below it: an objective, or a version of one."""

    counting: str
    supporters_weight: Decimal


@dataclass(frozen=True)
class Part:
    """Something that counts with a weight; None says nothing and is left out."""

    weight: Decimal
    value: Decimal | None


@dataclass(frozen=True)
class Supporter(Part):
    """A supporting objective, which counts on the days of its own period."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Way:
    """Where a value is between a start, which gives 0, and an end, which gives 1; the two differ."""

    value: Decimal
    start: Decimal
    end: Decimal

    @property
    def share(self) -> Decimal:
        """In either direction; below 0 and above 1 too."""
        return (self.value - self.start) / (self.end - self.start)


@dataclass(frozen=True)
class Stretch:
    """Days within which the same supporters count; `mean` is None where none does."""

    first: date
    last: date
    counted: Sequence[Supporter]

    @property
    def day_count(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def mean(self) -> Decimal | None:
        return weighted_mean(self.counted)


def raw_progress(aim: Aim, value: Decimal | None) -> Decimal:
    """Progress as the value has it, below 0 or above 1 too; 0 without a value, and without something to hold it to."""
    if value is None or any(getattr(aim, column) is None for column in AIM_OF[Measure(aim.measure)]):
        return ZERO
    if aim.measure == Measure.YES_NO:
        return ONE if value == 1 else ZERO
    if aim.measure == Measure.MILESTONES:
        return share_of_whole(milestones_of(aim.milestones), value)
    if aim.measure == Measure.SUPPORTED:
        return value / HUNDRED
    way = way_of(aim, value)
    if way is None:
        return ONE if broken_limit(aim, value) is None else ZERO
    return max(way.share, ZERO) if aim.measure in LIMITS else way.share


def value_by_now(key_result: KeyResult, said: Decimal | None) -> Decimal | None:
    """What was said last; of milestones what those that are reached weigh by now."""
    if said is None or key_result.measure != Measure.MILESTONES:
        return said
    return weight_reached(milestones_of(key_result.milestones), key_result.reached)


def key_result_progress(aim: Aim, value: Decimal | None) -> Decimal:
    """Progress held to 0..1, six decimals."""
    return held(raw_progress(aim, value))


def way_of(aim: Aim, value: Decimal) -> Way | None:
    """From start to target, or of a broken limit back to it from the start on that side; None where there is none."""
    if aim.measure in FROM_START_TO_TARGET:
        assert aim.start is not None and aim.target is not None
        return Way(value, aim.start, aim.target)
    limit = broken_limit(aim, value)
    if limit is None or aim.start is None or (aim.start < limit) != (value < limit) or aim.start == limit:
        return None
    return Way(value, aim.start, limit)


def broken_limit(aim: Aim, value: Decimal) -> Decimal | None:
    """The one that a value does not keep; a limit itself is kept."""
    if aim.measure in (Measure.AT_LEAST, Measure.BETWEEN) and aim.low is not None and value < aim.low:
        return aim.low
    if aim.measure in (Measure.AT_MOST, Measure.BETWEEN) and aim.high is not None and value > aim.high:
        return aim.high
    return None


def counting(parts: Iterable[Part]) -> list[Part]:
    """What has a value and a weight."""
    return [part for part in parts if part.value is not None and part.weight > 0]


def weighted_sum(parts: Iterable[Part]) -> Decimal:
    return sum((p.weight * p.value for p in parts if p.value is not None), ZERO)


def weight_of(parts: Iterable[Part]) -> Decimal:
    return sum((p.weight for p in parts), ZERO)


def weighted_mean(parts: Iterable[Part]) -> Decimal | None:
    """Σ wᵢvᵢ / Σ wᵢ over what has a value and a weight; None where nothing counts."""
    counted = counting(parts)
    return weighted_sum(counted) / weight_of(counted) if counted else None


def shares(parts: Sequence[Part]) -> list[Decimal | None]:
    """How much of the mean each part is, by weight; None for what does not count."""
    whole = weight_of(counting(parts))
    return [part.weight / whole if counting([part]) else None for part in parts]


def supporters_mean(
    supporters: Sequence[Supporter], starts_on: date, ends_on: date, *, uncovered_days_count: bool = True
) -> Decimal | None:
    """S: the mean over the days of a period of the weighted mean of the supporters whose period covers the day.

    A day that none covers counts 0, so that a year does not read 100 % after its first quarter; with
    `uncovered_days_count=False` such days are left out, as they say nothing about confidence.
    """
    found = stretches(supporters, starts_on, ends_on)
    covered = sum(stretch.day_count for stretch in found if stretch.counted)
    if not covered:
        return None
    total = sum((stretch.mean * stretch.day_count for stretch in found if stretch.mean is not None), ZERO)
    return total / ((ends_on - starts_on).days + 1 if uncovered_days_count else covered)


def stretches(supporters: Sequence[Supporter], starts_on: date, ends_on: date) -> list[Stretch]:
    """The period cut wherever the period of a supporter that counts begins or ends."""
    day, counted = timedelta(days=1), [s for s in supporters if s.value is not None and s.weight > 0]
    cuts = {starts_on, ends_on + day}
    for supporter in counted:
        cuts |= {cut for cut in (supporter.starts_on, supporter.ends_on + day) if starts_on < cut <= ends_on}
    return [
        Stretch(first, last, [s for s in counted if s.starts_on <= first and last <= s.ends_on])
        for first, last in ((first, following - day) for first, following in pairwise(sorted(cuts)))
    ]


def counted_parts(key_results: Sequence[Part], supporters: Decimal | None, how: Counts) -> list[Part]:
    """What an objective is the mean of: its key results and, last, its supporters together as one part.

    What it does not count has weight 0.
    """
    if how.counting == Counting.SUPPORTERS:
        return [*(Part(ZERO, part.value) for part in key_results), Part(ONE, supporters)]
    weight = ZERO if how.counting == Counting.KEY_RESULTS else how.supporters_weight
    return [*key_results, Part(weight, supporters)]


def objective_mean(key_results: Sequence[Part], supporters: Decimal | None, how: Counts) -> Decimal | None:
    """(Σ wᵢpᵢ + w_s·S) / (Σ wᵢ + w_s), of what the objective counts; None where nothing does."""
    mean = weighted_mean(counted_parts(key_results, supporters, how))
    return None if mean is None else mean.quantize(SIX_PLACES)


def held(progress: Decimal) -> Decimal:
    return min(max(progress, ZERO), ONE).quantize(SIX_PLACES)
