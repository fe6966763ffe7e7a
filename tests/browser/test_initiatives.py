"""Initiatives in a browser: written down, brought along, withdrawn and brought back, with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from objectives.actions.initiatives import add_initiative, withdraw_initiative
from objectives.models import Initiative, InitiativeState
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_key_result, make_objective

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
LOOKS = pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])


@pytest.fixture
def customers(live_acme):
    with live_acme.scope():
        return make_key_result(live_acme.owner, make_objective(live_acme.owner, live_acme.period), "Customers")


def kept(cast):
    with cast.scope():
        return list(Initiative.objects.order_by("created_at").values_list("title", "state", "url", "is_withdrawn"))


def write_down(page, title):
    page.get_by_label("New initiative").fill(title)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(".initiative", has_text=title)).to_be_visible()
    # What htmx has just brought listens when it has settled.
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)


@SCRIPTS
def test_one_is_written_down_brought_along_withdrawn_and_brought_back(live_acme, customers, open_as, scripts):
    page = open_as(
        live_acme.owner, live_acme.url(f"key-results/{customers.pk}/"), java_script_enabled=scripts, **WIDE_LIGHT
    )
    write_down(page, "Call the ports")
    write_down(page, "Visit the ports")
    if scripts:
        expect(page.locator("#announcer")).to_contain_text("Added “Visit the ports”. 2 initiatives planned.")
    page.get_by_label("How far is Call the ports?").select_option("running")
    if not scripts:
        page.get_by_role("button", name="Save how far Call the ports is").click()
    expect(page.locator("#initiatives .section-head")).to_contain_text("1 initiative running, 1 planned")
    expect(page.locator(".initiative").first).to_contain_text("Call the ports")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#initiatives .section-head")).to_contain_text("2 initiatives planned")
    page.get_by_role("link", name="Edit Call the ports").click()
    page.get_by_label("Where it is done").fill("tracker.example/7")
    page.get_by_label("How far it is").select_option("done")
    page.get_by_role("button", name="Save").click()
    link = page.get_by_role("link", name="Call the ports opens in a new tab")
    expect(link).to_have_attribute("href", "https://tracker.example/7")
    page.get_by_role("link", name="Edit Visit the ports").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.locator(".initiative")).to_have_count(1)
    page.get_by_text("1 withdrawn").click()
    page.get_by_role("button", name="Bring back Visit the ports").click()
    expect(page.locator(".initiative")).to_have_count(2)
    assert kept(live_acme) == [
        ("Call the ports", "done", "https://tracker.example/7", False),
        ("Visit the ports", "planned", "", False),
    ]


@SCRIPTS
def test_what_is_missing_is_said_where_it_is_missing(live_acme, customers, open_as, scripts):
    page = open_as(
        live_acme.owner, live_acme.url(f"key-results/{customers.pk}/"), java_script_enabled=scripts, **WIDE_LIGHT
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#new-initiative_error")).to_have_text("Write what will be done.")
    expect(page.get_by_role("alert").filter(has_text="Write what will be done.")).to_be_focused()
    assert not scripts or problems(page, "refused") == []
    write_down(page, "Call the ports")
    assert kept(live_acme) == [("Call the ports", "planned", "", False)]


@LOOKS
def test_axe_finds_nothing_on_any_state_of_the_list(live_acme, customers, open_as, look):
    with live_acme.scope():
        for n, state in enumerate(InitiativeState.values):
            title, url = f"{state} work " + "that has a long name " * 4, f"https://tracker.example/{n}" if n % 2 else ""
            by, owner = live_acme.owner, live_acme.leader if n else None
            last = add_initiative(customers, by=by, title=title, owner=owner, state=state, url=url)
        withdraw_initiative(add_initiative(customers, by=live_acme.owner, title="Gone"), by=live_acme.owner)
    page = open_as(live_acme.owner, live_acme.url(f"key-results/{customers.pk}/"), **look)
    page.get_by_text("1 withdrawn").click()
    said = problems(page, "key result")
    for path in (
        f"key-results/{customers.pk}/initiatives/",
        f"key-results/{customers.pk}/numbers/",
        f"initiatives/{last.pk}/edit/",
        f"objectives/{customers.objective_id}/",
    ):
        assert page.goto(live_acme.url(path)).status == 200
        said += problems(page, path)
    reader = open_as(live_acme.viewer, live_acme.url(f"key-results/{customers.pk}/"), **look)
    assert said + problems(reader, "as a viewer") == []
