"""Numbers of a key result as a sentence has them."""

from decimal import Decimal

from objectives.models import KeyResult, KeyResultVersion, Measure
from organizations.formatting import figure


def aim_in_words(aim: KeyResult | KeyResultVersion) -> str:
    """What the key result wants: “from 120 to 200 customers”, “at most 2 %”, “done or not”."""
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


def value_in_words(aim: KeyResult | KeyResultVersion, value: Decimal | None) -> str:
    """A value of the key result: “156 customers”, “yes”, “no value yet”."""
    if value is None:
        return "no value yet"
    if aim.measure == Measure.YES_NO:
        return "yes" if value == 1 else "no"
    return figure(value, aim.unit)
