"""Admins are told a week before a period begins, and a week before its grace ends: once, at a decent hour."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from checkins.models import LEASE, Reminder
from checkins.reminders.sending import claim_next
from checkins.waking import tick, wake
from checkins.windows import moment_at
from dashboards.letters import Desk
from objectives.actions.periods import begin_graces_due, close_period, create_period, edit_period, open_period
from objectives.models import Period
from organizations.actions import change_role, deactivate, introduce_oneself
from organizations.models import Organization
from tests.cast import join, make_key_result, make_objective

NEW_YEAR = date(2027, 1, 1)
QUARTER = {"starts_on": NEW_YEAR, "ends_on": date(2027, 3, 31)}


class Diary:
    """Acme in Berlin, whose one admin is Maya, and nothing planned."""

    def __init__(self, cast):
        self.cast, self.admin = cast, cast.admin
        cast.period.delete()
        self.sleep_until(date(2026, 1, 1))

    def at(self, day, hour=10):
        return self.cast.organization.start_of(day) + timedelta(hours=hour)

    def sleep_until(self, day):
        Organization.objects.filter(pk=self.cast.organization.pk).update(wakes_at=self.at(day, 0))

    def tick(self, day, hour=10):
        self.tick_at(self.at(day, hour))

    def tick_at(self, at):
        tick(Desk().write, at=at)

    def make(self, day, hour=9):
        """The rows of a moment; nobody sends them yet."""
        wake(self.cast.organization.pk, at=self.at(day, hour))

    def plan(self, name="Q1 2027", kind="quarter", **days):
        return create_period(by=self.admin, name=name, kind=kind, **(days or QUARTER))

    def open(self, *args, **days):
        period = self.plan(*args, **days)
        return open_period(period, by=self.admin, at=self.at(period.starts_on))

    def rows(self):
        return list(Reminder.objects.order_by("iso_year", "iso_week").values_list("kind", "iso_year", "iso_week"))


@pytest.fixture
def diary(acme):
    return Diary(acme)


def test_admin_is_told_a_week_before_a_planned_period_begins(diary, mailoutbox):
    diary.plan()
    diary.tick(date(2026, 12, 24))
    assert diary.rows() == []
    diary.tick(date(2026, 12, 25))
    assert diary.rows() == [("open_period", 2026, 52)]
    (mail,) = mailoutbox
    assert mail.to == [diary.admin.user.email]
    assert mail.subject == "Time to open Q1 2027"
    assert "Q1 2027 begins on Friday 1 January 2027 and is still planned." in mail.body
    reminder = Reminder.objects.get()
    assert (reminder.state, reminder.sent_at) == ("sent", diary.at(date(2026, 12, 25)))


def test_it_is_told_once(diary, mailoutbox):
    diary.plan()
    for day in range(25, 32):
        diary.tick(date(2026, 12, day))
        diary.tick(date(2026, 12, day), hour=11)
    diary.tick(date(2027, 1, 3))
    assert len(mailoutbox) == 1


def test_admin_is_told_a_week_before_grace_ends(diary, mailoutbox):
    period = diary.open(name="Q4 2026", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    diary.tick(date(2027, 1, 6))
    assert Period.objects.get(pk=period.pk).is_in_grace
    assert ("close_period", 2027, 1) not in diary.rows()
    mailoutbox.clear()
    diary.tick(date(2027, 1, 7))
    assert ("close_period", 2027, 1) in diary.rows()
    (mail,) = [mail for mail in mailoutbox if "close" in mail.subject]
    assert mail.subject == "Time to close Q4 2026"
    assert "Q4 2026 ended on Thursday 31 December 2026." in mail.body
    assert "until Thursday 14 January 2027" in mail.body


def test_grace_of_few_days_is_announced_before_it_begins(diary, mailoutbox):
    Organization.objects.filter(pk=diary.cast.organization.pk).update(grace_days=0)
    diary.open(name="Q4 2026", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    diary.tick(date(2026, 12, 24))
    (mail,) = [mail for mail in mailoutbox if "close" in mail.subject]
    assert "Q4 2026 ends on Thursday 31 December 2026." in mail.body


def test_mail_leads_to_the_pages_where_it_is_done(diary, mailoutbox, settings):
    settings.SITE_URL = "https://okr.example.com"
    planned = diary.plan()
    over = diary.open(name="Cycle 7", starts_on=date(2026, 9, 20), ends_on=date(2026, 12, 18))
    begin_graces_due(at=diary.at(date(2026, 12, 19)))
    diary.tick(date(2026, 12, 25))
    texts = {mail.subject: mail.body for mail in mailoutbox}
    place = "https://okr.example.com/acme/periods"
    for address in (f"{place}/{planned.pk}/checklist/", f"{place}/{planned.pk}/open/"):
        assert f"\n{address}\n" in texts["Time to open Q1 2027"]
    for address in (f"{place}/{over.pk}/scoring/", f"{place}/{over.pk}/close/"):
        assert f"\n{address}\n" in texts["Time to close Cycle 7"]


def test_mail_says_how_much_is_ready(diary, mailoutbox):
    planned = diary.plan()
    ready = make_objective(diary.admin, planned, "Win <the> mid-market")
    make_key_result(diary.admin, ready)
    make_objective(diary.admin, planned, "Make support calm")
    diary.tick(date(2026, 12, 25))
    assert "1 of its 2 objectives is ready." in mailoutbox[0].body


def test_mail_is_known_by_its_row_and_as_nobodys_hand(diary, mailoutbox, settings):
    settings.SITE_URL = "https://okr.example.com"
    diary.plan()
    diary.tick(date(2026, 12, 25))
    headers = mailoutbox[0].message()
    assert headers["Message-ID"] == f"<reminder-{Reminder.objects.get().pk}@okr.example.com>"
    assert headers["Auto-Submitted"] == "auto-generated"


def test_periods_of_one_week_share_a_mail(diary, mailoutbox):
    diary.plan()
    diary.plan("2027", kind="year", starts_on=NEW_YEAR, ends_on=date(2027, 12, 31))
    diary.tick(date(2026, 12, 25))
    (mail,) = mailoutbox
    assert "Q1 2027" in mail.body and "2027 begins" in mail.body
    assert mail.body.count("/open/") == 2


def test_what_is_due_later_in_the_week_is_told_with_the_first(diary, mailoutbox):
    diary.plan("Cycle 8", starts_on=date(2026, 12, 28), ends_on=date(2027, 3, 28))
    diary.plan("2027", kind="year", starts_on=NEW_YEAR, ends_on=date(2027, 12, 31))
    for day in range(21, 28):
        diary.tick(date(2026, 12, day))
    assert [mail.subject for mail in mailoutbox] == ["Time to open Cycle 8 and 2027"]


def test_week_53_of_2026_is_one_of_its_own(diary, mailoutbox):
    diary.plan("Cycle 8", starts_on=date(2027, 1, 10), ends_on=date(2027, 4, 10))
    diary.plan("2027", kind="year", starts_on=date(2027, 1, 11), ends_on=date(2028, 1, 9))
    diary.tick(date(2027, 1, 3))
    diary.tick(date(2027, 1, 4))
    assert diary.rows() == [("open_period", 2026, 53), ("open_period", 2027, 1)]
    assert [mail.subject for mail in mailoutbox] == ["Time to open Cycle 8", "Time to open 2027"]


def test_29th_of_february_is_a_day_like_others(diary, mailoutbox):
    diary.plan("Spring", starts_on=date(2028, 3, 7), ends_on=date(2028, 5, 31))
    diary.tick(date(2028, 2, 28))
    assert mailoutbox == []
    diary.tick(date(2028, 2, 29))
    assert len(mailoutbox) == 1


def test_every_active_admin_is_told_and_nobody_else(diary, mailoutbox):
    second, away, gone = (join(diary.cast.organization, "admin", name) for name in ("Second", "Away", "Gone"))
    introduce_oneself(name="Away", away_until=date(2026, 12, 28), by=away)
    deactivate(membership=gone, by=diary.admin)
    diary.plan()
    diary.tick(date(2026, 12, 25))
    assert {mail.to[0] for mail in mailoutbox} == {diary.admin.user.email, second.user.email}
    diary.tick(date(2026, 12, 27))
    assert len(mailoutbox) == 2
    diary.tick(date(2026, 12, 28))
    assert mailoutbox[2:][0].to == [away.user.email]
    assert len(mailoutbox) == 3


@pytest.mark.parametrize(("day", "count"), [(date(2027, 1, 8), 1), (date(2027, 1, 9), 0)])
def test_beat_that_slept_tells_what_is_not_yet_a_thing_of_the_past(diary, mailoutbox, day, count):
    diary.plan()
    diary.tick(day)
    assert len(mailoutbox) == len(diary.rows()) == count
    assert all("began on Friday 1 January 2027" in mail.body for mail in mailoutbox)


def test_what_was_opened_in_time_is_not_asked_for(diary, mailoutbox):
    open_period(diary.plan(), by=diary.admin, at=diary.at(date(2026, 12, 20)))
    diary.tick(date(2026, 12, 25))
    assert "open_period" not in {kind for kind, _, _ in diary.rows()}


def test_nothing_is_sent_before_nine(diary, mailoutbox):
    diary.plan()
    diary.tick(date(2026, 12, 25), hour=0)
    diary.tick(date(2026, 12, 25), hour=8)
    assert (diary.rows(), mailoutbox) == ([], [])
    diary.tick(date(2026, 12, 25), hour=9)
    assert len(mailoutbox) == 1


def test_nine_is_nine_where_the_organization_is(diary, mailoutbox):
    Organization.objects.filter(pk=diary.cast.organization.pk).update(time_zone="America/Los_Angeles")
    diary.plan()
    diary.tick_at(datetime(2026, 12, 25, 16, 59, tzinfo=UTC))
    assert mailoutbox == []
    diary.tick_at(datetime(2026, 12, 25, 17, 0, tzinfo=UTC))
    assert len(mailoutbox) == 1


def test_what_was_opened_in_the_meantime_is_not_sent(diary, mailoutbox):
    planned = diary.plan()
    diary.make(date(2026, 12, 25))
    open_period(planned, by=diary.admin, at=diary.at(date(2026, 12, 25), 8))
    diary.tick(date(2026, 12, 25))
    assert (Reminder.objects.get(kind="open_period").state, mailoutbox) == ("not_needed", [])


def test_what_was_closed_in_the_meantime_is_not_sent(diary, mailoutbox):
    period = diary.open(name="Q4 2026", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    diary.tick(date(2027, 1, 2))
    diary.make(date(2027, 1, 7))
    close_period(period, by=diary.admin)
    diary.tick(date(2027, 1, 7))
    assert Reminder.objects.get(kind="close_period").state == "not_needed"
    assert [mail for mail in mailoutbox if "close" in mail.subject] == []


def test_who_is_no_admin_any_more_is_not_told(diary, mailoutbox):
    second = join(diary.cast.organization, "admin", "Second")
    diary.plan()
    diary.make(date(2026, 12, 25))
    change_role(membership=second, role="member", by=diary.admin)
    diary.tick(date(2026, 12, 25))
    assert [mail.to[0] for mail in mailoutbox] == [diary.admin.user.email]
    assert Reminder.objects.get(membership=second).state == "not_needed"


def test_moved_beginning_is_announced_again(diary, mailoutbox):
    planned = diary.plan()
    diary.tick(date(2026, 12, 25))
    edit_period(planned, by=diary.admin, changes={"starts_on": date(2027, 1, 11)})
    diary.tick(date(2027, 1, 4))
    assert diary.rows() == [("open_period", 2026, 52), ("open_period", 2027, 1)]
    assert len(mailoutbox) == 2


def claimed(diary, at):
    return claim_next(moment_at(diary.cast.organization, at), Desk().write)


def test_killed_sender_leaves_a_row_that_is_taken_up_when_its_lease_ends(diary, mailoutbox):
    diary.plan()
    diary.make(date(2026, 12, 25))
    claimed_at = diary.at(date(2026, 12, 25), 9)
    assert claimed(diary, claimed_at).mail
    diary.tick_at(claimed_at + LEASE - timedelta(seconds=1))
    assert mailoutbox == []
    for moment in (LEASE, LEASE + timedelta(minutes=1), LEASE * 2):
        diary.tick_at(claimed_at + moment)
    assert len(mailoutbox) == 1
    assert Reminder.objects.get().state == "sent"


def test_mail_server_that_is_down_is_tried_again(diary, mailoutbox, settings, caplog):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail_servers.Down"
    diary.plan()
    with caplog.at_level(logging.WARNING):
        diary.tick(date(2026, 12, 25))
    assert "was not taken" in caplog.text
    assert (Reminder.objects.get().state, Reminder.objects.get().attempts) == ("due", 1)
    settings.EMAIL_BACKEND = works
    diary.tick_at(diary.at(date(2026, 12, 25)) + timedelta(seconds=59))
    assert mailoutbox == []
    diary.tick_at(diary.at(date(2026, 12, 25)) + timedelta(seconds=60))
    assert len(mailoutbox) == 1


def test_address_that_is_refused_does_not_stop_the_others(diary, mailoutbox, settings, caplog):
    settings.EMAIL_BACKEND = "tests.mail_servers.Refusing"
    join(diary.cast.organization, "admin", "Nobody", "nobody@acme.test")
    join(diary.cast.organization, "admin", "Zoe", "zoe@acme.test")
    diary.plan()
    with caplog.at_level(logging.WARNING):
        diary.tick(date(2026, 12, 25))
    assert {mail.to[0] for mail in mailoutbox} == {diary.admin.user.email, "zoe@acme.test"}
    reminder = Reminder.objects.select_related("membership__user").get(membership__user__email="nobody@acme.test")
    assert (reminder.state, reminder.membership.is_refused) == ("in_app", True)
    assert reminder.membership.refusal == "550 no such mailbox"


def test_reminder_that_could_not_be_sent_for_two_weeks_is_a_thing_of_the_past(diary, mailoutbox, settings, caplog):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail_servers.Down"
    diary.plan()
    diary.tick(date(2026, 12, 25))
    settings.EMAIL_BACKEND = works
    diary.tick(date(2027, 1, 9))
    assert (Reminder.objects.get().state, mailoutbox) == ("missed", [])


def test_other_organizations_hear_nothing_of_it(diary, rival, mailoutbox):
    with rival.scope():
        rival.period.delete()
    Organization.objects.filter(pk=rival.organization.pk).update(wakes_at=diary.at(date(2026, 1, 1)))
    diary.plan()
    diary.tick(date(2026, 12, 25))
    assert [mail.to for mail in mailoutbox] == [[diary.admin.user.email]]
    with rival.scope():
        assert not Reminder.objects.exists()


@pytest.mark.parametrize("admin_count", [1, 3])
def test_each_row_is_claimed_once(diary, admin_count):
    for n in range(admin_count - 1):
        join(diary.cast.organization, "admin", f"Admin {n}")
    diary.plan()
    diary.make(date(2026, 12, 25))
    at = diary.at(date(2026, 12, 25))
    found = [claimed(diary, at) for _ in range(admin_count + 1)]
    assert len({each.reminder.pk for each in found if each}) == admin_count
    assert found[-1] is None
