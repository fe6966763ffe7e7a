"""The organization in figures: one line above the tree."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from checkins.health import Health
from checkins.owing import owing
from checkins.voices import count_by_health
from dashboards.place import Place
from objectives.models import Objective
from objectives.progress import Part, weighted_mean
from objectives.weekly import at_start_of_week, week_index


@dataclass(frozen=True)
class Figures:
    """The organization in a line: progress, expected and change as shares of 1."""

    progress: Decimal | None
    expected: Decimal | None
    change: Decimal | None
    health_counts: dict[Health, int]
    answered_count: int
    owed_count: int
    mine_count: int
    week: int
    week_count: int
    time_passed: Decimal


def figures_of(place: Place, own: Sequence[Objective]) -> Figures:
    """The mean of the period's own company objectives, else of what supports those of the periods around it."""
    counted = own or list(
        Objective.objects.visible_to(place.membership)
        .active()
        .in_period(place.period)
        .filter(parent__period__in=place.enclosing)
        .select_related("period")
    )
    period, today = place.period, place.moment.today
    progress = mean((o.weight, o.progress) for o in counted)
    index = week_index(today, period.starts_on)
    before = mean((o.weight, at_start_of_week(o.weekly_progress, index)) for o in counted)
    organization = place.membership.organization
    owed = owing(place.window, place.now).filter(organization_id=organization.pk)
    counts = owed.aggregate(
        owed=Count("id", filter=Q(period=period)),
        answered=Count("id", filter=Q(period=period, is_answered=True)),
        mine=Count("id", filter=Q(is_answered=False, ower_id=place.membership.pk)),
    )
    return Figures(
        progress=progress,
        expected=mean((o.weight, share(o.expected_on(today))) for o in counted),
        change=None if progress is None or before is None else progress - before,
        health_counts=count_by_health(period, organization, place.window.due_on),
        answered_count=counts["answered"],
        owed_count=counts["owed"],
        mine_count=counts["mine"],
        week=min(index, week_index(period.ends_on, period.starts_on)) + 1,
        week_count=week_index(period.ends_on, period.starts_on) + 1,
        time_passed=Decimal(max(min((today - period.starts_on).days, period.day_count), 0)) / period.day_count,
    )


def mean(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    return weighted_mean(Part(weight, value) for weight, value in parts)


def share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
