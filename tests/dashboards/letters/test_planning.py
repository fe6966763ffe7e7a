"""The letter two weeks before a period begins, to who owns something now and nothing in it."""

from datetime import date

import pytest

from checkins.models import ReminderKind
from objectives.actions.periods import create_period, open_period
from tests.cast import make_key_result, make_objective
from tests.dashboards.letters.desk import letter, said_in_html, said_in_text

NOW = "2026-09-17T09:00+02:00"


@pytest.fixture(autouse=True)
def _two_weeks_before(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def fourth(acme):
    days = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31)}
    return create_period(by=acme.admin, name="Q4 2026", kind="quarter", **days)


def planning(cast, when=NOW):
    return letter(cast.owner, ReminderKind.SET_OBJECTIVES, "2026-09-17", when)


def test_it_says_when_it_begins_what_i_own_and_where_to_write(acme, fourth):
    mine = make_objective(acme.owner, acme.period, "Make support calm")
    make_key_result(acme.owner, make_objective(acme.leader, acme.period, "Hers"), "Churn")
    written = planning(acme)
    assert written.subject == "Time to set your objectives for Q4 2026"
    assert "Q4 2026 begins on Thursday 1 October 2026." in written.text
    place = "https://okr.example.com/acme"
    assert f"\nObjectives of Q4 2026\n{place}/objectives/?period={fourth.pk}\n" in written.text
    assert f"\n{place}/periods/{acme.period.pk}/carry-over/?to={fourth.pk}\n" in written.text
    assert f"{place}/objectives/{mine.pk}/" in written.text and "Churn" in written.text
    assert "Hers" not in written.text


def test_nothing_is_said_once_something_of_mine_is_in_it(acme, fourth):
    make_objective(acme.owner, acme.period, "Make support calm")
    make_objective(acme.owner, fourth, "Keep it calm")
    assert planning(acme) is None


def test_nothing_is_said_once_it_is_open_or_has_begun(acme, fourth):
    make_objective(acme.owner, acme.period)
    assert planning(acme, "2026-10-02T09:00+02:00") is None
    open_period(fourth, by=acme.admin)
    assert letter(acme.admin, ReminderKind.SET_OBJECTIVES, "2026-09-17", NOW) is None


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_it_says(acme, fourth, count):
    for n in range(count):
        make_objective(acme.owner, acme.period, f"Objective {n}")
        make_key_result(acme.owner, make_objective(acme.leader, acme.period), f"Key result {n}")
    written = planning(acme)
    assert letter.query_count == 4
    assert said_in_text(written) == said_in_html(written)


def test_periods_of_one_week_share_a_letter(acme, fourth):
    days = {"starts_on": date(2026, 10, 2), "ends_on": date(2027, 10, 1)}
    year = create_period(by=acme.admin, name="Year 2", kind="year", **days)
    make_objective(acme.owner, acme.period)
    written = planning(acme)
    assert written.subject == "Time to set your objectives for Q4 2026 and Year 2"
    assert f"/objectives/?period={year.pk}" in written.text and f"/objectives/?period={fourth.pk}" in written.text
