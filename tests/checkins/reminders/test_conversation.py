"""What is said goes out by mail: each notice with one mail, in decent hours, to whom wants it."""

from datetime import datetime, timedelta

import pytest
from django.db.models import F

from checkins.models import Notice, Reminder, ReminderState
from checkins.reminders.letters import Letter
from checkins.reminders.post import Post
from checkins.reminders.sending import claim_next, send_reminders, settle
from checkins.telling import BUNDLED_FOR
from checkins.waking import tick
from checkins.windows import moment_at
from organizations.models import Membership, Organization
from tests.cast import make_objective
from tests.checkins.reminders.test_sending import Greylisting
from tests.checkins.test_comments import says

MINUTE = timedelta(minutes=1)


class Talk:
    """On Tuesday 4 August 2026 somebody talks about the owner's objective."""

    def __init__(self, cast):
        self.cast, self.letters = cast, []
        self.objective = make_objective(cast.owner, cast.period)

    def at(self, hour, minute=0, day=4):
        return datetime(2026, 8, day, hour, minute, tzinfo=self.cast.organization.zone)

    def says(self, at, by=None):
        return says(by or self.cast.leader, self.objective, at=at)

    def write(self, reminder, moment):
        """As the desk does: everything that goes with it, or nothing."""
        count = Notice.objects.filter(reminder=reminder).count()
        self.letters.append(count)
        return Letter(f"{count} said", "Words.", "<p>Words.</p>") if count else None

    def send(self, at, post=None):
        return send_reminders(self.cast.organization.pk, post or Post(), self.write, clock=lambda: at)


@pytest.fixture
def talk(acme):
    return Talk(acme)


def subjects(mailoutbox):
    return [mail.subject for mail in mailoutbox]


def test_what_is_said_in_a_row_is_one_mail_some_minutes_later(talk, mailoutbox):
    for minute in range(3):
        talk.says(talk.at(10, minute))
    talk.send(talk.at(10, 4))
    assert mailoutbox == []
    talk.send(talk.at(10, 5))
    talk.send(talk.at(10, 30))
    assert subjects(mailoutbox) == ["3 said"] and mailoutbox[0].to == [talk.cast.owner.user.email]


def test_the_tick_sends_it(talk, mailoutbox):
    Organization.objects.update(wakes_at=talk.at(10) + timedelta(hours=5))
    talk.says(talk.at(10))
    tick(talk.write, at=talk.at(10) + BUNDLED_FOR)
    assert subjects(mailoutbox) == ["1 said"]


def test_what_is_said_later_is_another_mail_and_each_thing_is_in_one(talk, mailoutbox):
    for hour in (10, 12, 14):
        talk.says(talk.at(hour))
        talk.send(talk.at(hour, 5))
    assert subjects(mailoutbox) == ["1 said"] * 3


def test_at_night_and_on_a_weekend_it_waits(talk, mailoutbox):
    talk.says(talk.at(23))
    for at in (talk.at(23, 10), talk.at(8, day=5)):
        talk.send(at)
    assert mailoutbox == []
    talk.says(talk.at(8, 30, day=5))
    talk.send(talk.at(9, day=5))
    assert subjects(mailoutbox) == ["2 said"]
    talk.says(talk.at(12, day=8))
    talk.send(talk.at(12, 5, day=8))
    talk.send(talk.at(12, 5, day=9))
    assert len(mailoutbox) == 1
    talk.send(talk.at(9, day=10))
    assert subjects(mailoutbox) == ["2 said", "1 said"]


def test_who_does_not_want_it_by_mail_reads_it_in_the_app(talk, mailoutbox):
    Membership.objects.filter(pk=talk.cast.owner.pk).update(unwanted_mails=["conversation"])
    talk.says(talk.at(10))
    talk.send(talk.at(10, 5))
    assert mailoutbox == [] and Reminder.objects.get().state == ReminderState.IN_APP
    Membership.objects.filter(pk=talk.cast.owner.pk).update(unwanted_mails=[])
    talk.says(talk.at(11))
    talk.send(talk.at(11, 5))
    assert subjects(mailoutbox) == ["1 said"]


def test_who_is_away_gets_it_with_the_first_mail_after(talk, mailoutbox):
    Membership.objects.filter(pk=talk.cast.owner.pk).update(away_until=talk.at(0, day=6).date())
    talk.says(talk.at(10))
    talk.send(talk.at(10, 5))
    talk.says(talk.at(10, day=6))
    talk.send(talk.at(10, 5, day=6))
    assert subjects(mailoutbox) == ["2 said"]


def test_what_is_said_while_a_mail_is_being_sent_is_not_lost(talk, mailoutbox):
    """Neither in that mail a second time nor in none."""
    talk.says(talk.at(10))
    moment = moment_at(talk.cast.organization, talk.at(10, 5))
    claimed = claim_next(moment, talk.write)
    talk.says(talk.at(10, 5))
    settle(claimed.reminder, Post().send(claimed.mail), at=talk.at(10, 6))
    talk.send(talk.at(10, 30))
    assert subjects(mailoutbox) == ["1 said", "1 said"]


def test_mail_that_was_not_taken_is_the_same_one_again(talk, mailoutbox, settings):
    talk.says(talk.at(10))
    post = Post()
    post.server = Greylisting()
    talk.send(talk.at(10, 5), post)
    assert mailoutbox == []
    talk.says(talk.at(10, 6))
    talk.send(talk.at(10, 20))
    assert sorted(subjects(mailoutbox)) in (["1 said", "1 said"], ["2 said"])
    assert Notice.objects.filter(reminder=None).count() == 0


def test_two_mails_that_wait_tell_it_once(talk, mailoutbox):
    """As when two people speak at the same moment, and neither sees the other's mail."""
    talk.says(talk.at(10))
    mail = Reminder.objects.get()
    Reminder.objects.create(membership=mail.membership, kind=mail.kind, due_on=mail.due_on, until_on=mail.until_on)
    Reminder.objects.update(try_at=F("created_at"))
    talk.says(talk.at(10, 1))
    Reminder.objects.update(try_at=talk.at(10, 5))
    talk.send(talk.at(10, 6))
    assert subjects(mailoutbox) == ["2 said"]
    assert sorted(Reminder.objects.values_list("state", flat=True)) == ["not_needed", "sent"]
