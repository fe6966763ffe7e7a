"""The tree in a browser: opened, searched and picked from, with JavaScript and without, in both themes."""

import pytest
from playwright.sync_api import expect

from objectives.models import Objective
from organizations.models import Team
from tests.browser.test_accessibility import NARROW_DARK, NARROW_LIGHT, WIDE_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective
from tests.forests import plant

LOOKS = pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK, WIDE_DARK, NARROW_LIGHT])


@pytest.fixture
def tree(live_acme):
    acme = live_acme
    with acme.scope():
        lyon = Team.objects.create(name="Acme Lyon")
        top = make_objective(acme.leader, acme.period, "Win the quarter")
        middle = make_objective(acme.owner, acme.period, "Sell to forty", parent=top, belongs_to="team", team=acme.team)
        low = make_objective(acme.owner, acme.period, "Hire in Lyon", parent=middle, belongs_to="team", team=lyon)
        make_key_result(acme.owner, low, "People")
        make_objective(acme.owner, acme.period, "Learn to weld", belongs_to="person")
    return {"top": top, "middle": middle, "low": low, "lyon": lyon}


@LOOKS
def test_axe_finds_nothing(live_acme, open_as, tree, look):
    ids = {name: thing.pk for name, thing in tree.items()}
    page = open_as(live_acme.leader, "/organizations/", **look)
    said = []
    for path in (
        *("?open={top}&open={middle}&open=unaligned", "?q=lyon", "?mine=1", "?of={middle}", "?of={top}&health=silent"),
        *("?q=nothing", "teams/", "teams/?team={lyon}", "?as_of=2020-01-01"),
    ):
        page.goto(live_acme.url(f"alignment/{path.format(**ids)}"))
        said += problems(page, path)
    for path in ("objectives/new/", f"objectives/{tree['middle'].pk}/move/"):
        page.goto(live_acme.url(path))
        said += problems(page, path)
    assert said == []


def test_levels_open_in_place_and_the_address_says_so(live_acme, open_as, tree):
    page = open_as(live_acme.viewer, live_acme.url("alignment/"))
    expect(page.get_by_role("link", name="Sell to forty", exact=True)).to_have_count(0)
    page.get_by_role("link", name="What supports Win the quarter").press("Enter")
    expect(page.get_by_role("link", name="Sell to forty", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="What supports Win the quarter")).to_be_focused()
    page.get_by_role("link", name="What supports Sell to forty").click()
    expect(page.get_by_role("link", name="Hire in Lyon", exact=True)).to_be_visible()
    page.wait_for_url(f"**open={tree['middle'].pk}*")
    page.reload()
    expect(page.get_by_role("link", name="Hire in Lyon", exact=True)).to_be_visible()


def test_search_shows_as_one_types_where_it_hangs(live_acme, open_as, tree):
    page = open_as(live_acme.viewer, live_acme.url("alignment/"))
    page.get_by_label("In the title").press_sequentially("people")
    expect(page.locator("#board").get_by_role("link", name="People", exact=True)).to_be_visible()
    expect(page.locator(".score-row.context .name")).to_have_text(["Win the quarter", "Sell to forty"])
    expect(page.locator("#announcer")).to_have_text("1 objective fits.")
    expect(page.get_by_label("In the title")).to_be_focused()


def test_without_javascript_the_tree_opens_and_is_searched(live_acme, open_as, tree):
    page = open_as(live_acme.viewer, live_acme.url("alignment/"), java_script_enabled=False)
    page.get_by_role("link", name="What supports Win the quarter").click()
    page.get_by_role("link", name="What supports Sell to forty").click()
    page.get_by_role("link", name="Hire in Lyon", exact=True).wait_for()
    page.get_by_label("In the title").fill("lyon")
    page.get_by_role("button", name="Show", exact=True).first.click()
    page.locator("#board").get_by_role("link", name="People", exact=True).wait_for()
    page.get_by_role("link", name="Across teams").click()
    page.get_by_role("table").get_by_role("link", name="1 objective").first.click()
    page.get_by_role("link", name="Hire in Lyon", exact=True).wait_for()


def test_supported_thing_is_found_and_chosen_by_keyboard(live_acme, open_as, tree):
    with live_acme.scope():
        plant(live_acme, 60, parent=tree["top"], title="Branch")
        alone = make_objective(live_acme.leader, live_acme.period, "Alone")
    page = open_as(live_acme.leader, live_acme.url(f"objectives/{alone.pk}/move/"))
    search = page.get_by_role("main").get_by_role("searchbox")
    search.press_sequentially("people")
    expect(page.get_by_role("radio", name="People")).to_be_visible()
    expect(search).to_be_focused()
    search.press("Enter")
    expect(page.get_by_role("radio", name="Nothing: it stands alone")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="People")).to_be_checked()
    page.get_by_label("Reason").fill("So.")
    page.get_by_role("button", name="Move").click()
    expect(page.locator("#messages")).to_contain_text("supports “People” now")


def test_without_javascript_a_level_opens_and_what_is_in_it_is_chosen(live_acme, open_as, tree):
    with live_acme.scope():
        plant(live_acme, 45, parent=tree["middle"], title="Branch")
        plant(live_acme, 5, title="Root")
        alone = make_objective(live_acme.leader, live_acme.period, "Alone")
    page = open_as(live_acme.leader, live_acme.url(f"objectives/{alone.pk}/move/"), java_script_enabled=False)
    page.get_by_role("button", name="below Win the quarter").click()
    page.get_by_role("radio", name="Sell to forty").check()
    page.get_by_label("Reason").fill("So.")
    page.get_by_role("button", name="Move").click()
    page.get_by_text("supports “Sell to forty” now").wait_for()
    with live_acme.scope():
        assert Objective.objects.get(pk=alone.pk).parent == tree["middle"]
