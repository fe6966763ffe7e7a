"""Computing every stored number of an organization again, to compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from objectives.models import KeyResult, Objective
from objectives.progress import key_result_progress
from objectives.roll_up import Children, leaves_first


@dataclass(frozen=True)
class Difference:
    """A stored number that is not what its parts make it."""

    thing: Objective | KeyResult
    column: str
    stored: Any
    computed: Any


def differences() -> Iterator[Difference]:
    """Compare what is stored with what the values and the tree come to, from the leaves up; changes nothing."""
    for key_result in KeyResult.objects.iterator():
        yield from compare(key_result, "progress", key_result_progress(key_result, key_result.current))
    objectives = leaves_first(list(Objective.objects.select_related("period")))
    settled = depths(objectives)
    stored = {o.pk: (o.progress, o.confidence, o.expected_by_day) for o in objectives}
    children = Children(objectives, expectations=True)
    for objective in objectives:
        objective.progress, objective.confidence = children.means_of(objective)
        objective.expected_by_day = children.curve_of(objective)
        computed = objective.progress, objective.confidence, objective.expected_by_day
        for column, old, new in zip(
            ("progress", "confidence", "expected_by_day"), stored[objective.pk], computed, strict=True
        ):
            if old != new:
                yield Difference(objective, column, old, new)
        yield from compare(objective, "depth", settled[objective.pk])


def compare(thing: Objective | KeyResult, column: str, computed: Any) -> Iterator[Difference]:
    stored = getattr(thing, column)
    if stored != computed:
        yield Difference(thing, column, stored, computed)


def depths(objectives: list[Objective]) -> dict[Any, int]:
    """How deep each lies among what counts in its own period."""
    by_id = {objective.pk: objective for objective in objectives}
    known: dict[Any, int] = {}
    for objective in objectives:
        line = []
        at: Objective | None = objective
        while at is not None and at.pk not in known:
            line.append(at)
            above = by_id.get(at.parent_id) if at.parent_id else None
            at = above if above and above.is_active and above.period_id == at.period_id else None
        depth = known[at.pk] + 1 if at is not None else 0
        for below in reversed(line):
            known[below.pk] = depth
            depth += 1
    return known
