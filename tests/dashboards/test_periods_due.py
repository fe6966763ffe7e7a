"""What Home says when a period ends, and when another begins."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine

from checkins.actions import Statement, check_in
from objectives.actions.periods import create_period
from objectives.actions.reviews import Answers, Given, review_objective
from tests.cast import client_of, end, join, make_key_result, make_objective, statements


def home(acme, person):
    return client_of(person).get(acme.url()).content.decode()


def on(acme, day):
    return time_machine.travel(acme.organization.start_of(day) + timedelta(hours=12), tick=False)


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period, belongs_to="team", team=acme.team)


def test_nothing_is_asked_while_nothing_ends(acme, objective):
    for person in (acme.admin, acme.leader, acme.owner, acme.viewer):
        page = home(acme, person)
        assert "is over" not in page and "/scoring/" not in page and "Open it" not in page


def test_owner_is_asked_until_nothing_is_missing(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(50), 7)])
    period = end(acme.period, by=acme.admin)
    until = period.grace_ends_on(acme.organization)
    page = home(acme, acme.owner)
    assert f"This quarter is over: score and reflect on your objectives until {until:%-d %B}" in page
    assert f"/acme/objectives/{objective.pk}/review/" in page
    assert "Missing: 1 score, what was learned, the decision" in page
    given = {key_result.pk: Given(Decimal("0.5"))}
    answers = Answers(learned="Start earlier.", decision="drop")
    review_objective(objective, by=acme.owner, key_results=given, answers=answers)
    assert "is over" not in home(acme, acme.owner)


def test_when_all_is_over_home_asks_for_final_values_and_for_nothing_weekly(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    end(acme.period, by=acme.admin)
    page = home(acme, acme.owner)
    assert "1 final value is asked of you" in page and "this week" not in page
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(50), 7)])
    page = home(acme, acme.owner)
    assert "Every final value that was asked of you is in: 1 of 1." in page and "this week" not in page


def test_owner_of_a_key_result_is_asked_for_its_score(acme, objective):
    person = join(acme.organization, "member", "Chi")
    own = make_key_result(acme.owner, objective, "Trials", owner=person)
    end(acme.period, by=acme.admin)
    assert f"/review/#key-result-{own.pk}" in home(acme, person)
    review_objective(objective, by=person, key_results={own.pk: Given(Decimal(0))})
    assert "is over" not in home(acme, person)


def test_lead_reads_how_many_of_her_teams_are_not_complete(acme, objective):
    make_objective(acme.owner, acme.period, "Second", belongs_to="team", team=acme.team)
    period = end(acme.period, by=acme.admin)
    page = home(acme, acme.leader)
    assert "2 objectives of your teams are not complete" in page
    assert f"/acme/periods/{period.pk}/scoring/" in page
    assert "of your teams" not in home(acme, acme.viewer)


@pytest.mark.parametrize(("days", "words"), [(-8, ""), (-7, "begins on"), (0, "began on")])
def test_admin_is_told_seven_days_before_a_period_begins(acme, days, words):
    first = acme.period.ends_on + timedelta(days=1)
    last = first + timedelta(days=90)
    planned = create_period(by=acme.admin, name="Next quarter", kind="quarter", starts_on=first, ends_on=last)
    with on(acme, first + timedelta(days=days)):
        page = home(acme, acme.admin)
        assert (f"Next quarter {words} {first:%-d %B}" in page) is bool(words)
        assert (f"/acme/periods/{planned.pk}/open/" in page) is bool(words)
        assert (f"/acme/periods/{planned.pk}/checklist/" in page) is bool(words)
        assert f"/acme/periods/{planned.pk}/open/" not in home(acme, acme.leader)
    with on(acme, last + timedelta(days=1)):
        assert f"/acme/periods/{planned.pk}/open/" not in home(acme, acme.admin)


@pytest.mark.parametrize(("days", "words"), [(-8, ""), (-7, "ends on"), (0, "ends on"), (1, "ended on")])
def test_admin_is_told_seven_days_before_grace_ends(acme, days, words):
    period = end(acme.period, by=acme.admin)
    until = period.grace_ends_on(acme.organization)
    with on(acme, until + timedelta(days=days)):
        page = home(acme, acme.admin)
        assert (f"its grace {words} {until:%-d %B}" in page) is bool(words)
        assert (f"/acme/periods/{period.pk}/close/" in page) is bool(words)
        assert "its grace" not in home(acme, acme.leader)


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_questions_whatever_ends(acme, count):
    for n in range(count):
        objective = make_objective(acme.owner, acme.period, f"Objective {n}")
        make_key_result(acme.owner, objective)
        make_key_result(acme.owner, make_objective(acme.admin, acme.period, f"Other {n}"))
    end(acme.period, by=acme.admin)
    client = client_of(acme.owner)
    with statements() as asked:
        client.get(acme.url())
    assert len(asked) == 23, "\n".join(asked)
