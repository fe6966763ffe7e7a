"""The check-ins page as read: a row for every key result that I owe this week, and what else I could look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
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
from organizations.models import Membership, Organization


@dataclass(frozen=True)
class Row:
    """One key result of the sheet; `form` is None while it is folded, because it has been answered.

    `is_reached` where its owner may say that nothing more has to come.
    """

    key_result: KeyResult
    health: Health
    expected: Decimal | None
    form: CheckInForm | None = None
    before: tuple[Decimal | None, Decimal] | None = None
    meanwhile: CheckIn | None = None
    is_reached: bool = False

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
        .filter(Q(owner=membership) | Q(deputy=membership), period__state=PeriodState.OPEN)
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
    )


def folded_row(key_result: KeyResult, organization: Organization, window: Window, now: datetime) -> Row:
    return Row(
        key_result=key_result,
        health=health_of(key_result, organization, window.due_on),
        expected=None,
        is_reached=key_result.is_reached_on(organization.day_of(now)),
    )


def expected_value(key_result: KeyResult, organization: Organization, now: datetime) -> Decimal | None:
    """The value that one would expect by now, for measures from start to target."""
    if key_result.measure not in FROM_START_TO_TARGET:
        return None
    assert key_result.start is not None and key_result.target is not None
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


def owed_counts(membership: Membership, window: Window, now: datetime) -> tuple[int, int]:
    """How many of my check-ins of this window are done, and how many there are."""
    answers: list[bool] = list(owed_by(membership.pk, window, now).values_list("is_answered", flat=True))
    return sum(answers), len(answers)
