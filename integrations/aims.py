"""Whether a line's numbers make an aim that its measure can use."""

from integrations.okr_file import Problem
from integrations.reading import Row
from objectives.models import KeyResult, Measure
from objectives.models.key_result import FROM_START_TO_TARGET

NEEDED = dict.fromkeys(FROM_START_TO_TARGET, ("start", "target")) | {
    Measure.YES_NO: (),
    Measure.AT_LEAST: ("low",),
    Measure.AT_MOST: ("high",),
    Measure.BETWEEN: ("low", "high"),
}
NUMBERS = ("start", "target", "low", "high")


def check_aim(row: Row, key_result: KeyResult | None) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings; what the file has no column for stays what it is."""
    before = {name: getattr(key_result, name) for name in (*NUMBERS, "measure")} if key_result else {}
    aim = {"measure": Measure.NUMBER} | before | row.facts
    measure = aim["measure"]
    if row.faulty.intersection(NUMBERS) or measure not in NEEDED:
        return [], []
    needed = NEEDED[measure]
    missing = [name for name in needed if aim.get(name) is None]
    if missing:
        return [Problem(row.line, name, f"is missing: the measure {measure} needs it") for name in missing], []
    unused = [name for name in ("target", "low", "high") if name not in needed and row.facts.get(name) is not None]
    return (
        [Problem(row.line, column, reason) for column, reason in misfits(measure, aim, row)],
        [Problem(row.line, name, f"the measure {measure} does not use it") for name in unused],
    )


def misfits(measure: str, aim: dict[str, object], row: Row) -> list[tuple[str, str]]:
    found = []
    if measure in FROM_START_TO_TARGET and aim["start"] == aim["target"]:
        found.append(("target", "is the same as start, so there is no way to go"))
    if measure == Measure.BETWEEN and aim["high"] < aim["low"]:  # type: ignore[operator]
        found.append(("high", "is less than low"))
    if measure == Measure.YES_NO and row.current not in (None, 0, 1):
        found.append(("current", "must be yes or no"))
    return found
