"""Computing every stored number of an organization again, to compare."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from objectives.combining import web_below
from objectives.contribution import supported_by
from objectives.models import KeyResult, Measure, Objective
from objectives.models.key_result import COMPUTED
from objectives.progress import key_result_progress, value_by_now
from objectives.roll_up import Below, Children, leaves_first


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
        yield from compare(key_result, "current", value_by_now(key_result, key_result.current))
        yield from compare(key_result, "progress", key_result_progress(key_result, key_result.current))
    yield from differences_of_the_combined()
    objectives = leaves_first(list(Objective.objects.select_related("period")))
    settled = depths(objectives)
    stored = {o.pk: (o.progress, o.confidence, o.expected_by_day) for o in objectives}
    children = Children(objectives, expectations=True)
    for objective in objectives:
        children.support(objective)
        objective.progress, objective.confidence = children.means_of(objective)
        objective.expected_by_day = children.curve_of(objective)
        computed = objective.progress, objective.confidence, objective.expected_by_day
        for column, old, new in zip(
            ("progress", "confidence", "expected_by_day"), stored[objective.pk], computed, strict=True
        ):
            if old != new:
                yield Difference(objective, column, old, new)
        yield from compare(objective, "depth", settled[objective.pk])


def differences_of_the_combined() -> Iterator[Difference]:
    """Of key results that are counted from others, in periods that are not closed."""
    computed = KeyResult.objects.filter(measure__in=COMPUTED, period__closed_at=None)
    counted = list(computed.select_related("objective__period"))
    web = web_below([key_result.pk for key_result in counted])
    supporters = Objective.objects.active().filter(parent_key_result__in=counted).select_related("period")
    below = Below([], supporters)
    for key_result in counted:
        stored = key_result.current
        if key_result.measure == Measure.SUPPORTED:
            key_result.current = supported_by(below.supporting[key_result.pk], *key_result.objective.period.days)
        else:
            web.settle(key_result)
        if stored != key_result.current:
            yield Difference(key_result, "current", stored, key_result.current)


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
