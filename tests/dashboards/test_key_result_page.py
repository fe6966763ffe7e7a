"""What a key result's page tells: who said what for whom, and when it may be done."""

from datetime import date
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result
from objectives.actions.periods import create_period, open_period
from tests.cast import client_of, end, make_key_result, make_objective, shut


@pytest.fixture
def objective(acme):
    return make_objective(acme.leader, acme.period, belongs_to="team", team=acme.team)


def page(person, key_result):
    return client_of(person).get(f"/acme/key-results/{key_result.pk}/").content.decode()


def says(person, key_result, value):
    check_in(by=person, statements=[Statement(key_result.pk, Decimal(value), 8)])


def test_check_in_for_another_names_both(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    says(acme.owner, key_result, 1)
    assert "Acme Owner for" not in page(acme.viewer, key_result)
    says(acme.leader, key_result, 2)
    assert "Acme Leader for Acme Owner" in page(acme.viewer, key_result)


def test_whoever_spoke_for_the_owner_of_that_day_did_so_for_ever(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    says(acme.leader, key_result, 2)
    edit_key_result(key_result, by=acme.admin, changes={"owner": acme.leader})
    assert "Acme Leader for Acme Owner" in page(acme.viewer, key_result)


def test_its_owner_is_offered_to_be_done_once_it_is_reached(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    says(acme.owner, key_result, 99)
    assert "The target is reached" not in page(acme.owner, key_result)
    says(acme.owner, key_result, 100)
    assert "The target is reached" in page(acme.owner, key_result)
    assert "The target is reached" not in page(acme.leader, key_result)


def test_limit_is_offered_to_be_done_on_its_last_day_and_not_before(acme, objective, time_machine):
    limit = {"measure": "at_most", "high": Decimal(5), "start": None, "target": None}
    key_result = make_key_result(acme.owner, objective, **limit)
    says(acme.owner, key_result, 3)
    start_of = acme.organization.start_of
    time_machine.move_to(start_of(acme.period.starts_on))
    assert "The target is reached" not in page(acme.owner, key_result)
    time_machine.move_to(start_of(acme.period.ends_on))
    assert "The target is reached" in page(acme.owner, key_result)


def test_without_target_it_says_so_and_leads_to_where_it_is_set(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    planned = create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)
    draft = make_objective(acme.owner, planned, belongs_to="person")
    key_result = make_key_result(acme.owner, draft, start=Decimal(120), target=None, unit="customers")
    content = page(acme.owner, key_result)
    assert "No target yet, so nothing counts." in content
    assert "From 120\u00a0customers, target not set" in content
    assert f'href="/acme/key-results/{key_result.pk}/edit/">Set the target</a>' in content
    assert "Set the target" not in page(acme.viewer, key_result)
    open_period(planned, by=acme.admin)
    says(acme.owner, key_result, 150)
    for path in (f"key-results/{key_result.pk}/", f"objectives/{draft.pk}/", f"scorecard/?period={planned.pk}"):
        assert client_of(acme.owner).get(f"/acme/{path}").status_code == 200
    edit_key_result(key_result, by=acme.owner, changes={"target": Decimal(200)}, reason="Planned at last.")
    content = page(acme.viewer, key_result)
    assert "so nothing counts" not in content
    assert "<del>none</del> → <ins>200\u00a0customers</ins>" in content


@pytest.mark.parametrize("measure", ["number", "at_least", "at_most", "between"])
def test_every_measure_without_its_numbers_has_a_page_and_a_check_in(acme, measure):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    planned = create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)
    objective = make_objective(acme.owner, planned)
    key_result = make_key_result(acme.owner, objective, measure=measure, start=None, target=None)
    open_period(planned, by=acme.admin)
    for value in (3, 5):
        assert "so nothing counts" in page(acme.owner, key_result)
        assert client_of(acme.owner).get(f"/acme/key-results/{key_result.pk}/check-in/").status_code == 200
        says(acme.owner, key_result, value)


def test_its_team_is_named(acme, objective):
    assert f'href="/acme/teams/{acme.team.pk}/"' in page(acme.viewer, make_key_result(acme.owner, objective))


def test_ledger_tells_who_moved_what_why_and_what_the_progress_became(acme, objective):
    key_result = make_key_result(acme.owner, objective, target=Decimal(200))
    says(acme.owner, key_result, 63)
    edit_key_result(key_result, by=acme.leader, changes={"target": Decimal(150)}, reason="The market halved.")
    told = ("<del>200</del> → <ins>150</ins>", "“The market halved.”", "Acme Leader", "31\u00a0% became 42\u00a0%")
    for path in (f"key-results/{key_result.pk}", f"objectives/{objective.pk}"):
        content = client_of(acme.viewer).get(f"/acme/{path}/").content.decode()
        assert [words for words in told if words not in content] == []


def test_when_the_period_is_over_it_leads_to_the_final_value_and_to_its_score(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    end(acme.period, by=acme.admin)
    for person, is_asked in ((acme.owner, True), (acme.viewer, False)):
        text = page(person, key_result)
        assert (f"/key-results/{key_result.pk}/check-in/" in text) is is_asked
        assert (f"/objectives/{objective.pk}/review/#key-result-{key_result.pk}" in text) is is_asked
        assert "score, suggested" in text


def test_of_what_is_closed_it_promises_nothing(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    shut(acme.period, by=acme.admin)
    text = page(acme.owner, key_result)
    assert "Nobody checked in on it." in text and "will stand here" not in text
