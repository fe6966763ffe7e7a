"""An objective's page as read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from alignment.lines import line_to_the_top
from alignment.tree import Forest, ObjectiveRow
from checkins.models import CheckIn
from checkins.windows import Moment
from objectives.chains import Chain, chain_of
from objectives.ledger import Entry, ledger
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, State
from objectives.permissions import can_review_objective
from organizations.charts import LineChart
from organizations.models import Membership
from organizations.rhythm import monday_of

RECENT = 12


@dataclass(frozen=True)
class ObjectivePage:
    """The line above, the rows below, the chain across periods, the trend, the ledger and the last words."""

    row: ObjectiveRow
    line: Sequence[Objective]
    chain: Chain
    may_review: bool
    supporters: Sequence[ObjectiveRow]
    set_aside: Sequence[KeyResult]
    chart: LineChart
    weeks: Sequence[tuple[date, Decimal | None, float | None]]
    entries: Sequence[Entry]
    check_ins: Sequence[CheckIn]


def build_objective_page(objective: Objective, membership: Membership, moment: Moment) -> ObjectivePage:
    supporters = list(
        Objective.objects.visible_to(membership)
        .active()
        .filter(parent=objective)
        .select_related("owner__user", "team", "period", "parent_key_result")
        .order_by("period__starts_on", "-weight", "title")
    )
    forest = Forest([objective, *supporters], moment)
    check_ins = CheckIn.objects.filter(key_result__objective=objective).select_related(
        "author__user", "owner__user", "key_result"
    )
    weeks = weeks_of(objective, moment.today)
    return ObjectivePage(
        row=forest.row(objective),
        line=line_to_the_top(objective, objective.period.closed_at),
        chain=chain_of(objective),
        may_review=objective.period.is_in_grace and objective.is_active and can_review_objective(membership, objective),
        supporters=[forest.row(supporter, 0) for supporter in supporters],
        set_aside=list(KeyResult.objects.filter(objective=objective).exclude(state=State.ACTIVE).order_by("id")),
        chart=chart_of(objective, weeks),
        weeks=weeks,
        entries=ledger(
            [
                *ObjectiveVersion.objects.filter(objective=objective),
                *KeyResultVersion.objects.filter(objective=objective),
            ],
            objective.period.closed_at,
        ),
        check_ins=list(check_ins.newest_first()[:RECENT]),
    )


def weeks_of(objective: Objective, today: date) -> list[tuple[date, Decimal | None, float | None]]:
    """Each week up to today: its last day, progress at its end, and what was expected by then."""
    period = objective.period
    weeks = []
    monday = monday_of(period.starts_on)
    figures = list(objective.weekly_progress)
    for index in range((monday_of(min(today, period.ends_on)) - monday).days // 7 + 1):
        day = min(monday + timedelta(days=7 * index + 6), today, period.ends_on)
        progress = figures[min(index, len(figures) - 1)] if figures else None
        weeks.append((day, progress, objective.expected_on(day)))
    return weeks


def chart_of(objective: Objective, weeks: Sequence[tuple[date, Decimal | None, float | None]]) -> LineChart:
    period = objective.period
    days = [period.starts_on + timedelta(days=n) for n in range(0, period.day_count, max(period.day_count // 30, 1))]
    expected = [(day, objective.expected_on(day)) for day in [*days, period.ends_on]]
    return LineChart(
        title=f"Progress of {objective.title}",
        points=[(day, int(p * 100), f"{int(p * 100)} % by {day:%-d %B}") for day, p, _ in weeks if p is not None],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        expected=[(day, value * 100) for day, value in expected if value is not None],
        target=100,
        unit="%",
    )
