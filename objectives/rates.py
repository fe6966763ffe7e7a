"""How fast a key result has to go, and how fast it went: “Needs 4.2 a week, makes 2.9”; of milestones what is next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from objectives.expected import course_of_row
from objectives.milestones import milestones_of, next_due
from objectives.models import KeyResult
from objectives.models.key_result import FROM_START_TO_TARGET, Measure
from organizations.formatting import MINUS, NARROW_NBSP

LOOKED_BACK = timedelta(weeks=4)
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class Rates:
    """In its unit a week, with the sign of the way: what is needed to its due day, what the last four weeks made.

    It stood at `was` on the day `since`, and came so far from there. `made` is None where that is less than a week ago.
    """

    needed: Decimal
    made: Decimal | None
    since: date
    was: Decimal
    came: Decimal

    @property
    def is_enough(self) -> bool:
        return self.made is not None and (self.made >= self.needed if self.needed > 0 else self.made <= self.needed)


def rates(key_result: KeyResult, values: Sequence[tuple[date, Decimal]], today: date) -> Rates | None:
    """From what was said on which days, oldest first; the period is loaded. None as `why_no_rates` tells.

    It begins at its start, and younger than four weeks it is counted from there.
    """
    start, target, current = key_result.start, key_result.target, key_result.current
    if why_no_rates(key_result, today) is not None or start is None or target is None or current is None:
        return None
    since = looked_back_to(key_result, today)
    was = next((value for day, value in reversed(values) if day <= since), start)
    weeks = in_weeks(today - since)
    made = (current - was) / weeks if weeks >= 1 else None
    needed = (target - current) / in_weeks(course_of_row(key_result).due_on - today)
    return Rates(needed, made, since, was, current - was)


def why_no_rates(key_result: KeyResult, today: date) -> str | None:
    """In words why there is nothing to go for; "" where that goes without saying, None where there is."""
    if key_result.measure not in FROM_START_TO_TARGET or key_result.is_done or not key_result.has_an_aim:
        return ""
    if key_result.current is None:
        return "How fast it goes cannot be said before there is a value."
    if key_result.progress >= 1:
        return "It is there already, so nothing more is needed."
    if today >= course_of_row(key_result).due_on:
        return "Its due day has come, so no week is left."
    return None


def looked_back_to(key_result: KeyResult, today: date) -> date:
    """Four weeks ago, or when it began."""
    return max(course_of_row(key_result).begins_on, today - LOOKED_BACK)


def in_weeks(days: timedelta) -> Decimal:
    return Decimal(days.days) / WEEK.days


def next_in_words(key_result: KeyResult, today: date) -> str:
    """“Next: “Pilot runs” by 3 June”; empty where nothing is left. The period is loaded."""
    milestone = next_due(milestones_of(key_result.milestones), key_result.reached)
    if key_result.measure != Measure.MILESTONES or milestone is None or key_result.is_done:
        return ""
    due_on = milestone.due_by(course_of_row(key_result).due_on)
    day = f"{due_on.day} {due_on:%B}"
    return f"Next: “{milestone.title}” {f'by {day}' if due_on >= today else f'was due on {day}'}"


def rates_in_words(found: Rates) -> str:
    """“Needs 4.2 a week, makes 2.9”."""
    made = "too early to say what it makes" if found.made is None else f"makes {rate_in_words(found.made)}"
    return f"Needs {rate_in_words(found.needed)} a week, {made}"


def rate_in_words(rate: Decimal) -> str:
    """Two figures are as exact as a rate can be."""
    if not rate:
        return "0"
    places = max(1 - rate.adjusted(), 0)
    return f"{rate:,.{min(places, 6)}f}".replace(",", NARROW_NBSP).replace("-", MINUS)
