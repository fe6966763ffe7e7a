"""Teams whose money adds up in the company's key result, and what an objective counts, seen in a browser."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from checkins.actions import Statement, check_in
from objectives.actions.contributions import contribute
from objectives.models import Measure
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("has_javascript", [True, False], ids=["script", "no-script"])


@pytest.fixture
def total(live_acme):
    """The company's revenue, to which the north contributes $20k; Madrid counts in euros."""
    with live_acme.scope():
        company = make_objective(live_acme.leader, live_acme.period, "Win the year")
        found = make_key_result(
            live_acme.leader, company, "Revenue", measure=Measure.SUM, unit="$", target=Decimal(200_000)
        )
        below = make_objective(live_acme.owner, live_acme.period, "Win the regions", parent=company)
        money = {"measure": Measure.CURRENCY, "target": Decimal(100_000)}
        north, _, _ = (
            make_key_result(live_acme.owner, below, title, unit=unit, **money)
            for title, unit in (("North", "$"), ("South", "$"), ("Madrid", "€"))
        )
        contribute(north, found, by=live_acme.leader, reason="Agreed.")
        check_in(by=live_acme.owner, statements=[Statement(north.pk, Decimal(20_000), 8)])
    return found


@WITH_AND_WITHOUT_JAVASCRIPT
def test_money_of_teams_adds_up_in_the_scorecard_and_other_money_is_refused_in_words(
    live_acme, total, open_as, has_javascript
):
    page = open_as(live_acme.leader, live_acme.url(f"key-results/{total.pk}/"), java_script_enabled=has_javascript)
    page.get_by_role("link", name="Change", exact=True).click()
    expect(page.locator("main")).to_contain_text("only what has one unit can be added up")
    expect(page.get_by_role("button", name="Add Madrid")).to_have_count(0)
    page.get_by_label("Reason").fill("The south reports now.")
    page.get_by_role("button", name="Add South").click()
    expect(page.get_by_role("button", name="Remove South")).to_be_visible()

    owner = open_as(live_acme.owner, live_acme.url("check-ins/"), java_script_enabled=has_javascript)
    row = owner.locator(".check-in-row", has_text="South")
    row.get_by_label("Now").fill("1k")
    row.locator("label", has_text="8").click()
    row.get_by_role("button", name="Save").or_(owner.get_by_role("button", name="Save all")).first.click()
    expect(owner.locator("main")).to_contain_text("1 %")

    page.goto(live_acme.url(f"key-results/{total.pk}/"))
    expect(page.locator(".figures").first).to_contain_text("$21\u202f000")
    page.goto(live_acme.url("scorecard/"))
    line = page.locator(".score-row", has=page.get_by_role("link", name="Revenue", exact=True))
    expect(line.first).to_contain_text("10\u00a0%")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_owner_says_what_counts_and_sees_what_it_comes_to(live_acme, total, open_as, has_javascript):
    path = live_acme.url(f"objectives/{total.objective_id}/weights/")
    page = open_as(live_acme.leader, path, java_script_enabled=has_javascript)
    expect(page.locator("[data-part=together]")).to_contain_text("Counts 50\u00a0%")
    if has_javascript:
        page.get_by_label("Revenue").fill("3")
        expect(page.locator("[data-part=together]")).to_contain_text("Counts 25\u00a0%.")
    page.get_by_label("Its key results alone").check()
    if has_javascript:
        expect(page.locator("[data-part=together]")).to_contain_text("Counts nothing.")
    page.get_by_label("Reason").fill("The regions are counted in it already.")
    page.get_by_role("button", name="Save weights").click()
    expect(page.locator(".figures").first).to_contain_text("10\u00a0%")


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing(live_acme, total, open_as, look):
    page, said = open_as(live_acme.leader, "/organizations/", **look), []
    for path in (
        *(f"key-results/{total.pk}/{rest}" for rest in ("", "numbers/", "contributions/?q=madrid", "check-in/")),
        *(f"objectives/{total.objective_id}/{rest}" for rest in ("weights/", "edit/", "numbers/")),
    ):
        assert page.goto(live_acme.url(path)).status == 200, path
        said += problems(page, path)
    assert said == []
