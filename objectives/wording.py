"""Numbers of a key result as a sentence has them."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Protocol

from objectives.milestones import Milestone, milestones_of, reached_of, weight_reached, whole_weight
from objectives.models import KeyResult, KeyResultVersion, Measure
from objectives.models.key_result import AIM_OF, LIMITS
from organizations.formatting import figure, percent


def aim_in_words(aim: KeyResult | KeyResultVersion) -> str:
    """What the key result wants: “from 120 to 200 customers”, “at most 2 %”, “done or not”.

    A draft may wait for some of it: “from 120 customers, target not set”, “limit not set”.
    """
    missing = missing_in_words(aim)
    if missing:
        # Where there is neither start nor target, the target is what one misses.
        words = f"{missing.removeprefix('start and ')} not set"
        return f"{known}, {words}" if (known := known_in_words(aim)) else words
    if aim.measure == Measure.YES_NO:
        return "done or not"
    if aim.measure == Measure.MILESTONES:
        return counted(len(aim.milestones))
    if aim.measure == Measure.SUPPORTED:
        return "as far as what supports it"
    if aim.measure == Measure.AT_LEAST:
        return f"at least {figure(aim.low, aim.unit)}"
    if aim.measure == Measure.AT_MOST:
        return f"at most {figure(aim.high, aim.unit)}"
    if aim.measure == Measure.BETWEEN:
        return f"between {figure(aim.low)} and {figure(aim.high, aim.unit)}"
    start = figure(aim.start, aim.unit if aim.measure == Measure.CURRENCY else "")
    return f"from {start} to {figure(aim.target, aim.unit)}"


def missing_in_words(aim: KeyResult | KeyResultVersion) -> str:
    """What a draft still lacks: “target”, “start and target”, “limit”, “milestones”; empty where it lacks nothing."""
    if aim.measure == Measure.MILESTONES:
        return "" if aim.milestones else "milestones"
    missing = [column for column in AIM_OF[Measure(aim.measure)] if getattr(aim, column) is None]
    if missing == ["low", "high"]:
        return "limits"
    if missing and aim.measure in LIMITS:
        side = {"low": "lower limit", "high": "upper limit"}[missing[0]]
        return side if aim.measure == Measure.BETWEEN else "limit"
    return " and ".join(missing)


def known_in_words(aim: KeyResult | KeyResultVersion) -> str:
    """The half of an aim that is there already, where there is one."""
    before = {"start": "from", "target": "to", "low": "at least", "high": "at most"}
    known = [column for column in AIM_OF[Measure(aim.measure)] if getattr(aim, column) is not None]
    return f"{before[known[0]]} {figure(getattr(aim, known[0]), aim.unit)}" if known else ""


def value_in_words(
    aim: KeyResult | KeyResultVersion, value: Decimal | None, reached: Collection[str] | None = None
) -> str:
    """A value of the key result: “156 customers”, “yes”, “3 of 5 milestones”, “no value yet”.

    `reached` are the ids of the milestones that it is the weight of, where they are known.
    """
    if value is None:
        return "no value yet"
    if aim.measure == Measure.YES_NO:
        return "yes" if value == 1 else "no"
    if aim.measure == Measure.SUPPORTED:
        return percent(value / 100)
    if aim.measure == Measure.MILESTONES:
        return reached_in_words(milestones_of(aim.milestones), value, reached, now=getattr(aim, "reached", ()))
    return figure(value, aim.unit)


class Said(Protocol):
    """A check-in."""

    @property
    def key_result(self) -> KeyResult: ...

    @property
    def value(self) -> Decimal: ...

    @property
    def reached(self) -> Collection[str] | None: ...


def value_said(check_in: Said) -> str:
    """Its value, by the measure that the key result has now; of milestones those that it ticked."""
    return value_in_words(check_in.key_result, check_in.value, check_in.reached)


def reached_in_words(
    milestones: Sequence[Milestone], weight: Decimal, reached: Collection[str] | None, *, now: Collection[str]
) -> str:
    """“3 of 5 milestones”; by weight where a weight alone does not tell how many."""
    if reached is None and weight == weight_reached(milestones, now):
        reached = [milestone.id for milestone in reached_of(milestones, now)]
    if reached is None:
        each = {milestone.weight for milestone in milestones}
        if len(each) != 1 or (count := weight / each.pop()) % 1 or count > len(milestones):
            return f"{figure(weight)} of {figure(whole_weight(milestones))} by weight"
        return f"{int(count)} of {counted(len(milestones))}"
    if len(reached_of(milestones, reached)) < len(set(reached)):
        # Some of them have been removed since.
        return counted(len(set(reached)))
    return f"{len(reached)} of {counted(len(milestones))}"


def counted(count: int) -> str:
    return f"{count} milestone{'' if count == 1 else 's'}"
