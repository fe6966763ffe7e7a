"""Whether a line's numbers and milestones make an aim that its measure can use."""

from collections.abc import Iterator

from integrations.milestones import with_ids
from integrations.okr_file import Problem
from integrations.reading import Row
from objectives.errors import AlreadyCounted
from objectives.milestones import as_json, milestones_of, reached_of
from objectives.models import KeyResult, Measure, Period
from objectives.models.key_result import AIM_OF, FROM_START_TO_TARGET

NUMBERS = ("start", "target", "low", "high")


def check_aim(row: Row, key_result: KeyResult | None, period: Period) -> tuple[list[Problem], list[Problem]]:
    """Problems and warnings; what the file has no column for stays what it is."""
    names = (*NUMBERS, "milestones", "measure")
    before = {name: getattr(key_result, name) for name in names} if key_result else {}
    aim = {"measure": Measure.NUMBER, "milestones": []} | before | row.facts
    measure = aim["measure"]
    if row.faulty.intersection((*NUMBERS, "milestones")) or measure not in Measure.values:
        return [], []
    needed = AIM_OF[Measure(measure)]
    missing = [name for name in needed if aim.get(name) is None]
    if measure == Measure.MILESTONES and not aim["milestones"]:
        missing = ["milestones"]
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


def settled(row: Row, key_result: KeyResult | None, period: Period) -> Iterator[tuple[str, str, bool]]:
    """Put what the row says of milestones into its facts; yields (column, what is wrong, whether that is fatal)."""
    was = key_result.measure if key_result else Measure.NUMBER
    measure = row.facts.get("measure") or was
    if key_result and key_result.current is not None and measure != was and Measure.MILESTONES in (measure, was):
        yield "measure", AlreadyCounted.why, True
    if row.milestones is None or row.is_objective:
        return
    if measure != Measure.MILESTONES:
        if row.milestones:
            yield "milestones", f"the measure {measure} does not use it", False
        return
    known = milestones_of(key_result.milestones) if key_result else []
    reached = key_result.reached if key_result else []
    found = with_ids(row.milestones, known, reached)
    row.facts["milestones"] = as_json(found)
    days = {milestone.id: milestone.due_on for milestone in known}
    last = row.facts.get("due_on", key_result.due_on if key_result else None) or period.ends_on
    for each in found:
        if each.due_on and each.due_on != days.get(each.id) and not period.starts_on <= each.due_on <= last:
            yield "milestones", f"“{each.title}” must be due on a day from {period.starts_on} to {last}", True
    said = {each.id for each, written in zip(found, row.milestones, strict=True) if written.is_reached}
    if said != {milestone.id for milestone in reached_of(found, reached)}:
        yield "milestones", "only a check-in says what is reached, so that is left out", False
