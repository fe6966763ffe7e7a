"""Across teams: whose work a team's aims rest on, and who rests on it."""

import pytest
from django.utils import timezone

from alignment.resting import rests_on
from checkins.as_of import standing_at
from objectives.actions.objectives import move_objective, put_objective_in_state
from organizations.models import Team
from tests.cast import make_objective, statements


@pytest.fixture
def lyon(acme):
    return Team.objects.create(name="Lyon")


@pytest.fixture
def lines(acme, lyon):
    """Growth's aim rests on two of Lyon, one of which rests on Growth again; within a team it is no line."""
    aim = make_objective(acme.owner, acme.period, "Aim", belongs_to="team", team=acme.team)
    first = make_objective(acme.owner, acme.period, "First", belongs_to="team", team=lyon, parent=aim)
    make_objective(acme.owner, acme.period, "Second", belongs_to="team", team=lyon, parent=aim)
    make_objective(acme.owner, acme.period, "Back", belongs_to="team", team=acme.team, parent=first)
    make_objective(acme.owner, acme.period, "Within", belongs_to="team", team=acme.team, parent=aim)
    make_objective(acme.owner, acme.period, "Personal", belongs_to="person", parent=aim)
    return {"aim": aim, "first": first}


def words(sides):
    return [(side.team.name, [o.title for o in side.objectives]) for side in sides]


def test_both_ways(acme, lyon, lines):
    growth, other = rests_on(acme.team, acme.period, acme.viewer), rests_on(lyon, acme.period, acme.viewer)
    assert words(growth.on) == [("Lyon", ["First", "Second"])]
    assert words(growth.under) == [("Lyon", ["Back"])]
    assert words(other.on) == [("Acme Growth", ["Back"])]
    assert words(other.under) == [("Acme Growth", ["First", "Second"])]


def test_what_does_not_count_holds_nothing(acme, lyon, lines):
    put_objective_in_state(lines["first"], "archived", by=acme.admin, reason="So.")
    assert words(rests_on(acme.team, acme.period, acme.viewer).on) == [("Lyon", ["Second"])]
    assert rests_on(acme.team, acme.period, acme.viewer).under == []
    assert rests_on(acme.team, None, acme.viewer).on == ()


def test_as_it_stood(acme, lyon, lines):
    before = standing_at([acme.period], timezone.now())
    move_objective(lines["first"], by=acme.admin, parent=None, reason="So.")
    assert words(rests_on(acme.team, acme.period, acme.viewer).on) == [("Lyon", ["Second"])]
    assert words(rests_on(acme.team, acme.period, acme.viewer, before).on) == [("Lyon", ["First", "Second"])]


@pytest.mark.parametrize("count", [1, 10])
def test_asks_one_question(acme, lyon, lines, count):
    for n in range(count):
        make_objective(acme.owner, acme.period, f"{n}", belongs_to="team", team=lyon, parent=lines["aim"])
    with statements() as asked:
        found = rests_on(acme.team, acme.period, acme.viewer)
        assert {str(o.owner) for side in found.on for o in side.objectives} == {"Acme Owner"}
        assert {str(o.parent.team) for side in found.on for o in side.objectives} == {"Acme Growth"}
    assert len(asked) == 1
