"""The check-ins page as read: a row for every key result that I owe this week, and what else I could look at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from checkins.forms import CheckInForm
from checkins.health import Health, health_of
from checkins.milestones import Tick, has_milestones, others_of, ticks_of
from checkins.models import CheckIn
from checkins.owing import owed_by
from checkins.windows import Moment, Window
from objectives.expected import expected_of_row
from objectives.models import KeyResult, PeriodState
from objectives.models.key_result import FROM_START_TO_TARGET
from objectives.models.period import RUNNING
from organizations.models import Membership, Organization


@dataclass(frozen=True)
class Row:
    """One key result of the sheet; `form` is None while it is folded, because it has been answered.

    `is_reached` where its owner may say that nothing more has to come. `final_until` is there where its period is
    over: the day until which the final value is expected. `drafted` says when its words were saved, if they are a
    draft's. `ticks` are the boxes of its milestones, where it has any.
    """

    key_result: KeyResult
    health: Health
    expected: Decimal | None
    form: CheckInForm | None = None
    before: tuple[Decimal | None, Decimal] | None = None
    meanwhile: CheckIn | None = None
    is_reached: bool = False
    final_until: date | None = None
    drafted: str = ""
    ticks: Sequence[Tick] = ()

    @property
    def others(self) -> str:
        """What somebody else has ticked meanwhile and this check-in has not, in words."""
        return others_of(self.meanwhile, self.key_result) if self.meanwhile else ""

    @property
    def was_heard_since(self) -> bool:
        """Whether somebody gave a value after the draft was saved."""
        draft, said_at = self.form.draft if self.form else None, self.key_result.current_at
        return draft is not None and said_at is not None and said_at > draft.saved_at

    @property
    def change(self) -> Decimal | None:
        """Progress since the check-in before, -1..1."""
        return self.key_result.progress - self.before[1] if self.before else None


@dataclass(frozen=True)
class Sheet:
    """The rows of a week, and what is not due in it; `begun` are those of the latter with a draft."""

    window: Window
    rows: Sequence[Row]
    others: Sequence[KeyResult]
    begun: Collection[UUID] = ()

    @property
    def asks_for_final_values_alone(self) -> bool:
        return bool(self.rows) and all(row.final_until for row in self.rows)

    @property
    def open_count(self) -> int:
        return sum(row.form is not None for row in self.rows)


def owed_key_results(membership: Membership, moment: Moment) -> list[Any]:
    """What I owe, answered or not, in the order of the objectives; each with `is_answered` and its last word."""
    return list(
        with_last_note(owed_by(membership.pk, moment))
        .filter(organization_id=membership.organization_id)
        .select_related("period", "objective__owner", "owner__user")
        .order_by("period__starts_on", "objective__title", "objective_id", "-weight", "id")
    )


def with_last_note(key_results: QuerySet[Any]) -> QuerySet[Any]:
    """Each with the `last_note` and its `last_author`, by name."""
    last = CheckIn.objects.filter(key_result=OuterRef("pk")).newest_first()
    name = Coalesce(NullIf("author__user__name", Value("")), "author__user__email", output_field=CharField())
    return key_results.annotate(
        last_note=Subquery(last.values("note")[:1]), last_author=Subquery(last.values_list(name)[:1])
    )


def other_key_results(membership: Membership, owed: Sequence[KeyResult]) -> list[KeyResult]:
    """Mine, but not owed this week: new ones, those that are done, those of whom I am the deputy."""
    return list(
        KeyResult.objects.visible_to(membership)
        .active()
        .filter(Q(owner=membership) | Q(deputy=membership), period__state__in=RUNNING)
        .exclude(pk__in=[key_result.pk for key_result in owed])
        .select_related("period", "objective")
        .order_by("objective__title", "id")[:50]
    )


def open_row(key_result: KeyResult, moment: Moment, form: CheckInForm) -> Row:
    return Row(
        key_result=key_result,
        health=health_of(key_result, moment),
        expected=expected_value(key_result, moment.today),
        form=form,
        final_until=final_until(key_result, moment.organization),
        drafted=day_and_time(form.draft.saved_at, moment.at) if form.draft else "",
        ticks=list(ticks_of(key_result, form["value"], moment.today)) if has_milestones(key_result) else (),
    )


def day_and_time(saved_at: datetime, now: datetime) -> str:
    """Today 10:32, yesterday 10:32, 12 March 10:32: by the clock of the page."""
    at = timezone.localtime(saved_at)
    days = (timezone.localdate(now) - at.date()).days
    return f"{({0: 'today', 1: 'yesterday'}).get(days, f'{at.day} {at:%B}')} {at:%H:%M}"


def folded_row(key_result: KeyResult, moment: Moment) -> Row:
    return Row(
        key_result=key_result,
        health=health_of(key_result, moment),
        expected=None,
        is_reached=key_result.is_reached_on(moment.today),
        final_until=final_until(key_result, moment.organization),
    )


def final_until(key_result: KeyResult, organization: Organization) -> date | None:
    """Until when its final value is expected; None while its period is not over."""
    period = key_result.period
    return period.grace_ends_on(organization) if period.is_in_grace else None


def is_answered(key_result: KeyResult, moment: Moment) -> bool:
    """Whether somebody has said what its window asks for, or since its period is over."""
    since = (
        key_result.period.grace_began_at if key_result.period.is_in_grace else moment.window_of(key_result).starts_at
    )
    return key_result.heard_at is not None and since is not None and key_result.heard_at >= since


def expected_value(key_result: KeyResult, today: date) -> Decimal | None:
    """The value that one would expect by now, for measures from start to target, where both are set."""
    if key_result.measure not in FROM_START_TO_TARGET or key_result.start is None or key_result.target is None:
        return None
    expected = expected_of_row(key_result, today)
    way = key_result.target - key_result.start
    if expected is None:
        return None
    # Three figures of the way are as exact as an expectation can be.
    return (key_result.start + way * Decimal(str(expected))).quantize(Decimal(1).scaleb(max(way.adjusted() - 2, -6)))


@dataclass(frozen=True)
class Counts:
    """How many of my check-ins of a window are done, how many there are, and how many of them are final values."""

    done: int
    due: int
    final: int

    @property
    def open(self) -> int:
        return self.due - self.done


def owed_counts(membership: Membership, moment: Moment) -> Counts:
    owed = list(owed_by(membership.pk, moment).values_list("is_answered", "period__state"))
    return Counts(
        done=sum(is_answered for is_answered, _ in owed),
        due=len(owed),
        final=sum(state == PeriodState.GRACE for _, state in owed),
    )
