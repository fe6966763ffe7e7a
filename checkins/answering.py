"""What the link in a reminder can do: check in on what its week asks of its person, without signing in.

Nothing else, and for nobody else: whoever holds the mail acts as its person, until three days after the week.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from checkins.models import CheckIn, Reminder, ReminderKind
from checkins.owing import WEEKLY, Owing, owed_by, with_windows
from checkins.reminders.links import BadLink
from checkins.sheet import with_last_note
from checkins.windows import Moment, can_answer, moment_at
from objectives.models import KeyResult, PeriodState
from organizations.models import Membership, Organization
from organizations.rhythm import DAY, WEEK, monday_of

ASKING = (ReminderKind.DUE, ReminderKind.LATE)
STILL_TAKEN = timedelta(days=3)


class DeadLink(Exception):
    """It was good once. `why` is the sentence to show; it tells nothing about anybody."""

    why = ""


class SwitchedOff(DeadLink):
    why = "Check-ins straight from the mail have been switched off."


class NobodyThere(DeadLink):
    why = "Whoever got this mail does not check in here any more."


class TooLate(DeadLink):
    why = "It worked until three days after the week that it was about."


class NothingAsked(DeadLink):
    why = "Nothing of the week that it was about is asked for any more."


@dataclass(frozen=True)
class Asked:
    """What a reminder's week asks of its person, looked at from `moment`: key results, answered or not, each with
    the `value_before` its answer; and those of which nothing is asked, because their period is over since."""

    reminder: Reminder
    moment: Moment
    owed: list[Any]
    over: list[Any]

    @property
    def open_count(self) -> int:
        return sum(not key_result.is_answered for key_result in self.owed)

    @property
    def week_is_over(self) -> bool:
        """Then what is said counts for the week that runs."""
        today = today_of(self.reminder.membership, self.moment.at)
        return all(key_result.next_on <= today for key_result in self.owed)


def may_answer_from_mail(organization: Organization) -> bool:
    """The one rule of the mail's button and of the page behind it.

    A link is weaker than any sign-in: where signing in asks for more than a password, it is here that it says no.
    """
    return organization.answers_from_mail


def is_still_taken(next_due_on: date, today: date) -> bool:
    """Three days longer than the week, which ends the day before the next due day."""
    return today < next_due_on + STILL_TAKEN


def reminder_behind(reminder_id: UUID) -> Reminder:
    """With its person and their organization. Raises BadLink, SwitchedOff, NobodyThere."""
    reminder = (
        Reminder.objects.filter(pk=reminder_id, kind__in=ASKING)
        .select_related("membership__user", "membership__organization")
        .first()
    )
    if reminder is None:
        raise BadLink
    if not may_answer_from_mail(reminder.membership.organization):
        raise SwitchedOff
    if not (can_answer(reminder.membership) and reminder.membership.user.is_active):
        raise NobodyThere
    return reminder


def asked_by(reminder: Reminder, at: datetime) -> Asked:
    """By the one rule of who owes, as things stand. Raises TooLate, NothingAsked."""
    moment = moment_at(reminder.membership.organization, at)
    then = replace(moment, at=in_its_week(reminder, at))
    its_week = monday_of(reminder.due_on), monday_of(reminder.due_on) + WEEK - DAY
    of_its_week = [
        list(in_order(found.filter(organization_id=reminder.organization_id, week_on__range=its_week)))
        for found in (owed_in(then, reminder), over_since(then, reminder))
    ]
    if not any(of_its_week):
        raise NothingAsked
    today = today_of(reminder.membership, at)
    owed, over = ([row for row in rows if is_still_taken(row.next_on, today)] for rows in of_its_week)
    if not owed and not over:
        raise TooLate
    return Asked(reminder, moment, owed, over)


def in_its_week(reminder: Reminder, at: datetime) -> datetime:
    """Up to now as late as the week of its due day lasts wherever people are; and not before it was made.

    There is one reminder for a week: what becomes due later in it, by a team's own rhythm or by the clock of somebody
    whom she stands in for, is of that week too.
    """
    sunday = monday_of(reminder.due_on) + WEEK - DAY
    still_sunday_everywhere = datetime.combine(sunday, time(9, 59), tzinfo=UTC)
    return max(reminder.created_at, min(at, still_sunday_everywhere))


def owed_in(then: Moment, reminder: Reminder) -> Owing:
    before = CheckIn.objects.filter(key_result=OuterRef("pk"), created_at__lt=OuterRef("heard_at")).newest_first()
    owed = with_last_note(owed_by(reminder.membership_id, then).filter(WEEKLY))
    return owed.annotate(value_before=Subquery(before.values("value")[:1]))


def over_since(then: Moment, reminder: Reminder) -> Owing:
    """Her own, of a period that was open when she was reminded and is not any more."""
    was_open = Q(period__opened_at__lte=reminder.created_at, period__grace_began_at__gt=reminder.created_at)
    covered_it = Q(period__starts_on__lte=F("week_on"), period__ends_on__gte=F("week_on"))
    own = KeyResult.objects.active().filter(owner=reminder.membership_id, done_as="", owner_since__lte=then.at)
    return with_windows(own, then).filter(
        was_open, covered_it, period__state__in=[PeriodState.GRACE, PeriodState.CLOSED]
    )


def in_order(key_results: QuerySet[Any]) -> QuerySet[Any]:
    """As on the check-ins page."""
    together = key_results.select_related("period", "objective__owner", "owner__user")
    return together.order_by("period__starts_on", "objective__title", "objective_id", "-weight", "id")


def today_of(membership: Membership, at: datetime) -> date:
    return at.astimezone(membership.zone).date()


def not_asked(touched: Iterable[UUID], asked: Asked) -> list[UUID]:
    """What somebody typed about that is not asked of her (any more); whose it is, nobody looks up."""
    known = {key_result.pk for key_result in asked.owed}
    return [key_result_id for key_result_id in touched if key_result_id not in known]
