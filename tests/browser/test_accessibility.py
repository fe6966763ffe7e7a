"""axe finds nothing on any page, in either theme, wide or narrow; and no page scrolls sideways."""

from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.conversation import say
from checkins.models import CheckIn, Reminder
from checkins.reminders.links import answer_address, unsubscribe_address
from checkins.subjects import subject_of
from checkins.windows import moment_at
from objectives.actions.key_results import edit_key_result
from tests.cast import Cast, make_cast, make_key_result, make_objective, refuse

WIDE_LIGHT = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"}
NARROW_DARK = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
WIDE_DARK = {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"}
NARROW_LIGHT = {"viewport": {"width": 360, "height": 740}, "color_scheme": "light"}

PAGES = [
    "",
    "scorecard/",
    "scorecard/?open={company}&open=unaligned",
    "scorecard/?health=at_risk",
    "scorecard/?health=silent",
    "company/",
    "check-ins/",
    "key-results/{key_result}/",
    "key-results/{key_result}/check-in/",
    "key-results/{key_result}/conversation/",
    "check-ins/{check_in}/conversation/",
    "objectives/{company}/conversation/?ask",
    "key-results/{key_result}/cascade/",
    "key-results/{key_result}/edit/",
    "key-results/{key_result}/done/",
    "key-results/{key_result}/archive/",
    "objectives/",
    "objectives/new/",
    "objectives/{company}/",
    "objectives/{company}/edit/",
    "objectives/{company}/cascade/",
    "objectives/{company}/move/",
    "objectives/{company}/archive/",
    "objectives/{company}/weights/",
    "objectives/{company}/review/",
    "objectives/{company}/key-results/new/",
    "teams/",
    "teams/{team}/",
    "teams/{team}/check-ins/",
    "teams/{team}/edit/",
    "teams/{team}/people/",
    "people/",
    "people/{owner}/",
    "periods/",
    "periods/new/",
    "periods/{period}/checklist/",
    "periods/{period}/carry-over/",
    "periods/{period}/edit/",
    "periods/{period}/open/",
    "periods/{period}/end/",
    "periods/{period}/close/",
    "periods/{period}/scoring/",
    "periods/{period}/reopen/",
    "periods/{period}/report/",
    "settings/",
    "settings/check-ins/",
    "me/",
    "notices/",
    "requests/",
]
OUTSIDE = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
OUTSIDE += ["{answer}", "{unsubscribe}"]


def furnish(acme: Cast) -> dict[str, object]:
    """Something of everything, so that no page is empty."""
    with acme.scope():
        refuse(acme.owner)
        company = make_objective(acme.leader, acme.period, "Win the mid-market", description="Because **they** ask.")
        ours = {"belongs_to": "team", "team": acme.team}
        team = make_objective(acme.owner, acme.period, "Sell to forty", parent=company, **ours)
        make_objective(acme.owner, acme.period, "Learn to weld", belongs_to="person")
        key_result = make_key_result(acme.owner, company, "Customers", unit="customers")
        for title, measure in (("Runs", "yes_no"), ("Churn", "at_most")):
            limits = {"start": None, "target": None, "high": Decimal(2)} if measure == "at_most" else {}
            make_key_result(acme.admin, team, title, measure=measure, **limits)
        make_key_result(acme.admin, company, "Trials")
        start = acme.organization.start_of(acme.period.starts_on)
        first = Statement(key_result.pk, Decimal(40), 5, "Two **large** trials.")
        check_in(by=acme.owner, statements=[first], at=start)
        second = Statement(key_result.pk, Decimal(42), 5, "And a [link](https://e.test).")
        check_in(by=acme.owner, statements=[second])
        spoken = CheckIn.objects.filter(key_result=key_result).newest_first()[0]
        say(subject_of(key_result), by=acme.leader, text="What would help, @Acme Owner?", asks=True)
        edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(80)}, reason="The Lyon team is late.")
        due_on = moment_at(acme.organization, timezone.now()).own_window(acme.admin).due_on
        asking = Reminder.objects.create(membership=acme.admin, kind="due", due_on=due_on, until_on=due_on)
    return {
        "company": company.pk,
        "key_result": key_result.pk,
        "check_in": spoken.pk,
        "team": acme.team.pk,
        "owner": acme.owner.pk,
        "period": acme.period.pk,
        "answer": urlsplit(answer_address(asking)).path,
        "unsubscribe": urlsplit(unsubscribe_address(asking)).path,
    }


def problems(page, where: str) -> list[str]:
    """What axe has to say of a page, and whether it is wider than its window."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    said = [f"{where}: {v['id']} {v['help']}: {[n['html'][:160] for n in v['nodes'][:3]]}" for v in found]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        said.append(f"{where}: scrolls sideways")
    return said


def walk(open_as, acme: Cast, things: dict[str, object], look: dict) -> list[str]:
    said = []
    inside = open_as(acme.admin, "/organizations/", **look)
    for path in PAGES:
        answer = inside.goto(acme.url(path.format(**things)))
        assert answer.status == 200, f"{path}: {answer.status}"
        said += problems(inside, path)
    outside = open_as(None, "/accounts/login/", **look)
    for path in OUTSIDE:
        outside.goto(path.format(**things))
        said += problems(outside, path)
    return said


@pytest.mark.parametrize("look", [WIDE_LIGHT, NARROW_DARK], ids=["wide-light", "narrow-dark"])
def test_axe_finds_nothing(live_acme, open_as, look):
    assert walk(open_as, live_acme, furnish(live_acme), look) == []


@pytest.mark.slow
@pytest.mark.parametrize("look", [WIDE_DARK, NARROW_LIGHT], ids=["wide-dark", "narrow-light"])
def test_axe_finds_nothing_in_the_other_themes_and_widths(live_acme, open_as, look):
    assert walk(open_as, live_acme, furnish(live_acme), look) == []


def test_axe_finds_nothing_on_errors_and_empty_pages(live_acme, open_as):
    empty = make_cast("empty", "Empty")
    said = []
    page = open_as(empty.owner, "/organizations/", **NARROW_DARK)
    for path in ("", "scorecard/", "check-ins/", "objectives/", "periods/"):
        page.goto(empty.url(path))
        said += problems(page, f"empty {path}")
    page = open_as(make_cast("blank", "Blank").admin, "/organizations/", **WIDE_LIGHT)
    page.goto("/blank/")
    said += problems(page, "first steps")
    page = open_as(empty.owner, empty.url("objectives/new/"), **NARROW_DARK)
    page.get_by_role("button", name="Create").click()
    said += problems(page, "refused objective")
    furnish(live_acme)
    page = open_as(live_acme.admin, live_acme.url("check-ins/"), **WIDE_LIGHT)
    page.locator(".check-in-row", has_text="Trials").get_by_label("Now").fill("a lot")
    page.get_by_role("button", name="Save all").last.click()
    page.get_by_text("is not a number").first.wait_for()
    said += problems(page, "refused check-ins")
    assert said == []
