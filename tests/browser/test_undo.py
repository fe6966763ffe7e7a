"""Undo in the page, for ten seconds, and from the history."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_objective

WHY = "The market moved."


@pytest.fixture
def aim(live_acme):
    with live_acme.scope():
        return make_objective(live_acme.owner, live_acme.period, "Win the year", belongs_to="person")


def archive(page, live_acme, aim):
    page.goto(live_acme.url(f"objectives/{aim.pk}/archive/"))
    page.get_by_label("Reason").fill(WHY)
    page.get_by_role("button", name="Put it away").click()
    expect(page.locator(".message")).to_contain_text("“Win the year” is archived.")
    # Its scripts run.
    page.wait_for_load_state()


def state_of(live_acme, aim):
    with live_acme.scope():
        aim.refresh_from_db()
    return aim.state


def test_button_goes_after_ten_seconds_and_the_history_keeps_it(live_acme, aim, open_as):
    page = open_as(live_acme.owner, live_acme.url(), **WIDE_LIGHT)
    page.clock.install()
    archive(page, live_acme, aim)
    offer = page.locator(".message").get_by_role("button", name="Undo")
    page.clock.run_for(9_000)
    expect(offer).to_be_visible()
    page.clock.run_for(2_000)
    expect(offer).to_have_count(0)
    expect(page.locator(".message")).to_contain_text("“Win the year” is archived.")
    page.locator(".ledger").get_by_role("button", name="archived").click()
    expect(page.locator(".message")).to_contain_text("Undone. It is as it was before.")
    expect(page.locator(".ledger")).to_contain_text("Undid the last change")
    assert state_of(live_acme, aim) == "active"


def test_button_waits_for_who_is_on_it_with_the_keyboard(live_acme, aim, open_as):
    page = open_as(live_acme.owner, live_acme.url(), **NARROW_DARK)
    page.clock.install()
    archive(page, live_acme, aim)
    offer = page.locator(".message").get_by_role("button", name="Undo")
    offer.focus()
    page.clock.run_for(60_000)
    expect(offer).to_be_visible()
    assert problems(page, "archived") == []
    page.keyboard.press("Enter")
    expect(page.locator(".message")).to_contain_text("Undone. It is as it was before.")
    assert state_of(live_acme, aim) == "active"


def test_without_javascript_it_stays(live_acme, aim, open_as):
    page = open_as(live_acme.owner, live_acme.url(), java_script_enabled=False, **WIDE_LIGHT)
    archive(page, live_acme, aim)
    page.locator(".message").get_by_role("button", name="Undo").click()
    expect(page.locator(".message")).to_contain_text("Undone. It is as it was before.")
    assert state_of(live_acme, aim) == "active"
