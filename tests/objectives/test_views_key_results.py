"""Adding and changing key results, and saying that they are done, in the browser's words."""

from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.key_results import mark_done
from objectives.models import KeyResult, KeyResultVersion, State
from tests.cast import client_of, make_key_result, make_objective, shut, statements

REASON = "The market moved."


@pytest.fixture
def client(acme):
    return client_of(acme.owner)


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def key_result(acme, objective):
    return make_key_result(acme.owner, objective)


def typed(cast, **changes):
    return {
        "title": "Paying customers",
        "measure": "number",
        "unit": "",
        "start": "0",
        "target": "100",
        "low": "",
        "high": "",
        "description": "",
        "owner": str(cast.owner.pk),
        "deputy": "",
        "due_on": "",
        "weight": "1",
        "reason": REASON,
        **changes,
    }


def new(objective):
    return f"/acme/objectives/{objective.pk}/key-results/new/"


def page_of(key_result):
    return f"/acme/key-results/{key_result.pk}/"


def undo_of(response):
    return [message.extra_tags for message in get_messages(response.wsgi_request)][-1]


def test_new_key_result_is_added_and_can_be_undone(acme, client, objective):
    response = client.post(new(objective), typed(acme, start="1 200", target="1,5k", unit="customers"))
    made = KeyResult.objects.get()
    assert response["Location"] == page_of(made)
    assert (made.start, made.target, made.unit) == (1200, 1500, "customers")
    assert KeyResultVersion.objects.get().reason == REASON
    client.post(undo_of(response))
    made.refresh_from_db()
    assert made.state == State.ARCHIVED


def test_without_reason_everything_typed_is_kept(acme, client, objective):
    response = client.post(new(objective), typed(acme, target="1,5k", reason=""))
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#id_reason"' in page
    assert 'value="1,5k"' in page
    assert not KeyResult.objects.exists()


def test_nonsense_gets_words_at_the_field_and_stays(acme, client, objective):
    response = client.post(new(objective), typed(acme, target="lots"))
    page = unescape(response.content.decode())
    assert "Target: “lots” is not a number" in page
    assert 'value="lots"' in page
    assert 'aria-describedby="id_target_helptext id_target_error"' in page


def test_edit_shows_numbers_as_people_write_them(acme, client, objective):
    key_result = make_key_result(acme.owner, objective, start=Decimal("1.500000"), target=Decimal(200))
    page = client.get(page_of(key_result) + "edit/").content.decode()
    assert 'value="1.5"' in page
    assert 'value="200"' in page


def test_edit_saves_and_can_be_undone(acme, client, key_result):
    response = client.post(page_of(key_result) + "edit/", typed(acme, target="150"))
    key_result.refresh_from_db()
    assert key_result.target == 150
    client.post(undo_of(response))
    key_result.refresh_from_db()
    assert key_result.target == 100


def test_edit_of_nothing_needs_no_reason(acme, client, key_result):
    response = client.post(page_of(key_result) + "edit/", typed(acme, reason=""))
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Nothing was changed."]


def test_closed_period_refuses_with_the_text_kept(acme, client, key_result):
    shut(acme.period, by=acme.admin)
    for path, data in (
        (new(key_result.objective), typed(acme, title="Typed")),
        (page_of(key_result) + "edit/", typed(acme, title="Typed")),
        (page_of(key_result) + "archive/", {"state": "archived", "reason": "Typed"}),
        (page_of(key_result) + "done/", {"done_as": "given_up", "reason": "Typed"}),
    ):
        response = client.post(path, data)
        assert response.status_code == 422, path
        assert "Typed" in response.content.decode()
        assert "closed" in response.content.decode()


@pytest.mark.parametrize("state", [State.ARCHIVED, State.DROPPED])
def test_put_away_and_restored(client, key_result, state):
    assert client.post(page_of(key_result) + "archive/", {"state": state}).status_code == 422
    client.post(page_of(key_result) + "archive/", {"state": state, "reason": REASON})
    key_result.refresh_from_db()
    assert key_result.state == state
    client.post(page_of(key_result) + "restore/", {"reason": REASON})
    key_result.refresh_from_db()
    assert key_result.is_active


def test_done_needs_a_choice_and_a_word(client, key_result):
    response = client.post(page_of(key_result) + "done/", {})
    assert response.status_code == 422
    assert "Say in a word why" in response.content.decode()


def test_done_undone_and_reopened(client, key_result):
    response = client.post(page_of(key_result) + "done/", {"done_as": "reached", "reason": "All there."})
    key_result.refresh_from_db()
    assert key_result.done_as == "reached"
    client.post(undo_of(response))
    key_result.refresh_from_db()
    assert not key_result.is_done
    client.post(page_of(key_result) + "done/", {"done_as": "given_up", "reason": "No budget."})
    assert client.post(page_of(key_result) + "reopen/", {}).status_code == 422
    client.post(page_of(key_result) + "reopen/", {"reason": REASON})
    key_result.refresh_from_db()
    assert not key_result.is_done


def test_limit_is_not_reached_before_its_last_day(acme, client, objective):
    tomorrow = acme.organization.day_of(timezone.now()) + timedelta(days=1)
    limit = make_key_result(
        acme.owner, objective, measure="at_most", start=None, target=None, high=Decimal(2), due_on=tomorrow
    )
    response = client.post(page_of(limit) + "done/", {"done_as": "reached", "reason": "Fine."})
    assert response.status_code == 422
    assert "last day" in response.content.decode()
    assert client.post(page_of(limit) + "done/", {"done_as": "given_up", "reason": "Fine."}).status_code == 302


def test_who_is_not_its_owner_does_not_say_that_it_is_done(acme, key_result):
    assert client_of(acme.leader).get(page_of(key_result) + "done/").status_code == 403
    assert client_of(acme.admin).get(page_of(key_result) + "done/").status_code == 200


def test_reopened_though_open_is_explained(acme, client, key_result):
    response = client.post(page_of(key_result) + "reopen/", {"reason": REASON})
    assert response.status_code == 422


def test_second_done_is_explained(acme, client, key_result):
    mark_done(key_result, by=acme.owner, done_as="reached", reason="All there.")
    response = client.post(page_of(key_result) + "done/", {"done_as": "reached", "reason": "All there."})
    assert response.status_code == 422


@pytest.mark.parametrize("count", [1, 3])
def test_form_asks_the_same_whatever_there_is(acme, client, objective, count):
    for _ in range(count):
        make_key_result(acme.owner, objective)
    with statements() as asked:
        client.get(new(objective))
    assert len(asked) == 10, "\n".join(asked)


def test_message_says_what_the_progress_became(acme):
    key_result = make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 8)])
    client = client_of(acme.owner)
    page = client.get(acme.url(f"key-results/{key_result.pk}/edit/"))
    form = {name: "" if value is None else value for name, value in page.context["form"].initial.items()}
    form |= {"target": "80", "reason": "The Lyon team is late."}
    content = client.post(acme.url(f"key-results/{key_result.pk}/edit/"), form, follow=True).content.decode()
    assert "Its progress was 40\u00a0% and is 50\u00a0% now." in content


def test_page_of_a_key_result_offers_another_one(acme, client, key_result):
    another = f"/acme/objectives/{key_result.objective_id}/key-results/new/"
    assert another in client.get(page_of(key_result)).content.decode()
    assert another not in client_of(acme.viewer).get(page_of(key_result)).content.decode()
