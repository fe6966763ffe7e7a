"""My line to the top: what my objectives support, up to what the company wants, and what changed there of late."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models.expressions import RawSQL

from alignment.tree import Forest, ObjectiveRow
from checkins.models import CheckIn
from checkins.windows import Moment
from dashboards.changes_page import last_monday
from dashboards.last_words import last_words
from dashboards.movers import week_of_last_monday
from objectives.models import Objective
from objectives.roll_up import CHAINS
from objectives.weekly import change_this_week
from organizations.models import Membership
from organizations.tenancy import current_organization_id

MOST_STEPS = 50


@dataclass(frozen=True)
class Step:
    """An objective of the line, once, however many meet in it; `change` and `word` are since last Monday."""

    row: ObjectiveRow
    is_mine: bool
    change: Decimal | None
    word: CheckIn | None
    below: Sequence["Step"]


def line_objectives(starts: Iterable[UUID], membership: Membership) -> list[Objective]:
    """These and everything above them that counts: one query."""
    above = RawSQL(CHAINS, [list(starts), current_organization_id()])
    found = Objective.objects.visible_to(membership).active().filter(pk__in=above).with_people()
    return list(found.order_by("-weight", "title", "id"))


def my_line(forest: Forest, line: Sequence[Objective], mine: Iterable[UUID], moment: Moment) -> list[Step]:
    """From the top down; what supports nothing, and is supported by none of the others, is left out.

    `forest` holds the line; one query more.
    """
    known, own = {objective.pk for objective in line}, frozenset(mine)
    by_parent: dict[UUID | None, list[Objective]] = defaultdict(list)
    for objective in line:
        by_parent[objective.parent_id if objective.parent_id in known else None].append(objective)
    words = last_words(known, last_monday(moment), moment.at) if by_parent.keys() - {None} else {}

    def step(objective: Objective, depth: int) -> Step:
        below = [step(each, depth + 1) for each in by_parent[objective.pk]] if depth < MOST_STEPS else []
        row = forest.row(objective, depth)
        return Step(row, objective.pk in own, change_of(objective, moment), words.get(objective.pk), below)

    return [step(top, 0) for top in by_parent[None] if by_parent.get(top.pk)]


def change_of(objective: Objective, moment: Moment) -> Decimal | None:
    """Since last Monday; on a Monday since the one before."""
    return change_this_week(objective.weekly_progress, week_of_last_monday(objective.period, moment))
