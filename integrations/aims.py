"""Whether a line's numbers make an aim that its measure can use."""

from integrations.okr_file import Problem
from integrations.reading import Row
from objectives.models import KeyResult, Measure, Period
from objectives.models.key_result import AIM_OF, FROM_START_TO_TARGET

NUMBERS = ("start", "target", "low", "high")


def check_aim(row: Row, key_result: KeyResult | None, period: Period) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings; what the file has no column for stays what it is."""
    before = {name: getattr(key_result, name) for name in (*NUMBERS, "measure")} if key_result else {}
    aim = {"measure": Measure.NUMBER} | before | row.facts
    measure = aim["measure"]
    if row.faulty.intersection(NUMBERS) or measure not in Measure.values:
        return [], []
    needed = AIM_OF[Measure(measure)]
    missing = [name for name in needed if aim.get(name) is None]
    if missing and not may_wait(key_result, period):
        return [Problem(row.line, name, f"is missing: the measure {measure} needs it") for name in missing], []
    unused = [name for name in ("target", "low", "high") if name not in needed and row.facts.get(name) is not None]
    return (
        [Problem(row.line, column, reason) for column, reason in misfits(measure, aim, row)],
        [Problem(row.line, name, f"the measure {measure} does not use it") for name in unused],
    )


def may_wait(key_result: KeyResult | None, period: Period) -> bool:
    """A draft may lack its aim; and what went without one into an open period is not held up by that."""
    return period.is_planned or (key_result is not None and not key_result.has_an_aim)


def misfits(measure: str, aim: dict[str, object], row: Row) -> list[tuple[str, str]]:
    """What contradicts itself, of the numbers that are there."""
    found = []
    start, low, high = (aim.get(name) for name in ("start", "low", "high"))
    if measure in FROM_START_TO_TARGET and start is not None and start == aim.get("target"):
        found.append(("target", "is the same as start, so there is no way to go"))
    if measure == Measure.BETWEEN and low is not None and high is not None and high < low:  # type: ignore[operator]
        found.append(("high", "is less than low"))
    if measure == Measure.YES_NO and row.current not in (None, 0, 1):
        found.append(("current", "must be yes or no"))
    return found
