"""A target shared out: parts that add up to it exactly, and what to say where they do not."""

from collections.abc import Sequence
from decimal import Decimal

from organizations.formatting import figure

FINEST = Decimal("0.000001")
ONE, ZERO = Decimal(1), Decimal(0)


def step_of(total: Decimal, count: int) -> Decimal:
    """What parts of a total are rounded to: its last decimal, or a finer one where that leaves nothing for some."""
    step = min(ONE, Decimal((0, (1,), int(total.normalize().as_tuple().exponent)))) if total else ONE
    while total and abs(total) < count * step and step > FINEST:
        step /= 10
    return max(step, FINEST)


def split(total: Decimal, count: int) -> list[Decimal]:
    """Evenly, into `count` parts of at least one; what cannot be divided goes to the first."""
    return portions(total, [ONE] * count, step_of(total, count))


def portions(total: Decimal, weights: Sequence[Decimal], step: Decimal = FINEST) -> list[Decimal]:
    """By weight, in whole steps: of the rest each gets a step, first who was cut most. Evenly where all weigh 0.

    `total` is a multiple of `step`; weights are not negative, with six decimals at most.
    """
    wholes = [int(weight / FINEST) for weight in weights]
    if not any(wholes):
        wholes = [1] * len(weights)
    steps, weight = int(total / step), sum(wholes)
    counts, cut = [steps * each // weight for each in wholes], [steps * each % weight for each in wholes]
    for index in sorted(range(len(wholes)), key=lambda n: -cut[n])[: steps - sum(counts)]:
        counts[index] += 1
    return [count * step for count in counts]


def why_wrong(shares: Sequence[Decimal], total: Decimal, unit: str = "") -> str:
    """What is missing or too much, in words; empty where the shares add up to the total."""
    come_to = sum(shares, ZERO)
    if come_to == total:
        return ""
    missing = total - come_to
    what = f"{figure(abs(missing), unit)} {'is missing' if missing > 0 else 'is too much'}"
    return f"The shares come to {figure(come_to, unit)}, and {figure(total, unit)} is to be shared: {what}."
