"""A target shared out among three teams, of which one accepts, one changes and one declines, seen in browsers."""

from decimal import Decimal

import pytest
from playwright.sync_api import expect

from alignment.actions import ask, decline
from alignment.drafts import Ask
from objectives.models import Measure
from organizations.models import Team, TeamMembership
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import join, make_key_result, make_objective

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("has_javascript", [True, False], ids=["script", "no-script"])


@pytest.fixture
def revenue(live_acme):
    with live_acme.scope():
        company = make_objective(live_acme.leader, live_acme.period, "Win the year")
        money = {"measure": Measure.SUM, "unit": "$", "target": Decimal(120_000)}
        return make_key_result(live_acme.leader, company, "Revenue", **money)


@pytest.fixture
def leads(live_acme):
    """Of three teams, by the name of the team."""
    found = {}
    with live_acme.scope():
        for name in ("North", "South", "West"):
            team = Team.objects.create(name=name)
            found[name] = join(live_acme.organization, "member", f"Lead {name}")
            TeamMembership.objects.create(team=team, membership=found[name], is_lead=True)
    return found


@WITH_AND_WITHOUT_JAVASCRIPT
def test_three_teams_are_asked_one_accepts_one_changes_one_declines(live_acme, revenue, leads, open_as, has_javascript):
    def open_page(person, path=""):
        return open_as(person, live_acme.url(path), java_script_enabled=has_javascript)

    page = open_page(live_acme.leader, f"key-results/{revenue.pk}/")
    if has_javascript:
        page.locator("main summary", has_text="More").click()
        page.get_by_role("link", name="Ask others to contribute").click()
    else:
        page.goto(live_acme.url(f"key-results/{revenue.pk}/cascade/"))
    page.get_by_label("Draft of the objective").fill("Sell more")
    for name in leads:
        page.get_by_label(f"{name} Lead {name}").check()
    for name, share in {"North": "60k", "South": "30k", "West": "20k"}.items():
        page.get_by_label(f"Share of {name}").fill(share)
    if has_javascript:
        expect(page.locator("[data-sum]")).to_contain_text("$10\u202f000 is missing")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("main")).to_contain_text("$10\u202f000 is missing")
    expect(page.get_by_label("Share of North")).to_have_value("60k")
    page.get_by_label("Share of West").fill("30k")
    if has_javascript:
        expect(page.locator("[data-sum]")).to_have_text("The shares come to $120\u202f000 of $120\u202f000.")
    page.get_by_role("button", name="Ask them").click()
    expect(page.locator("main")).to_contain_text("Asked of others")

    north = open_page(leads["North"])
    north.get_by_role("button", name="Accept Sell more").click()
    expect(north.locator("h1")).to_have_text("Sell more")

    south = open_page(leads["South"])
    south.get_by_role("link", name="Change Sell more").click()
    south.get_by_label("Unit").fill("€")
    south.get_by_label("Your share").fill("20k")
    south.get_by_role("button", name="Accept with these changes").click()
    expect(south.locator("main")).to_contain_text("only what has one unit can be added up")
    expect(south.get_by_label("Your share")).to_have_value("20k")
    south.get_by_label("Unit").fill("$")
    south.get_by_label("What should whoever asked know?").fill("Two of us left.")
    south.get_by_role("button", name="Accept with these changes").click()
    expect(south.locator("h1")).to_have_text("Sell more")

    west = open_page(leads["West"])
    west.get_by_role("link", name="Decline Sell more").click()
    west.get_by_label("Why not?").fill("Nobody is free.")
    west.get_by_role("button", name="Decline").click()
    expect(west.locator("main")).to_contain_text("Declined")

    page.goto(live_acme.url())
    expect(page.locator("main")).to_contain_text("“Nobody is free.”")
    expect(page.locator("main")).to_contain_text("Two of us left.")
    page.goto(live_acme.url(f"key-results/{revenue.pk}/"))
    expect(page.locator("main")).to_contain_text("$80\u202f000 of $120\u202f000: $40\u202f000 is asked of nobody.")

    for sheet, value in ((north, "30k"), (south, "12k")):
        sheet.goto(live_acme.url("check-ins/"))
        sheet.get_by_role("link", name="Check in on Revenue").click()
        sheet.get_by_label("Now").fill(value)
        sheet.locator(".confidence label", has_text="8").click()
        sheet.get_by_role("button", name="Save").first.click()
        expect(sheet.locator("main")).to_contain_text("50\u00a0%" if sheet is north else "60\u00a0%")
    page.goto(live_acme.url("scorecard/"))
    line = page.locator(".score-row", has=page.get_by_role("link", name="Revenue", exact=True))
    expect(line.first).to_contain_text("35\u00a0%")


def test_a_decline_is_undone_in_its_message(live_acme, revenue, leads, open_as):
    with live_acme.scope():
        team = Team.objects.get(name="North")
        told = {"by": live_acme.leader, "period": live_acme.period, "title": "Sell more"}
        request, *_ = ask(revenue.objective, revenue, asks=[Ask(team)], **told)
    page = open_as(leads["North"], live_acme.url(f"requests/{request.pk}/decline/"))
    page.get_by_label("Why not?").fill("By mistake.")
    page.get_by_role("button", name="Decline").click()
    page.locator("#messages").get_by_role("button", name="Undo").click()
    expect(page.locator("#messages")).to_contain_text("waits for your answer again")
    expect(page.get_by_role("button", name="Accept Sell more")).to_be_visible()


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing(live_acme, revenue, leads, open_as, look):
    with live_acme.scope():
        told = {"by": live_acme.admin, "period": live_acme.period, "message": "The year **depends** on it."}
        asks = [Ask(person=live_acme.leader), Ask(Team.objects.get(name="North"))]
        mine, _ = ask(revenue.objective, revenue, asks=asks, title="Sell more", **told)
        no, _ = ask(revenue.objective, asks=asks, title="Open a shop", **told)
        decline(no, by=live_acme.leader, reason="There is one.")
    page, said = open_as(live_acme.leader, "/organizations/", **look), []
    for path in (
        *("", "requests/", f"requests/{mine.pk}/", f"requests/{mine.pk}/change/", f"requests/{mine.pk}/decline/"),
        *(f"requests/{no.pk}/", f"key-results/{revenue.pk}/", f"key-results/{revenue.pk}/cascade/"),
        *(f"objectives/{revenue.objective_id}/{rest}" for rest in ("", "cascade/")),
    ):
        assert page.goto(live_acme.url(path)).status == 200, path
        said += problems(page, path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert said == []
