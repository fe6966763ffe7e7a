"""The letters to admins: to open a period, and to close one."""

from datetime import date

import pytest

from checkins.models import ReminderKind
from objectives.actions.periods import begin_grace, close_period, create_period, open_period
from tests.cast import make_key_result, make_objective
from tests.dashboards.letters.desk import at, letter, said_in_html, said_in_text

NOW = "2026-09-24T09:00+02:00"
PLACE = "https://okr.example.com/acme/periods"


@pytest.fixture(autouse=True)
def _a_week_before(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def fourth(acme):
    return plan(acme)


def plan(cast, name="Q4 2026", kind="quarter", ends_on=date(2026, 12, 31)):
    return create_period(by=cast.admin, name=name, kind=kind, starts_on=date(2026, 10, 1), ends_on=ends_on)


def opening(cast, when=NOW, person=None):
    return letter(person or cast.admin, ReminderKind.OPEN_PERIOD, "2026-09-24", when)


def closing(cast, due_on, when):
    return letter(cast.admin, ReminderKind.CLOSE_PERIOD, due_on, when)


def test_it_says_when_it_begins_how_much_is_ready_and_where_to_open(acme, fourth):
    make_key_result(acme.admin, make_objective(acme.admin, fourth, "Win <the> mid-market"))
    make_objective(acme.admin, fourth, "Make support calm")
    written = opening(acme)
    assert written.subject == "Time to open Q4 2026"
    assert "Q4 2026 begins on Thursday 1 October 2026 and is still planned." in written.text
    assert "1 of its 2 objectives is ready." in written.text
    assert f"\nSee what is not ready\n{PLACE}/{fourth.pk}/checklist/\n" in written.text
    assert f"\nOpen Q4 2026\n{PLACE}/{fourth.pk}/open/\n" in written.text
    assert "People check in from the moment you open it." in written.text


def test_a_late_one_says_that_it_began(acme, fourth):
    written = opening(acme, "2026-10-08T09:00+02:00")
    assert "Q4 2026 began on Thursday 1 October 2026" in written.text
    assert "Nothing is in it yet." in written.text


def test_nothing_is_said_of_what_is_open_or_to_who_is_no_admin(acme, fourth):
    assert opening(acme, person=acme.owner) is None
    open_period(fourth, by=acme.admin)
    assert opening(acme) is None


def test_periods_of_one_week_share_a_letter(acme, fourth):
    plan(acme, "2027", "year", date(2027, 9, 30))
    written = opening(acme)
    assert "Q4 2026" in written.subject and "2027" in written.subject
    assert written.text.count("/open/") == written.text.count("/checklist/") == 2


def test_it_says_when_grace_ends_and_where_to_close(acme):
    make_objective(acme.owner, acme.period)
    begin_grace(acme.period, at=at("2026-10-01T00:05+02:00"))
    written = closing(acme, "2026-10-07", "2026-10-07T09:00+02:00")
    assert written.subject == "Time to close This quarter"
    assert "This quarter ended on Wednesday 30 September 2026." in written.text
    assert "Its one objective is not yet scored, reflected on and decided." in written.text
    assert f"{PLACE}/{acme.period.pk}/scoring/\n" in written.text
    assert f"{PLACE}/{acme.period.pk}/close/\n" in written.text
    assert "Once it is closed, nothing in it changes any more." in written.text


def test_nothing_is_said_of_what_is_closed(acme):
    close_period(begin_grace(acme.period, at=at("2026-10-01T00:05+02:00")), by=acme.admin)
    assert closing(acme, "2026-10-07", "2026-10-07T09:00+02:00") is None


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_is_in_it(acme, fourth, count):
    for n in range(count):
        make_key_result(acme.admin, make_objective(acme.admin, fourth, f"Objective {n}"))
    written = opening(acme)
    assert ("Its one objective is ready." if count == 1 else "3 of its 3 objectives are ready.") in written.text
    assert letter.query_count == 5
    assert said_in_text(written) == said_in_html(written)
