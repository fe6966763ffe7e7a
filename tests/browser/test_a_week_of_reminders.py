"""A week of reminders, from the mail of the due morning to the next one, by what people get and see and click.

It begins now, where it is about noon now: what people write has the database's moment. Then days pass.
"""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from checkins.actions import Statement, check_in
from checkins.health import Health
from checkins.models import CheckIn, Reminder
from checkins.reminders.decency import SATURDAY
from dashboards.letters.phrases import SHAPES
from dashboards.tasks import wake_organizations
from tests.cast import PASSWORD, make_key_result, make_objective
from tests.proof.harness import at_midday, wake_at

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return datetime.now(UTC)


@pytest.fixture
def acme(now, transactional_db):
    """The owner has three key results, and spoke of them a week ago: all went well. Check-ins are due today at nine."""
    cast = at_midday()
    EmailAddress.objects.create(user=cast.owner.user, email=cast.owner.user.email, primary=True, verified=True)
    with cast.scope():
        objective = make_objective(cast.leader, cast.period)
        for title in ("Churn", "Deals", "Trials"):
            said = [Statement(make_key_result(cast.owner, objective, title).pk, Decimal(40), 8)]
            check_in(by=cast.owner, statements=said, at=now - 6 * DAY - timedelta(hours=6))
    wake_at(cast, now - DAY)
    return cast


@pytest.fixture
def mails_at(now, time_machine, mailoutbox):
    """What beat's task sends at a moment and in the minutes after it; from then on that is the time."""

    def send(moment):
        count = len(mailoutbox)
        for minutes in range(3):
            if moment != now:
                time_machine.move_to(moment + timedelta(minutes=minutes))
            wake_organizations()
        return mailoutbox[count:]

    return send


@pytest.fixture
def digest_at(acme, now):
    """The first working day after today."""
    days = [now + n * DAY for n in (1, 2, 3)]
    return next(day for day in days if acme.organization.day_of(day).weekday() < SATURDAY)


def test_week_from_the_mail_to_the_next_one(acme, open_as, mails_at, now, digest_at):
    (mail,) = mails_at(now)
    assert (mail.to, mail.subject) == ([acme.owner.user.email], "3 check-ins are due today at Acme")
    page = open_as(None, link_in(mail, "Check in"))
    answer_two_from_the_mail(page)
    wake_at(acme, now)
    assert mails_at(now) == []
    sign_in_and_answer_the_last(acme, page)
    assert said_since(acme, now) == [("Churn", 20, 2, "mail"), ("Deals", 50, 8, "person"), ("Trials", 60, 9, "mail")]

    digests = {mail.to[0]: mail for mail in mails_at(digest_at)}
    assert digests.keys() == {acme.admin.user.email, acme.leader.user.email}
    leader_reads_what_went_off_track(acme, open_as, digests[acme.leader.user.email])
    page.goto(acme.url("notices/"))
    expect(notices_on(page)).to_have_text([notice_of(acme, now, "by mail")])

    stop_with_one_click(open_as, mail)
    assert mails_at(now + 7 * DAY) == []
    page.reload()
    in_app = notice_of(acme, now + 7 * DAY, "in the app only: you want no mails about this")
    expect(notices_on(page)).to_have_text([in_app, notice_of(acme, now, "by mail")])
    expect(page.get_by_label("Your check-ins")).not_to_be_checked()
    page.goto(acme.url())
    expect(page.locator(".notice").first).to_contain_text("3 check-ins are due.")
    with acme.scope():
        told = Reminder.objects.filter(membership=acme.owner).order_by("due_on")
        assert list(told.values_list("kind", "state")) == [("due", "sent"), ("due", "in_app")]


def link_in(mail, words):
    """The path of an address in the text, below what is said of it."""
    lines = mail.body.splitlines()
    return path_of(lines[lines.index(words) + 1])


def path_of(address):
    return "/" + address.split("/", 3)[3]


def fill(page, title, value, confidence):
    row = page.locator(".check-in-row", has_text=title)
    row.get_by_label("Now").fill(value)
    row.locator("label", has_text=str(confidence)).click()
    row.get_by_label(re.compile("^What")).fill("Two large customers left.")


def answer_two_from_the_mail(page):
    fill(page, "Churn", "20", 2)
    fill(page, "Trials", "60", 9)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".check-in-progress")).to_contain_text("2 of 3 done")
    assert page.context.cookies() == []


def sign_in_and_answer_the_last(acme, page):
    page.get_by_role("link", name="Sign in").click()
    page.locator("[name=login]").fill(acme.owner.user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(acme.url())
    expect(page.locator(".notice").first).to_contain_text("1 check-in is due.")
    page.locator(".notice").get_by_role("link", name="Check in").click()
    expect(page.locator(".check-in-done")).to_have_count(2)
    fill(page, "Deals", "50", 8)
    page.locator(".check-in-row").get_by_role("button", name="Save").click()
    expect(page.locator(".check-in-done")).to_have_count(3)
    page.goto(acme.url())
    expect(page.locator(".notice").first).to_contain_text("You have checked in on everything that was due: 3 of 3.")


def said_since(cast, moment):
    with cast.scope():
        this_week = CheckIn.objects.filter(created_at__gte=moment).order_by("key_result__title")
        return list(this_week.values_list("key_result__title", "value", "confidence", "source"))


def leader_reads_what_went_off_track(acme, open_as, mail):
    """In the mail, and in the same figures behind its button and on the scorecard."""
    text = mail.body.replace("\u00a0", " ")
    assert mail.subject.endswith(": 1 went off track, none recovered")
    assert "Went off track\n" in text
    assert "Churn\n20 · ■ Off track 2 · was on track · Acme Owner\n“Two large customers left.”" in text
    for path in (link_in(mail, "Open the scorecard"), acme.url("scorecard/")):
        page = open_as(acme.leader, path)
        for health in (Health.ON_TRACK, Health.OFF_TRACK, Health.SILENT):
            count = page.locator(f"#count-{health}").inner_text().split()[0]
            assert f"{SHAPES[health]} {count} {health.label.lower()}" in text
        progress = page.locator("#overall-progress").inner_text().replace("\u00a0", " ")
        assert f"{progress} progress, " in text
    assert "3 of 3 checked in this week." in text
    expect(page.get_by_text("3 of 3")).to_be_visible()


def notices_on(page):
    return page.locator("main .rows li")


def notice_of(cast, moment, how):
    """Of check-ins that were due on the day of a moment."""
    return re.compile(f"Your check-ins are due.*{cast.organization.day_of(moment):%A %-d %B}.*, {how}$", re.S)


def stop_with_one_click(open_as, mail):
    """What a mail program does by itself: no cookie, and no page that was read before."""
    page = open_as(None, link_in(mail, "Check in"))
    assert page.context.cookies() == []
    address = path_of(mail.extra_headers["List-Unsubscribe"].strip("<>"))
    assert page.request.post(address, form={"List-Unsubscribe": "One-Click"}).status == 200
