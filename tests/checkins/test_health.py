"""When silence is counted: in the windows that were due while the period ran, and in no others."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from checkins.health import Freshness, Voice, freshness, listening
from checkins.windows import Moment
from objectives.models import Period, PeriodState
from organizations.models import Organization
from organizations.rhythm import Rhythms

BERLIN = Organization(id=uuid4(), time_zone="Europe/Berlin")
# From a Thursday to a Wednesday.
FIRST, LAST = date(2026, 10, 1), date(2026, 12, 30)
STAMPS = {"opened_at": "2026-10-01", "grace_began_at": "2026-12-31", "closed_at": "2027-01-14"}


def period(state, **moments):
    stamps = dict(list(STAMPS.items())[: list(PeriodState).index(state)]) | moments
    begun = {name: datetime.fromisoformat(f"{day}T12:00+01:00") for name, day in stamps.items()}
    return Period(organization=BERLIN, state=state, starts_on=FIRST, ends_on=LAST, **begun)


def is_silent(heard_on, of, due_on):
    voice = Voice(8, heard_on, FIRST, is_done=False)
    moment = Moment(BERLIN, BERLIN.start_of(due_on), Rhythms())
    return freshness(voice, listening(of, moment, None)) == Freshness.SILENT


def mondays(first, count):
    return [first + timedelta(weeks=n) for n in range(count)]


def test_two_windows_without_a_word_are_silence():
    found = [is_silent(date(2026, 11, 4), period("open"), due_on) for due_on in mondays(date(2026, 11, 9), 4)]
    assert found == [False, False, True, True]


@pytest.mark.parametrize("state", ["grace", "closed"])
@pytest.mark.parametrize(
    ("heard_on", "silent"),
    [(date(2026, 12, 9), True), (date(2026, 12, 14), True), (date(2026, 12, 21), False), (date(2027, 1, 12), False)],
)
def test_after_its_days_nothing_becomes_silent_any_more(state, heard_on, silent):
    # The last window is due on 28 December and ends on 3 January.
    assert [is_silent(heard_on, period(state), due_on) for due_on in mondays(date(2027, 1, 18), 9)] == [silent] * 9


def test_word_in_grace_ends_the_silence():
    due_on = date(2027, 1, 11)
    assert is_silent(date(2026, 11, 4), period("grace"), due_on)
    assert not is_silent(date(2027, 1, 5), period("grace"), due_on)


def test_ended_early_nothing_is_missed_from_then_on():
    ended = period("grace", grace_began_at="2026-11-10")
    heard_on = date(2026, 11, 2)
    assert not any(is_silent(heard_on, ended, due_on) for due_on in mondays(date(2026, 11, 9), 20))
    assert is_silent(heard_on, period("open"), date(2026, 11, 23))


def test_closed_early_a_window_that_was_running_is_never_missed():
    closed = period("closed", grace_began_at="2026-11-10", closed_at="2026-11-11")
    heard_on = date(2026, 10, 26)
    assert not any(is_silent(heard_on, closed, due_on) for due_on in mondays(date(2026, 11, 9), 20))
    assert is_silent(heard_on, period("grace", grace_began_at="2026-11-10"), date(2026, 11, 16))


def test_planned_period_is_never_silent():
    assert not is_silent(None, period("planned"), date(2027, 3, 1))
