"""Carrying over in a browser: one look, one click, and the next quarter has what goes on."""

import pytest

from objectives.actions.reviews import Answers, review_objective
from objectives.models import Objective
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import end, make_key_result, make_objective
from tests.objectives.test_actions_carry_over import following


@pytest.fixture
def target(live_acme):
    """A quarter in grace, with something of every decision, and the one that follows."""
    acme = live_acme
    with acme.scope():
        top = make_objective(acme.leader, acme.period, "Win the mid-market")
        long = "Sell to forty companies that have more than a hundred employees each"
        decided = {"continue": top, "change": make_objective(acme.owner, acme.period, long, parent=top)}
        decided["drop"] = make_objective(acme.owner, acme.period, "Open an office in Lyon")
        make_objective(acme.owner, acme.period, "Find the office", parent=decided["drop"])
        for objective in decided.values():
            make_key_result(acme.owner, objective)
        end(acme.period, by=acme.admin)
        for decision, objective in decided.items():
            answers = Answers(learned="Much.", decision=decision)
            review_objective(objective, by=acme.admin, key_results={}, answers=answers)
        return following(acme)


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_what_goes_on_is_carried_over_with_one_click(live_acme, open_as, target, look):
    page = open_as(live_acme.admin, live_acme.url(f"periods/{live_acme.period.pk}/carry-over/"), **look)
    assert problems(page, "carry over") == []
    page.get_by_role("button", name="Carry over into Next").click()
    page.get_by_text("2 objectives with 2 key results are in Next.").wait_for()
    page.goto(live_acme.url(f"periods/{live_acme.period.pk}/carry-over/"))
    assert page.get_by_role("checkbox").count() == 2
    assert problems(page, "carried over") == []
    page.get_by_role("link", name="Edit Sell to forty").click()
    with live_acme.scope():
        copy = Objective.objects.get(period=target, parent__isnull=False)
    assert f"/objectives/{copy.pk}/edit/" in page.url
    page.goto(live_acme.url(f"objectives/{copy.pk}/"))
    assert problems(page, "a copy") == []
    page.get_by_role("navigation", name="Across periods").get_by_role("link", name="This quarter").click()
    page.get_by_role("link", name="Score and reflect").wait_for()
