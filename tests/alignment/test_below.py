"""What is weak below an objective is a mark beside it, and never its colour."""

from datetime import timedelta
from decimal import Decimal

import pytest

from alignment.sources import AS_IT_IS, AsItStood
from alignment.tree import Forest
from checkins.actions import Statement, check_in
from checkins.as_of import standing_at
from checkins.windows import moment_at
from objectives.models import Objective, Period
from organizations.rhythm import monday_of
from tests.cast import ask_no_pace, make_key_result, make_objective, statements


@pytest.fixture
def at(acme):
    ask_no_pace(acme)
    monday = monday_of(acme.period.starts_on) + timedelta(weeks=5)
    return acme.organization.start_of(monday) + timedelta(hours=9)


def says(cast, key_result, confidence, at):
    check_in(by=cast.admin, statements=[Statement(key_result.pk, Decimal(50), confidence, "So.")], at=at)


def row(cast, objective, at, source=None):
    moment = moment_at(cast.organization, at + timedelta(hours=1))
    standing = standing_at(Period.objects.all(), moment.at)
    objectives = Objective.objects.filter(pk=objective.pk).with_people()
    now = Forest(objectives, moment).row(objectives.get())
    then = Forest([standing.objectives[objective.pk]], moment, source=AsItStood(standing))
    assert then.row(standing.objectives[objective.pk]).weakest == now.weakest
    assert then.row(standing.objectives[objective.pk]).health == now.health
    return now


def test_weakest_of_four_levels_below_marks_the_top_and_leaves_its_health(acme, at):
    begun = acme.organization.start_of(acme.period.starts_on)
    top = line = make_objective(acme.leader, acme.period, "Company", at=begun)
    for n in range(3):
        line = make_objective(acme.leader, acme.period, f"Level {n}", parent=line, at=begun)
    own = make_key_result(acme.leader, top, at=begun, weight=Decimal(9))
    below = [make_key_result(acme.owner, line, f"KR {n}", at=begun) for n in range(3)]
    for key_result, confidence in zip([own, *below], (9, 2, 3, 5), strict=True):
        says(acme, key_result, confidence, at)
    found = row(acme, top, at)
    assert found.health == "on_track"
    assert (found.weakest.health, found.weakest.count) == ("off_track", 2)
    assert row(acme, line, at).health == "off_track"


def test_nothing_is_marked_that_is_no_worse(acme, at):
    objective = make_objective(acme.leader, acme.period)
    says(acme, make_key_result(acme.leader, objective), 2, at)
    assert row(acme, objective, at).health == "off_track"
    assert row(acme, objective, at).weakest is None


def test_what_is_archived_marks_nothing(acme, at):
    top = make_objective(acme.leader, acme.period)
    dropped = make_objective(acme.leader, acme.period, parent=top)
    says(acme, make_key_result(acme.leader, dropped), 2, at)
    says(acme, make_key_result(acme.leader, top, weight=Decimal(9)), 9, at)
    assert row(acme, top, at).weakest.count == 1
    Objective.objects.filter(pk=dropped.pk).update(state="archived")
    moment = moment_at(acme.organization, at)
    assert AS_IT_IS.below([Objective.objects.with_people().get(pk=top.pk)], moment)[top.pk].counts["off_track"] == 0


def test_objective_without_key_results_is_as_silent_as_what_supports_it(acme, at):
    begun = acme.organization.start_of(acme.period.starts_on)
    top = make_objective(acme.leader, acme.period, at=begun)
    supporter = make_objective(acme.leader, acme.period, parent=top, at=begun)
    found = make_key_result(acme.leader, supporter, at=begun)
    says(acme, found, 9, at)
    healths = [row(acme, top, at + timedelta(weeks=n)).health for n in range(4)]
    assert healths == ["on_track", "on_track", "at_risk", "silent"]


def test_own_key_results_alone_make_it_fresh(acme, at):
    begun = acme.organization.start_of(acme.period.starts_on)
    top = make_objective(acme.leader, acme.period, at=begun)
    supporter = make_objective(acme.leader, acme.period, parent=top, at=begun)
    says(acme, make_key_result(acme.leader, top, at=begun), 9, at)
    make_key_result(acme.leader, supporter, "Never heard of", at=begun)
    found = row(acme, top, at)
    assert (found.verdict.freshness, found.health) == ("fresh", "on_track")
    assert (found.weakest.health, found.weakest.count) == ("silent", 1)


@pytest.mark.parametrize("count", [1, 3, 40])
def test_it_asks_the_same_whatever_lies_below(acme, at, count):
    top = make_objective(acme.leader, acme.period)
    for n in range(count):
        supporter = make_objective(acme.leader, acme.period, f"Supporter {n}", parent=top)
        make_key_result(acme.owner, supporter)
    moment, objectives = moment_at(acme.organization, at), list(Objective.objects.with_people())
    with statements() as asked:
        AS_IT_IS.below(objectives, moment)
    assert len(asked) == 2, asked
