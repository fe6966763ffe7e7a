"""Open pages take over quietly what somebody else says: nothing jumps, and what one does there stays."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from checkins.actions import Statement, check_in
from organizations.models import Team
from tests.browser.test_accessibility import NARROW_DARK, NARROW_LIGHT, WIDE_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective

# Pages ask every ten seconds.
SOON = 25_000
MARK = "element => { element.isTheSame = true }"
IS_MARKED = "element => element.isTheSame === true"


@pytest.fixture
def calls(live_acme):
    with live_acme.scope():
        company = make_objective(live_acme.leader, live_acme.period, "Win the mid-market")
        ours = {"belongs_to": "team", "team": live_acme.team, "parent": company}
        objective = make_objective(live_acme.owner, live_acme.period, "Sell to forty", **ours)
        found = make_key_result(live_acme.owner, objective, "Calls", unit="calls")
        make_key_result(live_acme.owner, objective, "Mails")
        check_in(by=live_acme.owner, statements=[Statement(found.pk, Decimal(20), 8)])
    return found


def says(cast, key_result, value):
    with cast.scope():
        check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), 8, "Two large trials.")])


def test_team_page_takes_over_what_somebody_else_says(live_acme, calls, open_as):
    page = open_as(live_acme.leader, live_acme.url(f"teams/{live_acme.team.pk}/"))
    link = page.locator(f"#row-{calls.pk}")
    expect(page.locator(".trends")).to_contain_text("20\u00a0calls")
    page.get_by_text("Another day").click()
    page.locator("#as-of-day").fill("2026-01-02")
    link.focus()
    link.evaluate(MARK)
    at = page.evaluate("scrollY")
    says(live_acme, calls, 60)
    expect(page.locator(".trends")).to_contain_text("60\u00a0calls", timeout=SOON)
    expect(link).to_be_focused()
    assert link.evaluate(IS_MARKED) and page.evaluate("scrollY") == at
    expect(page.locator("#as-of-day")).to_have_value("2026-01-02")
    expect(page.locator("#announcer")).to_contain_text("Calls: 60\u00a0%")


def test_company_page_and_home_take_it_over_too(live_acme, calls, open_as):
    company = open_as(live_acme.leader, live_acme.url("company/"))
    home = open_as(live_acme.leader, live_acme.url())
    bar = home.locator(f"#objective-{calls.objective.parent_id}")
    bar.focus()
    says(live_acme, calls, 60)
    expect(company.locator("#announcer")).to_contain_text("The company has changed", timeout=SOON)
    expect(home.locator(".score-percent").first).to_have_text("30\u00a0%", timeout=SOON)
    expect(bar).to_be_focused()


def test_new_row_comes_in_and_the_focused_one_stays(live_acme, calls, open_as):
    page = open_as(live_acme.leader, live_acme.url(f"teams/{live_acme.team.pk}/"))
    link = page.locator(f"#row-{calls.pk}")
    link.focus()
    link.evaluate(MARK)
    with live_acme.scope():
        make_key_result(live_acme.owner, calls.objective, "Letters", weight=Decimal(5))
    expect(page.locator(".trends tbody tr").first).to_contain_text("Letters", timeout=SOON)
    expect(link).to_be_focused()
    assert link.evaluate(IS_MARKED)


def test_what_is_hidden_does_not_ask(live_acme, calls, open_as):
    page = open_as(live_acme.leader, live_acme.url("company/"))
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "company" in request.url else None)
    hide = "Object.defineProperty(document, 'visibilityState', {value: %r, configurable: true})"
    page.evaluate(hide % "hidden")
    page.evaluate("document.querySelector('live-board').ask()")
    assert not asked
    page.evaluate(hide % "visible")
    with page.expect_response(lambda response: response.status == 304):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert asked


BEFORE = """
  <ul><li><a id="one" href="#">One</a></li><li><a id="two" href="#">Two</a></li></ul>
  <details><summary>More</summary><p>20</p></details>
  <form><input id="typed" value=""><select id="chosen"><option>A</option><option>B</option></select></form>
"""
NOW = """
  <p>New</p>
  <ul><li><a id="two" href="#">Two, now</a></li><li><a id="three" href="#">Three</a></li></ul>
  <details><summary>More</summary><p>60</p></details>
  <form><input id="typed" value="x"><select id="chosen"><option>A</option><option>B</option></select></form>
"""
IN_A_DIV = "html => { const div = document.createElement('div'); div.innerHTML = html; return div }"


def test_what_is_unfolded_typed_and_chosen_stays(live_acme, calls, open_as):
    page = open_as(live_acme.leader, live_acme.url("company/"))
    page.evaluate(
        f"html => {{ window.old = document.getElementById('live'); old.replaceChildren(({IN_A_DIV})(html)) }}", BEFORE
    )
    page.get_by_text("More", exact=True).last.click()
    page.locator("#typed").fill("mine")
    page.locator("#chosen").select_option("B")
    page.locator("#two").focus()
    page.evaluate(f"html => become(old.firstElementChild, ({IN_A_DIV})(html))", NOW)
    expect(page.locator("#two")).to_be_focused()
    expect(page.locator("#two")).to_have_text("Two, now")
    expect(page.locator("#typed")).to_have_value("mine")
    expect(page.locator("#chosen")).to_have_value("B")
    expect(page.get_by_text("60")).to_be_visible()
    assert page.locator("#live li").all_inner_texts() == ["Two, now", "Three"]
    assert page.locator("#live div > *").evaluate_all("all => all.map(each => each.nodeName)") == [
        *("P", "UL", "DETAILS", "FORM")
    ]


@pytest.mark.parametrize("address", ["", "company/", "teams/{team}/"])
def test_paper_has_no_controls_and_keeps_charts_and_rows_whole(live_acme, calls, open_as, address):
    page = open_as(live_acme.leader, live_acme.url(address.format(team=live_acme.team.pk)))
    page.emulate_media(media="print")
    for control in (".side", ".top-menus", ".as-of", "main .button", ".filters"):
        for found in page.locator(control).all():
            expect(found).to_be_hidden()
    kept = page.locator("main :is(figure, tbody tr)")
    assert kept.evaluate_all("all => all.every(each => getComputedStyle(each).breakInside === 'avoid')")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert len(page.pdf()) > 10_000


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK, WIDE_DARK, NARROW_LIGHT])
def test_axe_finds_nothing_on_dashboards_with_everything_on_them(live_acme, calls, open_as, look):
    with live_acme.scope():
        helping = Team.objects.create(name="Helping")
        ours = {"belongs_to": "team", "team": helping, "parent": calls.objective}
        make_objective(live_acme.leader, live_acme.period, "Answer fast", **ours)
    page = open_as(live_acme.leader, live_acme.url(), **look)
    team = f"teams/{live_acme.team.pk}/"
    yesterday = timezone.now().date() - timedelta(days=1)
    for path in ("", "company/", team, f"{team}?as_of={yesterday.isoformat()}"):
        page.goto(live_acme.url(path))
        assert problems(page, path) == []
