"""Two people in two browsers talk: a comment, a mention, a question and its answer, and a check-in that was seen."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from checkins.actions import Statement, check_in
from checkins.conversation import say, withdraw
from checkins.models import CheckIn
from checkins.subjects import check_ins_with_people, subject_of
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("has_javascript", [True, False], ids=["script", "no-script"])


@pytest.fixture
def customers(live_acme):
    """Of the owner, who has spoken."""
    with live_acme.scope():
        found = make_key_result(live_acme.owner, make_objective(live_acme.owner, live_acme.period), "Customers")
        statement = Statement(found.pk, Decimal(40), 8, "Two large trials.")
        check_in(by=live_acme.owner, statements=[statement])
    return found


def says(page, text, *, asks=False, twice=False):
    page.get_by_label("Comment").fill(text)
    if asks:
        page.get_by_label("Ask Acme Owner").check()
    page.get_by_role("button", name="Add comment").click(click_count=2 if twice else 1)


@WITH_AND_WITHOUT_JAVASCRIPT
def test_question_from_the_scorecard_is_answered_from_home(live_acme, customers, open_as, has_javascript):
    look = {"java_script_enabled": has_javascript, **WIDE_LIGHT}
    leader = open_as(live_acme.leader, live_acme.url("scorecard/"), **look)
    leader.get_by_role("link", name="Ask Acme Owner about Customers").click()
    expect(leader.get_by_label("Ask Acme Owner")).to_be_checked()
    says(leader, "Why flat, **Owner**?")
    expect(leader.locator(".comments")).to_contain_text("Acme Leader asks Acme Owner")
    expect(leader.locator(".comments strong", has_text="Owner")).to_have_count(1)

    owner = open_as(live_acme.owner, live_acme.url(), **look)
    asked = owner.locator("section", has_text="Asked of you")
    expect(asked).to_contain_text("Customers")
    asked.get_by_role("link", name="Answer").click()
    expect(owner.locator(".comments .badge")).to_have_text("open")
    says(owner, "Two trials slipped into May.")
    expect(owner.locator(".comments")).to_contain_text("Two trials slipped into May.")
    expect(owner.locator(".comments .badge")).to_have_count(0)
    owner.goto(live_acme.url())
    expect(owner.locator("main")).not_to_contain_text("Asked of you")

    leader.goto(live_acme.url())
    expect(leader.locator("main")).to_contain_text("Acme Owner commented on Customers")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_check_in_is_seen_and_talked_about(live_acme, customers, open_as, has_javascript):
    look = {"java_script_enabled": has_javascript, **NARROW_DARK}
    leader = open_as(live_acme.leader, live_acme.url(f"key-results/{customers.pk}/"), **look)
    leader.get_by_role("button", name="Mark as seen").click()
    expect(leader.locator(".story")).to_contain_text("Seen by Acme Leader")
    leader.locator(".story").get_by_role("link", name="Comment").click()
    says(leader, "Which two? @Acme Admin may know.")
    expect(leader.locator(".comments .mention")).to_have_text("@Acme Admin")

    owner = open_as(live_acme.owner, live_acme.url("notices/"), **look)
    expect(owner.locator("main")).to_contain_text("Acme Leader has seen your check-in on Customers")
    owner.get_by_role("link", name="Acme Leader commented on Customers").click()
    expect(owner.locator(":target")).to_contain_text("Which two?")
    says(owner, "Both in Lyon.")
    expect(owner.locator(".comments > li")).to_have_count(2)

    admin = open_as(live_acme.admin, live_acme.url("notices/"), **look)
    admin.get_by_role("link", name="Acme Leader mentioned you on Customers").click()
    expect(admin.locator(".comments")).to_contain_text("Both in Lyon.")


def test_person_is_picked_by_keyboard(live_acme, customers, open_as):
    leader = open_as(live_acme.leader, live_acme.url(f"key-results/{customers.pk}/"), **WIDE_LIGHT)
    text = leader.get_by_label("Comment")
    text.press_sequentially("Well, @acme o")
    expect(leader.locator(".mention-choice")).to_have_text(["Acme Owner"])
    expect(leader.locator("#announcer")).to_contain_text("1 person")
    assert problems(leader, "people to mention") == []
    leader.keyboard.press("ArrowDown")
    leader.keyboard.press("Enter")
    expect(text).to_have_value("Well, @Acme Owner ")
    expect(text).to_be_focused()
    text.press_sequentially("?")
    leader.get_by_role("button", name="Add comment").click()
    expect(leader.locator("#announcer")).to_have_text("Comment added.")
    expect(leader.locator(".mention")).to_have_text("@Acme Owner")


def test_escape_goes_on_typing(live_acme, customers, open_as):
    leader = open_as(live_acme.leader, live_acme.url(f"key-results/{customers.pk}/"), **WIDE_LIGHT)
    text = leader.get_by_label("Comment")
    text.press_sequentially("@acme")
    leader.locator(".mention-choice").first.wait_for()
    leader.keyboard.press("ArrowDown")
    leader.keyboard.press("Escape")
    expect(leader.locator(".mention-choice")).to_have_count(0)
    expect(text).to_be_focused()
    leader.keyboard.type(" and so on")
    expect(text).to_have_value("@acme and so on")


@WITH_AND_WITHOUT_JAVASCRIPT
def test_comment_is_put_otherwise_and_withdrawn(live_acme, customers, open_as, has_javascript):
    path = live_acme.url(f"key-results/{customers.pk}/")
    leader = open_as(live_acme.leader, path, java_script_enabled=has_javascript, **WIDE_LIGHT)
    says(leader, "Forty two.")
    leader.get_by_role("link", name="Change this comment").click()
    leader.get_by_label("Comment").fill("Forty-three.")
    leader.get_by_role("button", name="Save").click()
    leader.get_by_text("Changed: what it said before").click()
    expect(leader.locator(".comments details")).to_contain_text("Forty two.")
    assert not has_javascript or problems(leader, "a comment that was changed") == []
    leader.get_by_role("link", name="Change this comment").click()
    assert not has_javascript or problems(leader, "changing a comment") == []
    leader.get_by_role("button", name="Withdraw").click()
    expect(leader.locator(".comments")).to_have_text("Acme Leader, just now Withdrawn by its author.")


def test_what_is_half_written_stays_when_somebody_else_speaks(live_acme, customers, open_as):
    leader = open_as(live_acme.leader, live_acme.url(f"key-results/{customers.pk}/"), **WIDE_LIGHT)
    leader.get_by_label("Comment").fill("Half a thought")
    leader.get_by_role("heading", name="Check-ins").click()
    with live_acme.scope():
        say(subject_of(customers), by=live_acme.owner, text="Meanwhile.")
    leader.evaluate("document.querySelector('live-board').ask()")
    expect(leader.locator(".comments")).to_contain_text("Meanwhile.")
    expect(leader.get_by_label("Comment")).to_have_value("Half a thought")


def test_nothing_is_said_twice_or_run(live_acme, customers, open_as):
    leader = open_as(live_acme.leader, live_acme.url(f"key-results/{customers.pk}/"), **WIDE_LIGHT)
    says(leader, "<img src=x onerror=alert(1)> <script>alert(1)</script> [x](javascript:alert(1))", twice=True)
    expect(leader.locator(".comments > li")).to_have_count(1)
    leader.reload()
    expect(leader.locator(".comments > li")).to_have_count(1)
    expect(leader.locator(".comments")).to_contain_text("<img src=x")
    expect(leader.locator(".comments").locator("img, script, a[href^=javascript]")).to_have_count(0)


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing_where_people_talk(live_acme, customers, open_as, look):
    with live_acme.scope():
        spoken = subject_of(check_ins_with_people(live_acme.leader).get())
        subjects = [subject_of(customers), subject_of(customers.objective), spoken]
        for subject in subjects:
            withdraw(say(subject, by=live_acme.leader, text="Wrong."), by=live_acme.leader)
            say(subject, by=live_acme.leader, text="Why, @Acme Owner?\n\n- *one*\n- `two`", asks=True)
        paths = [subject.address("acme") for subject in subjects] + [subject.page("acme") for subject in subjects]
        assert CheckIn.objects.count() == 1
    said = []
    for person in (live_acme.owner, live_acme.admin):
        page = open_as(person, live_acme.url(), **look)
        for path in [live_acme.url(), live_acme.url("notices/"), *paths]:
            page.goto(path)
            said += problems(page, path)
        page.get_by_role("button", name="Add comment").click()
        page.get_by_text("Write something first.").first.wait_for()
        said += problems(page, "an empty comment")
    assert said == []
