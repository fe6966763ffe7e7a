"""The organization in figures: one line above the tree."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q

from checkins.health import Health
from checkins.owing import owing
from dashboards.place import Place
from dashboards.selection import Selection
from objectives.progress import Part, weighted_mean
from objectives.weekly import at_start_of_week, week_index


@dataclass(frozen=True)
class Figures:
    """The organization in a line: progress, expected and change as shares of 1. Of the past nothing is owed."""

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


def figures_of(place: Place, selection: Selection) -> Figures:
    period, today, counted = place.period, place.moment.today, selection.counted
    expected_of = selection.source.expected_of
    progress = mean((o.weight, o.progress) for o in counted)
    index = week_index(today, period.starts_on)
    before = mean((o.weight, at_start_of_week(o.weekly_progress, index)) for o in counted)
    owed = owed_counts(place)
    return Figures(
        progress=progress,
        expected=mean((o.weight, share(expected_of(o, today))) for o in counted),
        change=None if progress is None or before is None else progress - before,
        health_counts=selection.health_counts,
        answered_count=owed["answered"],
        owed_count=owed["owed"],
        mine_count=owed["mine"],
        week=min(index, week_index(period.ends_on, period.starts_on)) + 1,
        week_count=week_index(period.ends_on, period.starts_on) + 1,
        time_passed=Decimal(max(min((today - period.starts_on).days, period.day_count), 0)) / period.day_count,
    )


def owed_counts(place: Place) -> dict[str, int]:
    """This week's check-ins of the period, and mine of any; in grace the final values."""
    if place.is_past:
        return {"owed": 0, "answered": 0, "mine": 0}
    period = place.period
    counts: dict[str, int] = (
        owing(place.moment)
        .filter(organization_id=place.membership.organization_id)
        .aggregate(
            owed=Count("id", filter=Q(period=period)),
            answered=Count("id", filter=Q(period=period, is_answered=True)),
            mine=Count("id", filter=Q(is_answered=False, ower_id=place.membership.pk)),
        )
    )
    return counts


def mean(parts: Iterable[tuple[Decimal, Decimal | None]]) -> Decimal | None:
    return weighted_mean(Part(weight, value) for weight, value in parts)


def share(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
