"""The weekly trend: one figure a week, whatever happened when."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.weekly import at_start_of_week, change_this_week, week_index, with_week
from organizations.rhythm import monday_of

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
shares = st.decimals(0, 1, places=6)
happenings = st.lists(st.tuples(st.integers(0, 13), shares), min_size=1, max_size=20).map(
    lambda pairs: sorted(pairs, key=lambda pair: pair[0])
)


@given(days)
def test_monday_begins_the_iso_week(day):
    monday = monday_of(day)
    assert monday.isoweekday() == 1
    assert monday.isocalendar()[:2] == day.isocalendar()[:2]


@pytest.mark.parametrize(
    ("day", "index"),
    [("2026-03-30", 0), ("2026-04-01", 0), ("2026-04-05", 0), ("2026-04-06", 1), ("2026-06-30", 13), ("2025-12-31", 0)],
)
def test_weeks_are_counted_from_the_week_of_the_first_day(day, index):
    assert week_index(date.fromisoformat(day), date(2026, 4, 1)) == index


@given(days, st.integers(0, 60))
def test_index_grows_by_one_a_week(starts_on, weeks):
    assert week_index(starts_on + timedelta(weeks=weeks), starts_on) == weeks


@given(happenings)
def test_every_week_has_the_last_word_before_its_end(happenings):
    figures = []
    for index, value in happenings:
        figures = with_week(figures, index, value)
    for index, figure in enumerate(figures):
        said = [value for at, value in happenings if at <= index]
        assert figure == (said[-1] if said else None)


@given(happenings)
def test_week_begins_with_the_figure_of_the_week_before(happenings):
    figures = []
    for index, value in happenings:
        figures = with_week(figures, index, value)
    now = happenings[-1][0]
    before = [value for at, value in happenings if at < now]
    assert at_start_of_week(figures, now) == (before[-1] if before else None)
    assert change_this_week(figures, now) == (happenings[-1][1] - before[-1] if before else None)


def test_quiet_week_began_with_the_last_figure_and_changed_nothing():
    figures = with_week(with_week([], 0, Decimal("0.2")), 2, Decimal("0.5"))
    assert figures == [Decimal("0.2"), Decimal("0.2"), Decimal("0.5")]
    assert at_start_of_week(figures, 5) == Decimal("0.5")
    assert change_this_week(figures, 5) == 0


def test_nothing_before_is_nothing_to_compare_with():
    figures = with_week([], 3, Decimal("0.4"))
    assert figures == [None, None, None, Decimal("0.4")]
    assert change_this_week(figures, 3) is None
    assert change_this_week([], 3) is None
