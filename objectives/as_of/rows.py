"""Objectives and key results as their versions remember them, in memory: rows that nobody ever saves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model

from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period
from objectives.progress import key_result_progress, value_by_now
from organizations.tenancy import current_organization_id

# Of each key result that was changed: when it came, when it last changed its state, and its owner.
SINCE_OF_KEY_RESULTS = """
SELECT key_result_id, min(created_at), max(created_at) FILTER (WHERE place > 1 AND counting <> counted),
    max(created_at) FILTER (WHERE place > 1 AND owner_id IS DISTINCT FROM owned)
FROM (
    SELECT key_result_id, created_at, owner_id, state || done_as AS counting, row_number() OVER line AS place,
        lag(state || done_as) OVER line AS counted, lag(owner_id) OVER line AS owned
    FROM objectives_keyresultversion
    WHERE organization_id = %(organization)s AND created_at <= %(at)s AND key_result_id IN (
        SELECT key_result_id FROM objectives_keyresultversion
        WHERE organization_id = %(organization)s AND period_id = ANY(%(periods)s))
    WINDOW line AS (PARTITION BY key_result_id ORDER BY created_at, id)
) version GROUP BY key_result_id HAVING count(*) > 1
"""
# Of each objective that was changed: when it came, and when it last changed its state or its period.
SINCE_OF_OBJECTIVES = """
SELECT objective_id, min(created_at), max(created_at) FILTER (WHERE place > 1 AND (state, period_id) <> (was, lay))
FROM (
    SELECT objective_id, created_at, state, period_id, row_number() OVER line AS place,
        lag(state) OVER line AS was, lag(period_id) OVER line AS lay
    FROM objectives_objectiveversion
    WHERE organization_id = %(organization)s AND created_at <= %(at)s AND objective_id IN (
        SELECT objective_id FROM objectives_objectiveversion
        WHERE organization_id = %(organization)s AND period_id = ANY(%(periods)s))
    WINDOW line AS (PARTITION BY objective_id ORDER BY created_at, id)
) version GROUP BY objective_id HAVING count(*) > 1
"""
Row = TypeVar("Row", Objective, KeyResult)
Periods = Mapping[UUID, Period]
Moments = Mapping[UUID, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Word:
    """The last value of a key result, and what a person said last; None where only values were fed.

    `reached` are the milestones that were, by their ids.
    """

    value: Decimal
    value_at: datetime
    confidence: int | None
    heard_at: datetime | None
    reached: Sequence[str] = ()


def rows_at(
    periods: Periods, words: Mapping[UUID, Word], at: datetime
) -> tuple[dict[UUID, Objective], dict[UUID, KeyResult]]:
    """What lay in these periods, whatever its state. Key results are measured, objectives not yet rolled up."""
    since = moments(SINCE_OF_OBJECTIVES, periods, at)
    objectives = {objective.pk: objective for objective in objectives_at(periods, since, at)}
    changed = {pk: change for pk, (_, change) in since.items() if change}
    key_results = {}
    for key_result in key_results_at(periods, at):
        if key_result.objective_id in objectives:
            key_result.objective = objectives[key_result.objective_id]
            # It begins to count, and to owe, with its objective.
            if key_result.objective_id in changed:
                key_result.counts_since = max(key_result.counts_since, changed[key_result.objective_id])
            measure(key_result, words.get(key_result.pk))
            key_results[key_result.pk] = key_result
    return objectives, key_results


def objectives_at(periods: Periods, since: Moments, at: datetime) -> Iterator[Objective]:
    inside = ObjectiveVersion.objects.filter(period__in=periods).order_by().values("objective_id")
    newest = (
        ObjectiveVersion.objects.filter(objective__in=inside, created_at__lte=at)
        .order_by("objective_id", "-created_at", "-id")
        .distinct("objective_id")
    )
    for objective_id, changed_at, *facts in newest.values_list("objective_id", "created_at", *Objective.FACTS):
        columns = dict(zip(Objective.FACTS, facts, strict=True))
        if columns["period_id"] in periods:
            created_at, _ = since.get(objective_id, (changed_at, None))
            columns |= {"depth": 0, "created_at": created_at}
            objective = in_memory(Objective, objective_id, columns)
            objective.period = periods[columns["period_id"]]
            yield objective


def key_results_at(periods: Periods, at: datetime) -> Iterator[KeyResult]:
    since = moments(SINCE_OF_KEY_RESULTS, periods, at)
    inside = KeyResultVersion.objects.filter(period__in=periods).order_by().values("key_result_id")
    newest = (
        KeyResultVersion.objects.filter(key_result__in=inside, created_at__lte=at)
        .order_by("key_result_id", "-created_at", "-id")
        .distinct("key_result_id")
    )
    names = ("key_result_id", "period_id", "created_at", *KeyResult.FACTS)
    for key_result_id, period_id, changed_at, *facts in newest.values_list(*names):
        if period_id in periods:
            created_at, counts_since, owner_since = since.get(key_result_id, (changed_at, None, None))
            columns = dict(zip(KeyResult.FACTS, facts, strict=True))
            columns |= {"created_at": created_at, "counts_since": counts_since or created_at}
            columns |= {"owner_since": owner_since or created_at, "period_id": period_id}
            key_result = in_memory(KeyResult, key_result_id, columns)
            key_result.period = periods[period_id]
            yield key_result


def measure(key_result: KeyResult, word: Word | None) -> None:
    """The same as a check-in or a new aim leaves behind: the last value against the aim."""
    if word and not key_result.is_computed:
        key_result.reached = list(word.reached)
        key_result.current, key_result.current_at = value_by_now(key_result, word.value), word.value_at
    if word:
        key_result.confidence, key_result.heard_at = word.confidence, word.heard_at
    key_result.progress = key_result_progress(key_result, key_result.current)


def in_memory(model: type[Row], pk: UUID, columns: Mapping[str, Any]) -> Row:
    """A row with these columns, made the cheap way; what is not named is empty."""
    lists: dict[str, Any] = {"weekly_progress": [], "weekly_confidence": [], "expected_by_day": [], "reached": []}
    known = {"id": pk, "organization_id": current_organization_id(), "ref": "", "version": 0, **lists, **columns}
    names = names_of(model)
    return model.from_db(None, names, [known.get(name) for name in names])


@cache
def names_of(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def moments(query: str, periods: Periods, at: datetime) -> Moments:
    with connection.cursor() as cursor:
        cursor.execute(query, {"organization": current_organization_id(), "at": at, "periods": list(periods)})
        return {row[0]: row[1:] for row in cursor.fetchall()}
