"""Two who carry over at the same moment, and one who closes the target meanwhile."""

import pytest

from objectives.actions.carry_over import carry_over
from objectives.actions.periods import begin_grace, close_period, open_period
from objectives.errors import PeriodIsClosed
from objectives.models import KeyResult, Objective
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import make_cast, make_key_result, make_objective
from tests.objectives.test_actions_carry_over import following
from tests.writers import at_once, one_waiting_for_the_other

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    """Acme, committed, so that every connection sees it."""
    return make_cast("acme", "Acme")


def tree(cast):
    top = make_objective(cast.admin, cast.period, "Top")
    objectives = [top, *(make_objective(cast.admin, cast.period, f"Child {n}", parent=top) for n in range(3))]
    for objective in objectives:
        make_key_result(cast.admin, objective)
    return [objective.pk for objective in objectives]


def test_four_who_carry_at_once_copy_once(cast):
    with cast.scope():
        ids, target = tree(cast), following(cast)

    def carry():
        return carry_over(cast.period, target, objectives=ids, start_from="value", by=cast.admin)

    answers = at_once(cast.organization, *[carry] * 4)
    assert sorted(len(answer.objectives) for answer in answers) == [0, 0, 0, 4]
    assert sorted(len(answer.left) for answer in answers) == [0, 4, 4, 4]
    with cast.scope():
        assert Objective.objects.filter(period=target).count() == KeyResult.objects.filter(period=target).count() == 4
        assert Activity.objects.filter(verb="carried").count() == 8
        assert list(differences()) == []


def test_carry_over_that_waited_for_the_close_of_its_target_is_refused(cast):
    with cast.scope():
        ids, target = tree(cast), following(cast)
        begin_grace(open_period(target, by=cast.admin), by=cast.admin, reason="It ends early.")
    _, second, _ = one_waiting_for_the_other(
        cast.organization,
        lambda: close_period(target, by=cast.admin),
        lambda: carry_over(cast.period, target, objectives=ids, start_from="value", by=cast.admin),
    )
    assert isinstance(second, PeriodIsClosed)
    with cast.scope():
        assert not Objective.objects.filter(period=target).exists()
