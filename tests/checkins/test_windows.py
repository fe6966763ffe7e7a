"""Windows begin on Monday where the organization is, whatever its clocks do."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.windows import window_of
from organizations.rhythm import Choice, Rhythm

ZONES = [
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Europe/Berlin",
]
moments = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


MONDAYS = Rhythm()
LONG_AGO = date(1970, 1, 5)
rhythms = st.builds(
    lambda *columns: Rhythm((Choice(LONG_AGO, LONG_AGO, *columns),)),
    st.sampled_from([1, 2]),
    st.integers(0, 6),
    st.integers(6, 17),
)


@given(rhythms, moments, st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"})))
def test_every_moment_lies_in_its_window(rhythm, moment, zone):
    window = window_of(rhythm, moment, ZoneInfo(zone))
    assert window.starts_at <= moment < window.ends_at
    assert window.due_on.weekday() == rhythm.choices[0].weekday
    assert window.starts_at < window.settled_at < window.ends_at


@given(rhythms, moments, st.sampled_from(ZONES))
def test_one_window_ends_where_the_next_begins(rhythm, moment, zone):
    one = window_of(rhythm, moment, ZoneInfo(zone))
    other = window_of(rhythm, one.ends_at, ZoneInfo(zone))
    assert one.ends_at == other.starts_at
    assert one.next_due_on == other.due_on


@pytest.mark.parametrize(
    ("zone", "monday", "starts_at", "hours"),
    [
        ("Asia/Kathmandu", "2026-08-03", "2026-08-02T18:15", 168),
        ("Pacific/Chatham", "2026-08-03", "2026-08-02T11:15", 168),
        ("Pacific/Chatham", "2026-09-21", "2026-09-20T11:15", 167),
        ("Australia/Lord_Howe", "2026-10-05", "2026-10-04T13:00", 168),
        ("Australia/Lord_Howe", "2026-09-28", "2026-09-27T13:30", 167.5),
        ("America/Sao_Paulo", "2018-10-29", "2018-10-29T03:00", 167),
        ("Europe/Berlin", "2026-03-23", "2026-03-22T23:00", 167),
        ("Europe/Berlin", "2026-10-19", "2026-10-18T22:00", 169),
    ],
)
def test_windows_across_the_world(zone, monday, starts_at, hours):
    window = window_of(
        MONDAYS, datetime.fromisoformat(f"{monday}T12:00").replace(tzinfo=ZoneInfo(zone)), ZoneInfo(zone)
    )
    assert window.starts_at.astimezone(UTC).isoformat()[:16] == starts_at
    elapsed = window.ends_at.astimezone(UTC) - window.starts_at.astimezone(UTC)
    assert elapsed == timedelta(hours=hours)
    assert window.settled_at.isoformat()[11:16] == "09:00"
