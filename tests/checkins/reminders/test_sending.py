"""What becomes of a row when its turn has come: sent once, put off, or done with."""

import logging
from datetime import date, datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from checkins.models import LEASE, Reminder
from checkins.reminders.letters import Letter, message_id
from checkins.reminders.post import MOST_ATTEMPTS, Post
from checkins.reminders.sending import claim_next, send_reminders
from checkins.windows import moment_at
from organizations.actions import deactivate, introduce_oneself
from organizations.models import Membership
from tests.cast import join, refuse, statements

MONDAY = date(2026, 8, 3)
FRIDAY = MONDAY + timedelta(days=4)
MINUTE = timedelta(minutes=1)


class Greylisting(EmailBackend):
    """Wants everything sent again."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({messages[0].to[0]: (451, b"Try again")})


class Sender:
    """Acme in Berlin, where the owner is to be told on Monday at nine."""

    def __init__(self, cast):
        self.cast, self.owner, self.organization = cast, cast.owner, cast.organization
        self.nothing_left_for, self.fails_for = set(), set()
        self.zones = {}

    def at(self, hour=10, day=MONDAY, minute=0):
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.organization.zone)

    def row(self, person=None, kind="due", until_on=None, **facts):
        until_on = until_on or (MONDAY if kind == "due" else MONDAY + timedelta(days=6))
        facts = {"due_on": MONDAY, "try_at": self.at(9), "created_at": self.at(9)} | facts
        return Reminder.objects.create(membership=person or self.owner, kind=kind, until_on=until_on, **facts)

    def write(self, reminder, moment):
        self.zones[reminder.membership_id] = timezone.get_current_timezone_name()
        if reminder.membership_id in self.fails_for:
            raise ZeroDivisionError
        if reminder.membership_id in self.nothing_left_for:
            return None
        return Letter("A subject\nof two lines", "Words.", "<p>Words.</p>")

    def send(self, at=None, post=None):
        return send_reminders(self.organization.pk, post or Post(), self.write, clock=lambda: at or self.at())

    def after(self, row, at=None):
        self.send(at)
        row.refresh_from_db()
        return row.state


@pytest.fixture
def sender(acme):
    return Sender(acme)


def test_mail_is_sent_and_the_row_says_when(sender, mailoutbox):
    row = sender.row()
    assert sender.after(row) == "sent"
    assert row.sent_at == sender.at()
    (mail,) = mailoutbox
    assert (mail.to, mail.subject, mail.body) == ([sender.owner.user.email], "A subject of two lines", "Words.")
    assert [part.content for part in mail.alternatives] == ["<p>Words.</p>"]


def test_what_was_sent_is_not_sent_again(sender, mailoutbox):
    sender.row()
    for hour in (10, 11, 17):
        assert sender.send(sender.at(hour)) is False
    assert len(mailoutbox) == 1


def test_row_is_known_by_the_same_message_id_in_every_attempt(sender, settings, mailoutbox):
    settings.SITE_URL = "https://okr.example.com:8443"
    row = sender.row()
    claims = [claim_next(moment_at(sender.organization, sender.at() + n * LEASE), sender.write) for n in range(2)]
    assert {claim.mail.message()["Message-ID"] for claim in claims} == {f"<reminder-{row.pk}@okr.example.com>"}
    assert message_id(row) != message_id(sender.row(kind="late"))


def test_mail_says_that_nobody_typed_it_and_how_to_get_no_more(sender, mailoutbox):
    sender.row()
    sender.send()
    headers = mailoutbox[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert "/unsubscribe/" in headers["List-Unsubscribe"]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_claimed_row_is_nobody_elses_until_its_lease_ends(sender):
    row, at = sender.row(), sender.at()
    assert claim_next(moment_at(sender.organization, at), sender.write).reminder == row
    for moment, is_free in ((at, False), (at + LEASE - timedelta(seconds=1), False), (at + LEASE, True)):
        claim = claim_next(moment_at(sender.organization, moment), sender.write)
        assert (claim is not None) is is_free


def test_who_was_too_slow_does_not_send_back_what_another_has_sent(sender, settings, mailoutbox):
    """Its lease ended while it waited; another sent the row meanwhile, and the slow one fails."""
    row = sender.row()

    class Slow(Post):
        def send(self, mail):
            sender.send(sender.at() + LEASE)
            self.server = Greylisting()
            return super().send(mail)

    sender.send(post=Slow())
    row.refresh_from_db()
    assert (row.state, row.attempts, row.sent_at, len(mailoutbox)) == ("sent", 0, sender.at() + LEASE, 1)


def test_who_was_too_slow_does_not_cut_short_the_lease_of_another(sender, mailoutbox):
    row, retaken_at = sender.row(), sender.at() + LEASE

    class Slow(Post):
        def send(self, mail):
            assert claim_next(moment_at(sender.organization, retaken_at), sender.write)
            self.server = Greylisting()
            return super().send(mail)

    sender.send(post=Slow())
    row.refresh_from_db()
    assert (row.state, row.attempts, row.try_at) == ("due", 0, retaken_at + LEASE)


def test_what_was_sent_too_slowly_is_settled_for_whoever_has_taken_it_up(sender, mailoutbox):
    row, retaken_at = sender.row(), sender.at() + LEASE

    class Slow(Post):
        def send(self, mail):
            assert claim_next(moment_at(sender.organization, retaken_at), sender.write)
            return super().send(mail)

    sender.send(post=Slow())
    assert sender.after(row, retaken_at + LEASE) == "sent"
    assert (row.sent_at, len(mailoutbox)) == (sender.at(), 1)


def test_nothing_left_to_say_needs_no_mail(sender, mailoutbox):
    sender.nothing_left_for = {sender.owner.pk}
    assert (sender.after(sender.row()), mailoutbox) == ("not_needed", [])


@pytest.mark.parametrize("what", ["left", "signed out for good", "away"])
def test_who_is_not_there_is_not_told(sender, mailoutbox, what):
    row = sender.row()
    match what:
        case "left":
            deactivate(membership=sender.owner, by=sender.cast.admin)
        case "signed out for good":
            type(sender.owner.user).objects.filter(pk=sender.owner.user.pk).update(is_active=False)
        case "away":
            introduce_oneself(name="Acme Owner", away_until=MONDAY + timedelta(days=1), by=sender.owner)
    assert (sender.after(row), mailoutbox) == ("not_needed", [])


def test_who_is_back_today_is_told(sender, mailoutbox):
    introduce_oneself(name="Acme Owner", away_until=MONDAY, by=sender.owner)
    assert sender.after(sender.row()) == "sent"


@pytest.mark.parametrize(
    ("kind", "topic"), [("due", "check_ins"), ("escalation", "silence"), ("digest", "digest"), ("score", "periods")]
)
def test_what_is_not_wanted_by_mail_is_told_in_the_app_alone(sender, mailoutbox, kind, topic):
    Membership.objects.filter(pk=sender.owner.pk).update(unwanted_mails=[topic])
    wanted = "late" if kind != "due" else "digest"
    rows = sender.row(kind=kind), sender.row(kind=wanted)
    sender.send()
    assert [Reminder.objects.get(pk=row.pk).state for row in rows] == ["in_app", "sent"]
    assert len(mailoutbox) == 1


def test_refused_address_is_marked_and_what_follows_is_told_in_the_app(sender, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail_servers.Refusing"
    nobody = join(sender.organization, "member", "Nobody", "nobody@acme.test")
    assert sender.after(sender.row(nobody)) == "in_app"
    nobody.refresh_from_db()
    assert (nobody.refused_address, nobody.refusal) == ("nobody@acme.test", "550 no such mailbox")
    settings.EMAIL_BACKEND = "tests.mail_servers.Down"
    late = sender.row(nobody, "late")
    assert sender.after(late, sender.at(day=MONDAY + timedelta(days=1))) == "in_app"
    assert (late.attempts, mailoutbox) == (0, [])


def test_another_address_is_tried_again(sender, mailoutbox):
    refuse(sender.owner, "old@acme.test")
    assert sender.after(sender.row()) == "sent"
    assert mailoutbox[0].to == [sender.owner.user.email]


def test_one_bad_address_never_stops_the_others(sender, settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail_servers.Refusing"
    people = [join(sender.organization, "member", f"Nobody {n}", f"nobody{n}@acme.test") for n in range(3)]
    for person in (*people, sender.owner):
        sender.row(person)
    sender.send()
    assert [mail.to for mail in mailoutbox] == [[sender.owner.user.email]]


def test_mail_that_cannot_be_written_is_tried_again_and_does_not_stop_the_others(sender, mailoutbox, caplog):
    broken, other = sender.row(), sender.row(sender.cast.admin)
    sender.fails_for = {sender.owner.pk}
    with caplog.at_level(logging.ERROR):
        assert sender.after(broken) == "due"
    assert (broken.attempts, broken.try_at) == (1, sender.at() + MINUTE)
    other.refresh_from_db()
    assert (other.state, len(mailoutbox)) == ("sent", 1)
    sender.fails_for = set()
    assert sender.after(broken, sender.at() + MINUTE) == "sent"


def test_pauses_grow_and_end_after_a_day(sender, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    row = sender.row(kind="late")
    at = sender.at(day=MONDAY + timedelta(days=1))
    tried_at = []
    while row.state == "due":
        tried_at.append(at)
        sender.after(row, at)
        at = row.try_at
        # By night it waits for the morning, which is no attempt.
        while row.state == "due" and sender.at(9, at.astimezone(sender.organization.zone).date()) > at:
            sender.after(row, at)
            at = row.try_at
    assert (row.state, row.attempts) == ("failed", MOST_ATTEMPTS - 1)
    assert [at - tried_at[0] for at in tried_at[:4]] == [n * MINUTE for n in (0, 1, 6, 21)]


def test_greylisting_stops_nobody_else(sender, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Greylisting"
    rows = [sender.row(person) for person in (sender.owner, sender.cast.admin, sender.cast.leader)]
    assert sender.send() is False
    assert [Reminder.objects.get(pk=row.pk).attempts for row in rows] == [1, 1, 1]


def test_server_that_is_down_is_left_after_two_failures(sender, settings):
    settings.EMAIL_BACKEND = "tests.mail_servers.Down"
    for person in (sender.owner, sender.cast.admin, sender.cast.leader):
        sender.row(person)
    assert sender.send() is False
    found = Reminder.objects.order_by("-attempts").values_list("attempts", "try_at", "state")
    later = sender.at() + MINUTE
    assert list(found) == [(1, later, "due"), (1, later, "due"), (0, sender.at(9), "due")]


@pytest.mark.parametrize(
    ("kind", "until_on", "at", "then"),
    [
        ("due", MONDAY, (8, MONDAY), (9, MONDAY)),
        ("due", MONDAY, (18, MONDAY), None),
        ("due", MONDAY, (9, MONDAY + timedelta(days=1)), None),
        ("late", FRIDAY, (18, FRIDAY), None),
        ("late", FRIDAY + timedelta(days=3), (18, FRIDAY), (9, FRIDAY + timedelta(days=3))),
        ("late", FRIDAY + timedelta(days=3), (12, FRIDAY + timedelta(days=1)), (9, FRIDAY + timedelta(days=3))),
        ("late", FRIDAY + timedelta(days=2), (12, FRIDAY + timedelta(days=1)), None),
        ("score", FRIDAY, (3, FRIDAY), (9, FRIDAY)),
    ],
)
def test_outside_of_decent_hours_it_is_put_off_or_missed(sender, mailoutbox, kind, until_on, at, then):
    row = sender.row(kind=kind, until_on=until_on, try_at=sender.at(1))
    state = sender.after(row, sender.at(*at))
    assert mailoutbox == []
    assert state == ("due" if then else "missed")
    if then:
        assert (row.try_at, row.attempts) == (sender.at(*then), 0)
        assert sender.after(row, row.try_at) == "sent"


def test_saturday_is_decent_where_it_is_the_due_day(sender, mailoutbox):
    saturday = MONDAY + timedelta(days=5)
    assert sender.after(sender.row(due_on=saturday, until_on=saturday), sender.at(day=saturday)) == "sent"
    asked = sender.row(kind="score", due_on=saturday, until_on=saturday)
    assert sender.after(asked, sender.at(day=saturday)) == "missed"


def test_hours_are_those_of_the_person(sender, mailoutbox):
    introduce_oneself(name="Acme Owner", away_until=None, time_zone="America/New_York", by=sender.owner)
    row = sender.row()
    assert sender.after(row, sender.at(14, minute=59)) == "due"
    assert row.try_at == sender.at(15)
    assert sender.after(row, sender.at(15)) == "sent"


def test_letter_is_written_by_the_clock_of_its_person(sender, mailoutbox):
    introduce_oneself(name="Acme Owner", away_until=None, time_zone="America/New_York", by=sender.owner)
    for person in (sender.owner, sender.cast.admin):
        sender.row(person, until_on=MONDAY + timedelta(days=6), kind="late")
    before = timezone.get_current_timezone_name()
    sender.send(sender.at(16))
    assert sender.zones == {sender.owner.pk: "America/New_York", sender.cast.admin.pk: "Europe/Berlin"}
    assert timezone.get_current_timezone_name() == before


def test_chunk_leaves_the_rest_for_the_next(sender, monkeypatch, mailoutbox):
    monkeypatch.setattr("checkins.reminders.sending.MOST_AT_ONCE", 2)
    for person in (sender.owner, sender.cast.admin, sender.cast.leader):
        sender.row(person)
    assert sender.send() is True
    assert len(mailoutbox) == 2
    assert sender.send() is False
    assert len(mailoutbox) == 3


def test_rows_of_others_are_not_touched(sender, rival, mailoutbox):
    with rival.scope():
        row = Reminder.objects.create(
            membership=rival.owner, kind="due", due_on=MONDAY, until_on=MONDAY, try_at=sender.at(9)
        )
    sender.send()
    with rival.scope():
        row.refresh_from_db()
    assert (row.state, mailoutbox) == ("due", [])


@pytest.mark.parametrize("count", [1, 3])
def test_each_mail_asks_the_same_questions(sender, mailoutbox, count):
    for person in (sender.owner, sender.cast.admin, sender.cast.leader)[:count]:
        sender.row(person)
    with statements() as asked:
        sender.send()
    asked = [sql for sql in asked if "set_config" not in sql]
    # Before: the organization and its rhythm. For each: claimed, leased, settled. After: that there is none.
    assert len(asked) == 2 + 3 * count + 1, "\n".join(asked)
    assert len(mailoutbox) == count
