"""Home as read: what I owe, what I own with its weeks, my line to the top, and who has aligned to mine."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Q

from alignment.inbox import Inbox, inbox_of
from alignment.tree import Forest, ObjectiveRow, key_result_row
from checkins.sheet import Counts, owed_counts
from checkins.told import Heard, heard_by
from checkins.windows import Moment, read_at
from dashboards.my_line import Step, line_objectives, my_line
from dashboards.periods_due import PeriodsDue, periods_due
from dashboards.trends import TrendRow, key_results_of, trend_rows
from objectives.models import BelongsTo, KeyResult, Objective, Period
from organizations.formatting import percent
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
    """What is mine lies in the period or an open one around it; in a period that is closed there is no `line`.

    `key_results` are mine, and those of my objectives.
    """

    owed: Counts
    objectives: Sequence[ObjectiveRow]
    key_results: Sequence[TrendRow]
    line: Sequence[Step]
    news: Sequence[News]
    heard: Heard
    inbox: Inbox
    due: PeriodsDue

    @property
    def is_empty(self) -> bool:
        things = self.owed.due or self.objectives or self.key_results or self.due.endings
        return not things and self.inbox.is_empty

    @property
    def owes_final_values_alone(self) -> bool:
        return self.owed.final == self.owed.due

    @property
    def in_words(self) -> str:
        """Its figures, to be read out when they change."""
        means = [f"{row.objective.title}: {percent(row.objective.progress)}" for row in self.objectives]
        values = [f"{each.row.key_result.title}: {percent(each.row.key_result.progress)}" for each in self.key_results]
        return f"Home has changed. {'; '.join([f'{self.owed.open} due', *means, *values])}."


def build_home(
    membership: Membership,
    period: Period | None,
    periods: Sequence[Period],
    moment: Moment,
) -> Home:
    # What is closed is read as it stood then.
    then, is_closed = read_at(moment, period), bool(period and period.is_closed)
    around = [p for p in periods if period and not is_closed and p.is_open and p != period and p.contains(period)]
    here = [*([period] if period else []), *around]
    mine, others = own_objectives(membership, here), own_key_results(membership, here)
    starts = {o.pk for o in mine} | {k.objective_id for k in others}
    line = [] if is_closed else line_objectives(starts, membership)
    forest = Forest({o.pk: o for o in [*line, *mine]}.values(), then)
    objectives = [forest.row(objective) for objective in mine]
    key_results = [*key_results_of(objectives), *(key_result_row(key_result, then) for key_result in others)]
    return Home(
        owed=owed_counts(membership, moment),
        objectives=[replace(row, key_results=()) for row in objectives],
        key_results=trend_rows(key_results, then.today),
        line=my_line(forest, line, [o.pk for o in mine], moment),
        news=news_for(membership, moment.at),
        heard=heard_by(membership, moment.at),
        inbox=inbox_of(membership, moment.at),
        due=periods_due(membership, periods, moment.today),
    )


def own_objectives(membership: Membership, periods: Sequence[Period]) -> list[Objective]:
    objectives = Objective.objects.visible_to(membership).active().filter(owner=membership).in_period(*periods)
    return list(objectives.with_people().order_by("title", "id")[:MOST_ROWS])


def own_key_results(membership: Membership, periods: Sequence[Period]) -> list[KeyResult]:
    """For others' objectives."""
    key_results = KeyResult.objects.visible_to(membership).active().filter(owner=membership, period__in=periods)
    others = key_results.exclude(objective__owner=membership).with_people()
    return list(others.order_by("objective__title", "id")[:MOST_ROWS])


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
