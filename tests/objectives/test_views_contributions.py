"""Choosing what contributes to a key result, in the browser's words."""

from decimal import Decimal
from html import unescape

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.contributions import contribute
from objectives.models import Contribution, Measure
from tests.cast import client_of, make_key_result, make_objective, shut, statements

REASON = "The teams report now."


@pytest.fixture
def total(acme):
    objective = make_objective(acme.leader, acme.period, "Win the year")
    return make_key_result(acme.leader, objective, "Revenue", measure=Measure.SUM, unit="$")


@pytest.fixture
def north(acme, total):
    below = make_objective(acme.owner, acme.period, "Win the north", parent=total.objective)
    return make_key_result(acme.owner, below, "Revenue north", measure=Measure.CURRENCY, unit="$")


def page_of(cast, key_result):
    return cast.url(f"key-results/{key_result.pk}/contributions/")


def words(response):
    return unescape(response.content.decode())


def test_what_supports_its_objective_is_offered_and_added(acme, total, north):
    client = client_of(acme.leader)
    assert "Revenue north" in words(client.get(page_of(acme, total)))
    answer = client.post(page_of(acme, total), {"add": str(north.pk), "reason": REASON}, follow=True)
    assert "“Revenue north” contributes to “Revenue” now." in words(answer)
    assert Contribution.objects.get().key_result_id == north.pk
    answer = client.post(page_of(acme, total), {"end": str(north.pk), "reason": REASON}, follow=True)
    assert "contributes to “Revenue” no more." in words(answer)
    assert not Contribution.objects.standing().exists()


def test_what_has_another_unit_is_found_with_the_reason_and_refused(acme, total):
    euros = make_key_result(acme.owner, total.objective, "Madrid", measure=Measure.CURRENCY, unit="€")
    client = client_of(acme.leader)
    assert "only what has one unit can be added up" in words(client.get(page_of(acme, total) + "?q=madr"))
    answer = client.post(page_of(acme, total) + "?q=madr", {"add": str(euros.pk), "reason": REASON})
    assert answer.status_code == 422
    assert "only what has one unit can be added up" in words(answer)
    assert REASON in words(answer)
    assert not Contribution.objects.exists()


def test_running_period_asks_why(acme, total, north):
    answer = client_of(acme.leader).post(page_of(acme, total), {"add": str(north.pk), "reason": " "})
    assert answer.status_code == 422
    assert "Say why" in words(answer)


def test_who_may_not_edit_it_may_not_choose(acme, rival, total, north):
    for membership, status in ((acme.viewer, 403), (acme.owner, 403), (rival.leader, 404)):
        client = client_of(membership)
        assert client.get(page_of(acme, total)).status_code == status
        assert client.post(page_of(acme, total), {"add": str(north.pk), "reason": REASON}).status_code == status
    assert not Contribution.objects.exists()


def test_another_organizations_key_result_cannot_be_added(acme, rival, total):
    with rival.scope():
        theirs = make_key_result(rival.owner, make_objective(rival.owner, rival.period), unit="$")
    answer = client_of(acme.leader).post(page_of(acme, total), {"add": str(theirs.pk), "reason": REASON})
    assert answer.status_code == 404


def test_closed_period_keeps_what_contributes(acme, total, north):
    contribute(north, total, by=acme.leader, reason=REASON)
    shut(acme.period, by=acme.admin)
    answer = client_of(acme.leader).post(page_of(acme, total), {"end": str(north.pk), "reason": REASON})
    assert answer.status_code == 422
    assert Contribution.objects.standing().count() == 1


def test_page_of_a_sum_shows_what_contributes_and_its_numbers_add_it_up(acme, total, north):
    contribute(north, total, by=acme.leader, reason=REASON)
    check_in(by=acme.owner, statements=[Statement(north.pk, Decimal(30), 8)])
    client = client_of(acme.viewer)
    shown = words(client.get(acme.url(f"key-results/{total.pk}/")))
    assert "What contributes" in shown and "Revenue north" in shown
    assert "Contributes to" in words(client.get(acme.url(f"key-results/{north.pk}/")))
    numbers = words(client.get(acme.url(f"key-results/{total.pk}/numbers/")))
    assert "30 = $30" in numbers.replace("\u00a0", " ")
    assert "Changed what contributes" in shown and "<del>nothing</del> → <ins>Revenue north</ins>" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_contributes(acme, total, count):
    for n in range(count):
        each = make_key_result(acme.owner, total.objective, f"Region {n}", measure=Measure.CURRENCY, unit="$")
        make_key_result(acme.owner, total.objective, f"Region beside {n}", measure=Measure.CURRENCY, unit="$")
        contribute(each, total, by=acme.leader, reason=REASON)
    client = client_of(acme.leader)
    client.get(page_of(acme, total))
    for path, questions in (
        (page_of(acme, total) + "?q=region", 10),
        (acme.url(f"key-results/{total.pk}/numbers/"), 16),
    ):
        with statements() as asked:
            assert client.get(path).status_code == 200
        assert len(asked) == questions, path + "\n".join(asked)


def test_form_lets_a_sum_have_its_unit_and_its_target(acme, total):
    client, path = client_of(acme.leader), acme.url(f"objectives/{total.objective_id}/key-results/new/")
    typed = {"title": "Seats", "measure": "sum", "unit": "seats", "start": "0", "target": "40", "weight": "1"}
    typed |= {"owner": str(acme.leader.pk), "reason": REASON}
    answer = client.post(path, typed, follow=True)
    assert "is added" in words(answer)
    assert "Choose what contributes" in words(answer)


def test_check_in_on_a_sum_asks_for_confidence_alone(acme, total, north):
    contribute(north, total, by=acme.leader, reason=REASON)
    client, path = client_of(acme.leader), acme.url(f"key-results/{total.pk}/check-in/")
    shown = words(client.get(path))
    assert "counted from what contributes to it" in shown
    typed = {f"{total.pk}-{name}": value for name, value in (("confidence", "6"), ("note", "Slow."), ("was_value", ""))}
    client.post(path, typed)
    total.refresh_from_db()
    assert (total.confidence, total.current) == (6, None)
