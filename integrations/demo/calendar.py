"""The days of the demo: whenever it is made, its quarter is in its seventh week."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from organizations.models import Organization
from organizations.rhythm import monday_of

WEEKS_IN_QUARTER, THIS_WEEK = 13, 6
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Stretch:
    """The name and the days of a period."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class Calendar:
    """Weeks are counted from the quarter's first Monday: week 0 is its first, week 6 this one."""

    organization: Organization
    now: datetime

    @property
    def first_monday(self) -> date:
        return monday_of(self.organization.day_of(self.now)) - THIS_WEEK * WEEK

    @property
    def quarter(self) -> Stretch:
        number, year = calendar_quarter(self.first_monday)
        return stretch(f"Q{number} {year}", self.first_monday, WEEKS_IN_QUARTER)

    @property
    def before(self) -> Stretch:
        """Named after the one before in the calendar: counted by its own days it might have the same name."""
        number, year = calendar_quarter(self.first_monday)
        name = f"Q{number - 1} {year}" if number > 1 else f"Q4 {year - 1}"
        return stretch(name, self.first_monday - WEEKS_IN_QUARTER * WEEK, WEEKS_IN_QUARTER)

    @property
    def after(self) -> Stretch:
        number, year = calendar_quarter(self.first_monday)
        name = f"Q{number + 1} {year}" if number < 4 else f"Q1 {year + 1}"
        return stretch(name, self.first_monday + WEEKS_IN_QUARTER * WEEK, WEEKS_IN_QUARTER)

    @property
    def year(self) -> Stretch:
        year = stretch("", self.before.starts_on, 4 * WEEKS_IN_QUARTER)
        first, last = year.starts_on.year, year.ends_on.year
        return replace(year, name=str(first) if first == last else f"{first}/{last % 100:02}")

    def moment(self, week: int, day: float, hour: float = 9) -> datetime:
        start = self.organization.start_of(self.first_monday + week * WEEK + timedelta(days=int(day)))
        return start + timedelta(hours=hour)

    def moment_so_far(self, week: int, day: float, hour: float, share: float) -> datetime:
        """That moment, or if it is still to come, one at `share` of what has passed of this week."""
        moment, begin = self.moment(week, day, hour), self.moment(THIS_WEEK, 0, 0)
        return moment if moment < self.now else begin + share * (self.now - begin)


def stretch(name: str, starts_on: date, weeks: int) -> Stretch:
    return Stretch(name, starts_on, starts_on + weeks * WEEK - timedelta(days=1))


def calendar_quarter(first_monday: date) -> tuple[int, int]:
    """The quarter of the calendar, and its year, that the middle of our quarter lies in."""
    middle = middle_of(first_monday, WEEKS_IN_QUARTER)
    return (middle.month - 1) // 3 + 1, middle.year


def middle_of(starts_on: date, weeks: int) -> date:
    return starts_on + weeks * WEEK / 2
