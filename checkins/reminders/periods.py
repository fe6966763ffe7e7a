"""What periods ask of people, by the day: to set objectives, to open, to score and reflect, to close."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from checkins.models import ReminderKind
from objectives.models import KeyResult, Objective, Period
from objectives.models.period import RUNNING
from objectives.rhythm import NOTICE
from organizations.models import Membership, Organization, Role

# What could not be told within these is a thing of the past.
TOLD_WITHIN = timedelta(days=14)
SET_AHEAD = timedelta(days=14)
LAST_CALL = timedelta(days=3)


@dataclass(frozen=True)
class Due:
    """From the day `on`, somebody is asked to do something about a period until the day `until`."""

    kind: ReminderKind
    period: Period
    on: date
    until: date

    @property
    def told_until(self) -> date:
        """The last day on which it may still be told."""
        is_of_use_afterwards = self.kind in (ReminderKind.OPEN_PERIOD, ReminderKind.CLOSE_PERIOD)
        last = self.on + TOLD_WITHIN
        return last if is_of_use_afterwards else min(last, max(self.until, self.on))

    def is_due(self, day: date) -> bool:
        return self.on <= day <= self.told_until


def dues(organization: Organization) -> list[Due]:
    """What its periods ask for, past and to come; one query."""
    periods = Period.objects.exclude(state="closed").order_by("starts_on", "kind")
    return [due for period in periods for due in dues_of(period, organization)]


def dues_of(period: Period, organization: Organization) -> list[Due]:
    if period.is_planned:
        return [
            Due(ReminderKind.SET_OBJECTIVES, period, period.starts_on - SET_AHEAD, period.starts_on),
            Due(ReminderKind.OPEN_PERIOD, period, period.starts_on - NOTICE, period.starts_on),
        ]
    until = period.grace_ends_on(organization)
    found = [Due(ReminderKind.CLOSE_PERIOD, period, until - NOTICE, until)]
    if period.is_in_grace and period.grace_began_at:
        began_on = organization.day_of(period.grace_began_at)
        found.append(Due(ReminderKind.SCORE, period, began_on, until))
        if until - LAST_CALL > began_on:
            found.append(Due(ReminderKind.SCORE_SOON, period, until - LAST_CALL, until))
    return found


def people_asked(due: Due, people: Iterable[Membership]) -> list[Membership]:
    """Whom it concerns; whether anything is left to do is seen when the mail is written."""
    wanted = WHO[due.kind](due.period)
    if wanted is None:
        return [person for person in people if person.role == Role.ADMIN]
    return [person for person in people if person.pk in wanted and person.may_write]


def owners_without_objectives_in(period: Period) -> set[UUID]:
    """Who owns something in a period that runs, and nothing yet in this one."""
    in_it = Objective.objects.active().in_period(period).values_list("owner_id", flat=True)
    return owners(Period.objects.filter(state__in=RUNNING)) - set(in_it)


def owners_in(period: Period) -> set[UUID]:
    return owners([period])


def owners(periods: Iterable[Period]) -> set[UUID]:
    objectives = Objective.objects.active().filter(period__in=periods, owner__isnull=False)
    key_results = KeyResult.objects.active().filter(period__in=periods, owner__isnull=False)
    return {pk for rows in (objectives, key_results) for pk in rows.order_by().values_list("owner_id", flat=True)}


def nobody_in_particular(period: Period) -> None:
    """The admins are asked."""


WHO: dict[ReminderKind, Callable[[Period], set[UUID] | None]] = {
    ReminderKind.SET_OBJECTIVES: owners_without_objectives_in,
    ReminderKind.SCORE: owners_in,
    ReminderKind.SCORE_SOON: owners_in,
    ReminderKind.OPEN_PERIOD: nobody_in_particular,
    ReminderKind.CLOSE_PERIOD: nobody_in_particular,
}
