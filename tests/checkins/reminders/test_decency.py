"""Neither too early nor too late, nor on a weekend."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.reminders.decency import is_decent, next_decent

ZONES = ["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Chatham", "America/Sao_Paulo", "Africa/Casablanca"]
moments = st.builds(
    lambda moment, zone: moment.astimezone(ZoneInfo(zone)),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.sampled_from(ZONES),
)
hours = st.integers(6, 17)
FRIDAY, SATURDAY, MONDAY = date(2026, 8, 7), date(2026, 8, 8), date(2026, 8, 10)


def at(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("local", "decent"),
    [
        (at(FRIDAY, 8, 59), False),
        (at(FRIDAY, 9), True),
        (at(FRIDAY, 17, 59), True),
        (at(FRIDAY, 18), False),
        (at(SATURDAY, 12), False),
    ],
)
def test_decent_hours_are_those_of_working_days(local, decent):
    assert is_decent(local, 9) is decent


def test_due_day_is_decent_also_on_a_weekend():
    assert is_decent(at(SATURDAY, 12), 9, SATURDAY)
    assert not is_decent(at(SATURDAY, 12), 9, FRIDAY)
    assert not is_decent(at(SATURDAY, 19), 9, SATURDAY)


@pytest.mark.parametrize(
    ("local", "until_on", "due_on", "expected"),
    [
        (at(FRIDAY, 10, 30), FRIDAY, None, at(FRIDAY, 10, 30)),
        (at(FRIDAY, 3), FRIDAY, None, at(FRIDAY, 9)),
        (at(FRIDAY, 18), FRIDAY, None, None),
        (at(FRIDAY, 18), MONDAY, None, at(MONDAY, 9)),
        (at(FRIDAY, 18), MONDAY, SATURDAY, at(SATURDAY, 9)),
        (at(SATURDAY, 10), SATURDAY, None, None),
        (at(MONDAY, 10), SATURDAY, None, None),
    ],
)
def test_it_waits_for_the_next_working_day_up_to_the_last(local, until_on, due_on, expected):
    assert next_decent(local, 9, until_on, due_on) == expected


@given(moments, hours, st.integers(-3, 10))
def test_next_decent_moment_is_decent_and_the_first(local, hour, days):
    until_on = local.date() + timedelta(days=days)
    found = next_decent(local, hour, until_on)
    if found is None:
        return
    assert found >= local and found.date() <= until_on
    assert is_decent(found, hour)
    assert found == local or not is_decent(found - timedelta(minutes=1), hour)


@given(moments, hours)
def test_within_four_days_there_is_a_decent_moment(local, hour):
    assert next_decent(local, hour, local.date() + timedelta(days=3)) is not None
