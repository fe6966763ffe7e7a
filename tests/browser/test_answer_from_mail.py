"""A check-in from the mail: its link in a browser that is not signed in, with and without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from checkins.models import CheckIn
from checkins.reminders.links import unsubscribe_address
from organizations.models import Membership
from tests.browser.test_accessibility import NARROW_DARK, WIDE_DARK, WIDE_LIGHT, problems
from tests.checkins.mailed import Mailed, path_of
from tests.everything import everything

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@pytest.fixture
def mailed(live_acme):
    mailed = Mailed(live_acme)
    with live_acme.scope():
        for key_result in mailed.key_results:
            mailed.say_last_week(key_result)
    return mailed


def said(mailed):
    with mailed.cast.scope():
        return sorted(CheckIn.objects.filter(source="mail").values_list("key_result__title", "value", "confidence"))


@SCRIPTS
def test_two_rows_are_filled_in_and_saved(mailed, open_as, scripts):
    page = open_as(None, mailed.path, java_script_enabled=scripts)
    for n, value in ((0, "56"), (2, "1,5")):
        row = page.locator(".check-in-row", has_text=f"Customers {n}")
        row.get_by_label("Now, customers").fill(value)
        row.locator("label", has_text="8").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".check-in-progress")).to_contain_text("2 of 3 done")
    expect(page.locator(".check-in-done").first).to_contain_text("40 customers → 56 customers · 56 %")
    expect(page.locator(".check-in-row")).to_have_count(1)
    expect(page).to_have_title("2 of 3 done: your check-ins · Sightline")
    assert said(mailed) == [("Customers 0", 56, 8), ("Customers 2", 1.5, 8)]
    assert page.context.cookies() == []
    page.reload()
    assert len(said(mailed)) == 2
    page.get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


@SCRIPTS
def test_what_is_wrong_is_said_first_and_kept(mailed, open_as, scripts):
    page = open_as(None, mailed.path, java_script_enabled=scripts, **NARROW_DARK)
    row = page.locator(".check-in-row").first
    row.get_by_label("Now, customers").fill("a lot")
    row.get_by_label("What changed?").fill("A long story.")
    page.get_by_role("button", name="Save").click()
    expect(page).to_have_title("Error: 0 of 3 done: your check-ins · Sightline")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(row.get_by_label("Now, customers")).to_have_value("a lot")
    expect(row.get_by_label("What changed?")).to_have_value("A long story.")
    assert said(mailed) == []
    if scripts:
        assert problems(page, "refused answer") == []


@SCRIPTS
def test_scanner_with_a_browser_changes_nothing(mailed, open_as, as_bypassrls_role, scripts):
    unsubscribing = "/" + unsubscribe_address(mailed.reminder).split("/", 3)[3]
    before = everything(as_bypassrls_role)
    for path in (mailed.path, unsubscribing):
        page = open_as(None, path, java_script_enabled=scripts)
        page.wait_for_load_state("networkidle")
        page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
        page.mouse.move(200, 300)
        page.close(run_before_unload=True)
    assert everything(as_bypassrls_role) == before


@SCRIPTS
def test_mails_are_ended_by_a_button_and_begun_again(mailed, open_as, scripts):
    page = open_as(None, "/" + unsubscribe_address(mailed.reminder).split("/", 3)[3], java_script_enabled=scripts)
    page.get_by_role("button", name="Send me no more of them").click()
    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    with mailed.cast.scope():
        assert Membership.objects.get(pk=mailed.owner.pk).unwanted_mails == ["check_ins"]
    page.get_by_role("button", name="Send them again").click()
    expect(page.get_by_role("heading", name="You get these mails again")).to_be_visible()
    with mailed.cast.scope():
        assert Membership.objects.get(pk=mailed.owner.pk).unwanted_mails == []


@pytest.mark.parametrize("look", [WIDE_LIGHT, WIDE_DARK, NARROW_DARK], ids=["wide-light", "wide-dark", "narrow-dark"])
def test_axe_finds_nothing_before_and_after(mailed, open_as, look):
    page = open_as(None, mailed.path, **look)
    found = problems(page, "asked")
    page.locator(".check-in-row").first.get_by_label("Now, customers").fill("56")
    page.get_by_role("button", name="Save").click()
    page.locator(".check-in-done").wait_for()
    assert found + problems(page, "answered") == []


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing_on_dead_links(mailed, live_server, browser, look):
    with mailed.cast.scope():
        long_ago = mailed.monday - timedelta(days=28)
        old = path_of(mailed.remind(mailed.owner, due_on=long_ago, until_on=long_ago))
    context = browser.new_context(base_url=live_server.url, **look)
    page = context.new_page()
    for path, status in (("/answer/x/", 404), ("/unsubscribe/x/", 404), (old, 410)):
        assert page.goto(path).status == status
        assert problems(page, path) == []
    context.close()
