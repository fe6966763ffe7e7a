"""Reminders by way of a mail server that refuses, hangs, hangs up or is not there: all arrive, and none twice."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from checkins.models import ReminderState
from tests.cast import client_of
from tests.mail_servers import DROP, HANG
from tests.okr_site.clone import free_port
from tests.proof.harness import wake_at
from tests.proof.week import MINUTE, MONDAY, TUESDAY, post_to

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What a tick takes besides; generous.
MARGIN = 4
CLOSING = "421 4.3.2 Going down"
LATER = ["450 4.2.0 Mailbox busy", "451 4.7.1 Greylisted, try again"]
UNKNOWN, DISABLED = "550 5.1.1 No such user", "554 5.2.1 Mailbox disabled"
RELAY = "554 5.7.1 Relay access denied"
steps = pytest.mark.parametrize("step", ["at_rcpt", "at_data"])


@pytest.fixture
def one_second(settings):
    """As long as we wait for an answer here."""
    settings.EMAIL_TIMEOUT = 1


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Whoever connects there hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield silent.getsockname()[1]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds + MARGIN


# It passes.


@steps
def test_server_that_closes_is_called_again(week, sink, step):
    """On whom it closed waits for a minute; the others do not."""
    unlucky = week.people[1]
    getattr(sink, step)(unlucky.user.email, CLOSING)
    week.tick(MONDAY)
    assert week.arrived() == week.addresses(but=unlucky)
    assert sink.sessions_count == 2
    row = week.reminder_of(unlucky)
    assert (row.state, row.attempts, row.try_at) == (ReminderState.DUE, 1, MONDAY + MINUTE)
    week.tick(MONDAY + MINUTE)
    assert week.all_is_told_once()


@steps
def test_server_that_closes_on_everybody_is_left_alone_for_a_minute(week, sink, step):
    for number in (1, 2):
        getattr(sink, step)(number, CLOSING)
    week.tick(MONDAY)
    assert (len(sink.asked_for), sink.arrivals) == (2, [])
    week.tick(MONDAY + MINUTE)
    assert week.all_is_told_once()


@steps
@pytest.mark.parametrize("answer", LATER)
def test_greylisted_mails_are_taken_after_a_minute(week, sink, step, answer):
    for address in week.addresses():
        getattr(sink, step)(address, answer)
    week.tick(MONDAY)
    assert (sorted(sink.asked_for), sink.arrivals) == (week.addresses(), [])
    week.tick(MONDAY + MINUTE / 2)
    assert len(sink.asked_for) == len(week.people)
    week.tick(MONDAY + MINUTE)
    assert week.all_is_told_once()


def test_pauses_grow_and_end_after_a_day_of_attempts(week, sink):
    """By day alone: what was late on Tuesday is given up on Thursday; the others have long arrived."""
    unlucky = week.people[0]
    sink.at_rcpt(unlucky.user.email, LATER[1], always=True)
    wake_at(week.cast, TUESDAY)
    tried = week.tick_until(TUESDAY, TUESDAY + 4 * DAY)
    on_tuesday = [TUESDAY + minutes * MINUTE for minutes in (0, 1, 1 + 5, 1 + 5 + 15, *range(81, 540, 60))]
    on_wednesday = [TUESDAY + DAY + n * HOUR for n in range(9)]
    on_thursday = [TUESDAY + 2 * DAY + n * HOUR for n in range(6)]
    found = [at for at, addresses in tried.items() if unlucky.user.email in addresses]
    assert found == on_tuesday + on_wednesday + on_thursday
    assert len(found) == 3 + 24
    assert week.reminder_of(unlucky, "late").state == ReminderState.FAILED
    assert week.arrived() == week.addresses(but=unlucky)
    assert not week.again(unlucky).refused_address


def test_reminder_that_was_put_off_until_the_evening_comes_as_late_in_the_morning(week, sink):
    unlucky = week.people[0]
    sink.at_data(unlucky.user.email, *LATER[1:] * 12)
    week.tick_until(MONDAY, TUESDAY + HOUR)
    assert [week.reminder_of(unlucky, kind).state for kind in ("due", "late")] == ["missed", "sent"]
    (arrival,) = sink.mails_to(unlucky.user.email)
    assert arrival.message_id.startswith(f"<reminder-{week.reminder_of(unlucky, 'late').pk}@")
    assert sink.asked_for.count(unlucky.user.email) == 13


# It does not.


@pytest.mark.parametrize(("step", "words"), [("at_rcpt", UNKNOWN), ("at_data", DISABLED)])
def test_refused_address_is_marked_and_left_alone(week, sink, step, words):
    """The others' mails arrive; an admin sees what the server said."""
    gone = week.people[2]
    getattr(sink, step)(gone.user.email, words, always=True)
    week.tick(MONDAY)
    assert week.arrived() == week.addresses(but=gone)
    assert week.reminder_of(gone).state == ReminderState.IN_APP
    marked = [(person.refused_address, person.refusal) for person in map(week.again, week.people)]
    assert marked == [("", "")] * 2 + [(gone.user.email, words)] + [("", "")] * 2
    week.tick_until(MONDAY + MINUTE, TUESDAY + HOUR)
    assert week.reminder_of(gone, "late").state == ReminderState.IN_APP
    assert sink.asked_for.count(gone.user.email) == 1

    admin = client_of(week.cast.admin)
    assert "Mail to 1 person came back." in admin.get("/acme/people/").content.decode()
    page = admin.get(f"/acme/people/{gone.pk}/").content.decode()
    assert f"Mail to {gone.user.email} came back: {words}" in page


def test_another_address_is_tried_and_so_is_the_old_one_if_an_admin_says_so(week, sink):
    moved, back = week.people[:2]
    for person in (moved, back):
        sink.at_rcpt(person.user.email, UNKNOWN)
    week.tick(MONDAY)
    moved.user.email = "moved@acme.test"
    moved.user.save(update_fields=["email"])
    client_of(week.cast.admin).post(f"/acme/people/{back.pk}/try-mail-again/")
    week.tick(MONDAY + 7 * DAY)
    assert week.arrived() == sorted(week.addresses() + week.addresses()[2:])


@steps
def test_server_that_takes_no_mail_from_us_marks_nobody(week, sink, step):
    """It is asked twice in a tick; when it was mended, everything arrives."""
    for number in (1, 2):
        getattr(sink, step)(number, RELAY)
    week.tick(MONDAY)
    assert (len(sink.asked_for), sink.arrivals) == (2, [])
    assert not any(week.again(person).refused_address for person in week.people)
    week.tick(MONDAY + MINUTE)
    assert week.all_is_told_once()


# It says nothing.


@steps
def test_mail_at_which_the_server_hangs_is_put_off(week, sink, one_second, step):
    unlucky = week.people[1]
    getattr(sink, step)(unlucky.user.email, HANG)
    with at_most(1):
        week.tick(MONDAY)
    assert (week.arrived(), sink.sessions_count) == (week.addresses(but=unlucky), 2)
    row = week.reminder_of(unlucky)
    assert (row.state, row.attempts, row.try_at) == (ReminderState.DUE, 1, MONDAY + MINUTE)
    week.tick(MONDAY + MINUTE)
    assert week.all_is_told_once()


@pytest.mark.slow
@steps
def test_two_at_whom_it_always_hangs_keep_the_others_waiting_for_one_tick(week, sink, one_second, step):
    unlucky = week.people[:2]
    for person in unlucky:
        getattr(sink, step)(person.user.email, HANG, always=True)
    for at in (MONDAY, MONDAY + MINUTE):
        with at_most(2):
            week.tick(at)
    assert week.arrived() == week.addresses()[2:]
    assert [week.reminder_of(person).attempts for person in unlucky] == [2, 2]


@pytest.mark.slow
@pytest.mark.parametrize("step", ["connecting", "greeting", "at_rcpt", "at_data"])
def test_server_that_hangs_for_everybody_costs_two_time_outs(week, sink, one_second, silent_port, settings, step):
    if step == "connecting":
        post_to(silent_port, settings)
    for number in (1, 2) if step.startswith("at") else ():
        getattr(sink, step)(number, HANG)
    sink.hangs_at_ehlo = step == "greeting"
    with at_most(2):
        week.tick(MONDAY)
    assert sink.arrivals == []
    assert sorted(week.reminder_of(person).attempts for person in week.people) == [0, 0, 0, 1, 1]
    post_to(sink.port, settings)
    sink.hangs_at_ehlo = False
    week.tick(MONDAY + MINUTE)
    assert week.all_is_told_once()


@pytest.mark.slow
def test_server_that_hangs_is_left_after_ten_seconds(week, silent_port, settings):
    assert settings.EMAIL_TIMEOUT == 10
    post_to(silent_port, settings)
    with at_most(2 * 10):
        week.tick(MONDAY)
    assert sorted(week.reminder_of(person).attempts for person in week.people) == [0, 0, 0, 1, 1]


# It keeps the mail and does not say so.


def test_mail_that_was_swallowed_comes_once_more_as_the_same(week, sink):
    """The one window for a duplicate: between the server's word and our commit."""
    unlucky = week.people[3]
    sink.at_data(unlucky.user.email, DROP)
    week.tick(MONDAY)
    assert (week.arrived(), week.reminder_of(unlucky).state) == (week.addresses(), ReminderState.DUE)
    week.tick_until(MONDAY + MINUTE, MONDAY + HOUR)
    first, second = sink.mails_to(unlucky.user.email)
    assert first.message_id == second.message_id
    assert (first.is_swallowed, second.is_swallowed) == (True, False)
    assert len(sink.arrivals) == len(week.people) + 1
    assert week.states() == [ReminderState.SENT] * len(week.people)


# It is not there.


def test_nothing_is_lost_while_there_is_no_server(week, sink, settings):
    post_to(free_port(), settings)
    week.tick_until(MONDAY, MONDAY + HOUR)
    assert week.states() == [ReminderState.DUE] * len(week.people)
    assert not any(week.again(person).refused_address for person in week.people)
    post_to(sink.port, settings)
    week.tick_until(MONDAY + HOUR, MONDAY + 3 * HOUR)
    assert week.all_is_told_once()
