"""How an objective counts, as read: each part with its weight, the share that comes to, and the points it brings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from objectives.models import KeyResult, Objective
from objectives.models.objective import Counting
from objectives.progress import HUNDRED, ZERO, Part, counted_parts, objective_mean, shares
from objectives.roll_up import Below
from organizations.formatting import figure, percent


@dataclass(frozen=True)
class Weighed:
    """One part: `share` in whole per cent, such that all add up to 100; `points` of the objective's progress.

    Both are None where it counts nothing.
    """

    thing: KeyResult | Objective | None
    progress: Decimal | None
    share: int | None
    points: Decimal | None

    @property
    def words(self) -> str:
        """“Counts 25 %: at 40 % it brings 10 points.”"""
        if self.share is None:
            return "Counts nothing."
        points = figure((self.points or ZERO).quantize(Decimal("0.1")))
        return f"Counts {self.share} %: at {percent(self.progress)} it brings {points} points."


@dataclass(frozen=True)
class Weighing:
    """The key results, what supports the objective together, and what it comes to, 0..1.

    `ways` says of each way to count what progress that would be.
    """

    key_results: Sequence[Weighed]
    together: Weighed | None
    progress: Decimal | None
    ways: Mapping[str, str]


def weighing_of(objective: Objective, key_results: Sequence[KeyResult], supporters: Sequence[Objective]) -> Weighing:
    """From rows that are loaded, periods with them; asks nothing."""
    below = Below(key_results, supporters)
    parts, together = below.progress_of(objective)
    counted = counted_parts(parts, together, objective)
    known = shares(counted)
    rounded = in_whole_per_cent(known)
    rows = [
        Weighed(thing, part.value, share, None if exact is None or part.value is None else exact * part.value * HUNDRED)
        for thing, part, share, exact in zip([*key_results, None], counted, rounded, known, strict=True)
    ]
    return Weighing(
        rows[:-1], rows[-1] if together is not None else None, objective.progress, ways_of(objective, parts, together)
    )


def in_whole_per_cent(exact: Sequence[Decimal | None]) -> list[int | None]:
    """Shares of 1 as whole per cent that add up to 100: what is left over goes where most was cut off."""
    floors = [None if share is None else int((share * HUNDRED).to_integral_value(ROUND_FLOOR)) for share in exact]
    left = 100 - sum(floor for floor in floors if floor is not None)
    cut = [n for n, share in enumerate(exact) if share is not None]
    cut.sort(key=lambda n: (exact[n] or ZERO) * HUNDRED % 1, reverse=True)
    for n in cut[:left]:
        floors[n] = (floors[n] or 0) + 1
    return floors


@dataclass
class Way:
    """One of the ways to count, to see what each would come to."""

    counting: str
    supporters_weight: Decimal


def ways_of(objective: Objective, parts: Sequence[Part], together: Decimal | None) -> dict[str, str]:
    """Each way to count with the progress that it comes to now."""
    weight = objective.supporters_weight or Decimal(1)
    return {way.value: percent(objective_mean(parts, together, Way(way, weight))) for way in Counting}
