"""A half-written note survives: another device, a closed browser, signing out; and what is sent is gone."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from checkins.models import CheckIn, Draft
from tests.cast import PASSWORD, make_key_result, make_objective

SAVED = re.compile(r"Draft saved \d\d:\d\d")
FOUND = re.compile(r"Draft of today \d\d:\d\d")


@pytest.fixture
def two(live_acme):
    with live_acme.scope():
        objective = make_objective(live_acme.owner, live_acme.period)
        for n in range(2):
            make_key_result(live_acme.owner, objective, f"Customers {n}")
    return live_acme


def first_row(page):
    return page.locator(".check-in-row").first


def note_of(page):
    return first_row(page).get_by_label("What changed?")


def kept(cast):
    with cast.scope():
        return [(draft.value, draft.confidence, draft.note) for draft in Draft.objects.order_by("key_result__title")]


def test_half_written_note_is_found_on_another_device_and_gone_when_sent(two, open_as):
    page = open_as(two.owner, two.url("check-ins/"))
    for key in ("4", "2", "Tab", "7", "Tab"):
        page.keyboard.press(key)
    page.keyboard.type("Two trials convert")
    expect(first_row(page)).to_contain_text(SAVED)
    assert kept(two) == [("42", "7", "Two trials convert")]
    page.close()

    other = open_as(two.owner, two.url("check-ins/"))
    expect(first_row(other)).to_contain_text(FOUND)
    expect(first_row(other).get_by_label("Now")).to_have_value("42")
    expect(first_row(other).locator("[name$=-confidence][value='7']")).to_be_checked()
    expect(note_of(other)).to_have_value("Two trials convert")
    third = open_as(two.owner, two.url("check-ins/"))
    first_row(other).get_by_role("button", name="Save").click()
    expect(other.locator(".check-in-done")).to_have_count(1)
    assert kept(two) == []
    for page in (other, third):
        page.reload()
        expect(page.locator(".check-in-done")).to_have_count(1)
        expect(page.locator("check-in-draft")).to_have_count(1)
        expect(page.locator("check-in-draft")).to_have_text("")


def test_saving_disturbs_neither_focus_nor_typing(two, open_as):
    page = open_as(two.owner, two.url("check-ins/"))
    first_row(page).get_by_role("button", name="Save").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_visible()
    second = page.locator(".check-in-row").nth(1)
    note = second.get_by_label("What changed?")
    note.press_sequentially("Two trials")
    top = second.bounding_box()
    expect(second).to_contain_text(SAVED)
    expect(note).to_be_focused()
    assert second.bounding_box() == top
    page.keyboard.type(" convert")
    expect(note).to_have_value("Two trials convert")


def test_words_that_are_taken_back_leave_no_draft(two, open_as):
    page = open_as(two.owner, two.url("check-ins/"))
    note_of(page).fill("Two trials")
    expect(first_row(page)).to_contain_text(SAVED)
    note_of(page).fill("")
    expect(first_row(page).locator("check-in-draft")).not_to_contain_text("Draft")
    assert kept(two) == []


@pytest.mark.parametrize("path", ["check-ins/", "key-results/{}/check-in/"])
@pytest.mark.parametrize("has_script", [True, False])
def test_draft_is_discarded_by_its_button(two, open_as, path, has_script):
    page = open_as(two.owner, two.url("check-ins/"))
    note_of(page).fill("Two trials")
    expect(first_row(page)).to_contain_text(SAVED)
    path = path.format(first_row(page).get_attribute("id").removeprefix("row-"))
    other = open_as(two.owner, two.url(path), java_script_enabled=has_script)
    expect(note_of(other)).to_have_value("Two trials")
    other.get_by_role("button", name="Discard the draft on Customers 0").click()
    expect(note_of(other)).to_have_value("")
    expect(other.get_by_role("button", name="Discard")).to_have_count(0)
    expect(other).to_have_url(re.compile(path + "$"))
    assert kept(two) == []
    if has_script:
        expect(first_row(other).get_by_label("Now")).to_be_focused()
        expect(other.locator("#announcer")).to_contain_text("Draft discarded")


def test_single_page_saves_itself_too_and_sends(two, open_as):
    page = open_as(two.owner, two.url("check-ins/"))
    page.goto(two.url(f"key-results/{first_row(page).get_attribute('id').removeprefix('row-')}/check-in/"))
    first_row(page).get_by_label("Now").fill("42")
    first_row(page).locator("label", has_text="7").click()
    note_of(page).fill("Two trials")
    expect(first_row(page)).to_contain_text(SAVED)
    assert kept(two) == [("42", "7", "Two trials")]
    first_row(page).get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Checked in.")
    assert kept(two) == []


@pytest.fixture
def browser_of(live_server, browser):
    """A browser whose console may complain: refusals are what is asked for here."""
    contexts = []

    def signed_in(membership, path):
        context = browser.new_context(base_url=live_server.url)
        contexts.append(context)
        client = Client()
        client.force_login(membership.user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield signed_in
    for context in contexts:
        context.close()


def test_signed_out_while_typing_one_signs_in_in_another_tab_and_goes_on(two, browser_of):
    EmailAddress.objects.create(user=two.owner.user, email=two.owner.user.email, primary=True, verified=True)
    page = browser_of(two.owner, two.url("check-ins/"))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    note_of(page).press_sequentially("Two trials")
    expect(first_row(page)).to_contain_text("Not saved: you are signed out.")
    expect(page.locator("#announcer")).to_contain_text("Not saved: you are signed out.")
    expect(page.locator("trouble-note")).to_be_empty()
    expect(page).to_have_url(re.compile("/acme/check-ins/$"))
    expect(note_of(page)).to_be_focused()
    assert kept(two) == []

    with page.context.expect_page() as opened:
        first_row(page).get_by_role("link", name="Sign in in another tab").click()
    tab = opened.value
    tab.locator("[name=login]").fill(two.owner.user.email)
    tab.locator("[name=password]").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_role("heading", name="Home")).to_be_visible()
    tab.close()

    note_of(page).press_sequentially(" convert")
    expect(first_row(page)).to_contain_text(SAVED)
    assert kept(two) == [("", "", "Two trials convert")]
    page.reload()
    expect(note_of(page)).to_have_value("Two trials convert")


def test_next_person_at_the_same_computer_gets_nothing_of_it(two, browser_of, live_server):
    page = browser_of(two.owner, two.url("check-ins/"))
    client = Client()
    client.force_login(two.admin.user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    note_of(page).press_sequentially("Two trials")
    expect(first_row(page)).to_contain_text("Not saved. Somebody else has signed in here")
    assert kept(two) == []


def test_server_that_cannot_be_reached_is_told_quietly_and_what_was_typed_stays(two, browser_of):
    page = browser_of(two.owner, two.url("check-ins/"))
    page.context.set_offline(True)
    note_of(page).press_sequentially("Two trials")
    expect(first_row(page)).to_contain_text("Not saved: the server cannot be reached.")
    expect(page.locator("trouble-note")).to_be_empty()
    page.context.set_offline(False)
    note_of(page).press_sequentially(" convert")
    expect(first_row(page)).to_contain_text(SAVED)
    assert kept(two) == [("", "", "Two trials convert")]


def test_row_that_is_sent_before_its_draft_leaves_none(two, open_as):
    """Enter within the two seconds: the pending draft is not sent, and would come too late."""
    page = open_as(two.owner, two.url("check-ins/"))
    drafts = []
    page.on("request", lambda request: drafts.append(request.url) if "/draft/" in request.url else None)
    for key in ("4", "Tab", "8", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".check-in-done")).to_have_count(1)
    # What is typed into the next row is saved later than the other would have been.
    note_of(page).fill("Two trials")
    expect(first_row(page)).to_contain_text(SAVED)
    assert len(drafts) == 1
    assert kept(two) == [("", "", "Two trials")]
    with two.scope():
        assert CheckIn.objects.count() == 1
