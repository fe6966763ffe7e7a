"""Home as read: what I owe, what I own, and who has aligned to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from alignment.tree import Forest, KeyResultRow, ObjectiveRow, key_result_row
from checkins.sheet import Counts, owed_counts
from checkins.windows import Moment
from dashboards.periods_due import PeriodsDue, periods_due
from objectives.models import BelongsTo, KeyResult, Objective, Period, PeriodState
from organizations.models import Activity, Membership
from organizations.permissions import team_ids_led_by

NEWS_DAYS = 14
MOST_ROWS = 50


@dataclass(frozen=True)
class News:
    """Somebody aligned an objective to one of mine."""

    activity: Activity
    supporter: Objective
    mine: Objective


@dataclass(frozen=True)
class Home:
    owed: Counts
    objectives: Sequence[ObjectiveRow]
    key_results: Sequence[KeyResultRow]
    news: Sequence[News]
    due: PeriodsDue

    @property
    def is_empty(self) -> bool:
        return not (self.owed.due or self.objectives or self.key_results or self.due.endings)

    @property
    def owes_final_values_alone(self) -> bool:
        return self.owed.final == self.owed.due


def build_home(
    membership: Membership,
    period: Period | None,
    periods: Sequence[Period],
    moment: Moment,
) -> Home:
    objectives = Objective.objects.visible_to(membership).active().filter(owner=membership)
    running = objectives.filter(period__state=PeriodState.OPEN) if period is None else objectives.in_period(period)
    # What is closed is read as it stood then.
    read_at = replace(moment, at=period.read_at(moment.at)) if period else moment
    forest = Forest(running.with_people().order_by("title", "id")[:MOST_ROWS], read_at)
    key_results = (
        KeyResult.objects.visible_to(membership)
        .active()
        .filter(owner=membership, period=period)
        .exclude(objective__owner=membership)
    )
    return Home(
        owed=owed_counts(membership, moment),
        objectives=[forest.row(objective) for objective in forest.objectives],
        key_results=[
            key_result_row(key_result, read_at)
            for key_result in key_results.with_people().order_by("objective__title", "id")[:MOST_ROWS]
        ],
        news=news_for(membership, moment.at),
        due=periods_due(membership, periods, moment.today),
    )


def news_for(membership: Membership, now: datetime) -> list[News]:
    """What others have aligned of late to objectives that I may edit."""
    since = now - timedelta(days=NEWS_DAYS)
    mine = Q(owner=membership) | Q(team_id__in=team_ids_led_by(membership))
    if membership.is_leader:
        mine |= Q(belongs_to=BelongsTo.COMPANY)
    objectives = Objective.objects.visible_to(membership).active()
    lines = list(
        Activity.objects.filter(
            verb="aligned", objective_id__in=objectives.filter(mine).values("pk"), created_at__gte=since
        )
        .exclude(actor=membership)
        .select_related("actor__user")
        .order_by("-created_at")[:10]
    )
    found = objectives.in_bulk({pk for line in lines for pk in (line.thing_id, line.objective_id)})
    return [
        News(line, found[line.thing_id], found[line.objective_id])
        for line in lines
        if line.thing_id in found and line.objective_id and found[line.thing_id].parent_id == line.objective_id
    ]
