"""The search box by keyboard, the page without scripts, and axe on both."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective


@pytest.fixture
def objective(live_acme):
    with live_acme.scope():
        found = make_objective(live_acme.leader, live_acme.period, "Win the ports")
        make_key_result(live_acme.owner, found, "Ports that plan with us")
    return found


def test_box_is_worked_by_keyboard_alone(live_acme, objective, open_as):
    page = open_as(live_acme.viewer, live_acme.url("scorecard/"), **WIDE_LIGHT)
    page.keyboard.press("/")
    expect(page.get_by_label("Search the organization")).to_be_focused()
    page.keyboard.type("port")
    first = page.locator(".search-found").get_by_role("link", name="Win the ports")
    expect(first).to_be_visible()
    expect(page.locator("#announcer")).to_have_text("2 found")
    assert problems(page, "the box") == []
    page.keyboard.press("Escape")
    expect(first).to_have_count(0)
    page.keyboard.type("s")
    expect(first).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ports that plan with us")


def test_slash_is_a_letter_where_one_types(live_acme, objective, open_as):
    page = open_as(live_acme.leader, live_acme.url("objectives/new/"), **WIDE_LIGHT)
    page.get_by_label("What do you want?").focus()
    page.keyboard.type("either/or")
    expect(page.get_by_label("What do you want?")).to_have_value("either/or")


def test_it_finds_without_scripts(live_acme, objective, open_as):
    page = open_as(live_acme.viewer, live_acme.url("scorecard/"), java_script_enabled=False, **WIDE_LIGHT)
    page.get_by_label("Search the organization").fill("ports")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Win the ports").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Win the ports")


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing(live_acme, objective, open_as, look):
    page, said = open_as(live_acme.viewer, "/organizations/", **look), []
    for path in ("search/", "search/?q=ports", "search/?q=nothing+such"):
        page.goto(live_acme.url(path))
        said += problems(page, path)
    assert said == []
