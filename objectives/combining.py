"""Key results that are counted from others, brought up to date in the transaction that changed one of those."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.db.models.expressions import RawSQL

from objectives.contribution import Web
from objectives.models import KeyResult
from objectives.models.key_result import CONTRIBUTED, Measure
from objectives.progress import key_result_progress
from objectives.weekly import week_index, with_week
from organizations.tenancy import current_organization_id

# Some key results, and all whose numbers depend on theirs: by contribution, and by what their objectives support.
DEPENDENT = f"""
WITH RECURSIVE dependent (kind, id) AS (
    SELECT 'key result', unnest(%s::uuid[])
  UNION
    SELECT above.kind, above.id FROM dependent CROSS JOIN LATERAL (
        SELECT 'key result', to_id FROM objectives_contribution
            WHERE kind = 'key result' AND organization_id = %s AND key_result_id = dependent.id AND ended_at IS NULL
      UNION ALL
        SELECT 'objective', objective_id FROM objectives_keyresult key_result
            WHERE kind = 'key result' AND organization_id = %s AND key_result.id = dependent.id
      UNION ALL
        SELECT 'objective', parent_id FROM objectives_objective objective
            WHERE kind = 'objective' AND organization_id = %s AND objective.id = dependent.id AND parent_id IS NOT NULL
      UNION ALL
        SELECT 'key result', key_result.id FROM objectives_objective objective
            JOIN objectives_keyresult key_result ON key_result.organization_id = objective.organization_id
                AND key_result.id = objective.parent_key_result_id AND key_result.measure = '{Measure.SUPPORTED}'
            WHERE kind = 'objective' AND objective.organization_id = %s AND objective.id = dependent.id
    ) above (kind, id)
) SELECT id FROM dependent WHERE kind = 'key result'
"""
# All that contributes to some key results, directly or through others: pairs of what contributes, and to what.
EDGES_BELOW = """
WITH RECURSIVE edge (key_result_id, to_id) AS (
    SELECT key_result_id, to_id FROM objectives_contribution
        WHERE organization_id = %(organization)s AND to_id = ANY(%(roots)s) AND ended_at IS NULL
  UNION
    SELECT below.key_result_id, below.to_id FROM edge JOIN objectives_contribution below
        ON below.organization_id = %(organization)s AND below.to_id = edge.key_result_id AND below.ended_at IS NULL
) SELECT key_result_id, to_id FROM edge
"""
WRITTEN = ["current", "current_at", "progress", "weekly_progress", "version"]


def and_dependents(key_result_ids: Iterable[UUID]) -> RawSQL:
    """Their ids, and those of all key results whose numbers depend on theirs: to be locked together, by id."""
    return RawSQL(DEPENDENT, [list(key_result_ids), *[current_organization_id()] * 4])


def combine(key_result_ids: Iterable[UUID], *, on: date) -> set[UUID]:
    """Add up again whatever these contribute to, in periods that are not closed.

    Returns the objectives of what was added up, which are to be rolled up then. One question where there is none.
    """
    counted = list(
        KeyResult.objects.filter(
            pk__in=and_dependents(key_result_ids), measure__in=CONTRIBUTED, period__closed_at=None
        ).select_related("period")
    )
    if counted:
        web = web_below([key_result.pk for key_result in counted])
        for key_result in counted:
            web.settle(key_result)
            key_result.progress = key_result_progress(key_result, key_result.current)
            index = week_index(on, key_result.period.starts_on)
            key_result.weekly_progress = with_week(key_result.weekly_progress, index, key_result.progress)
            key_result.version = F("version") + 1
        KeyResult.objects.bulk_update(counted, WRITTEN)
    return {key_result.objective_id for key_result in counted}


def web_below(key_result_ids: Iterable[UUID]) -> Web:
    """All that counts in these key results; two questions."""
    edges = edges_below(key_result_ids)
    return Web(KeyResult.objects.active().filter(pk__in={contributor for contributor, _ in edges}), edges)


def edges_below(key_result_ids: Iterable[UUID]) -> list[tuple[UUID, UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(EDGES_BELOW, {"organization": current_organization_id(), "roots": list(key_result_ids)})
        return cursor.fetchall()
