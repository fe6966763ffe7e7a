"""A check-in four levels down, and how far it is seen; a number, down to the check-in that made it; the past."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from django.utils.dateformat import format as date_format
from playwright.sync_api import expect

from checkins.actions import Statement, check_in
from objectives.models import Period
from organizations.rhythm import monday_of
from tests.browser.test_accessibility import NARROW_DARK, WIDE_LIGHT, problems
from tests.cast import make_cast, make_key_result, make_objective

WITH_AND_WITHOUT_JAVASCRIPT = pytest.mark.parametrize("has_javascript", [True, False], ids=["script", "no-script"])
LEVELS = ["Win the year", "Win the ports", "Sell to forty", "Be known in Kiel"]


@pytest.fixture
def acme(transactional_db):
    """A quarter that began five weeks before this one."""
    cast = make_cast("acme", "Acme")
    first = monday_of(today_of(cast)) - timedelta(weeks=5)
    facts = {"starts_on": first, "ends_on": first + timedelta(days=90), "opened_at": cast.organization.start_of(first)}
    with cast.scope():
        Period.objects.filter(pk=cast.period.pk).update(**facts)
        cast.period.refresh_from_db()
    return cast


def today_of(acme):
    return acme.organization.day_of(timezone.now())


@pytest.fixture
def customers(acme):
    """Half of the way, by what was said eleven days ago; four levels below the company's aim."""
    with acme.scope():
        above = None
        for title in LEVELS:
            facts = {"belongs_to": "team", "team": acme.team} if title == LEVELS[-1] else {}
            by = acme.owner if title == LEVELS[-1] else acme.leader
            above = make_objective(by, acme.period, title, parent=above, commitment="committed", **facts)
        found = make_key_result(acme.owner, above, "Customers", unit="customers")
        statement = Statement(found.pk, Decimal(50), 8, "Two large trials.")
        check_in(by=acme.owner, statements=[statement], at=timezone.now() - timedelta(days=11))
    return found


def says_ten(acme, open_as, **options):
    """The owner is sure of it, though most of them have left."""
    page = open_as(acme.owner, acme.url("check-ins/"), **options)
    row = page.locator(".check-in-row", has_text="Customers")
    row.get_by_label("Now").fill("10")
    row.locator("label", has_text="9").click()
    row.get_by_label("What changed").fill("Most of them left.")
    row.get_by_role("button", name="Save").or_(page.get_by_role("button", name="Save all")).first.click()
    expect(page.locator("main")).to_contain_text("10 %")
    return page


def row_of(page, title):
    return page.locator(".score-row", has=page.get_by_role("link", name=title, exact=True))


@WITH_AND_WITHOUT_JAVASCRIPT
def test_check_in_four_levels_down_is_seen_everywhere(acme, customers, open_as, has_javascript):
    owner = says_ten(acme, open_as, java_script_enabled=has_javascript, **WIDE_LIGHT)
    owner.goto(acme.url())
    mine = owner.locator("tr, .score-row", has_text="Customers").first
    expect(mine).to_contain_text("Off track")
    expect(owner.locator("main")).to_contain_text("Win the year")

    leader = open_as(acme.leader, acme.url("scorecard/"), java_script_enabled=has_javascript, **WIDE_LIGHT)
    expect(row_of(leader, "Win the year")).to_contain_text("10\u00a0%")
    leader.goto(acme.url(f"teams/{acme.team.pk}/"))
    expect(leader.locator("tr", has_text="Customers").first).to_contain_text("Off track")
    leader.goto(acme.url("company/"))
    moved = leader.locator("tr", has=leader.get_by_role("link", name="Customers", exact=True))
    expect(moved).to_contain_text("10\u00a0% ↓ 40")
    expect(moved).to_contain_text("Most of them left.")
    leader.goto(acme.url("alignment/?" + "&".join(f"open={pk}" for pk in ids_above(acme, customers))))
    expect(leader.locator("main")).to_contain_text("Customers")
    leader.goto(acme.url("attention/"))
    expect(leader.locator("section", has_text="Said green, computed red").first).to_contain_text("Customers")
    leader.goto(acme.url(f"changes/?since={today_of(acme) - timedelta(weeks=1)}"))
    expect(leader.locator("main")).to_contain_text("Customers")


def ids_above(acme, key_result):
    with acme.scope():
        found, above = [], key_result.objective
        while above:
            found.append(above.pk)
            above = above.parent
        return found


@WITH_AND_WITHOUT_JAVASCRIPT
def test_number_is_read_down_to_the_check_in_that_made_it(acme, customers, open_as, has_javascript):
    says_ten(acme, open_as)
    page = open_as(acme.leader, acme.url("scorecard/"), java_script_enabled=has_javascript, **WIDE_LIGHT)
    page.locator("#overall-progress").click()
    for title in [*LEVELS, "Customers"]:
        page.locator("section", has=page.locator("#progress")).get_by_role("link", name=title).first.click()
    expect(page.locator("main")).to_contain_text("(10 − 0) ÷ (100 − 0) = 10\u00a0%")
    page.locator("#check-ins + table").get_by_role("link").first.click()
    expect(page.locator(":target")).to_contain_text("Most of them left.")


def test_the_past_stands_as_it_was(acme, customers, open_as):
    a_week_ago = today_of(acme) - timedelta(weeks=1)
    says_ten(acme, open_as)
    page = open_as(acme.leader, acme.url(f"key-results/{customers.pk}/"), java_script_enabled=False)
    expect(page.locator(".figures").first).to_contain_text("10\u00a0customers")
    page.get_by_role("link", name="A week earlier").click()
    expect(page.locator("main")).to_contain_text(f"As it stood at the end of {date_format(a_week_ago, 'l j F Y')}")
    expect(page.locator(".figures").first).to_contain_text("50\u00a0customers")
    expect(page.get_by_role("link", name="Check in", exact=True)).to_have_count(0)
    page.get_by_role("link", name="Be known in Kiel").first.click()
    expect(page.locator(".figures").first).to_contain_text("50\u00a0%")
    page.get_by_role("link", name="Today", exact=True).click()
    expect(page.locator(".figures").first).to_contain_text("10\u00a0%")


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing_on_the_way(acme, customers, open_as, look):
    says_ten(acme, open_as)
    page = open_as(acme.leader, "/organizations/", **look)
    said, past = [], f"?as_of={today_of(acme) - timedelta(weeks=1)}"
    for path in (
        *("", "scorecard/", "company/", "attention/", "attention/rules/", "changes/", "scorecard/numbers/"),
        *(f"teams/{acme.team.pk}/", f"teams/{acme.team.pk}/{past}"),
        *(f"{kind}/{pk}/{rest}" for kind, pk in things(customers) for rest in ("numbers/", past)),
        *("alignment/", f"scorecard/{past}", "attention/?figure=coverage"),
    ):
        assert page.goto(acme.url(path)).status == 200, path
        said += problems(page, path)
    assert said == []


def things(key_result):
    return ("key-results", key_result.pk), ("objectives", key_result.objective_id)
