"""Weeks and their due days, whatever was chosen when."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.models import Cadence, Team
from organizations.rhythm import BEGINNING, USUAL, WEEK, Choice, Chosen, Rhythm, laid_over, monday_of, rhythms
from tests.cast import statements

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
mondays = st.integers(0, 800).map(lambda weeks: date(2020, 1, 6) + weeks * WEEK)


@st.composite
def any_rhythm(draw, frequencies=(1, 2)):
    """Chosen anew on some Mondays, one after the other."""
    froms = sorted({BEGINNING, *draw(st.lists(mondays, max_size=4))})
    return Rhythm(
        tuple(
            Choice(
                monday, monday, draw(st.sampled_from(frequencies)), draw(st.integers(0, 6)), draw(st.integers(6, 17))
            )
            for monday in froms
        )
    )


@given(any_rhythm(), days)
def test_day_lies_between_its_due_day_and_the_next(rhythm, day):
    due_on, next_due_on = rhythm.due_on(day), rhythm.next_due_on(day)
    assert due_on <= day < next_due_on
    assert rhythm.next_due_on(due_on) == next_due_on
    assert rhythm.due_on(next_due_on) == next_due_on


@given(any_rhythm(), days)
def test_week_has_one_due_day_at_most(rhythm, day):
    found = list(islice(rhythm.due_days(day), 60))
    weeks = [due.isocalendar()[:2] for due in found]
    assert len(weeks) == len(set(weeks))
    assert found == sorted(found)


@given(any_rhythm(frequencies=[1]), days)
def test_weekly_rhythm_leaves_no_week_out_whatever_is_changed(rhythm, day):
    found = list(islice(rhythm.due_days(monday_of(day)), 60))
    assert all(monday_of(later) - monday_of(earlier) == WEEK for earlier, later in pairwise(found))


@given(days, st.integers(0, 6))
def test_every_two_weeks_is_every_fourteen_days(day, weekday):
    rhythm = Rhythm((Choice(BEGINNING, BEGINNING, 2, weekday, 9),))
    found = list(islice(rhythm.due_days(day), 30))
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(days=14)}


def test_week_53_is_a_week():
    found = list(islice(Rhythm().due_days(date(2026, 12, 21)), 3))
    assert [day.isocalendar()[:2] for day in found] == [(2026, 52), (2026, 53), (2027, 1)]


def chosen(holds_from, every_weeks=None, weekday=None, hour=None):
    return Chosen(None, holds_from, every_weeks, weekday, hour, "")


A, B, C = date(2026, 8, 3), date(2026, 8, 17), date(2026, 8, 31)


def test_team_has_its_own_day_until_it_follows_again():
    organization = laid_over(Rhythm(), [chosen(B, 1, 4, 10)])
    team = laid_over(organization, [chosen(A, 1, 2, 14), chosen(C)])
    found = [(day, team.hour_on(day)) for day in islice(team.due_days(date(2026, 7, 27)), 7)]
    assert found == [
        (date(2026, 7, 27), 9),
        (date(2026, 8, 5), 14),
        (date(2026, 8, 12), 14),
        (date(2026, 8, 19), 14),
        (date(2026, 8, 26), 14),
        (date(2026, 9, 4), 10),
        (date(2026, 9, 11), 10),
    ]


def test_following_again_keeps_the_organizations_fortnight():
    organization = laid_over(Rhythm(), [chosen(A, 2, 0, 9)])
    team = laid_over(organization, [chosen(A, 1, 0, 9), chosen(date(2026, 8, 10))])
    assert list(islice(team.due_days(A), 3)) == [A, B, C]


choices_or_nothing = st.one_of(
    st.just((None, None, None)), st.tuples(st.sampled_from([1, 2]), st.integers(0, 6), st.integers(6, 17))
)


@given(any_rhythm(), st.dictionaries(mondays, choices_or_nothing, max_size=4), mondays)
def test_each_week_is_the_teams_own_or_that_of_what_is_above(above, own, monday):
    rows = [chosen(holds_from, *columns) for holds_from, columns in sorted(own.items())]
    team = laid_over(above, rows)
    begun = [row for row in rows if row.holds_from <= monday]
    if begun and begun[-1].every_weeks:
        _, holds_from, every_weeks, weekday, hour, _ = begun[-1]
        is_left_out = (monday - holds_from).days // 7 % every_weeks
        assert team.due_in(monday) == (None if is_left_out else monday + timedelta(days=weekday))
        assert team.choice_in(monday).hour == hour
    else:
        assert team.due_in(monday) == above.due_in(monday)
        assert team.choice_in(monday).hour == above.choice_in(monday).hour


def test_without_a_choice_it_is_mondays_at_nine(acme):
    found = rhythms()
    assert (found.usual, found.by_team, found.zones) == (Rhythm((USUAL,)), {}, frozenset())


def test_teams_inherit_from_the_team_above(acme):
    below = Team.objects.create(name="Below", parent=acme.team)
    apart = Team.objects.create(name="Apart")
    Cadence.objects.create(team=acme.team, holds_from=A, every_weeks=1, weekday=2, hour=14)
    found = rhythms()
    assert set(found.by_team) == {acme.team.pk, below.pk}
    assert found.of(below.pk) == found.of(acme.team.pk)
    assert found.of(apart.pk) == found.of(None) == found.usual
    assert [set(ids) for ids in found.teams_together()] == [{acme.team.pk, below.pk}]


@pytest.mark.parametrize("count", [1, 3])
def test_it_is_one_question_and_a_second_where_teams_have_their_own(acme, rival, count):
    for n in range(count):
        Cadence.objects.create(holds_from=A + n * WEEK, every_weeks=1, weekday=2, hour=14)
    acme.owner.time_zone = "Asia/Tokyo"
    acme.owner.save()
    with statements() as asked:
        assert rhythms().zones == {"Asia/Tokyo"}
    assert len(asked) == 1
    for n in range(count):
        team = Team.objects.create(name=f"Team {n}")
        Cadence.objects.create(team=team, holds_from=A, every_weeks=2, weekday=n, hour=9)
    with statements() as asked:
        assert len(rhythms().by_team) == count
    assert len(asked) == 2
    with rival.scope():
        assert rhythms().by_team == {} and not rhythms().zones
