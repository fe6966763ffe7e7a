"""The period closes while fifty people check in: each one is counted, or is refused and keeps what was typed."""

import threading
from decimal import Decimal
from functools import partial

import pytest
from django.test import Client
from playwright.sync_api import expect

from checkins.models import CheckIn
from objectives.models import KeyResult, Objective, Period
from objectives.scores import suggested_score
from objectives.verification import differences
from tests.cast import end, join, make_key_result, make_objective
from tests.writers import PATIENCE, Person, room_for

PEOPLE = 50
BEFORE_THE_CLICK = 5
# They press the button of a page that was loaded before.
OLD_TABS = 10


@pytest.fixture
def fifty(live_acme):
    """Fifty key results in grace, each with an owner who is signed in: membership, key result, client."""
    with live_acme.scope():
        objective = make_objective(live_acme.owner, live_acme.period)
        people = [join(live_acme.organization, "owner", f"Person {n}") for n in range(PEOPLE)]
        key_results = [make_key_result(person, objective, f"Customers {person}") for person in people]
        end(live_acme.period, by=live_acme.admin)
    clients = [Client() for _ in people]
    for person, client in zip(people, clients, strict=True):
        client.force_login(person.user)
    return list(zip(key_results, clients, strict=True))


def typed(key_result, n):
    said = {"value": n + 1, "confidence": 7, "note": f"Only I know this: {n}.", "was_value": "", "was_confidence": ""}
    return {"save": key_result.pk} | {f"{key_result.pk}-{name}": value for name, value in said.items()}


def test_each_check_in_is_counted_or_refused_with_its_text(fifty, live_acme, open_as):
    page = open_as(live_acme.admin, live_acme.url(f"periods/{live_acme.period.pk}/close/"))
    start, some_are_in, is_closed = threading.Barrier(PEOPLE + 1), threading.Semaphore(0), threading.Event()

    def send(n):
        key_result, client = fifty[n]
        start.wait(PATIENCE)
        assert n < PEOPLE - OLD_TABS or is_closed.wait(PATIENCE)
        answer = client.post(live_acme.url("check-ins/"), typed(key_result, n))
        some_are_in.release()
        return answer.status_code, answer.content.decode()

    with room_for(PEOPLE):
        people = [Person(partial(send, n)) for n in range(PEOPLE)]
        for person in people:
            person.start()
        start.wait(PATIENCE)
        for _ in range(BEFORE_THE_CLICK):
            assert some_are_in.acquire(timeout=PATIENCE)
        page.get_by_role("button", name="Close This quarter").click()
        expect(page.locator("#messages")).to_contain_text("closed")
        is_closed.set()
        for person in people:
            person.join(PATIENCE * 3)
        answers = [person.answer for person in people]
    saved = {n for n, (status, _) in enumerate(answers) if status == 302}
    refused = {n: text for n, (status, text) in enumerate(answers) if status == 422}
    assert len(saved) >= BEFORE_THE_CLICK
    assert len(refused) >= OLD_TABS
    assert saved | refused.keys() == set(range(PEOPLE))
    for n, text in refused.items():
        assert "The period is closed" in text
        assert f"Only I know this: {n}." in text
    with live_acme.scope():
        assert_counted(live_acme.period, {fifty[n][0].pk: Decimal(n + 1) for n in saved})


def assert_counted(period, values):
    """The snapshot has exactly these values, and the numbers that follow from them."""
    closed = Period.objects.get(pk=period.pk)
    said = CheckIn.objects.filter(period=period)
    assert {c.key_result_id: c.value for c in said} == values
    assert all(c.created_at <= closed.closed_at for c in said)
    assert {k.pk: k.current for k in KeyResult.objects.exclude(current=None)} == values
    progress = sum(values.values()) / 100 / PEOPLE
    assert suggested_score(Objective.objects.get().progress) == suggested_score(progress)
    assert list(differences()) == []
