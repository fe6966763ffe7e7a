"""What the line of periods and its steps say, without a page around it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from objectives.models import Period
from objectives.period_facts import day, steps_for, week_in, whereabouts
from objectives.period_line import BAR, GAP, time_line
from objectives.period_steps import People, first_due_on
from organizations.models import Membership, Organization
from organizations.rhythm import Rhythm

TODAY = date(2026, 11, 16)
ACME = Organization(name="Acme", time_zone="Europe/Berlin", grace_days=14)


def period(state="open", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31), kind="quarter", **facts):
    days = {"starts_on": starts_on, "ends_on": ends_on}
    return Period(organization_id=UUID(int=1), name="Q4 2026", kind=kind, state=state, **days, **facts)


@pytest.mark.parametrize(
    ("shown", "today", "words"),
    [
        (period("planned"), date(2026, 9, 19), "begins in 12 days"),
        (period("planned"), date(2026, 9, 30), "begins tomorrow"),
        (period("planned"), TODAY, "began on 1 October 2026"),
        (period("planned"), date(2027, 1, 1), "was over on 31 December 2026"),
        (period(), date(2026, 9, 30), "begins tomorrow"),
        (period(), TODAY, "week 8 of 14"),
        (period(starts_on=date(2026, 9, 28), ends_on=date(2027, 1, 3)), date(2027, 1, 3), "week 14 of 14"),
        (period(), date(2027, 1, 1), "its last day has passed"),
        (period("grace"), date(2027, 1, 14), "until 14 January 2027"),
        (period("grace"), date(2027, 1, 15), "was due to close on 14 January 2027"),
        (period("closed", closed_at=datetime(2027, 1, 14, 23, 30, tzinfo=UTC)), TODAY, "on 15 January 2027"),
    ],
)
def test_how_far_it_is(shown, today, words):
    assert whereabouts(shown, ACME, today) == words


def test_iso_week_53_counts_as_a_week():
    across = period(starts_on=date(2026, 12, 28), ends_on=date(2027, 3, 28))
    assert [week_in(across, day) for day in (date(2027, 1, 3), date(2027, 1, 4))] == ["week 1 of 13", "week 2 of 13"]
    assert day(date(2028, 2, 29)) == "29 February 2028"


@pytest.mark.parametrize(
    ("shown", "today", "role", "words"),
    [
        (period("planned"), date(2026, 9, 1), "admin", ["Checklist", "Objectives", "Open", "Edit"]),
        (period("planned"), date(2026, 9, 24), "admin", ["Open", "Checklist", "Objectives", "Edit"]),
        (period("planned"), date(2026, 9, 24), "viewer", ["Checklist", "Objectives"]),
        (period(), TODAY, "admin", ["Scorecard", "End early", "Edit"]),
        (period(), date(2027, 1, 1), "admin", ["Scorecard", "End", "Edit"]),
        (period(), TODAY, "leader", ["Scorecard"]),
        (period("grace"), date(2027, 1, 14), "admin", ["Scores", "Carry over", "Close", "Rename"]),
        (period("grace"), date(2027, 1, 15), "admin", ["Close", "Scores", "Carry over", "Rename"]),
        (period("grace"), date(2027, 1, 15), "member", ["Scores", "Carry over"]),
        (period("closed"), TODAY, "admin", ["Report", "Carry over", "Reopen"]),
        (period("closed"), TODAY, "viewer", ["Report"]),
    ],
)
def test_the_obvious_step_comes_first(shown, today, role, words):
    someone = Membership(organization_id=UUID(int=1), role=role)
    someone.organization = ACME
    assert [step.words for step in steps_for(someone, shown, today)] == words


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        # Before the first day, on a Monday before and after nine, and where it is Tuesday already.
        (datetime(2026, 9, 1, tzinfo=UTC), "Europe/Berlin", date(2026, 10, 5)),
        (datetime(2026, 11, 16, 7, 59, tzinfo=UTC), "Europe/Berlin", date(2026, 11, 16)),
        (datetime(2026, 11, 16, 8, 1, tzinfo=UTC), "Europe/Berlin", date(2026, 11, 23)),
        (datetime(2026, 11, 16, 8, 1, tzinfo=UTC), "America/Los_Angeles", date(2026, 11, 16)),
        (datetime(2026, 11, 16, 11, 1, tzinfo=UTC), "Pacific/Auckland", date(2026, 11, 23)),
        (datetime(2026, 11, 16, 3, 14, tzinfo=UTC), "Asia/Kathmandu", date(2026, 11, 16)),
        (datetime(2026, 11, 16, 3, 16, tzinfo=UTC), "Asia/Kathmandu", date(2026, 11, 23)),
        (datetime(2026, 12, 29, tzinfo=UTC), "Europe/Berlin", None),
    ],
)
def test_first_monday_on_which_somebody_is_asked(now, zone, expected):
    assert first_due_on(period(), Organization(time_zone=zone), Rhythm(), now) == expected


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (People([], 0), ""),
        (People(["Ann"], 1), "Ann"),
        (People(["Ann", "Bo", "Cy"], 3), "Ann, Bo and Cy"),
        (People(["Ann", "Bo"], 12), "Ann, Bo and 10 more"),
    ],
)
def test_people_in_words(people, words):
    assert people.words == words


def test_line_has_years_above_quarters():
    year = period(kind="year", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    line = time_line([period(), year], TODAY, 1)
    assert line is not None
    above, below = line.bars
    assert (above.period.kind, above.x, above.width) == ("year", 0, 100)
    assert (below.y - above.y, below.x + below.width) == (BAR + GAP, 100)
    assert below.x < line.today.x < 100
    assert [tick.label for tick in line.ticks] == ["Jan 2026", "Apr", "Jul", "Oct"]
    assert line.summary.endswith("Q4 2026, 1 October 2026 to 31 December 2026, open")


def test_line_follows_the_fiscal_year():
    line = time_line([period(starts_on=date(2026, 2, 1), ends_on=date(2027, 1, 31), kind="year")], TODAY, 2)
    assert line is not None
    assert [tick.label for tick in line.ticks] == ["Feb 2026", "May", "Aug", "Nov"]


@pytest.mark.parametrize("away", [timedelta(days=-900), timedelta(days=900)])
def test_line_shows_what_is_around_today(away):
    far = period(starts_on=TODAY + away, ends_on=TODAY + away + timedelta(days=90))
    assert time_line([far], TODAY, 1) is None
    line = time_line([far, period()], TODAY, 1)
    assert line is not None
    assert len(line.bars) == 1


def test_line_holds_what_is_longer_than_it_reaches():
    line = time_line([period(kind="year", starts_on=date(2024, 1, 1), ends_on=date(2028, 12, 31))], TODAY, 1)
    assert line is not None
    assert (line.bars[0].x, line.bars[0].width) == (0, 100)
