"""Many writers on one tree at the same time."""

import random
import time
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from checkins.actions import Statement, check_in
from checkins.models import CheckIn
from objectives.actions.objectives import move_objective, put_objective_in_state, weigh_supporters
from objectives.actions.periods import begin_grace, close_period, create_period, open_period, reopen_period
from objectives.errors import AlreadyDone, PeriodIsClosed, Refused, TreeLoop
from objectives.models import KeyResult, Objective, State
from objectives.roll_up import lock_tree
from objectives.verification import differences
from organizations.models import Activity
from organizations.tenancy import organization_scope
from tests.cast import end, make_cast, make_key_result, make_objective
from tests.objectives.test_sequences import loop_count
from tests.writers import Person, answers_of, at_once, one_waiting_for_the_other, room_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    """Acme, committed, so that every connection sees it."""
    return make_cast("acme", "Acme")


def grow_tree(cast, depth=4, breadth=3):
    """Objectives in full levels, each with three key results: room for many forms that do not meet but further up."""
    level = [None]
    for _ in range(depth):
        parents = [parent for parent in level for _ in range(breadth if parent else 1)]
        level = [make_objective(cast.admin, cast.period, parent=parent) for parent in parents]
        for objective in level:
            for _ in range(3):
                make_key_result(cast.admin, objective)


def check_in_for(seconds, cast, key_result_ids, seed):
    """Form after form of five key results, until the time is over."""
    dice, count, end = random.Random(seed), 0, time.monotonic() + seconds

    def work():
        nonlocal count
        while time.monotonic() < end:
            with organization_scope(cast.organization):
                chosen = dice.sample(key_result_ids, 5)
                said = [Statement(pk, Decimal(dice.randint(0, 120)), dice.randint(4, 10)) for pk in chosen]
                check_in(by=cast.admin, statements=said)
                count += 5
        return count

    return work


def audit_for(seconds, cast):
    """Somebody who stops them all now and then, and looks at every number."""
    end = time.monotonic() + seconds

    def work():
        while time.monotonic() < end:
            with organization_scope(cast.organization):
                lock_tree(exclusive=True)
                found = list(differences())
            assert found == []
            time.sleep(0.2)
        return 0

    return work


def rearrange_for(seconds, cast, objective_ids, seed):
    """Somebody who moves, weighs and archives meanwhile."""
    dice, end = random.Random(seed), time.monotonic() + seconds

    def work():
        while time.monotonic() < end:
            with organization_scope(cast.organization):
                one, other = (Objective.objects.get(pk=pk) for pk in dice.sample(objective_ids, 2))
                with suppress(Refused):
                    dice.choice([move, weigh, put_away])(one, other)
        return 0

    def move(one, other):
        move_objective(one, by=cast.admin, parent=other, reason="Fits.")

    def weigh(one, other):
        weights = {o.pk: Decimal(dice.randint(0, 5)) for o in Objective.objects.filter(parent=one)}
        weigh_supporters(one, weights, by=cast.admin, reason="Matters.")

    def put_away(one, other):
        put_objective_in_state(one, State.ARCHIVED, by=cast.admin, reason="Rest.")
        put_objective_in_state(one, State.ACTIVE, by=cast.admin, reason="Back.")

    return work


def write_for(seconds, cast, *, writers=32, rearrangers=0):
    with cast.scope():
        grow_tree(cast)
        key_result_ids = list(KeyResult.objects.order_by("pk").values_list("pk", flat=True))
        objective_ids = list(Objective.objects.order_by("pk").values_list("pk", flat=True))
    works = [check_in_for(seconds, cast, key_result_ids, n) for n in range(writers - rearrangers)]
    works += [rearrange_for(seconds, cast, objective_ids, n) for n in range(rearrangers)]
    works.append(audit_for(seconds, cast))
    with room_for(len(works)):
        answers = answers_of([Person(work) for work in works])
    errors = [answer for answer in answers if isinstance(answer, Exception)]
    assert errors == []
    with cast.scope():
        assert CheckIn.objects.count() == sum(answers) == Activity.objects.filter(verb="checked_in").count()
        assert sum(answers) > 0
        assert list(differences()) == []
        assert loop_count() == 0


def test_writers_at_once_leave_every_number_exact(cast):
    write_for(5, cast)


def test_writers_at_once_while_others_rearrange_the_tree(cast):
    write_for(3, cast, rearrangers=4)


@pytest.mark.slow
def test_writers_at_once_for_a_minute(cast):
    write_for(60, cast)


@pytest.mark.slow
def test_writers_at_once_for_a_minute_while_others_rearrange_the_tree(cast):
    write_for(60, cast, rearrangers=4)


def test_two_moves_at_once_make_no_loop(cast):
    with cast.scope():
        one, other = (make_objective(cast.admin, cast.period) for _ in range(2))
    first, second, _ = one_waiting_for_the_other(
        cast.organization,
        lambda: move_objective(one, by=cast.admin, parent=other, reason="Fits."),
        lambda: move_objective(other, by=cast.admin, parent=one, reason="Fits."),
    )
    assert not isinstance(first, Exception)
    assert isinstance(second, TreeLoop)
    with cast.scope():
        assert loop_count() == 0


def test_each_transition_happens_once(cast):
    with cast.scope():
        far = {"starts_on": date(2090, 1, 1), "ends_on": date(2090, 3, 31)}
        period = create_period(by=cast.admin, name="Far", kind="quarter", **far)
    steps = {
        "opened": partial(open_period, period, by=cast.admin),
        "grace_began": partial(begin_grace, period, by=cast.admin, reason="Sold."),
        "closed": partial(close_period, period, by=cast.admin),
        "reopened": partial(reopen_period, period, by=cast.admin, reason="Late invoices."),
    }
    for verb, step in steps.items():
        answers = at_once(cast.organization, *[step] * 4)
        assert sorted(type(answer).__name__ for answer in answers) == [*["AlreadyDone"] * 3, "Period"], verb
        with cast.scope():
            assert Activity.objects.filter(thing_id=period.pk, verb=verb).count() == 1
    first, second, _ = one_waiting_for_the_other(
        cast.organization, lambda: close_period(period, by=cast.admin), lambda: close_period(period, by=cast.admin)
    )
    assert not isinstance(first, Exception)
    assert isinstance(second, AlreadyDone)


def test_check_in_that_waited_for_the_close_is_refused(cast):
    with cast.scope():
        key_result = make_key_result(cast.owner, make_objective(cast.owner, cast.period))
        end(cast.period, by=cast.admin)
    _, second, _ = one_waiting_for_the_other(
        cast.organization,
        lambda: close_period(cast.period, by=cast.admin),
        lambda: check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(1), 7)]),
    )
    assert isinstance(second, PeriodIsClosed)
    with cast.scope():
        assert not CheckIn.objects.exists()
