"""Cadence windows: from one due day to the day before the next, in the organization's time zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from objectives.weekly import DUE_TIME, monday_of
from organizations.models import Organization

WINDOW_DAYS = 7


@dataclass(frozen=True)
class Window:
    """One week, Monday to Sunday. A check-in is due on `due_on`; who owes it is settled at `settled_at`."""

    due_on: date
    starts_at: datetime
    settled_at: datetime
    ends_at: datetime


def window_at(organization: Organization, now: datetime) -> Window:
    """The window that `now` lies in."""
    return window_of(organization, monday_of(organization.day_of(now)))


def window_of(organization: Organization, due_on: date) -> Window:
    return Window(
        due_on=due_on,
        starts_at=organization.start_of(due_on),
        settled_at=morning_of(organization, due_on),
        ends_at=organization.start_of(due_on + timedelta(days=WINDOW_DAYS)),
    )


def morning_of(organization: Organization, day: date) -> datetime:
    """Nine o'clock where the organization is: a decent hour."""
    return datetime.combine(day, DUE_TIME, tzinfo=organization.zone)
