"""What the scorecard counts, and where everything stands in it; on a Thursday, in the seventh week of a quarter."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from checkins.actions import Statement, check_in
from checkins.health import Health
from dashboards.place import choice_of, place_of
from dashboards.scorecard import build_scorecard
from dashboards.selection import etag, summarize
from objectives.actions.key_results import mark_done
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.models import Period
from objectives.period_facts import numbers_by_period
from organizations.actions import change_role
from organizations.models import Membership
from tests.cast import ask_no_pace, make_key_result, make_objective, shut

MONDAY = date(2026, 8, 10)


@pytest.fixture(autouse=True)
def _thursday(time_machine):
    time_machine.move_to("2026-08-13T12:00:00+02:00")


@pytest.fixture
def year(acme):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    planned = create_period(by=acme.admin, name="2026", kind="year", **days)
    return open_period(planned, by=acme.admin, at=acme.organization.start_of(planned.starts_on))


def scorecard(cast, query="", period=None):
    place, choice = place_of_leader(cast, period), choice_of(QueryDict(query))
    return build_scorecard(place, choice, summarize(place, choice).unaligned_count)


def place_of_leader(cast, period=None):
    membership = Membership.objects.select_related("user").get(pk=cast.leader.pk)
    membership.organization = cast.organization
    return place_of(membership, period or cast.period, list(Period.objects.newest_first()))


def says(cast, key_result, value, confidence=8, *, day=MONDAY, at=time(10)):
    moment = datetime.combine(day, at, tzinfo=cast.organization.zone)
    statement = Statement(key_result.pk, Decimal(value), confidence, "Because.")
    check_in(by=cast.owner, statements=[statement], at=moment)


def reached(cast, per_cent, title, **facts):
    """An objective that has come so far."""
    objective = make_objective(cast.owner, facts.pop("period", cast.period), title, **facts)
    says(cast, make_key_result(cast.owner, objective, f"Number of {title}"), per_cent)
    return objective


def titles(rows):
    return [row.objective.title for row in rows]


def test_overall_progress_is_the_weighted_mean_of_the_companys_roots(acme):
    reached(acme, 20, "One", weight=Decimal(1))
    three = reached(acme, 60, "Three", weight=Decimal(3), supporters_weight=Decimal(0))
    reached(acme, 100, "Under three", parent=three)
    reached(acme, 100, "Not aligned", belongs_to="team", team=acme.team)
    found = scorecard(acme)
    assert titles(found.roots) == ["Three", "One"]
    assert found.figures.progress == Decimal("0.5")
    assert found.figures.expected == pytest.approx(Decimal(43) / 91, abs=Decimal("0.000001"))


def test_without_roots_of_its_own_a_quarter_counts_what_supports_the_year(acme, year):
    top = make_objective(acme.leader, year, "The year")
    reached(acme, 40, "One", parent=top, weight=Decimal(1), belongs_to="team", team=acme.team)
    reached(acme, 80, "Three", parent=top, weight=Decimal(3), belongs_to="team", team=acme.team)
    found = scorecard(acme)
    assert titles(found.roots) == ["The year"]
    assert found.figures.progress == Decimal("0.7")


def test_line_of_periods_has_the_progress_of_the_scorecard(acme, year):
    top = make_objective(acme.leader, year, "The year")

    def both():
        return numbers_by_period()[acme.period.pk].progress, scorecard(acme).figures.progress

    assert both() == (None, None)
    reached(acme, 20, "Of the team", parent=top, belongs_to="team", team=acme.team)
    assert both() == (Decimal("0.2"), Decimal("0.2"))
    reached(acme, 40, "Of the company", parent=top)
    assert both() == (Decimal("0.3"), Decimal("0.3"))
    below = reached(acme, 80, "On its own")
    assert both() == (Decimal("0.8"), Decimal("0.8"))
    reached(acme, 100, "Not aligned", belongs_to="team", team=acme.team)
    assert both() == (Decimal("0.8"), Decimal("0.8"))
    make_objective(acme.leader, acme.period, "Without a number", weight=Decimal(0))
    put_objective_in_state(below, "archived", by=acme.leader, reason="So.")
    assert both() == (None, None)


@pytest.mark.parametrize("is_closed", [True, False])
def test_line_of_periods_keeps_the_progress_of_what_is_closed(acme, year, is_closed):
    top = make_objective(acme.leader, year, "The year")
    reached(acme, 20, "Of the year", parent=top)
    reached(acme, 80, "On its own")
    if is_closed:
        shut(acme.period, by=acme.admin)
    put_objective_in_state(top, "dropped", by=acme.leader, reason="So.")
    period = Period.objects.get(pk=acme.period.pk)
    expected = Decimal("0.8") if is_closed else Decimal("0.5")
    assert numbers_by_period()[period.pk].progress == scorecard(acme, period=period).figures.progress == expected


def test_below_a_year_stand_its_supporters_of_this_period_alone(acme, year):
    days = {"starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30)}
    spring = open_period(create_period(by=acme.admin, name="Q2", kind="quarter", **days), by=acme.admin)
    top = make_objective(acme.leader, year, "The year")
    make_objective(acme.owner, acme.period, "Of this quarter", parent=top)
    make_objective(acme.owner, spring, "Of the quarter before", parent=top)
    (row,) = scorecard(acme, f"open={top.pk}").roots
    assert row.supporter_count == 1
    assert titles(row.supporters) == ["Of this quarter"]
    (row,) = scorecard(acme, f"open={top.pk}", period=year).roots
    assert sorted(titles(row.supporters)) == ["Of the quarter before", "Of this quarter"]


def test_company_objective_that_supports_another_stands_under_it(acme):
    top = make_objective(acme.leader, acme.period, "Top")
    make_objective(acme.leader, acme.period, "Below", parent=top)
    (row,) = scorecard(acme, f"open={top.pk}").roots
    assert (row.objective.title, titles(row.supporters)) == ("Top", ["Below"])


def test_whatever_supports_nothing_is_counted_and_can_be_shown(acme, year):
    make_objective(acme.leader, acme.period, "The company's")
    make_objective(acme.owner, acme.period, "A team's", belongs_to="team", team=acme.team)
    make_objective(acme.owner, year, "Somebody's of the year", belongs_to="person")
    closed, opened = scorecard(acme), scorecard(acme, "open=unaligned")
    assert (closed.unaligned_count, opened.unaligned_count) == (2, 2)
    assert closed.unaligned == []
    assert sorted(titles(opened.unaligned)) == ["A team's", "Somebody's of the year"]


def test_key_results_are_counted_by_their_health_and_silence_is_never_green(acme):
    ask_no_pace(acme)
    objective = make_objective(acme.owner, acme.period)
    for confidence in (9, 5, 1):
        says(acme, make_key_result(acme.owner, objective, f"Said {confidence}"), 10, confidence)
    says(acme, make_key_result(acme.owner, objective, "Was green"), 10, 9, day=MONDAY - timedelta(days=21))
    make_key_result(acme.owner, objective, "Never heard of")
    make_key_result(acme.owner, objective, "New", at=acme.organization.start_of(MONDAY + timedelta(days=1)))
    mark_done(make_key_result(acme.owner, objective, "Done"), by=acme.owner, done_as="given_up", reason="Too late.")
    assert scorecard(acme).figures.health_counts == {
        Health.OFF_TRACK: 1,
        Health.SILENT: 2,
        Health.AT_RISK: 1,
        Health.ON_TRACK: 1,
        Health.NOT_STARTED: 1,
        Health.DONE: 1,
    }


def test_check_ins_of_this_week_are_counted_of_those_owed(acme):
    objective = make_objective(acme.owner, acme.period)
    answered, _, late = (make_key_result(acme.owner, objective, f"Number {n}") for n in range(3))
    says(acme, answered, 10)
    says(acme, late, 10, day=MONDAY - timedelta(days=1), at=time(23, 59))
    figures = scorecard(acme).figures
    assert (figures.answered_count, figures.owed_count) == (1, 3)
    assert (figures.week, figures.week_count) == (7, 14)


@pytest.mark.parametrize(
    ("day", "at", "change"),
    [(MONDAY - timedelta(days=1), time(23, 59), Decimal(0)), (MONDAY, time(0), Decimal("0.3"))],
    ids=["sunday before midnight", "monday at midnight"],
)
def test_since_last_week_is_since_monday_midnight_where_the_organization_is(acme, day, at, change):
    objective = make_objective(acme.owner, acme.period)
    key_result = make_key_result(acme.owner, objective)
    says(acme, key_result, 20, day=MONDAY - timedelta(days=6))
    says(acme, key_result, 50, day=day, at=at)
    found = scorecard(acme)
    (row,) = found.roots
    assert (found.figures.change, row.change, row.key_results[0].change) == (change, change, change)


def test_etag_is_of_the_role_the_filters_the_day_and_the_release(acme, settings, time_machine):
    make_objective(acme.leader, acme.period)

    def tag(query=""):
        place = place_of_leader(acme)
        return etag(place, query, summarize(place, choice_of(QueryDict(query))))

    seen = [tag(), tag("health=silent")]
    assert tag() == seen[0]
    change_role(membership=acme.leader, role="member", by=acme.admin)
    seen.append(tag())
    settings.RELEASE = "another"
    seen.append(tag())
    time_machine.move_to("2026-08-14T00:30:00+02:00")
    seen.append(tag())
    assert len(set(seen)) == 5
