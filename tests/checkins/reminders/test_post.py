"""A mail server that is set up otherwise than we are: nobody's address is at fault."""

import pytest
from django.core.mail import EmailMessage

from checkins.reminders.post import Fate, Post, Verdict
from tests.mail_servers import Sink

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", sink.port
        settings.EMAIL_USE_TLS, settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = False, "", ""
        yield sink


def verdicts(count: int = 1) -> list[Verdict]:
    post = Post()
    found = [
        post.send(EmailMessage("Subject", "Words", "from@sightline.test", ["maya@acme.test"])) for _ in range(count)
    ]
    post.close()
    return found


@pytest.mark.parametrize(
    "wanted",
    [
        {"EMAIL_USE_TLS": True},
        {"EMAIL_HOST_USER": "sightline", "EMAIL_HOST_PASSWORD": "secret"},
        {"EMAIL_HOST": f"{'x' * 70}.test"},
    ],
    ids=["no encryption", "no sign-in", "no such name"],
)
def test_server_that_cannot_be_used_refuses_nobodys_address(sink, settings, wanted):
    for name, value in wanted.items():
        setattr(settings, name, value)
    assert {(v.fate, v.is_about_the_server) for v in verdicts(2)} == {(Fate.LATER, True)}
    assert not sink.arrivals


@pytest.mark.parametrize("answer", ["530 5.7.0 Authentication required", "503 5.5.1 Error: need MAIL command"])
def test_answer_about_ourselves_refuses_nobodys_address(sink, answer):
    sink.at_rcpt("maya@acme.test", answer, always=True)
    (verdict,) = verdicts()
    assert (verdict.fate, verdict.words, verdict.is_about_the_server) == (Fate.LATER, answer, True)


def test_address_that_nobody_has_is_refused_and_the_next_mail_goes_on(sink):
    sink.at_rcpt("maya@acme.test", "550 5.1.1 No such user")
    assert [v.fate for v in verdicts(2)] == [Fate.REFUSED, Fate.SENT]
    # After a refusal a conversation is begun anew: it might stand in the middle of a mail.
    assert sink.sessions_count == 2


@pytest.mark.parametrize("answer", ["554 5.7.1 Relay access denied", "550 5.7.26 This mail is unauthenticated"])
def test_what_a_server_has_against_the_sender_marks_nobody(sink, answer):
    sink.at_rcpt("maya@acme.test", answer, always=True)
    (verdict,) = verdicts()
    assert (verdict.fate, verdict.is_about_the_server) == (Fate.LATER, True)
