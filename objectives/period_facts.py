"""What is in a period: for the line of periods, and for whoever is about to open or close one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from objectives.models import KeyResult, Objective, Period, State


@dataclass(frozen=True)
class PeriodRow:
    period: Period
    objective_count: int
    is_now: bool


@dataclass(frozen=True)
class PeriodFacts:
    """Counts of what counts: archived and dropped are left out."""

    objectives: int
    key_results: int
    without_owner: int
    without_value: int
    not_done: int


def period_rows(periods: Sequence[Period], today: date) -> list[PeriodRow]:
    """Each period with how many objectives it has, in one query."""
    counted = Objective.objects.active().values("period_id").annotate(count=Count("pk")).order_by()
    counts = {row["period_id"]: row["count"] for row in counted}
    return [PeriodRow(p, counts.get(p.pk, 0), p.starts_on <= today <= p.ends_on) for p in periods]


def facts_of(period: Period) -> PeriodFacts:
    """Two queries."""
    counted = (
        KeyResult.objects.active()
        .filter(period=period)
        .aggregate(
            key_results=Count("pk"),
            without_owner=Count("pk", filter=Q(owner=None)),
            without_value=Count("pk", filter=Q(current=None)),
            not_done=Count("pk", filter=Q(done_as="")),
        )
    )
    return PeriodFacts(objectives=Objective.objects.filter(period=period, state=State.ACTIVE).count(), **counted)
