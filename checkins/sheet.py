"""The check-ins page as read: a row for every key result that I owe this week, and what else I could look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from checkins.forms import CheckInForm
from checkins.health import Health, health_of
from checkins.models import CheckIn
from checkins.owing import owed_by
from checkins.windows import Window
from objectives.expected import ExpectedKeyResult, Span, expected_of_key_result
from objectives.models import KeyResult, PeriodState
from objectives.models.key_result import FROM_START_TO_TARGET
from objectives.models.period import RUNNING
from organizations.models import Membership, Organization


@dataclass(frozen=True)
class Row:
    """One key result of the sheet; `form` is None while it is folded, because it has been answered.

    `is_reached` where its owner may say that nothing more has to come. `final_until` is there where its period is
    over: the day until which the final value is expected.
    """

    key_result: KeyResult
    health: Health
    expected: Decimal | None
    form: CheckInForm | None = None
    before: tuple[Decimal | None, Decimal] | None = None
    meanwhile: CheckIn | None = None
    is_reached: bool = False
    final_until: date | None = None

    @property
    def change(self) -> Decimal | None:
        """Progress since the check-in before, -1..1."""
        return self.key_result.progress - self.before[1] if self.before else None


@dataclass(frozen=True)
class Sheet:
    """The rows of a week and how many of them are done."""

    window: Window
    rows: Sequence[Row]
    others: Sequence[KeyResult]

    @property
    def done_count(self) -> int:
        return sum(row.form is None for row in self.rows)

    @property
    def asks_for_final_values_alone(self) -> bool:
        return bool(self.rows) and all(row.final_until for row in self.rows)

    @property
    def open_count(self) -> int:
        return len(self.rows) - self.done_count


def owed_key_results(membership: Membership, window: Window, now: datetime) -> list[Any]:
    """What I owe, answered or not, in the order of the objectives; each with `is_answered` and its `last_note`."""
    return list(
        with_last_note(owed_by(membership.pk, window, now))
        .filter(organization_id=membership.organization_id)
        .select_related("period", "objective", "owner__user")
        .order_by("period__starts_on", "objective__title", "objective_id", "-weight", "id")
    )


def with_last_note(key_results: QuerySet[Any]) -> QuerySet[Any]:
    last = CheckIn.objects.filter(key_result=OuterRef("pk")).newest_first()
    return key_results.annotate(last_note=Subquery(last.values("note")[:1]))


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


def open_row(
    key_result: KeyResult, organization: Organization, window: Window, form: CheckInForm, now: datetime
) -> Row:
    return Row(
        key_result=key_result,
        health=health_of(key_result, organization, window.due_on),
        expected=expected_value(key_result, organization, now),
        form=form,
        final_until=final_until(key_result, organization),
    )


def folded_row(key_result: KeyResult, organization: Organization, window: Window, now: datetime) -> Row:
    return Row(
        key_result=key_result,
        health=health_of(key_result, organization, window.due_on),
        expected=None,
        is_reached=key_result.is_reached_on(organization.day_of(now)),
        final_until=final_until(key_result, organization),
    )


def final_until(key_result: KeyResult, organization: Organization) -> date | None:
    """Until when its final value is expected; None while its period is not over."""
    period = key_result.period
    return period.grace_ends_on(organization) if period.is_in_grace else None


def is_answered(key_result: KeyResult, window: Window) -> bool:
    """Whether somebody has said what this window asks for, or since its period is over."""
    since = key_result.period.grace_began_at if key_result.period.is_in_grace else window.starts_at
    return key_result.heard_at is not None and since is not None and key_result.heard_at >= since


def expected_value(key_result: KeyResult, organization: Organization, now: datetime) -> Decimal | None:
    """The value that one would expect by now, for measures from start to target, where both are set."""
    if key_result.measure not in FROM_START_TO_TARGET or key_result.start is None or key_result.target is None:
        return None
    period = key_result.period
    expected = expected_of_key_result(
        ExpectedKeyResult(key_result.measure, key_result.weight, key_result.added_on, key_result.due_on),
        Span(period.starts_on, period.ends_on),
        organization.day_of(now),
    )
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


def owed_counts(membership: Membership, window: Window, now: datetime) -> Counts:
    owed = list(owed_by(membership.pk, window, now).values_list("is_answered", "period__state"))
    return Counts(
        done=sum(is_answered for is_answered, _ in owed),
        due=len(owed),
        final=sum(state == PeriodState.GRACE for _, state in owed),
    )
