"""The tree as it would be after an import: whether it closes a loop, and how deep each line lies."""

from collections.abc import Iterable, Mapping

from integrations.okr_file import Problem
from integrations.reading import Row
from integrations.surroundings import Surroundings, Thing
from objectives.models import KeyResult

Above = Row | Thing | None


def loops_and_depths(places: Iterable[tuple[Row, Above]], there: Surroundings) -> tuple[list[Problem], dict[str, int]]:
    """Problems of lines that support themselves, and depths by ref: whatever lies above goes first."""
    placed = [(key_of(row, there), row, key_of(over, there)) for row, over in places]
    lines = {key: row for key, row, _ in placed}
    above = {str(thing.pk): key_above(thing) for thing in there.here.values()}
    above |= {key: over for key, _, over in placed}
    problems, depths = [], {}
    for key, row in lines.items():
        line = line_up(key, above)
        if line[-1] == key and len(line) > 1:
            through = ", ".join(lines[k].ref if k in lines else k for k in line[1:])
            problems.append(Problem(row.line, "parent_ref", f"this supports itself, through {through}"))
        depths[row.ref] = len(line)
    return problems, depths


def line_up(key: str, above: Mapping[str, str]) -> list[str]:
    """From here to the top, or to where it comes back to something that it has passed."""
    line = [key]
    while (key := above.get(key, "")) and key in above:
        line.append(key)
        if key in line[:-1]:
            break
    return line


def key_of(what: Above, there: Surroundings) -> str:
    if isinstance(what, Row):
        thing = there.here.get(what.ref)
        return str(thing.pk) if thing else f"new {what.ref}"
    return str(what.pk) if what else ""


def key_above(thing: Thing) -> str:
    if isinstance(thing, KeyResult):
        return str(thing.objective_id)
    return str(thing.parent_key_result_id or thing.parent_id or "")
