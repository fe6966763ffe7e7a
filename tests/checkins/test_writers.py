"""The same form, and the same key result, at the same moment."""

from decimal import Decimal
from uuid import uuid4

import pytest

from checkins.actions import SentTwice, Statement, check_in
from checkins.models import CheckIn
from objectives.models import KeyResult
from objectives.roll_up import database_now
from objectives.verification import differences
from tests.cast import make_cast, make_key_result, make_objective
from tests.writers import at_once, one_waiting_for_the_other

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return make_cast("acme", "Acme")


@pytest.fixture
def key_results(cast):
    with cast.scope():
        objective = make_objective(cast.owner, cast.period)
        return [make_key_result(cast.owner, objective) for _ in range(2)]


def saying(cast, key_result, value, key=None):
    said = [Statement(key_result.pk, Decimal(value), 7, "", key)]
    return lambda: check_in(by=cast.owner, statements=said)


def test_form_sent_twice_at_once_is_one_check_in_and_one_answer(cast, key_results):
    key = uuid4()
    first, second, _ = one_waiting_for_the_other(
        cast.organization, saying(cast, key_results[0], 10, key), saying(cast, key_results[0], 10, key)
    )
    assert [row.submission_key for row in first.check_ins] == [key]
    assert second.check_ins == []
    assert second.repeated[key_results[0].pk].submission_key == key
    with cast.scope():
        assert CheckIn.objects.count() == 1


def test_form_sent_by_many_clicks_is_one_check_in(cast, key_results):
    answers = at_once(cast.organization, *[saying(cast, key_results[0], 10, uuid4())] * 6)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sorted(len(answer.check_ins) for answer in answers) == [0, 0, 0, 0, 0, 1]
    with cast.scope():
        assert CheckIn.objects.count() == 1


def test_key_of_a_form_cannot_be_used_for_another_key_result_at_once(cast, key_results):
    """Their locks do not meet, so the constraint says it; nothing of the second stays."""
    key = uuid4()
    first, second, _ = one_waiting_for_the_other(
        cast.organization, saying(cast, key_results[0], 10, key), saying(cast, key_results[1], 20, key)
    )
    assert len(first.check_ins) == 1
    assert isinstance(second, SentTwice)
    with cast.scope():
        assert CheckIn.objects.count() == 1
        assert KeyResult.objects.get(pk=key_results[1].pk).current is None
        assert list(differences()) == []


def test_two_people_at_once_are_both_kept_and_the_later_one_counts(cast, key_results):
    one_waiting_for_the_other(cast.organization, saying(cast, key_results[0], 10), saying(cast, key_results[0], 30))
    with cast.scope():
        rows = list(CheckIn.objects.filter(key_result=key_results[0]).order_by("created_at"))
        assert [row.value for row in rows] == [10, 30]
        assert rows[0].created_at < rows[1].created_at
        key_result = KeyResult.objects.get(pk=key_results[0].pk)
        assert (key_result.current, key_result.current_at) == (30, rows[1].created_at)


def test_moment_of_a_check_in_is_taken_when_its_turn_has_come(cast, key_results):
    """Else a form that waited would count as the earlier word."""
    _, outcome, waiting_at = one_waiting_for_the_other(
        cast.organization,
        lambda: KeyResult.objects.select_for_update().get(pk=key_results[0].pk),
        saying(cast, key_results[0], 10),
        meanwhile=database_now,
    )
    assert outcome.check_ins[0].created_at > waiting_at
