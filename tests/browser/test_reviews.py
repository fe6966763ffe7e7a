"""The end of an objective in a browser: said, refused, read, with nothing for axe to find."""

from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.periods import close_period
from objectives.actions.reviews import Answers, Given, review_objective
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import end, make_key_result, make_objective


@pytest.fixture
def objective(live_acme):
    """Three key results, one of them overridden, in a period that is over."""
    acme = live_acme
    with acme.scope():
        objective = make_objective(acme.owner, acme.period, belongs_to="team", team=acme.team)
        customers = make_key_result(acme.owner, objective, "Customers", unit="customers", weight=Decimal(3))
        limit = {"measure": "at_most", "start": None, "target": None, "high": Decimal(2), "unit": "%"}
        churn = make_key_result(acme.owner, objective, "Churn", owner=acme.leader, **limit)
        make_key_result(acme.owner, objective, "The office is open", measure="yes_no", start=None, target=None)
        said = [Statement(customers.pk, Decimal("64.99"), 7), Statement(churn.pk, Decimal(1), 8)]
        check_in(by=acme.owner, statements=said)
        make_objective(acme.leader, acme.period, "Be known", commitment="committed")
        end(acme.period, by=acme.admin)
        given = {churn.pk: Given(Decimal("0.95"), "It was broken for a week in May.")}
        review_objective(objective, by=acme.leader, key_results=given)
    return objective


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_owner_says_how_it_ended_on_one_page(live_acme, open_as, objective, look):
    acme = live_acme
    review, scoring = acme.url(f"objectives/{objective.pk}/review/"), acme.url(f"periods/{acme.period.pk}/scoring/")
    page = open_as(acme.owner, acme.url(), **look)
    said = problems(page, "home")
    page.get_by_role("link", name="Review Win the mid-market").click()
    said += problems(page, "form")
    customers = page.get_by_role("group", name="Customers")
    customers.get_by_label("Score").fill("0,9")
    page.get_by_label("What did we learn?").fill("Start **earlier**.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Say why it is not 0.64.").first.wait_for()
    said += problems(page, "refused")
    assert customers.get_by_label("Score").input_value() == "0,9"
    customers.get_by_label("Why, if not as suggested").fill("Two signed on the last day.")
    page.get_by_label("Change").check()
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Nothing is missing.").first.wait_for()
    page.goto(scoring)
    page.get_by_text("1 of 2 complete").wait_for()
    said += problems(page, "scoring")
    with acme.scope():
        close_period(acme.period, by=acme.admin)
    for path, words in ((review, "Decided:"), (scoring, "The period is closed.")):
        page.goto(path)
        page.get_by_text(words).wait_for()
        said += problems(page, f"closed {path}")
    assert said == []


def test_answers_are_kept_for_ever(live_acme, open_as, objective):
    acme = live_acme
    with acme.scope():
        answers = Answers(learned="Start **earlier**. <img src=x onerror=alert(1)>", decision="drop")
        review_objective(objective, by=acme.owner, key_results={}, answers=answers)
        close_period(acme.period, by=acme.admin)
    page = open_as(acme.viewer, acme.url(f"objectives/{objective.pk}/review/"))
    assert page.locator(".prose strong").inner_text() == "earlier"
    assert page.locator(".prose img").count() == 0
