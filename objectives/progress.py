"""What progress means: every formula from a value to the top of the tree, and nothing else.

Progress is 0..1 with six decimals. Source: the design's section "The numbers"; the README explains it to users.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from objectives.models.key_result import AIM_OF, FROM_START_TO_TARGET, Measure

ZERO, ONE = Decimal(0), Decimal(1)
SIX_PLACES = Decimal("0.000001")


class Aim(Protocol):
    """What a value is held against: a key result, or a version of one."""

    measure: str
    start: Decimal | None
    target: Decimal | None
    low: Decimal | None
    high: Decimal | None


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


def raw_progress(aim: Aim, value: Decimal | None) -> Decimal:
    """Progress as the value has it, below 0 or above 1 too; 0 without a value, and without something to hold it to."""
    if value is None or any(getattr(aim, column) is None for column in AIM_OF[Measure(aim.measure)]):
        return ZERO
    if aim.measure in FROM_START_TO_TARGET:
        assert aim.start is not None and aim.target is not None
        return share_of_the_way(value, aim.start, aim.target)
    if aim.measure == Measure.YES_NO:
        return ONE if value == 1 else ZERO
    return limit_progress(aim, value)


def key_result_progress(aim: Aim, value: Decimal | None) -> Decimal:
    """Progress held to 0..1, six decimals."""
    return held(raw_progress(aim, value))


def share_of_the_way(value: Decimal, start: Decimal, target: Decimal) -> Decimal:
    """0 at the start, 1 at the target, in either direction. The two differ."""
    return (value - start) / (target - start)


def limit_progress(aim: Aim, value: Decimal) -> Decimal:
    """1 while the limit is kept; broken, linear back to the start where there is one on that side, else 0."""
    low = aim.low if aim.measure in (Measure.AT_LEAST, Measure.BETWEEN) else None
    high = aim.high if aim.measure in (Measure.AT_MOST, Measure.BETWEEN) else None
    if low is not None and value < low:
        return way_back(value, aim.start, low) if aim.start is not None and aim.start < low else ZERO
    if high is not None and value > high:
        return way_back(value, aim.start, high) if aim.start is not None and aim.start > high else ZERO
    return ONE


def way_back(value: Decimal, start: Decimal, limit: Decimal) -> Decimal:
    return max(share_of_the_way(value, start, limit), ZERO)


def weighted_mean(parts: Iterable[Part]) -> Decimal | None:
    """Σ wᵢvᵢ / Σ wᵢ over what has a value and a weight; None where nothing counts."""
    counted = [part for part in parts if part.value is not None and part.weight > 0]
    if not counted:
        return None
    return sum((p.weight * p.value for p in counted if p.value is not None), ZERO) / sum(
        (p.weight for p in counted), ZERO
    )


def supporters_mean(
    supporters: Sequence[Supporter], starts_on: date, ends_on: date, *, uncovered_days_count: bool = True
) -> Decimal | None:
    """S: the mean over the days of a period of the weighted mean of the supporters whose period covers the day.

    A day that none covers counts 0, so that a year does not read 100 % after its first quarter; with
    `uncovered_days_count=False` such days are left out, as they say nothing about confidence.
    """
    counted = [s for s in supporters if s.value is not None and s.weight > 0]
    total, covered = ZERO, 0
    for first, last in stretches(counted, starts_on, ends_on):
        days = (last - first).days + 1
        mean = weighted_mean(s for s in counted if s.starts_on <= first and last <= s.ends_on)
        if mean is not None:
            total += mean * days
            covered += days
    if not covered:
        return None
    return total / ((ends_on - starts_on).days + 1 if uncovered_days_count else covered)


def stretches(supporters: Iterable[Supporter], starts_on: date, ends_on: date) -> list[tuple[date, date]]:
    """The period cut wherever a supporter's period begins or ends: within a stretch the same ones count."""
    day = timedelta(days=1)
    cuts = {starts_on, ends_on + day}
    for supporter in supporters:
        cuts |= {cut for cut in (supporter.starts_on, supporter.ends_on + day) if starts_on < cut <= ends_on}
    ordered = sorted(cuts)
    return [(first, following - day) for first, following in pairwise(ordered)]


def objective_mean(
    key_results: Iterable[Part], supporters: Decimal | None, supporters_weight: Decimal
) -> Decimal | None:
    """(Σ wᵢpᵢ + w_s·S) / (Σ wᵢ + w_s): the key results by weight and the supporters together as one part."""
    mean = weighted_mean([*key_results, Part(supporters_weight, supporters)])
    return None if mean is None else mean.quantize(SIX_PLACES)


def held(progress: Decimal) -> Decimal:
    return min(max(progress, ZERO), ONE).quantize(SIX_PLACES)
