"""The check-ins of a whole organization: the same as team by team, in a fixed number of questions."""

import random
from datetime import timedelta

import pytest

from checkins.discipline import build_discipline
from checkins.discipline_of_all import discipline_of_all
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from organizations.models import Cadence, Membership, Team
from tests.cast import join, statements
from tests.checkins.test_discipline import FIRST, MONDAY, Quarter


@pytest.fixture
def quarter(acme):
    return Quarter(acme)


def a_life(quarter, seed, zone=""):
    """Two teams, one with a day of its own; people who answer at times, hand over and put away."""
    draw, cast = random.Random(seed), quarter.cast
    other = Team.objects.create(name="Other")
    Cadence.objects.create(team=other, holds_from=FIRST - timedelta(days=2), every_weeks=1, weekday=3, hour=10)
    second = join(cast.organization, "member", "Second")
    Membership.objects.filter(pk=second.pk).update(time_zone=zone)
    key_results = [
        quarter.add(
            at=quarter.at(FIRST),
            objective=quarter.make_objective(team=team),
            owner=draw.choice([cast.owner, second]),
            title=f"{team} {n}",
        )
        for team in (quarter.team, other)
        for n in range(4)
    ]
    for day in range(1, 40):
        for key_result in key_results:
            key_result.refresh_from_db()
            at = quarter.at(FIRST + timedelta(days=day), draw.choice([1, 8, 15, 23]))
            what = draw.random()
            if what < 0.15 and key_result.is_active:
                quarter.say(key_result, at)
            elif what < 0.17:
                edit_key_result(
                    key_result, changes={"owner": draw.choice([cast.owner, second])}, by=cast.admin, reason="So.", at=at
                )
            elif what < 0.19:
                put_key_result_in_state(
                    key_result, "active" if not key_result.is_active else "archived", by=cast.admin, reason="So.", at=at
                )
    return other


@pytest.mark.parametrize("zone", ["", "America/Sao_Paulo"])
@pytest.mark.parametrize("seed", range(3))
def test_of_all_is_what_it_is_team_by_team(quarter, seed, zone):
    other = a_life(quarter, seed, zone)
    moment = quarter.moment(quarter.at(FIRST + timedelta(days=41), 12))
    found = discipline_of_all(quarter.period, moment)
    teams = [build_discipline(team, quarter.period, moment) for team in (quarter.team, other)]
    for team, alone in zip((quarter.team, other), teams, strict=True):
        assert found.by_team[team.pk].total == alone.total
        assert list(found.by_team[team.pk].weeks) == [week for week in alone.weeks if week.owed]
    assert found.together.total.on_time == sum(each.total.on_time for each in teams) > 0
    assert found.together.total.owed == sum(each.total.owed for each in teams)


def test_latest_due_days_alone(quarter):
    quarter.add(at=quarter.at(FIRST))
    moment = quarter.moment(quarter.on(2))
    found = discipline_of_all(quarter.period, moment, latest=4).together
    assert [week.due_on for week in found.weeks] == [MONDAY - timedelta(weeks=n) for n in (3, 2, 1, 0)]
    assert (found.total.missed, found.total.open) == (3, 1)


def test_what_belongs_to_no_team_counts_in_the_rhythm_of_the_organization(quarter):
    quarter.add(at=quarter.at(FIRST), objective=quarter.make_objective(belongs_to="company", team=None))
    found = discipline_of_all(quarter.period, quarter.moment(quarter.on(2)), latest=1)
    assert found.by_team[None].total.open == 1


def test_nothing_was_due_before_a_period_opens(quarter):
    quarter.period.opened_at = None
    assert discipline_of_all(quarter.period, quarter.moment(quarter.on(2))).together.total.owed == 0


@pytest.mark.parametrize("count", [1, 3])
def test_asks_three_questions_and_sets_the_planner_twice(quarter, count):
    for n in range(count):
        quarter.add(at=quarter.at(FIRST), title=f"Number {n}")
    moment = quarter.moment(quarter.on(2))
    with statements() as asked:
        discipline_of_all(quarter.period, moment)
    assert len(asked) == 5
