"""The minute: five check-ins by keyboard, and the same without JavaScript."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from checkins.models import CheckIn
from objectives.models import KeyResult
from tests.cast import make_key_result, make_objective


@pytest.fixture
def six(live_acme):
    with live_acme.scope():
        objective = make_objective(live_acme.owner, live_acme.period)
        for n in range(6):
            make_key_result(live_acme.owner, objective, f"Customers {n}", weight=Decimal(6 - n))
    return live_acme


def said(cast):
    with cast.scope():
        return {c.key_result.title: (c.value, c.confidence) for c in CheckIn.objects.select_related("key_result")}


def test_five_check_ins_by_keyboard_on_one_page_load(six, open_as):
    page = open_as(six.owner, six.url("check-ins/"))
    loads = []
    page.on("load", lambda: loads.append(page.url))
    keys = 0
    for n in range(5):
        row = page.locator(".check-in-row").first.get_attribute("id")
        expect(page.locator(":focus")).to_have_attribute("name", f"{row.removeprefix('row-')}-value")
        for key in ("4", str(n), "Tab", "8", "Enter"):
            page.keyboard.press(key)
            keys += 1
        expect(page.locator(".check-in-done")).to_have_count(n + 1)
    assert keys == 25
    assert loads == []
    expect(page.locator(".check-in-progress")).to_contain_text("5 of 6")
    expect(page.locator("#announcer")).to_contain_text("Checked in. Customers 4 is at 44")
    assert said(six) == {f"Customers {n}": (Decimal(40 + n), 8) for n in range(5)}


def test_without_javascript_the_touched_rows_are_saved_and_no_others(six, open_as):
    page = open_as(six.owner, six.url("check-ins/"), java_script_enabled=False)
    row = page.locator(".check-in-row").nth(1)
    row.get_by_label("Now").fill("1,5")
    row.locator("label", has_text="7").click()
    row.get_by_label("What changed?").fill("Two trials convert.")
    page.get_by_role("button", name="Save all").last.click()
    expect(page.locator("#messages")).to_contain_text("Checked in. Customers 1 is at 1")
    expect(page.locator(".check-in-progress")).to_contain_text("1 of 6")
    assert said(six) == {"Customers 1": (Decimal("1.5"), 7)}


def test_nonsense_is_explained_at_the_field_and_kept(six, open_as):
    page = open_as(six.owner, six.url("check-ins/"))
    row = page.locator(".check-in-row").first
    row.get_by_label("Now").fill("a lot")
    row.locator("label", has_text="2").first.click()
    row.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("“a lot” is not a number")
    expect(row).to_contain_text("what is in the way?")
    expect(row.get_by_label("Now")).to_have_value("a lot")
    expect(row.get_by_label("Now")).to_be_focused()
    assert said(six) == {}


def test_the_focus_goes_to_what_is_missing_and_after_the_last_row_to_it(six, open_as):
    page = open_as(six.owner, six.url("check-ins/"))
    expect(page.locator("#owed-count")).to_contain_text("6")
    for n in range(6):
        for key in ("4", str(n), "Tab", "2", "Enter"):
            page.keyboard.press(key)
        expect(page.locator(":focus")).to_have_attribute("name", re.compile("note$"))
        page.keyboard.type("Nobody answers.", delay=10)
        page.keyboard.press("Enter")
        expect(page.locator(".check-in-done")).to_have_count(n + 1)
    expect(page.locator("#save-all")).to_have_count(0)
    expect(page.locator("#owed-count")).to_be_empty()
    expect(page.locator(":focus")).to_have_text("Correct Customers 5")


def test_scorecard_of_another_browser_moves_without_reloading(six, open_as):
    board = open_as(six.leader, six.url("scorecard/"))
    expect(board.locator("#overall-progress")).to_contain_text("0")
    board.locator(".key-result .name").first.focus()
    page = open_as(six.owner, six.url("check-ins/"))
    page.keyboard.type("84")
    page.keyboard.press("Tab")
    page.keyboard.press("9")
    page.keyboard.press("Enter")
    expect(page.locator(".check-in-done")).to_have_count(1)
    with six.scope():
        assert KeyResult.objects.get(title="Customers 0").progress == Decimal("0.84")
    # Weight 6 of 21: 0.84 × 6 / 21 = 0.24.
    expect(board.locator("#overall-progress")).to_have_text("24\u00a0%", timeout=15_000)
    expect(board.locator(".key-result .name").first).to_be_focused()
