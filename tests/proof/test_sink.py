"""The mail server that the proofs send to does as it was told."""

import smtplib
import time
from contextlib import closing

import pytest

from tests.mail_servers import DROP, HANG, TAKEN

MAIL = "From: a@here.test\r\nTo: {}\r\nMessage-ID: <{}@here.test>\r\n\r\nWords.\r\n"


@pytest.fixture
def client(sink):
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=10) as client:
        yield client


def send(client, to="lea@acme.test", name="1"):
    return client.sendmail("a@here.test", [to], MAIL.format(to, name))


def test_sink_keeps_every_mail(sink, client):
    send(client)
    send(client, "max@acme.test", "2")
    assert [(a.recipients, a.message_id) for a in sink.arrivals] == [
        (("lea@acme.test",), "<1@here.test>"),
        (("max@acme.test",), "<2@here.test>"),
    ]
    assert (sink.sessions_count, sink.addresses()) == (1, {"lea@acme.test", "max@acme.test"})


@pytest.mark.parametrize("answer", ["450 Busy", "451 Try again", "550 No such mailbox"])
def test_recipient_is_refused_once(sink, client, answer):
    sink.at_rcpt("lea@acme.test", answer)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(client)
    assert refused.value.recipients["lea@acme.test"][0] == int(answer[:3])
    send(client)
    assert len(sink.arrivals) == 1


@pytest.mark.parametrize("answer", ["451 Try again", "554 Looks like spam"])
def test_mail_is_refused_after_data(sink, client, answer):
    sink.at_data("lea@acme.test", answer, always=True)
    for _ in range(2):
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(client)
        assert refused.value.smtp_code == int(answer[:3])
    send(client, "max@acme.test")
    assert [arrival.recipients for arrival in sink.arrivals] == [("max@acme.test",)]


def test_server_that_closes_says_so(sink, client):
    sink.at_rcpt(2, "421 Going away")
    send(client)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(client, "max@acme.test")
    assert refused.value.recipients["max@acme.test"][0] == 421
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(client)


def test_mail_is_swallowed(sink, client):
    sink.at_data(1, DROP)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(client)
    assert [arrival.is_swallowed for arrival in sink.arrivals] == [True]


@pytest.mark.parametrize("step", ["at_rcpt", "at_data"])
def test_server_hangs(sink, step):
    getattr(sink, step)("lea@acme.test", TAKEN, HANG)
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=1) as patient:
        send(patient)
    impatient = smtplib.SMTP("127.0.0.1", sink.port, timeout=0.5)
    with closing(impatient), pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        send(impatient)
    assert len(sink.arrivals) == 1


def test_slow_server_takes_its_time(sink, client):
    sink.delay = 0.2
    begun = time.monotonic()
    send(client)
    assert time.monotonic() - begun >= 0.2
