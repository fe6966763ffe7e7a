"""The movers of the week: what gained or lost most since last Monday, with the last word about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import DecimalField, ExpressionWrapper, F
from django.db.models.functions import Abs

from checkins.models import CheckIn
from checkins.windows import Moment
from dashboards.changes_page import last_monday
from dashboards.last_words import last_words
from objectives.models import KeyResult, Objective, Period
from objectives.models.key_result import KeyResultQuerySet
from objectives.models.objective import ObjectiveQuerySet
from objectives.weekly import week_index
from organizations.models import Membership
from organizations.rhythm import DAY, monday_of

MOST = 6
EXACT = DecimalField(max_digits=8, decimal_places=6)
Thing = TypeVar("Thing", KeyResult, Objective)
Rows = TypeVar("Rows", KeyResultQuerySet, ObjectiveQuerySet)


@dataclass(frozen=True)
class Mover(Generic[Thing]):
    """A key result or an objective, what its progress has changed by, and the last check-in since."""

    thing: Thing
    change: Decimal
    word: CheckIn | None


@dataclass(frozen=True)
class Movers:
    """The first of them; `count` is how many key results have moved at all."""

    key_results: Sequence[Mover[KeyResult]] = ()
    objectives: Sequence[Mover[Objective]] = ()
    count: int = 0


def movers_of(period: Period, membership: Membership, moment: Moment) -> Movers:
    """On a Monday since the one before. Five questions, and none in the first week."""
    since, index = last_monday(moment), week_of_last_monday(period, moment)
    if not index:
        return Movers()
    key_results = moved(KeyResult.objects.visible_to(membership).active().filter(period=period), index)
    objectives = moved(Objective.objects.visible_to(membership).active().in_period(period), index)
    most, highest = list(key_results.select_related("objective")[:MOST]), list(objectives[:MOST])
    said = words_on([each.pk for each in most], moment)
    said_of = last_words([each.pk for each in highest], since, moment.at)
    return Movers(
        [Mover(each, each.progress - each.before, said.get(each.pk)) for each in most],
        [Mover(each, (each.progress or Decimal(0)) - each.before, said_of.get(each.pk)) for each in highest],
        key_results.count(),
    )


def week_of_last_monday(period: Period, moment: Moment) -> int:
    """The week of the period from whose beginning on one counts; on a Monday the one before."""
    return week_index(monday_of(moment.today - DAY), period.starts_on)


def moved(rows: Rows, index: int) -> Rows:
    """By how much, each with its progress `before` that week; what has no figure since has not moved."""
    before = F(f"weekly_progress__{index - 1}")
    found = rows.filter(weekly_progress__len__gt=index).annotate(before=before).exclude(before=F("progress"))
    change = ExpressionWrapper(F("progress") - F("before"), output_field=EXACT)
    known = found.filter(before__isnull=False, progress__isnull=False)
    return known.alias(change=Abs(change)).order_by("-change", "title", "id")


def words_on(key_result_ids: Sequence[UUID], moment: Moment) -> dict[UUID, CheckIn]:
    """The last check-in on each since then; one query."""
    said = CheckIn.objects.filter(
        key_result__in=key_result_ids, created_at__gt=last_monday(moment), created_at__lte=moment.at
    )
    newest = said.select_related("author__user").order_by("key_result_id", "-created_at", "-id")
    return {check_in.key_result_id: check_in for check_in in newest.distinct("key_result_id")}
