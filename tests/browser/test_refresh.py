"""Open pages keep themselves up to date, quietly: what somebody else says appears, and nothing of one's own is lost."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from checkins.actions import Statement, check_in
from tests.browser.test_accessibility import NARROW_DARK, NARROW_LIGHT, WIDE_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective

SOON = 15_000


@pytest.fixture
def tree(live_acme):
    acme = live_acme
    with acme.scope():
        top = make_objective(acme.leader, acme.period, "Win the quarter")
        middle = make_objective(acme.owner, acme.period, "Sell to forty", parent=top, belongs_to="team", team=acme.team)
        customers = make_key_result(acme.owner, middle, "Customers")
        low = make_objective(acme.leader, acme.period, "Learn to sell", parent=middle, belongs_to="person")
        make_key_result(acme.leader, low, "Courses")
        says(acme, customers, 20)
    return {"top": top, "middle": middle, "customers": customers, "team": acme.team}


def says(acme, key_result, value):
    with acme.scope():
        statement = Statement(key_result.pk, Decimal(value), 8, f"Now {value}.")
        check_in(by=acme.owner, statements=[statement])


def mark(page):
    """What only a page that was never loaded again still knows."""
    page.evaluate("window.isTheSame = true")


def assert_the_same(page):
    assert page.evaluate("window.isTheSame") is True


def test_check_in_appears_on_an_open_objective_and_nothing_of_ones_own_is_lost(live_acme, open_as, tree):
    page = open_as(live_acme.leader, live_acme.url(f"objectives/{tree['middle'].pk}/"))
    mark(page)
    page.locator("details.disclosure summary").first.click()
    link = page.locator("#live .figures").get_by_role("link").first
    link.focus()
    page.evaluate("window.scrollTo(0, 200)")
    says(live_acme, tree["customers"], 80)
    expect(page.locator("#live .story")).to_contain_text("Now 80.", timeout=SOON)
    expect(page.locator("#announcer")).to_contain_text("Sell to forty has changed: 40")
    expect(link).to_be_focused()
    expect(page.locator("details.disclosure").first).to_have_attribute("open", "")
    assert page.evaluate("window.scrollY") == 200
    assert_the_same(page)


@pytest.mark.parametrize("path", ["", "teams/{team}/", "key-results/{customers}/", "alignment/?open={top}"])
def test_check_in_appears_on_open_pages(live_acme, open_as, tree, path):
    page = open_as(live_acme.owner, live_acme.url(path.format(**{name: each.pk for name, each in tree.items()})))
    mark(page)
    board = page.locator("live-board")
    expect(board.get_by_role("link", name="80 %").first).to_have_count(0)
    link = board.get_by_role("link").last
    link.focus()
    says(live_acme, tree["customers"], 80)
    expect(board).to_contain_text("80\N{NO-BREAK SPACE}%", timeout=SOON)
    expect(link).to_be_focused()
    expect(page.locator("#announcer")).to_contain_text("%")
    assert_the_same(page)


def test_what_did_not_change_figures_is_not_announced(live_acme, open_as, tree):
    page = open_as(live_acme.leader, live_acme.url(f"objectives/{tree['middle'].pk}/"))
    tag = page.locator("#live").get_attribute("data-etag")
    with live_acme.scope():
        make_objective(live_acme.leader, live_acme.period, "Something else", belongs_to="person")
    expect(page.locator("#live")).not_to_have_attribute("data-etag", tag, timeout=SOON)
    expect(page.locator("#announcer")).to_be_empty()


def test_while_somebody_chooses_a_filter_it_waits(live_acme, open_as, tree):
    page = open_as(live_acme.leader, live_acme.url("attention/"))
    tag = page.locator("#live").get_attribute("data-etag")
    team = page.get_by_label("Team", exact=True)
    team.select_option("Acme Growth")
    team.focus()
    says(live_acme, tree["customers"], 80)
    page.evaluate("document.querySelector('live-board').ask()")
    assert page.locator("#live").get_attribute("data-etag") == tag
    team.blur()
    expect(page.locator("#live")).not_to_have_attribute("data-etag", tag, timeout=SOON)
    expect(team.locator("option:checked")).to_have_text("Acme Growth")


def test_page_that_nobody_sees_does_not_ask(live_acme, open_as, tree):
    page = open_as(live_acme.leader, live_acme.url())
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("document.querySelector('live-board').ask()")
    assert asked == []
    page.evaluate("delete document.visibilityState")
    with page.expect_response(lambda response: response.status == 304):
        page.evaluate("document.querySelector('live-board').ask()")


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK, WIDE_DARK, NARROW_LIGHT])
def test_axe_finds_nothing_on_home(live_acme, open_as, tree, look):
    page = open_as(live_acme.owner, live_acme.url(), **look)
    expect(page.get_by_role("heading", name="Your line to the top")).to_be_visible()
    assert problems(page, "home") == []
