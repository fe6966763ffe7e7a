"""Milestones in a browser: written, ticked in the week's page and from the mail, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from checkins.models import CheckIn
from objectives.milestones import Milestone, as_json
from objectives.models import KeyResult
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective
from tests.checkins.mailed import Mailed

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
LOOKS = pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])


def launching(cast, period):
    found = [Milestone("pilot", "Pilot runs", 2, period.starts_on), Milestone("last1", "Launch")]
    aim = {"measure": "milestones", "start": None, "target": None, "milestones": as_json(found)}
    return make_key_result(cast.owner, make_objective(cast.owner, period), "Launch", **aim)


@pytest.fixture
def launch(live_acme):
    with live_acme.scope():
        return launching(live_acme, live_acme.period)


def kept(cast):
    with cast.scope():
        found = KeyResult.objects.get().milestones
        return [(item["title"], item["weight"], item["due_on"]) for item in found]


def said(cast):
    with cast.scope():
        return list(CheckIn.objects.order_by("created_at").values_list("reached", "value", "confidence", "source"))


def title(page, number):
    return page.get_by_role("group", name=f"Milestone {number}", exact=True).get_by_label(f"Milestone {number}")


@SCRIPTS
def test_one_is_written_with_rows_added_and_removed(live_acme, open_as, scripts):
    with live_acme.scope():
        objective = make_objective(live_acme.owner, live_acme.period)
    page = open_as(
        live_acme.owner, live_acme.url(f"objectives/{objective.pk}/key-results/new/"), java_script_enabled=scripts
    )
    page.get_by_label("What shows it?").fill("Launch")
    assert title(page, 1).is_visible() is not scripts
    page.get_by_label("Milestones").first.check()
    for number, words in enumerate(("Pilot runs", "Nobody wants this", "Staff trained"), start=1):
        title(page, number).fill(words)
    page.get_by_role("button", name="Add a milestone").click()
    if scripts:
        expect(title(page, 4)).to_be_focused()
    title(page, 4).fill("Launch")
    group = page.get_by_role("group", name="Milestone 4", exact=True)
    group.get_by_label("Weight").fill("2,5")
    group.get_by_label("Due").fill(live_acme.period.ends_on.isoformat())
    page.get_by_role("button", name="Remove milestone 2").click()
    expect(page.locator(".milestone-row")).to_have_count(3)
    if scripts:
        expect(title(page, 3)).to_be_focused()
    page.get_by_label("Reason").fill("Planned.")
    page.get_by_role("button", name="Add key result").click()
    expect(page.locator("#milestones")).to_have_text("Milestones")
    last = live_acme.period.ends_on.isoformat()
    assert kept(live_acme) == [("Launch", "2.5", last), ("Pilot runs", "1", None), ("Staff trained", "1", None)]


@SCRIPTS
def test_enter_in_a_row_saves_and_what_is_wrong_is_said_there(live_acme, launch, open_as, scripts):
    page = open_as(live_acme.owner, live_acme.url(f"key-results/{launch.pk}/edit/"), java_script_enabled=scripts)
    page.get_by_label("Reason").fill("It matters more.")
    weight = page.get_by_role("group", name="Milestone 1", exact=True).get_by_label("Weight")
    weight.fill("heavy")
    weight.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("Weight of milestone 1: “heavy” is not a number")
    page.get_by_role("link", name="Weight of milestone 1").click()
    expect(weight).to_be_focused()
    weight.fill("3")
    weight.press("Enter")
    expect(page.locator(".ledger")).to_contain_text("Weight of “Pilot runs” 2 → 3")
    assert kept(live_acme)[0][:2] == ("Pilot runs", "3")


@SCRIPTS
def test_they_are_ticked_in_the_week(live_acme, launch, open_as, scripts):
    page = open_as(live_acme.owner, live_acme.url("check-ins/"), java_script_enabled=scripts)
    row = page.locator(".check-in-row")
    if scripts:
        expect(row.get_by_label("Pilot runs")).to_be_focused()
        page.keyboard.press("Space")
    else:
        row.get_by_label("Pilot runs").check()
    row.locator("label", has_text="8").click()
    row.get_by_role("button", name="Save", exact=False).first.click()
    expect(page.locator(".check-in-done")).to_contain_text("1 of 2 milestones · 66 %")
    assert said(live_acme) == [(["pilot"], 2, 8, "person")]


def test_a_tick_is_a_draft_on_another_device(live_acme, launch, open_as):
    page = open_as(live_acme.owner, live_acme.url("check-ins/"))
    page.locator(".check-in-row").get_by_label("Launch").last.check()
    expect(page.locator("check-in-draft")).to_contain_text("Draft saved")
    other = open_as(live_acme.owner, live_acme.url("check-ins/"))
    expect(other.locator("input[value=last1]")).to_be_checked()
    expect(other.locator("input[value=pilot]")).not_to_be_checked()


@SCRIPTS
def test_they_are_ticked_from_the_mail(live_acme, open_as, scripts):
    mailed = Mailed(live_acme, count=1)
    with live_acme.scope():
        launching(live_acme, mailed.period)
    page = open_as(None, mailed.path, java_script_enabled=scripts)
    row = page.locator(".check-in-row", has_text="Pilot runs")
    expect(row).to_contain_text("overdue")
    row.get_by_label("Pilot runs").check()
    row.locator("label", has_text="8").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".check-in-done")).to_contain_text("1 of 2 milestones · 66 %")
    assert said(live_acme) == [(["pilot"], 2, 8, "mail")]


@LOOKS
def test_axe_finds_nothing(live_acme, launch, open_as, look):
    found = []
    page = open_as(live_acme.owner, live_acme.url("check-ins/"), **look)
    found += problems(page, "week")
    page.locator(".check-in-row").get_by_label("Pilot runs").check()
    page.locator(".check-in-row label", has_text="8").click()
    page.get_by_role("button", name="Save all").last.click()
    page.locator(".check-in-done").wait_for()
    for path in ("", "edit/", "numbers/", "check-in/"):
        page.goto(live_acme.url(f"key-results/{launch.pk}/{path}"))
        found += problems(page, path)
    page.goto(live_acme.url(f"key-results/{launch.pk}/edit/"))
    page.get_by_role("button", name="Add a milestone").click()
    page.get_by_role("group", name="Milestone 1", exact=True).get_by_label("Weight").fill("heavy")
    page.get_by_role("button", name="Save").last.click()
    page.locator(".error-summary").wait_for()
    assert found + problems(page, "refused") == []


@LOOKS
def test_axe_finds_nothing_on_the_page_from_the_mail(live_acme, open_as, look):
    mailed = Mailed(live_acme, count=1)
    with live_acme.scope():
        launching(live_acme, mailed.period)
    assert problems(open_as(None, mailed.path, **look), "mail") == []
