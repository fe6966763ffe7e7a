"""The line of sight: from an objective up to what the company wants."""

from uuid import UUID

from django.db.models.expressions import RawSQL

from objectives.models import Objective
from objectives.roll_up import CHAINS
from organizations.tenancy import current_organization_id


def line_to_the_top(objective: Objective) -> list[Objective]:
    """What it supports, and what that supports, the topmost first; without itself."""
    if objective.parent_id is None:
        return []
    chain = RawSQL(CHAINS, [[objective.parent_id], current_organization_id()])
    above: dict[UUID, Objective] = {found.pk: found for found in Objective.objects.filter(pk__in=chain)}
    line: list[Objective] = []
    at = above.get(objective.parent_id)
    while at is not None:
        line.append(at)
        at = above.get(at.parent_id) if at.parent_id else None
    return line[::-1]
