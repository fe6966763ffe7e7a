"""Since when: what versions and history tell the rules of a period, in three questions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from json import loads
from typing import Any
from uuid import UUID

from django.db import connection

from alignment.findings.facts import Goalpost
from checkins.windows import Moment
from objectives.models import KeyResultVersion, Period
from objectives.wording import aim_in_words
from organizations.models import Activity
from organizations.tenancy import current_organization_id

# When the owner, what it supports and the state last changed; of what lies in the period and of what that supports.
CHANGES_OF_OBJECTIVES = """
SELECT objective_id, max(created_at) FILTER (WHERE owner_id IS DISTINCT FROM owned),
    max(created_at) FILTER (WHERE parent_id IS DISTINCT FROM supported),
    max(created_at) FILTER (WHERE state <> was)
FROM (
    SELECT objective_id, created_at, owner_id, parent_id, state, row_number() OVER line AS place,
        lag(owner_id) OVER line AS owned, lag(parent_id) OVER line AS supported, lag(state) OVER line AS was
    FROM objectives_objectiveversion
    WHERE organization_id = %(organization)s AND created_at <= %(at)s AND objective_id IN (
        SELECT unnest(ARRAY[id, parent_id]) FROM objectives_objective
        WHERE organization_id = %(organization)s AND period_id = %(period)s AND state = 'active')
    WINDOW line AS (PARTITION BY objective_id ORDER BY created_at, id)
) version WHERE place > 1 GROUP BY objective_id
"""
AIM = ("measure", "unit", "start", "target", "low", "high", "milestones", "due_on")
# Each change of an aim since a moment, with what it was before; the oldest first.
MOVES = f"""
SELECT key_result_id, created_at, {", ".join(AIM)}, {", ".join(f"was_{name}" for name in AIM)}
FROM (
    SELECT key_result_id, created_at, row_number() OVER line AS place, {", ".join(AIM)},
        {", ".join(f"lag({name}) OVER line AS was_{name}" for name in AIM)}
    FROM objectives_keyresultversion
    WHERE organization_id = %(organization)s AND created_at <= %(at)s AND key_result_id IN (
        SELECT id FROM objectives_keyresult
        WHERE organization_id = %(organization)s AND period_id = %(period)s AND state = 'active')
    WINDOW line AS (PARTITION BY key_result_id ORDER BY created_at, id)
) version
WHERE place > 1 AND created_at > %(since)s
    AND ({", ".join(AIM)}) IS DISTINCT FROM ({", ".join(f"was_{name}" for name in AIM)})
ORDER BY created_at
"""


@dataclass(frozen=True)
class Changed:
    """The last moment of each, where there was one."""

    owner_at: datetime | None = None
    parent_at: datetime | None = None
    state_at: datetime | None = None


def changes_of_objectives(period: Period, moment: Moment) -> dict[UUID, Changed]:
    return {pk: Changed(*moments) for pk, *moments in rows(CHANGES_OF_OBJECTIVES, period, moment)}


def goalposts_of(period: Period, moment: Moment) -> dict[UUID, Goalpost]:
    """Of each key result whose aim is another one than when the period opened."""
    if period.opened_at is None:
        return {}
    moves: dict[UUID, list[tuple[Any, ...]]] = {}
    for key_result_id, *move in rows(MOVES, period, moment, since=period.opened_at):
        moves.setdefault(key_result_id, []).append(tuple(move))
    found = {}
    for key_result_id, line in moves.items():
        before, after = line[0][1 + len(AIM) :], line[-1][1 : 1 + len(AIM)]
        if before != after:
            words = in_words(dict(zip(AIM, before, strict=True)), dict(zip(AIM, after, strict=True)), period)
            found[key_result_id] = Goalpost(moment.organization.day_of(line[-1][0]), words)
    return found


def in_words(before: dict[str, Any], after: dict[str, Any], period: Period) -> str:
    """Only what moved."""
    due = [f"{each['due_on'] or period.ends_on:%-d %B}" for each in (before, after)]
    versions = [KeyResultVersion(**each | {"milestones": loads(each["milestones"])}) for each in (before, after)]
    aims = [aim_in_words(version) for version in versions]
    moved = [f"“{aims[0]}” became “{aims[1]}”"] if aims[0] != aims[1] else []
    if not moved and versions[0].milestones != versions[1].milestones:
        moved.append("the milestones changed")
    if due[0] != due[1]:
        moved.append(f"the due day went from {due[0]} to {due[1]}")
    words = " and ".join(moved) or "Its aim changed"
    return f"{words[0].upper()}{words[1:]}."


def rows(sql: str, period: Period, moment: Moment, **parameters: Any) -> list[tuple[Any, ...]]:
    known: dict[str, Any] = {"organization": current_organization_id(), "period": period.pk, "at": moment.at}
    with connection.cursor() as cursor:
        cursor.execute(sql, known | parameters)
        return list(cursor.fetchall())


def left_on(membership_ids: Collection[UUID], moment: Moment) -> dict[UUID, date]:
    """The day on which each of them was last deactivated, or given another role."""
    lines = Activity.objects.filter(
        thing_kind="membership", thing_id__in=membership_ids, verb__in=("deactivated", "role_changed")
    )
    days = lines.order_by("created_at").values_list("thing_id", "created_at")
    return {pk: moment.organization.day_of(at) for pk, at in days}
