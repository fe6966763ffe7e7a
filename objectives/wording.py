"""Numbers of a key result as a sentence has them."""

from decimal import Decimal

from objectives.models import KeyResult, KeyResultVersion, Measure
from objectives.models.key_result import AIM_OF, LIMITS
from organizations.formatting import figure


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
    if aim.measure == Measure.AT_LEAST:
        return f"at least {figure(aim.low, aim.unit)}"
    if aim.measure == Measure.AT_MOST:
        return f"at most {figure(aim.high, aim.unit)}"
    if aim.measure == Measure.BETWEEN:
        return f"between {figure(aim.low)} and {figure(aim.high, aim.unit)}"
    start = figure(aim.start, aim.unit if aim.measure == Measure.CURRENCY else "")
    return f"from {start} to {figure(aim.target, aim.unit)}"


def missing_in_words(aim: KeyResult | KeyResultVersion) -> str:
    """What a draft still lacks: “target”, “start and target”, “limit”; empty where its aim is complete."""
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


def value_in_words(aim: KeyResult | KeyResultVersion, value: Decimal | None) -> str:
    """A value of the key result: “156 customers”, “yes”, “no value yet”."""
    if value is None:
        return "no value yet"
    if aim.measure == Measure.YES_NO:
        return "yes" if value == 1 else "no"
    return figure(value, aim.unit)
