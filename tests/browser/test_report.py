"""The report of a period on paper: no navigation, nothing to click, black on white whatever the theme."""

from decimal import Decimal

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import close_period
from objectives.actions.reviews import Answers, Given, review_objective
from tests.browser.test_accessibility import NARROW_DARK, NARROW_LIGHT, WIDE_DARK, WIDE_LIGHT, problems
from tests.cast import end, make_key_result, make_objective

WHITE, BLACK = "oklch(1 0 0)", "oklch(0 0 0)"


def close_a_period(acme):
    """Whatever a report can show; the address of the report."""
    with acme.scope():
        company = make_objective(acme.leader, acme.period, "Win the mid-market", commitment="committed")
        ours = make_objective(
            acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team, parent=company
        )
        key_result = make_key_result(acme.owner, ours, "Paying customers", unit="customers")
        start = acme.organization.start_of(acme.period.starts_on)
        check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 8)], at=start)
        check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(42), 5)])
        edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(80)}, reason="The Lyon team is late.")
        gone = make_objective(acme.owner, acme.period, "Open in Lyon")
        put_objective_in_state(gone, "dropped", by=acme.admin, reason="The lease fell through.")
        end(acme.period, by=acme.admin)
        given = {key_result.pk: Given(Decimal("0.75"), "Two more sign tomorrow.")}
        answers = Answers("They **ask** for it.", "- Late\n- Slow", "Begin in *January*.", "change")
        review_objective(ours, by=acme.owner, key_results=given, answers=answers)
        close_period(acme.period, by=acme.admin)
    return acme.url(f"periods/{acme.period.pk}/report/")


def test_axe_finds_nothing_in_a_report_of_a_closed_period(live_acme, open_as):
    path = close_a_period(live_acme)
    said = []
    for look in (WIDE_LIGHT, WIDE_DARK, NARROW_LIGHT, NARROW_DARK):
        page = open_as(live_acme.viewer, path, **look)
        said += problems(page, "report")
        page.goto(f"{path}?team={live_acme.team.pk}")
        said += problems(page, "report of a team")
    assert said == []


def test_report_prints_without_navigation_black_on_white(live_acme, open_as):
    path = close_a_period(live_acme)
    page = open_as(live_acme.viewer, path, **WIDE_DARK)
    page.emulate_media(media="print")
    hidden = page.locator("nav, .top-menus, .button, .no-print")
    assert [each.is_visible() for each in hidden.all()] == [False] * hidden.count()
    assert page.evaluate("getComputedStyle(document.body).color") == BLACK
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == WHITE
    assert page.locator(".report-objective").first.evaluate("e => getComputedStyle(e).breakInside") == "avoid"
    assert page.get_by_role("heading", name="Goalposts moved").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
