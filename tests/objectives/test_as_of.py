"""What the rows that are only ever added come to is what was stored at the time: now, at each closing, in between."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.as_of import standing_at
from checkins.models import Source
from objectives.actions.objectives import edit_objective
from objectives.actions.periods import begin_grace, close_period, create_period, open_period, reopen_period
from objectives.as_of import closings_of, periods_at
from objectives.models import KeyResult, Objective, Period, PeriodState
from objectives.weekly import change_this_week, week_index
from tests.cast import make_key_result, make_objective, statements
from tests.company import Company
from tests.objectives.test_sequences import ACTIONS, make_year

OF_AN_OBJECTIVE = (*Objective.FACTS, "progress", "confidence", "depth", "created_at")
OF_A_KEY_RESULT = (
    *KeyResult.FACTS,
    *("period_id", "current", "current_at", "reached", "confidence", "heard_at", "progress"),
    *("owner_since", "counts_since", "created_at"),
)


def standing(at):
    return standing_at(list(Period.objects.order_by("pk")), at)


def columns(things, names):
    return {thing.pk: {name: getattr(thing, name) for name in names} for thing in things}


def as_stored(period=None):
    where = {"period": period} if period else {}
    return (
        columns(Objective.objects.filter(**where), OF_AN_OBJECTIVE),
        columns(KeyResult.objects.filter(**where), OF_A_KEY_RESULT),
    )


def as_it_stood(at, period=None):
    found = standing(at)
    return tuple(
        columns([thing for thing in things.values() if period is None or thing.period_id == period.pk], names)
        for things, names in ((found.objectives, OF_AN_OBJECTIVE), (found.key_results, OF_A_KEY_RESULT))
    )


def changes_of_the_week(objectives, key_results, today):
    return {
        thing.pk: change_this_week(thing.weekly_progress, week_index(today, thing.period.starts_on))
        for thing in [*objectives, *key_results]
    }


@pytest.mark.parametrize("seed", range(8))
def test_standing_of_now_is_what_is_stored_after_any_sequence(acme, seed):
    make_year(acme)
    company = Company(acme.admin, seed)
    done = [company.act() for _ in range(60)]
    assert as_it_stood(company.moment) == as_stored(), done


@pytest.mark.parametrize("seed", range(8, 14))
def test_expectations_and_trends_are_those_that_were_stored(acme, seed):
    make_year(acme)
    company = Company(acme.admin, seed)
    for _ in range(60):
        company.act()
    found = standing(company.moment)
    objectives = list(Objective.objects.select_related("period"))
    for day in (acme.period.starts_on, acme.period.starts_on + timedelta(days=40), acme.period.ends_on):
        for objective in objectives:
            assert found.expected_of(found.objectives[objective.pk], day) == objective.expected_on(day)
    found.dress(found.objectives.values(), acme.organization)
    today = acme.organization.day_of(company.moment)
    active = [k for k in found.key_results.values() if k.is_active]
    stored = KeyResult.objects.filter(state="active").select_related("period")
    assert changes_of_the_week(found.objectives.values(), active, today) == changes_of_the_week(
        objectives, stored, today
    )


@pytest.mark.parametrize("seed", range(4))
def test_standing_of_any_moment_is_what_was_stored_then(acme, seed):
    make_year(acme)
    company, seen = Company(acme.admin, seed), []
    for n in range(60):
        company.act()
        if n % 10 == 9:
            seen.append((company.moment, as_stored()))
    for at, stored in seen:
        assert as_it_stood(at) == stored


@pytest.mark.parametrize("seed", range(4))
def test_closed_period_stands_as_its_rows_are_also_after_it_was_reopened(acme, seed):
    make_year(acme)
    company, seen = Company(acme.admin, seed), {}
    for _ in range(150):
        company.do(company.dice.choice(ACTIONS))
        for period in Period.objects.filter(state=PeriodState.CLOSED):
            seen[period.pk, period.closed_at] = period, as_stored(period)
    assert seen
    for (_, closed_at), (period, stored) in seen.items():
        assert as_it_stood(closed_at, period) == stored


def test_fed_value_moves_progress_and_leaves_what_was_said(acme):
    key_result = make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    start = acme.organization.start_of(acme.period.starts_on)
    said_at, fed_at = start + timedelta(days=1), start + timedelta(days=2)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(10), 8)], at=said_at)
    check_in(by=None, statements=[Statement(key_result.pk, Decimal(30))], source=Source.IMPORT, at=fed_at)
    found = standing(fed_at).key_results[key_result.pk]
    assert (found.progress, found.confidence, found.heard_at) == (Decimal("0.3"), 8, said_at)
    before = standing(fed_at - timedelta.resolution).key_results[key_result.pk]
    assert (before.progress, before.current_at) == (Decimal("0.1"), said_at)
    assert standing(said_at - timedelta.resolution).key_results[key_result.pk].current is None


def test_what_came_later_was_not_there(acme):
    start = acme.organization.start_of(acme.period.starts_on)
    first = make_objective(acme.owner, acme.period, "First", at=start)
    make_objective(acme.owner, acme.period, "Second", at=start + timedelta(days=5))
    edit_objective(first, by=acme.owner, changes={"title": "Renamed"}, reason="Clearer.", at=start + timedelta(days=9))
    titles = [sorted(o.title for o in standing(start + timedelta(days=day)).objectives.values()) for day in (0, 5, 9)]
    assert titles == [["First"], ["First", "Second"], ["Renamed", "Second"]]


def test_objective_stands_in_the_period_in_which_it_lay(acme):
    year = make_year(acme)
    objective = make_objective(acme.owner, acme.period)
    key_result = make_key_result(acme.owner, objective)
    moved_at = timezone.now() + timedelta(days=3)
    edit_objective(objective, by=acme.owner, changes={"period": year}, reason="It takes longer.", at=moved_at)
    for at, period in ((moved_at - timedelta.resolution, acme.period), (moved_at, year)):
        found = standing(at)
        assert found.objectives[objective.pk].period == found.key_results[key_result.pk].period == period
        assert not standing_at([other for other in (acme.period, year) if other != period], at).objectives


def test_periods_stand_in_the_state_that_they_were_in(acme):
    start = acme.organization.start_of(acme.period.ends_on + timedelta(days=10))
    hour = timedelta(hours=1)
    days = {"starts_on": acme.period.ends_on + timedelta(days=1), "ends_on": acme.period.ends_on + timedelta(days=90)}
    period = create_period(by=acme.admin, name="Next", kind="quarter", at=start, **days)
    open_period(period, by=acme.admin, at=start + hour)
    begin_grace(period, by=acme.admin, reason="Early.", at=start + 2 * hour)
    close_period(period, by=acme.admin, at=start + 3 * hour)
    reopen_period(period, by=acme.admin, reason="A mistake.", at=start + 4 * hour)
    period = close_period(period, by=acme.admin, at=start + 5 * hour)
    states = [[p.state for p in periods_at([period], start + n * hour)] for n in range(-1, 6)]
    assert states == [[], *[[state] for state in ("planned", "open", "grace", "closed", "grace", "closed")]]
    assert periods_at([period], start + 3.5 * hour)[0].closed_at == start + 3 * hour
    assert closings_of(period) == [start + 5 * hour, start + 3 * hour]


@pytest.mark.parametrize("count", [1, 3])
def test_standing_asks_the_same_questions_whatever_its_size(acme, count):
    make_year(acme)
    for n in range(count):
        objective = make_objective(acme.owner, acme.period, f"Objective {n}", team=acme.team, belongs_to="team")
        make_key_result(acme.owner, objective)
    periods = list(Period.objects.all())
    with statements() as asked:
        found = standing_at(periods, acme.organization.start_of(acme.period.ends_on))
    assert len(asked) == 7, "\n".join(asked)
    with statements() as asked:
        found.dress(found.objectives.values(), acme.organization)
    assert len(asked) == 4, "\n".join(asked)
