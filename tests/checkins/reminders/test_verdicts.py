"""What an answer of a mail server means, and how long a mail waits after it."""

from datetime import timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPHeloError,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest
from django.core.mail import EmailMessage

from checkins.reminders.post import MOST_ATTEMPTS, Fate, Post, Verdict, pause_after, verdict_on
from tests.mail_servers import Down

WORDS = b"5.1.1 These\r\nare words"


def at_rcpt(code):
    return SMTPRecipientsRefused({"maya@acme.test": (code, WORDS)})


def at_data(code):
    return SMTPDataError(code, WORDS)


@pytest.mark.parametrize("step", [at_rcpt, at_data])
@pytest.mark.parametrize(
    ("code", "fate", "is_about_the_server"),
    [
        (421, Fate.LATER, True),
        (450, Fate.LATER, False),
        (451, Fate.LATER, False),
        (452, Fate.LATER, False),
        (503, Fate.LATER, True),
        (530, Fate.LATER, True),
        (550, Fate.REFUSED, False),
        (551, Fate.REFUSED, False),
        (552, Fate.REFUSED, False),
        (553, Fate.REFUSED, False),
        (554, Fate.REFUSED, False),
    ],
)
def test_answer_about_a_mail(step, code, fate, is_about_the_server):
    assert verdict_on(step(code)) == Verdict(fate, f"{code} 5.1.1 These are words", is_about_the_server)


@pytest.mark.parametrize(
    "error",
    [
        SMTPConnectError(554, b"No service"),
        SMTPHeloError(550, b"Who?"),
        SMTPAuthenticationError(535, b"Wrong password"),
        SMTPSenderRefused(550, b"Not from here", "from@sightline.test"),
        SMTPServerDisconnected("Connection unexpectedly closed"),
        TimeoutError("timed out"),
        ConnectionRefusedError("refused"),
        BrokenPipeError("broken"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_meets_every_mail_refuses_nobodys_address(error):
    verdict = verdict_on(error)
    assert (verdict.fate, verdict.is_about_the_server) == (Fate.LATER, True)
    assert verdict.words


@pytest.mark.parametrize(
    "error", [SMTPNotSupportedError("SMTPUTF8 is needed"), UnicodeEncodeError("ascii", "ä", 0, 1, "no"), ValueError()]
)
def test_address_that_cannot_be_written_down_is_refused(error):
    verdict = verdict_on(error)
    assert (verdict.fate, verdict.is_about_the_server) == (Fate.REFUSED, False)
    assert verdict.words


def test_it_waits_one_five_and_fifteen_minutes_and_then_hours_for_a_day():
    pauses = []
    while pause := pause_after(len(pauses) + 1):
        pauses.append(pause)
    assert [pause // timedelta(minutes=1) for pause in pauses[:5]] == [1, 5, 15, 60, 60]
    assert timedelta(hours=23) <= sum(pauses, timedelta()) <= timedelta(hours=24)
    assert len(pauses) == MOST_ATTEMPTS - 1


def sent(post, to="maya@acme.test"):
    return post.send(EmailMessage("Subject", "Words", "from@sightline.test", [to])).fate


def test_server_is_down_after_two_failures_in_a_row(settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail_servers.Down"
    post = Post()
    assert (sent(post), post.is_down) == (Fate.LATER, False)
    assert (sent(post), post.is_down) == (Fate.LATER, True)


def test_failures_that_are_not_in_a_row_leave_it_up(settings, mailoutbox):
    post = Post()
    works, fails = post.server, Down()
    for server, is_down in ((fails, False), (works, False), (fails, False), (fails, True)):
        post.server = server
        sent(post)
        assert post.is_down is is_down


def test_refused_addresses_in_a_row_say_nothing_of_the_server(settings, mailoutbox):
    settings.EMAIL_BACKEND = "tests.mail_servers.Refusing"
    post = Post()
    fates = [sent(post, to) for to in ("nobody1@acme.test", "nobody2@acme.test", "nobody3@acme.test", "zoe@acme.test")]
    assert fates == [Fate.REFUSED] * 3 + [Fate.SENT]
    assert not post.is_down
