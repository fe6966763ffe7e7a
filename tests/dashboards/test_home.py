"""Home: what I own with its weeks, my line to the top, and what changed there."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.windows import moment_at
from dashboards.home import build_home
from tests.cast import client_of, make_key_result, make_objective, make_period, statements

MONDAY = date(2026, 10, 26)


@pytest.fixture(autouse=True)
def _on_a_thursday(time_machine):
    time_machine.move_to("2026-10-29T12:00:00+01:00", tick=False)


def says(cast, key_result, value, day, note="So."):
    at = cast.organization.start_of(day) + timedelta(hours=10)
    check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), 7, note)], at=at)


@pytest.fixture
def line(acme):
    """The owner has two objectives that support one of the leader's, which supports the company's of the year."""
    year = make_period(acme.admin, name="The year", kind="year")
    company = make_objective(acme.admin, year, "Lead the market")
    team = make_objective(acme.leader, acme.period, "Win forty", belongs_to="team", team=acme.team, parent=company)
    mine = [make_objective(acme.owner, acme.period, f"Mine {n}", belongs_to="person", parent=team) for n in range(2)]
    trials = make_key_result(acme.leader, team, "Trials")
    calls = make_key_result(acme.owner, mine[0], "Calls")
    return company, team, mine, trials, calls


def home(cast, period=None):
    membership = cast.owner
    moment = moment_at(cast.organization, timezone.now())
    return build_home(membership, period or cast.period, [cast.period], moment)


def titles(steps):
    return [(step.row.objective.title, titles(step.below)) for step in steps]


def test_line_is_shown_once_where_it_joins(acme, line):
    steps = home(acme).line
    assert titles(steps) == [("Lead the market", [("Win forty", [("Mine 0", []), ("Mine 1", [])])])]
    assert [step.is_mine for step in steps[0].below[0].below] == [True, True]
    assert not steps[0].is_mine and not steps[0].below[0].is_mine


def test_line_tells_what_changed_since_last_monday(acme, line):
    company, team, mine, trials, calls = line
    says(acme, trials, 10, MONDAY - timedelta(days=7), "Before.")
    assert home(acme).line[0].below[0].word is None
    says(acme, trials, 50, MONDAY + timedelta(days=1), "Two large ones.")
    step = home(acme).line[0].below[0]
    assert step.word.note == "Two large ones." and step.change == Decimal("0.2")
    content = client_of(acme.owner).get(acme.url()).content.decode()
    assert "Two large ones." in content and "Before." not in content


def test_on_a_monday_it_is_what_changed_in_the_week_that_is_over(acme, line, time_machine):
    says(acme, line[3], 10, MONDAY - timedelta(days=7))
    says(acme, line[3], 50, MONDAY + timedelta(days=1))
    time_machine.move_to("2026-11-02T08:00:00+01:00", tick=False)
    assert home(acme).line[0].below[0].change == Decimal("0.2")
    time_machine.move_to("2026-11-03T08:00:00+01:00", tick=False)
    step = home(acme).line[0].below[0]
    assert step.change == 0 and step.word is None


def test_objective_that_supports_nothing_has_no_line(acme):
    make_objective(acme.owner, acme.period)
    assert home(acme).line == []


def test_key_result_for_anothers_objective_has_its_line_too(acme, line):
    _, team, *_ = line
    other = make_objective(acme.leader, acme.period, "Hers", belongs_to="person", parent=team)
    make_key_result(acme.owner, other, "For her")
    assert ("Hers", []) in titles(home(acme).line)[0][1][0][1]


def test_each_key_result_has_its_weeks_and_its_value(acme, line):
    calls = line[4]
    says(acme, calls, 20, date(2026, 10, 7))
    says(acme, calls, 60, date(2026, 10, 28))
    [row] = home(acme).key_results
    assert row.row.key_result == calls and row.weeks == [0, 20, 20, 20, 60]
    content = client_of(acme.owner).get(acme.url()).content.decode()
    assert content.count('class="sparkline"') == 1
    assert "Progress by week in per cent: 0 to 60" in content


@pytest.mark.parametrize("count", [1, 10, 40])
def test_it_asks_the_same_whatever_one_owns(acme, line, count):
    company, team, *_ = line
    for n in range(count):
        found = make_objective(acme.owner, acme.period, f"Objective {n}", belongs_to="person", parent=team)
        says(acme, make_key_result(acme.owner, found, f"Number {n}"), n, MONDAY)
        make_key_result(acme.owner, team, f"For others {n}")
    client = client_of(acme.owner)
    with statements() as asked:
        assert client.get(acme.url()).status_code == 200
    assert len(asked) == 20, "\n".join(asked)


def test_viewer_sees_where_to_look(acme, line):
    content = client_of(acme.viewer).get(acme.url()).content.decode()
    assert "You look on" in content and "Your line to the top" not in content
