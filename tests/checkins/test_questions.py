"""A question: from the scorecard to the owner's Home, until it is answered there."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.conversation import withdraw
from checkins.models import CheckIn, Comment
from checkins.told import open_questions
from tests.cast import client_of, make_key_result, make_objective, statements
from tests.checkins.test_comments import address, page, says


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def key_result(acme, objective):
    return make_key_result(acme.owner, objective)


def is_asked(acme, membership):
    return "Asked of you" in page(membership, acme, "")


def test_scorecard_leads_to_the_question(acme, objective, key_result):
    shown = page(acme.leader, acme, "scorecard/")
    for thing in (objective, key_result):
        label = f'title="Ask" aria-label="Ask Acme Owner about {thing.title}"'
        assert f'href="{acme.url(address(thing))}?ask" {label}' in shown
    form = page(acme.leader, acme, f"{address(objective)}?ask").split('name="asks"')[1].split(">")[0]
    assert "checked" in form


def test_nobody_asks_herself_and_a_viewer_asks_nobody(acme, objective):
    for person in (acme.owner, acme.viewer):
        assert 'class="ask"' not in page(person, acme, "scorecard/")


def test_question_lands_on_the_owners_home_and_nobody_elses(acme, objective, key_result):
    response = client_of(acme.leader).post(acme.url(address(key_result)), {"text": "Why flat?", "asks": "on"})
    assert response.status_code == 302 and Comment.objects.get().asked == acme.owner
    home = page(acme.owner, acme, "")
    assert "Asked of you" in home and "“Why flat?”" in home and "Paying customers" in home
    for person in (acme.leader, acme.admin, acme.viewer):
        assert not is_asked(acme, person)
    assert "asks Acme Owner" in page(acme.viewer, acme, f"key-results/{key_result.pk}/")


def test_question_stays_until_it_is_answered_where_it_was_asked(acme, objective, key_result):
    says(acme.leader, key_result, asks=True, at=timezone.now() - timedelta(days=30))
    says(acme.owner, objective, text="Elsewhere.")
    says(acme.admin, key_result, text="Somebody else.")
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(4), 8)])
    assert is_asked(acme, acme.owner)
    assert '<span class="badge strong">open</span>' in page(acme.leader, acme, address(key_result))
    answer = says(acme.owner, key_result, text="Two trials slipped.")
    assert not is_asked(acme, acme.owner)
    assert '<span class="badge strong">open</span>' not in page(acme.leader, acme, address(key_result))
    withdraw(answer, by=acme.owner)
    assert is_asked(acme, acme.owner)


def test_question_that_is_taken_back_is_asked_no_more(acme, key_result):
    withdraw(says(acme.leader, key_result, asks=True), by=acme.leader)
    assert not is_asked(acme, acme.owner) and open_questions(acme.owner) == []


def test_of_a_check_in_its_author_is_asked(acme, key_result):
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(4), 8)])
    assert says(acme.leader, CheckIn.objects.get(), asks=True).asked == acme.admin


def test_key_result_without_an_owner_asks_the_objectives(acme, objective):
    nobodys = make_key_result(acme.owner, objective, owner=None)
    assert says(acme.leader, nobodys, asks=True).asked == acme.owner


def test_the_one_who_is_asked_answers_although_the_owner_is_another_now(acme, key_result):
    says(acme.leader, key_result, asks=True)
    type(key_result).objects.filter(pk=key_result.pk).update(owner=acme.admin)
    assert is_asked(acme, acme.owner) and not is_asked(acme, acme.admin)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_home_asks_the_same_whatever_is_asked_of_one(acme, key_result, count):
    for n in range(count):
        says(acme.leader, key_result, text=f"Question {n}?", asks=True)
    client = client_of(acme.owner)
    with statements() as asked:
        shown = client.get(acme.url()).content.decode()
    assert len(asked) == 19, "\n".join(asked)
    assert shown.count(">Answer<") == min(count, 20)
