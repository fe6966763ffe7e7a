"""What key results come to that are counted from others: sums and means, and the rules of what may add into what.

Whatever lies at the bottom counts, and once, however many ways lead there: sums of sums and means of means are worked
out from there. Source: the design's section "The numbers".
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from objectives.models.key_result import (
    CONTRIBUTED,
    FROM_START_TO_TARGET,
    LARGEST_VALUE,
    LIMITS,
    KeyResult,
    Measure,
)
from objectives.models.objective import Objective
from objectives.progress import HUNDRED, SIX_PLACES, ZERO, Supporter, supporters_mean

WITH_A_VALUE = (*FROM_START_TO_TARGET, *LIMITS)


class Counted(Protocol):
    """How something is counted, and in what."""

    measure: str
    unit: str


class Web:
    """Key results by id, and what contributes to each: what does not count is not among them."""

    def __init__(self, key_results: Iterable[KeyResult], edges: Iterable[tuple[UUID, UUID]]) -> None:
        """`edges` are pairs: what contributes, and to what."""
        self.key_results: Mapping[UUID, KeyResult] = {key_result.pk: key_result for key_result in key_results}
        self.contributors: dict[UUID, list[UUID]] = {}
        for contributor, to in edges:
            self.contributors.setdefault(to, []).append(contributor)

    def bottom_of(self, key_result_id: UUID) -> list[KeyResult]:
        """Every key result that counts in it with a value of its own, each once."""
        found, waiting, seen = [], [key_result_id], {key_result_id}
        while waiting:
            for pk in self.contributors.get(waiting.pop(), ()):
                if pk in seen or pk not in self.key_results:
                    continue
                seen.add(pk)
                if self.key_results[pk].measure in CONTRIBUTED:
                    waiting.append(pk)
                else:
                    found.append(self.key_results[pk])
        return sorted(found, key=lambda key_result: key_result.pk)

    def settle(self, key_result: KeyResult) -> None:
        """Give it the value that its contributors come to, and the moment of the last of theirs."""
        heard = [each for each in self.bottom_of(key_result.pk) if each.current is not None]
        key_result.current = combined(key_result.measure, [each.current for each in heard])
        key_result.current_at = max((each.current_at for each in heard if each.current_at), default=None)


def combined(measure: str, values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum or the mean of the values that there are; None where there is none."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    total = sum(known, ZERO)
    value = total if measure == Measure.SUM else total / len(known)
    return max(min(value, LARGEST_VALUE), -LARGEST_VALUE).quantize(SIX_PLACES)


def supported_by(supporters: Iterable[Objective], starts_on: date, ends_on: date) -> Decimal | None:
    """The value, in per cent, of a key result that is counted by the objectives that support it, by their weights.

    As in an objective: over the days of the period, of which those that no supporter covers count 0.
    """
    parts = [Supporter(s.weight, s.progress, s.period.starts_on, s.period.ends_on) for s in supporters]
    together = supporters_mean(parts, starts_on, ends_on)
    return None if together is None else (together * HUNDRED).quantize(SIX_PLACES)


def unit_of(counted: Counted) -> str:
    """What it is counted in, however it is written."""
    return "%" if counted.measure == Measure.PERCENT else counted.unit.strip().casefold()


def why_not(contributor: KeyResult, to: KeyResult) -> str:
    """Why the one cannot add into the other, in words; empty where it can."""
    if to.measure not in CONTRIBUTED:
        return f"“{to}” is counted by check-ins of its own. Count it as a sum or a mean first."
    if contributor.measure not in WITH_A_VALUE:
        return f"“{contributor}” has no number that could be added."
    if contributor.measure in CONTRIBUTED and contributor.measure != to.measure:
        return f"“{contributor}” and “{to}” are a sum and a mean: what counts in the one cannot count in the other."
    if to.measure == Measure.SUM and unit_of(contributor) != unit_of(to):
        return (
            f"“{contributor}” is counted in {contributor.unit or 'no unit'}, “{to}” in {to.unit or 'no unit'}: "
            "only what has one unit can be added up."
        )
    return ""
