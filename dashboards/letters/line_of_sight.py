"""What moved around somebody's objectives: what they support, up to the top, and what supports them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from dashboards.letters.phrases import moved_points
from objectives.models import KeyResult, Objective, State
from objectives.models.period import RUNNING
from objectives.roll_up import CHAINS
from objectives.weekly import at_start_of_week, week_index
from organizations.models import Membership
from organizations.tenancy import current_organization_id

MOST_SIGHTS = 5
NOTHING_YET = Decimal(0)


@dataclass(frozen=True)
class Sight:
    """An objective above hers or one that supports hers, and what it gained since, -1..1."""

    objective: Objective
    change: Decimal
    is_above: bool


def moved_in_sight(membership: Membership, answered_for: Collection[UUID], since: date, today: date) -> list[Sight]:
    """Those that moved most, and no more than a handful; two queries. `since` is a Monday."""
    mine = {*own_objectives(membership), *answered_for}
    around = (
        Objective.objects.visible_to(membership)
        .active()
        .filter(Q(pk__in=RawSQL(CHAINS, [list(mine), current_organization_id()])) | Q(parent__in=mine))
        .filter(period__state__in=RUNNING)
        .exclude(pk__in=mine)
        .select_related("period", "owner__user")
    )
    sights = [Sight(o, change_since(o, since), o.parent_id not in mine) for o in around.order_by("title", "id")]
    moved = [sight for sight in sights if moved_points(sight.change)]
    return sorted(moved, key=lambda sight: -abs(sight.change))[:MOST_SIGHTS]


def own_objectives(membership: Membership) -> set[UUID]:
    own = KeyResult.objects.filter(objective=OuterRef("pk"), owner=membership, state=State.ACTIVE)
    mine = Objective.objects.visible_to(membership).active().filter(Q(owner=membership) | Exists(own))
    return set(mine.filter(period__state__in=RUNNING).values_list("pk", flat=True))


def change_since(objective: Objective, monday: date) -> Decimal:
    """What it gained since that Monday; a period begins with nothing. What was not known by then has not moved."""
    index = week_index(monday, objective.period.starts_on)
    before = at_start_of_week(objective.weekly_progress, index) if index else NOTHING_YET
    if before is None or objective.progress is None:
        return NOTHING_YET
    return objective.progress - before
