"""What people are reminded of, and when: rows that are due, made once and claimed by one sender at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from checkins.models import Reminder, ReminderKind, ReminderState
from objectives.models import Period, PeriodState
from objectives.rhythm import NOTICE
from organizations.models import Membership, Organization, Role

# What could not be told within these is a thing of the past.
TOLD_WITHIN = timedelta(days=14)
# A sender that died holds its rows no longer than this.
LEASE = timedelta(minutes=5)
MOST_AT_ONCE = 200

# One mail: a kind, and the ISO year and week in which it is due.
Week = tuple[str, int, int]


@dataclass(frozen=True)
class Due:
    """From the day `on`, the admins are asked to do something about a period until the day `until`."""

    kind: ReminderKind
    period: Period
    on: date
    until: date

    @property
    def week(self) -> Week:
        year, week, _ = self.on.isocalendar()
        return self.kind, year, week

    def is_due(self, today: date) -> bool:
        return self.on <= today <= self.on + TOLD_WITHIN


def dues(organization: Organization) -> list[Due]:
    """What its periods ask for, past and to come; one query."""
    periods = Period.objects.exclude(state=PeriodState.CLOSED).order_by("starts_on", "kind")
    return [due_of(period, organization) for period in periods]


def due_of(period: Period, organization: Organization) -> Due:
    if period.is_planned:
        return Due(ReminderKind.OPEN_PERIOD, period, period.starts_on - NOTICE, period.starts_on)
    ends_on = period.grace_ends_on(organization)
    return Due(ReminderKind.CLOSE_PERIOD, period, ends_on - NOTICE, ends_on)


def admins_to_remind(today: date) -> QuerySet[Membership]:
    """Who is active and not away."""
    admins = Membership.objects.active().filter(role=Role.ADMIN, user__is_active=True)
    return admins.filter(Q(away_until=None) | Q(away_until__lte=today))


def make_reminders(organization: Organization, today: date) -> None:
    """A row for each admin and each week in which something is due; those that are there already stay as they are."""
    weeks = {due.week for due in dues(organization) if due.is_due(today)}
    if weeks:
        Reminder.objects.bulk_create(
            [
                Reminder(membership=admin, kind=kind, iso_year=year, iso_week=week)
                for admin in admins_to_remind(today)
                for kind, year, week in sorted(weeks)
            ],
            ignore_conflicts=True,
        )


def claim_reminders(*, at: datetime) -> list[Reminder]:
    """Reminders that nobody else sends; they are free again when the lease ends. Inside the caller's transaction."""
    free = Reminder.objects.filter(Q(claimed_until=None) | Q(claimed_until__lte=at), state=ReminderState.DUE)
    claimed = list(
        free.select_related("membership__user")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("created_at", "pk")[:MOST_AT_ONCE]
    )
    rows_of(claimed).update(claimed_until=at + LEASE)
    return claimed


def settle(reminders: Iterable[Reminder], state: ReminderState, *, at: datetime) -> None:
    """They are done with."""
    sent_at = at if state == ReminderState.SENT else None
    rows_of(reminders).filter(state=ReminderState.DUE).update(state=state, sent_at=sent_at, claimed_until=None)


def rows_of(reminders: Iterable[Reminder]) -> QuerySet[Reminder]:
    return Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders])
