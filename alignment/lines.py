"""The line of sight: from an objective up to what the company wants."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from objectives.models import Objective
from objectives.roll_up import CHAINS
from organizations.tenancy import current_organization_id

# Each time the newest version that there was at the moment.
CHAIN_AT = """
WITH RECURSIVE line (id, title, parent_id) AS (
    SELECT found.* FROM (SELECT %(start)s::uuid AS id) start, LATERAL (
        SELECT objective_id, title, parent_id FROM objectives_objectiveversion
        WHERE organization_id = %(organization)s AND objective_id = start.id AND created_at <= %(at)s
        ORDER BY created_at DESC, id DESC LIMIT 1
    ) found
  UNION
    SELECT found.* FROM line, LATERAL (
        SELECT objective_id, title, parent_id FROM objectives_objectiveversion
        WHERE organization_id = %(organization)s AND objective_id = line.parent_id AND created_at <= %(at)s
        ORDER BY created_at DESC, id DESC LIMIT 1
    ) found
) SELECT id, title, parent_id FROM line
"""


def line_to_the_top(objective: Objective, at: datetime | None = None) -> list[Objective]:
    """What it supports, and what that supports, the topmost first; without itself. `at` a moment, as it was then."""
    if objective.parent_id is None:
        return []
    above = {found.pk: found for found in (chain_at(objective.parent_id, at) if at else chain(objective.parent_id))}
    line: list[Objective] = []
    step = above.get(objective.parent_id)
    while step is not None:
        line.append(step)
        step = above.get(step.parent_id) if step.parent_id else None
    return line[::-1]


def chain(start: UUID) -> Iterator[Objective]:
    above = RawSQL(CHAINS, [[start], current_organization_id()])
    yield from Objective.objects.filter(pk__in=above)


def chain_at(start: UUID, at: datetime) -> Iterator[Objective]:
    with connection.cursor() as cursor:
        cursor.execute(CHAIN_AT, {"start": start, "organization": current_organization_id(), "at": at})
        for pk, title, parent_id in cursor.fetchall():
            yield Objective(pk=pk, title=title, parent_id=parent_id)
