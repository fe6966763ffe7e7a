"""The line of sight: what stands above an objective, today and as it stood."""

from datetime import timedelta

import pytest

from alignment.lines import line_to_the_top
from objectives.actions.objectives import edit_objective, move_objective
from objectives.models import Objective
from tests.cast import make_objective, statements


@pytest.fixture
def chain(acme):
    top = make_objective(acme.leader, acme.period, "Top")
    middle = make_objective(acme.leader, acme.period, "Middle", parent=top)
    return top, middle, make_objective(acme.owner, acme.period, "Below", parent=middle)


def titles(line):
    return [objective.title for objective in line]


def test_line_goes_from_the_top_down_and_leaves_itself_out(acme, chain):
    top, middle, below = chain
    assert titles(line_to_the_top(below)) == ["Top", "Middle"]
    assert line_to_the_top(top) == []


def test_line_of_a_moment_has_the_names_and_the_places_of_then(acme, chain):
    top, middle, below = chain
    start = acme.organization.start_of(acme.period.starts_on)
    new = make_objective(acme.leader, acme.period, "New top", at=start + timedelta(days=1))
    edit_objective(top, by=acme.leader, changes={"title": "Renamed"}, reason="So.", at=start + timedelta(days=2))
    move_objective(middle, by=acme.leader, parent=new, reason="So.", at=start + timedelta(days=3))
    below = Objective.objects.get(pk=below.pk)
    lines = [titles(line_to_the_top(below, start + timedelta(days=day))) for day in range(4)]
    assert lines == [["Top", "Middle"], ["Top", "Middle"], ["Renamed", "Middle"], ["New top", "Middle"]]
    assert titles(line_to_the_top(below)) == lines[-1]


@pytest.mark.parametrize("is_past", [False, True])
def test_line_is_one_question_whatever_its_length(acme, chain, is_past):
    at = acme.organization.start_of(acme.period.ends_on) if is_past else None
    for objective in chain[1:]:
        with statements() as asked:
            line_to_the_top(objective, at)
        assert len(asked) == 1, "\n".join(asked)
