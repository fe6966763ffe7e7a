"""Carrying over: what the copies are, what they support, and that each is made once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.models import CheckIn
from objectives.actions.carried_copies import StartFrom
from objectives.actions.carry_over import carry_over
from objectives.actions.contributions import contribute
from objectives.actions.key_results import mark_done, put_key_result_in_state
from objectives.actions.objectives import move_objective, put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.errors import PeriodIsClosed, Refused
from objectives.models import (
    Contribution,
    KeyResult,
    KeyResultVersion,
    Objective,
    ObjectiveVersion,
    Period,
    Reflection,
    Score,
    State,
    Verb,
)
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import end, join, make_key_result, make_objective, shut, statements


def following(cast, name="Next", kind="quarter", days=90, after=None, opened=False):
    first = (after or cast.period).ends_on + timedelta(days=1)
    ends_on = first + timedelta(days=days - 1)
    period = create_period(by=cast.admin, name=name, kind=kind, starts_on=first, ends_on=ends_on)
    return open_period(period, by=cast.admin) if opened else period


def around(cast, *periods, name="Years", opened=True):
    """A long period that the given ones lie in."""
    days = {"starts_on": min(p.starts_on for p in periods), "ends_on": max(p.ends_on for p in periods)}
    period = create_period(by=cast.admin, name=name, kind="year", **days)
    return open_period(period, by=cast.admin, at=cast.organization.start_of(period.starts_on)) if opened else period


@pytest.fixture
def target(acme):
    return following(acme)


def carry(cast, target, *objectives, source=None, start_from="value", **options):
    ids = [objective.pk for objective in objectives]
    options.setdefault("by", cast.admin)
    return carry_over(source or cast.period, target, objectives=ids, start_from=start_from, **options)


def copy_of(original, period):
    return type(original).objects.get(continues=original, period=period)


def nothing_to_correct():
    return list(differences()) == []


def test_copy_has_the_words_people_and_weights_and_none_of_the_numbers(acme, target):
    facts = {"description": "They **ask**.", "commitment": "committed", "weight": Decimal("2.5")}
    ours = {"belongs_to": "team", "team": acme.team, "owner": acme.owner, "supporters_weight": Decimal(3)}
    original = make_objective(acme.admin, acme.period, "Sell to forty", **facts, **ours)
    of_key_result = {"deputy": acme.leader, "unit": "€", "measure": "currency", "weight": Decimal(4)}
    days = {"due_on": acme.period.ends_on - timedelta(days=5)}
    key_result = make_key_result(acme.owner, original, "Revenue", description="Net.", **of_key_result, **days)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 8, "Going well.")])

    carried = carry(acme, target, original)

    copy, its_copy = copy_of(original, target), copy_of(key_result, target)
    assert [o.pk for o in carried.objectives] == [copy.pk]
    assert [k.pk for k in carried.key_results] == [its_copy.pk]
    same = ("title", "description", "belongs_to", "team_id", "owner_id", "commitment", "weight", "supporters_weight")
    assert [getattr(copy, name) for name in same] == [getattr(original, name) for name in same]
    same = ("title", "description", "owner_id", "deputy_id", "measure", "unit", "target", "weight", "low", "high")
    assert [getattr(its_copy, name) for name in same] == [getattr(key_result, name) for name in same]
    assert (copy.progress, copy.confidence, copy.ref, copy.state) == (0, None, "", State.ACTIVE)
    assert (its_copy.current, its_copy.confidence, its_copy.heard_at, its_copy.due_on) == (None, None, None, None)
    assert (its_copy.start, its_copy.progress, its_copy.objective_id) == (Decimal(40), 0, copy.pk)
    assert its_copy.added_on == acme.organization.day_of(timezone.now())
    assert CheckIn.objects.count() == 1
    assert nothing_to_correct()


def test_copy_leaves_its_trace(acme, target):
    original = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, original)
    carry(acme, target, original, by=acme.leader)
    copy, its_copy = copy_of(original, target), copy_of(key_result, target)
    version, of_key_result = (
        ObjectiveVersion.objects.get(objective=copy),
        KeyResultVersion.objects.get(key_result=its_copy),
    )
    for each in (version, of_key_result):
        assert (each.verb, each.actor_id) == (Verb.CARRIED, acme.leader.pk)
        assert each.reason == "Carried over from This quarter."
        assert (each.progress_before, each.progress) == (None, 0)
    assert {n: getattr(version, n) for n in Objective.FACTS} == {n: getattr(copy, n) for n in Objective.FACTS}
    assert {n: getattr(of_key_result, n) for n in KeyResult.FACTS} == {n: getattr(its_copy, n) for n in KeyResult.FACTS}
    lines = Activity.objects.filter(verb="carried").order_by("thing_kind")
    assert [(line.thing_kind, line.thing_id, line.objective_id, line.actor_id) for line in lines] == [
        ("keyresult", its_copy.pk, copy.pk, acme.leader.pk),
        ("objective", copy.pk, copy.pk, acme.leader.pk),
    ]
    assert [line.data for line in lines] == [
        {"from": str(key_result.pk), "version": str(of_key_result.pk)},
        {"from": str(original.pk), "version": str(version.pk)},
    ]


@pytest.mark.parametrize(
    ("start_from", "said", "start", "aim"),
    [
        ("value", 40, 40, 100),
        ("value", None, 0, 100),
        ("start", 40, 0, 100),
        ("value", 100, 100, None),
        ("value", 130, 130, None),
        ("start", 130, 0, 100),
        ("value", -20, -20, 100),
    ],
)
def test_key_result_begins_where_one_chose_and_a_target_that_is_reached_is_set_anew(
    acme, target, start_from, said, start, aim
):
    original = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, original)
    if said is not None:
        check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(said), 8)])
    carry(acme, target, original, start_from=start_from)
    copy = copy_of(key_result, target)
    assert (copy.start, copy.target) == (start, aim)
    assert nothing_to_correct()


@pytest.mark.parametrize("opened", [False, True])
def test_limits_and_drafts_are_carried_as_they_are(acme, opened):
    target = following(acme, opened=opened)
    original = make_objective(acme.admin, acme.period)
    limit = make_key_result(
        acme.admin, original, "Churn", measure="at_most", start=Decimal(9), target=None, high=Decimal(2)
    )
    done = make_key_result(acme.admin, original, "Runs", measure="yes_no", start=None, target=None)
    check_in(by=acme.admin, statements=[Statement(limit.pk, Decimal(5), 4), Statement(done.pk, Decimal(1), 4)])
    carry(acme, target, original)
    copy = copy_of(limit, target)
    assert (copy.measure, copy.start, copy.high, copy.current) == ("at_most", 9, 2, None)
    assert copy_of(done, target).current is None
    assert nothing_to_correct()


def test_what_is_archived_dropped_or_done_stays(acme, target):
    original = make_objective(acme.admin, acme.period)
    stays = [make_key_result(acme.admin, original, title) for title in ("Archived", "Dropped", "Done")]
    goes = make_key_result(acme.admin, original, "Goes")
    put_key_result_in_state(stays[0], State.ARCHIVED, by=acme.admin, reason="Rest.")
    put_key_result_in_state(stays[1], State.DROPPED, by=acme.admin, reason="Rest.")
    mark_done(stays[2], by=acme.admin, done_as="given_up", reason="Enough.")
    aside = [make_objective(acme.admin, acme.period, title) for title in ("Archived", "Dropped")]
    put_objective_in_state(aside[0], State.ARCHIVED, by=acme.admin, reason="Rest.")
    put_objective_in_state(aside[1], State.DROPPED, by=acme.admin, reason="Rest.")
    elsewhere = make_objective(acme.admin, following(acme, "Later", after=target))
    carried = carry(acme, target, original, *aside, elsewhere)
    assert [o.continues_id for o in carried.objectives] == [original.pk]
    assert [k.continues_id for k in carried.key_results] == [goes.pk]


def test_whoever_left_stays_behind(acme, target):
    gone = join(acme.organization, "owner", "Gone Away")
    original = make_objective(acme.admin, acme.period, belongs_to="person", owner=gone)
    key_result = make_key_result(acme.admin, original, owner=gone, deputy=gone)
    kept = make_key_result(acme.admin, original, owner=acme.owner)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    carry(acme, target, original)
    assert copy_of(original, target).owner is None
    assert (copy_of(key_result, target).owner, copy_of(key_result, target).deputy) == (None, None)
    assert copy_of(kept, target).owner == acme.owner


def test_scores_and_reflections_stay_behind(acme, target):
    original = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, original)
    end(acme.period, by=acme.admin)
    given = {key_result.pk: Given(Decimal("0.5"), "Nearly.")}
    review_objective(original, by=acme.admin, key_results=given, answers=Answers(learned="Much.", decision="continue"))
    carry(acme, target, original)
    assert Score.objects.filter(period=target).count() == Reflection.objects.filter(period=target).count() == 0


@pytest.mark.parametrize("state", ["open", "grace", "closed"])
def test_source_stays_as_it_is(acme, target, state):
    original = make_objective(acme.admin, acme.period)
    make_key_result(acme.admin, original)
    {"open": lambda *_, **__: None, "grace": end, "closed": shut}[state](acme.period, by=acme.admin)
    rows = [m.objects.filter(period=acme.period).values() for m in (Objective, KeyResult, ObjectiveVersion)]
    before = [list(each.all()) for each in rows]
    carry(acme, target, original)
    assert [list(each.all()) for each in rows] == before


def test_closed_planned_or_earlier_periods_are_refused(acme, target):
    original = make_objective(acme.admin, acme.period)
    closed = shut(following(acme, "Closed", after=target, opened=True), by=acme.admin)
    with pytest.raises(PeriodIsClosed):
        carry(acme, closed, original)
    with pytest.raises(Refused, match="has not been opened"):
        carry(acme, following(acme, "Later", after=closed), original, source=target)
    with pytest.raises(Refused, match="does not begin after"):
        carry(acme, acme.period, original)
    assert not Activity.objects.filter(verb="carried").exists()


def test_carrying_twice_copies_once(acme, target):
    first, second = make_objective(acme.admin, acme.period, "First"), make_objective(acme.admin, acme.period, "Second")
    make_key_result(acme.admin, first)
    copy = carry(acme, target, first).objectives[0]
    put_objective_in_state(copy, State.ARCHIVED, by=acme.admin)
    again = carry(acme, target, first, second)
    assert [o.pk for o in again.left] == [copy.pk]
    assert [o.continues_id for o in again.objectives] == [second.pk]
    third = carry(acme, target, first, second)
    assert (len(third.left), third.objectives, third.key_results) == (2, (), ())
    assert Objective.objects.filter(period=target).count() == 2
    assert KeyResult.objects.filter(period=target).count() == 1


def test_one_objective_may_go_into_two_periods(acme, target):
    original = make_objective(acme.admin, acme.period)
    later = following(acme, "Later", after=target)
    carry(acme, target, original)
    carry(acme, later, original)
    assert {o.period_id for o in Objective.objects.filter(continues=original)} == {target.pk, later.pk}


def test_tree_is_carried_as_it_was(acme, target):
    top = make_objective(acme.admin, acme.period, "Top")
    middle = make_objective(acme.admin, acme.period, "Middle", parent=top, weight=Decimal(2))
    bottom = make_objective(acme.admin, acme.period, "Bottom", parent=middle)
    for objective in (top, middle, bottom):
        make_key_result(acme.admin, objective)
    carried = carry(acme, target, bottom, top, middle)
    copies = [copy_of(original, target) for original in (top, middle, bottom)]
    assert [copy.depth for copy in copies] == [0, 1, 2]
    assert [copy.parent_id for copy in copies] == [None, copies[0].pk, copies[1].pk]
    assert carried.unaligned == []
    assert {v.depth for v in ObjectiveVersion.objects.filter(period=target)} == {0, 1, 2}
    assert nothing_to_correct()


def test_supporter_of_a_key_result_supports_its_copy(acme, target):
    top = make_objective(acme.admin, acme.period, "Top")
    goes, stays = make_key_result(acme.admin, top, "Goes"), make_key_result(acme.admin, top, "Stays")
    put_key_result_in_state(stays, State.ARCHIVED, by=acme.admin, reason="Rest.")
    of_one = make_objective(acme.admin, acme.period, "Of one", parent_key_result=goes)
    of_other = make_objective(acme.admin, acme.period, "Of other", parent_key_result=stays)
    carry(acme, target, top, of_one, of_other)
    its_top = copy_of(top, target)
    of_one, of_other = copy_of(of_one, target), copy_of(of_other, target)
    assert (of_one.parent_id, of_one.parent_key_result) == (its_top.pk, copy_of(goes, target))
    assert (of_other.parent_id, of_other.parent_key_result_id) == (its_top.pk, None)
    assert ObjectiveVersion.objects.get(objective=of_one).parent_key_result_id == of_one.parent_key_result_id
    assert nothing_to_correct()


def test_child_carried_later_finds_what_was_carried_before(acme, target):
    top = make_objective(acme.admin, acme.period, "Top")
    key_result = make_key_result(acme.admin, top)
    child = make_objective(acme.admin, acme.period, "Child", parent=top)
    helper = make_objective(acme.admin, acme.period, "Helper", parent_key_result=key_result)
    carry(acme, target, top)
    carry(acme, target, child, helper)
    its_top = copy_of(top, target)
    assert (copy_of(child, target).parent_id, copy_of(child, target).depth) == (its_top.pk, 1)
    assert copy_of(helper, target).parent_key_result == copy_of(key_result, target)
    assert nothing_to_correct()


def test_parent_carried_later_realigns_nothing(acme, target):
    top = make_objective(acme.admin, acme.period, "Top")
    child = make_objective(acme.admin, acme.period, "Child", parent=top)
    first = carry(acme, target, child)
    assert [o.pk for o in first.unaligned] == [copy_of(child, target).pk]
    carry(acme, target, top, child)
    assert copy_of(child, target).parent_id is None
    assert nothing_to_correct()


def test_archived_copy_holds_nothing(acme, target):
    top = make_objective(acme.admin, acme.period, "Top")
    child = make_objective(acme.admin, acme.period, "Child", parent=top)
    put_objective_in_state(carry(acme, target, top).objectives[0], State.ARCHIVED, by=acme.admin)
    assert len(carry(acme, target, child).unaligned) == 1
    assert copy_of(child, target).parent_id is None


def test_longer_period_around_both_holds_both(acme, target):
    year = around(acme, acme.period, target)
    goal = make_objective(acme.admin, year, "Year's goal")
    its_key_result = make_key_result(acme.admin, goal)
    make_key_result(acme.admin, goal)
    child = make_objective(acme.admin, acme.period, "Child", parent=goal)
    helper = make_objective(acme.admin, acme.period, "Helper", parent_key_result=its_key_result)
    make_key_result(acme.admin, child)
    before = Objective.objects.get(pk=goal.pk).expected_by_day
    carried = carry(acme, target, child, helper)
    assert copy_of(child, target).parent_id == goal.pk
    assert (copy_of(helper, target).parent_id, copy_of(helper, target).parent_key_result_id) == (
        goal.pk,
        its_key_result.pk,
    )
    assert carried.unaligned == []
    assert Objective.objects.get(pk=goal.pk).expected_by_day != before
    assert nothing_to_correct()


def test_what_is_set_aside_in_the_longer_period_holds_nothing(acme, target):
    year = around(acme, acme.period, target)
    goal = make_objective(acme.admin, year, "Year's goal")
    child = make_objective(acme.admin, acme.period, "Child", parent=goal)
    put_objective_in_state(goal, State.DROPPED, by=acme.admin, reason="Rest.")
    assert [o.continues_id for o in carry(acme, target, child).unaligned] == [child.pk]
    assert copy_of(child, target).parent_id is None


def test_year_that_was_carried_holds_what_follows(acme, target):
    old, new = around(acme, acme.period, name="Old"), around(acme, target, name="New", opened=False)
    goal = make_objective(acme.admin, old, "Year's goal")
    its_key_result = make_key_result(acme.admin, goal)
    child = make_objective(acme.admin, acme.period, "Child", parent=goal)
    helper = make_objective(acme.admin, acme.period, "Helper", parent_key_result=its_key_result)
    lonely = make_objective(acme.admin, acme.period, "Lonely", parent=make_objective(acme.admin, old, "Stays"))
    carry(acme, new, goal, source=old)
    carried = carry(acme, target, child, helper, lonely)
    its_goal = copy_of(goal, new)
    assert (copy_of(child, target).parent_id, copy_of(child, target).depth) == (its_goal.pk, 0)
    assert copy_of(helper, target).parent_key_result == copy_of(its_key_result, new)
    assert copy_of(lonely, target).parent_id is None
    assert [o.continues_id for o in carried.unaligned] == [lonely.pk]
    assert nothing_to_correct()


def test_closed_longer_period_holds_nothing(acme, target):
    """A planned quarter that nobody wrote anything for does not keep its year open."""
    year = around(acme, acme.period, target)
    goal = make_objective(acme.admin, year, "Year's goal")
    child = make_objective(acme.admin, acme.period, "Child", parent=goal)
    shut(acme.period, by=acme.admin)
    shut(year, by=acme.admin)
    assert len(carry(acme, target, child).unaligned) == 1
    assert copy_of(child, target).parent_id is None
    assert nothing_to_correct()


def test_tree_grows_no_deeper_than_it_may(acme, target, monkeypatch):
    monkeypatch.setattr("objectives.actions.carry_over.DEEPEST", 3)
    top = make_objective(acme.admin, acme.period, "Top")
    middle = make_objective(acme.admin, acme.period, "Middle", parent=top)
    bottom = make_objective(acme.admin, acme.period, "Bottom", parent=middle)
    its_top = carry(acme, target, top).objectives[0]
    deep = make_objective(acme.admin, target, "Deep", parent=make_objective(acme.admin, target, "Deeper"))
    move_objective(its_top, by=acme.admin, parent=deep)
    carried = carry(acme, target, middle, bottom)
    assert [o.continues_id for o in carried.unaligned] == [middle.pk]
    assert copy_of(middle, target).parent_id is None
    assert copy_of(bottom, target).parent_id == copy_of(middle, target).pk
    assert nothing_to_correct()


def test_open_target_is_carried_into_with_its_reason(acme):
    target = following(acme, opened=True)
    original = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, original)
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(100), 8)])
    carry(acme, target, original)
    assert copy_of(key_result, target).target is None
    assert ObjectiveVersion.objects.get(period=target).reason == "Carried over from This quarter."
    check_in(by=acme.admin, statements=[Statement(copy_of(key_result, target).pk, Decimal(110), 8)])
    assert nothing_to_correct()


def test_copy_is_carried_further(acme, target):
    original = make_objective(acme.admin, acme.period)
    make_key_result(acme.admin, original)
    copy = carry(acme, target, original).objectives[0]
    open_period(target, by=acme.admin)
    further = carry(acme, following(acme, "Later", after=target), copy, source=target).objectives[0]
    assert further.continues_id == copy.pk
    assert nothing_to_correct()


def test_unknown_beginning_is_refused(acme, target):
    with pytest.raises(ValueError, match="nonsense"):
        carry(acme, target, make_objective(acme.admin, acme.period), start_from="nonsense")
    assert StartFrom.values == ["value", "start"]


def test_rivals_objective_is_not_carried(acme, rival, target):
    with rival.scope():
        theirs = make_objective(rival.admin, rival.period)
    assert carry(acme, target, theirs).objectives == ()
    assert Period.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3])
def test_carrying_costs_the_same_whatever_the_number(acme, target, count):
    year = around(acme, acme.period, target)
    goal = make_objective(acme.admin, year)
    originals = []
    for n in range(count):
        top = make_objective(acme.admin, acme.period, f"Top {n}", parent=goal)
        key_results = [make_key_result(acme.admin, top, f"Customers {k}") for k in range(count)]
        helper = make_objective(acme.admin, acme.period, f"Helper {n}", parent_key_result=key_results[0])
        originals += [top, helper]
    with statements() as asked:
        carried = carry(acme, target, *originals)
    assert (len(carried.objectives), len(carried.key_results)) == (2 * count, count * count)
    assert len(asked) == 23, "\n".join(asked)
    assert nothing_to_correct()


def contributing(cast, total, *contributors):
    for each in contributors:
        contribute(each, total, by=cast.admin, reason="Agreed.")


def edges(*key_results):
    standing = Contribution.objects.standing().filter(key_result__in=key_results)
    return set(standing.values_list("key_result_id", "to_id"))


def test_copies_contribute_to_copies(acme, target):
    objective = make_objective(acme.owner, acme.period)
    total = make_key_result(acme.owner, objective, "Total", measure="sum")
    part = make_key_result(acme.owner, objective, "Part")
    contributing(acme, total, part)
    check_in(by=acme.owner, statements=[Statement(part.pk, Decimal(40), 8)])
    carry(acme, target, objective)
    new_total, new_part = copy_of(total, target), copy_of(part, target)
    assert edges(part, new_part) == {(part.pk, total.pk), (new_part.pk, new_total.pk)}
    assert (new_total.start, new_total.target, new_total.current) == (0, 100, None)
    assert list(differences()) == []


@pytest.mark.parametrize("start_from", StartFrom.values)
def test_copy_adds_into_what_lasts_and_never_twice(acme, target, start_from):
    """40 in the first quarter. Who goes on from 40 replaces it in the year; who begins anew comes on top."""
    year = around(acme, acme.period, target)
    total = make_key_result(acme.admin, make_objective(acme.admin, year), "Total", measure="sum")
    objective = make_objective(acme.owner, acme.period)
    part = make_key_result(acme.owner, objective, "Part")
    contributing(acme, total, part)
    check_in(by=acme.owner, statements=[Statement(part.pk, Decimal(40), 8)])
    open_period(target, by=acme.admin)
    carry(acme, target, objective, start_from=start_from)
    check_in(by=acme.owner, statements=[Statement(copy_of(part, target).pk, Decimal(55), 8)])
    total.refresh_from_db()
    assert total.current == (55 if start_from == StartFrom.VALUE else 95)
    assert list(differences()) == []
