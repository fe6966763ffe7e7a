"""What a derivation is: a result, its rule, its steps in words and figures, and the parts that it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from uuid import UUID

from checkins.health import Health
from objectives.progress import Part, Stretch, counting, weight_of, weighted_mean, weighted_sum
from organizations.formatting import NBSP, figure

NOTHING_COUNTS = "Nothing counts in it yet, so there is no figure."
# Longer sums are told by what they come to; the table beside them has each part.
MOST_TERMS = 8


@dataclass(frozen=True)
class Component:
    """A part of a mean: `share` is what its weight comes to, 0..1; None where it does not count. It has numbers too."""

    words: str
    value: str
    weight: Decimal
    share: Decimal | None
    meta: str = ""
    objective_id: UUID | None = None
    key_result_id: UUID | None = None
    health: Health | None = None


@dataclass(frozen=True)
class Told:
    """A step that a check-in has told."""

    words: str
    check_in_id: UUID

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Derivation:
    """`value` is what the functions returned, `result` how it reads elsewhere; `key` is its place on the page.

    What supports an objective is one part of it, which has steps and parts of its own: `together`, `supporters`.
    """

    key: str
    title: str
    value: object
    result: str
    rule: str
    steps: Sequence[str | Told] = ()
    components: Sequence[Component] = ()
    together: Sequence[str] = ()
    supporters: Sequence[Component] = ()


@dataclass(frozen=True)
class Unit:
    """In which figures are told: shares of 1 in per cent, confidence as it is."""

    factor: int
    sign: str = ""

    def of(self, value: Decimal | None) -> str:
        """To two decimals, rounded down, without its sign."""
        return "–" if value is None else figure((value * self.factor).quantize(Decimal("0.01"), ROUND_FLOOR))

    def whole(self, value: Decimal | None) -> str:
        return self.of(value) if value is None else f"{self.of(value)}{self.sign}"


PER_CENT, OF_TEN = Unit(100, f"{NBSP}%"), Unit(1)


def exactly(share: Decimal | float | None) -> str:
    """A share of 1 with up to two decimals of a per cent: 45.25 %."""
    return PER_CENT.whole(None if share is None else Decimal(str(share)))


def mean_in_words(parts: Sequence[Part], unit: Unit = PER_CENT) -> str:
    """(2 × 45 + 1 × 20) ÷ 3 = 36.66 %."""
    counted, mean = counting(parts), weighted_mean(parts)
    if mean is None:
        return NOTHING_COUNTS
    if len(counted) == 1:
        return f"One part counts, so it is that part’s: {unit.whole(mean)}."
    terms = [f"{figure(part.weight)} × {unit.of(part.value)}" for part in counted]
    if len(terms) > MOST_TERMS:
        top = f"Weight times figure, all {len(terms)} parts added up: {unit.of(weighted_sum(counted))}"
        return f"{top} ÷ {figure(weight_of(counted))} = {unit.whole(mean)}"
    return f"({' + '.join(terms)}) ÷ {figure(weight_of(counted))} = {unit.whole(mean)}"


def together_in_words(
    stretches: Sequence[Stretch], mean: Decimal | None, unit: Unit = PER_CENT, *, uncovered_days_count: bool = True
) -> list[str]:
    """S, stretch by stretch: a day that no supporter's period covers counts 0, or is left out."""
    if mean is None:
        return []
    days = sum(stretch.day_count for stretch in stretches)
    told = [f"{between(each)} ({each.day_count} of {days} days) {what_supports(each, unit)}." for each in stretches]
    if len(stretches) == 1:
        return told
    counted = [each for each in stretches if each.counted or uncovered_days_count]
    terms = " + ".join(f"{each.day_count} × {unit.of(each.mean or Decimal(0))}" for each in counted)
    left = "" if len(counted) == len(stretches) else " Days without any supporter say nothing."
    return [*told, f"({terms}) ÷ {sum(each.day_count for each in counted)} days = {unit.whole(mean)}.{left}"]


def what_supports(stretch: Stretch, unit: Unit) -> str:
    if stretch.mean is None:
        return "nothing supports it: 0" if unit == PER_CENT else "nobody speaks for it"
    how = f": {mean_in_words(stretch.counted, unit)}" if len(stretch.counted) > 1 else ""
    return f"what supports it is at {unit.whole(stretch.mean)}{how}"


def between(stretch: Stretch) -> str:
    first, last = stretch.first, stretch.last
    return f"From {first.day} {first:%B} to {last.day} {last:%B}"
