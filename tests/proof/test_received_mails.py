"""Mails as a mail server gets them: what their headers say, and what they are made of."""

import re

import pytest
from django.test import Client

from checkins.models import ReminderState
from organizations.actions import choose_mails
from organizations.models import MailTopic
from tests.cast import PASSWORD, client_of, refuse
from tests.proof.harness import make_owers, wake_at
from tests.proof.week import MINUTE, MONDAY, TUESDAY

MOST_BYTES = 30_000
IMAGE = re.compile(r"<(?:img|picture|svg|object|iframe)|background(?:-image)?\s*[:=][^;]*url|cid:|data:", re.IGNORECASE)


def mail_to(sink, address):
    (arrival,) = sink.mails_to(address)
    return arrival.message


def test_reminder_is_known_as_what_it_is(week, sink, settings):
    week.tick(MONDAY)
    person = week.people[0]
    mail = mail_to(sink, person.user.email)
    assert re.fullmatch(rf"<reminder-{week.reminder_of(person).pk}@[\w.-]+>", mail["Message-ID"])
    assert (mail["To"], mail["From"]) == (person.user.email, settings.DEFAULT_FROM_EMAIL)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert re.fullmatch(rf"<{re.escape(settings.SITE_URL)}/unsubscribe/[^/\s<>]+/>", mail["List-Unsubscribe"].strip())
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert all(len(mail.get_all(name)) == 1 for name in ("Message-ID", "List-Unsubscribe", "Subject", "Date"))


@pytest.mark.parametrize("at", [MONDAY, TUESDAY], ids=["due", "late and the digest"])
def test_it_is_text_and_html_without_images_and_small(week, sink, at):
    """Also where somebody owes more than the mail shows."""
    make_owers(week.cast, [week.people[0]] * 12)
    wake_at(week.cast, at)
    week.tick(at)
    assert len(sink.arrivals) >= len(week.people)
    for mail in [arrival.message for arrival in sink.arrivals]:
        assert mail.get_content_type() == "multipart/alternative"
        text, html = mail.iter_parts()
        assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
        assert not IMAGE.search(html.get_content())
        assert len(mail.as_bytes()) < MOST_BYTES


def test_mail_program_unsubscribes_by_itself(week, sink):
    """Without cookies and without a form's token, again and again; then it stays in the app."""
    week.tick(MONDAY)
    person = week.people[0]
    address = mail_to(sink, person.user.email)["List-Unsubscribe"].strip(" <>")
    path = "/" + address.split("/", 3)[3]
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert week.again(person).unwanted_mails == []
    for _ in range(2):
        answer = program.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
        assert (answer.status_code, len(answer.cookies)) == (200, 0)
    assert week.again(person).unwanted_mails == ["check_ins"]
    week.tick_until(MONDAY + MINUTE, TUESDAY + MINUTE)
    assert week.reminder_of(person, "late").state == ReminderState.IN_APP
    assert len(sink.mails_to(person.user.email)) == 1


# Mails that somebody has asked for.


def invite(week):
    client_of(week.cast.admin).post("/acme/people/", {"email": "dee@new.test", "role": "member"})
    return "dee@new.test"


def sign_up(week):
    typed = {"name": "Dee Park", "email": "dee@new.test", "password1": PASSWORD, "password2": PASSWORD}
    typed |= {"organization_name": "Harbour Lane", "slug": "", "time_zone": "Europe/Berlin"}
    Client().post("/accounts/signup/", typed)
    return "dee@new.test"


def sign_in(week):
    """With an address that has not been verified yet."""
    email = week.people[0].user.email
    Client().post("/accounts/login/", {"login": email, "password": PASSWORD})
    return email


def reset_password(week):
    email = week.people[0].user.email
    Client().post("/accounts/password/reset/", {"email": email})
    return email


def reset_password_of_nobody(week):
    Client().post("/accounts/password/reset/", {"email": "nobody@new.test"})
    return "nobody@new.test"


@pytest.mark.parametrize("ask", [invite, sign_up, sign_in, reset_password, reset_password_of_nobody])
def test_mail_that_somebody_asked_for_cannot_be_unsubscribed(week, sink, ask):
    """Nor does it stay away from who wants no reminders, or whose address took none."""
    with week.cast.scope():
        choose_mails(by=week.people[0], unwanted=MailTopic.values)
        refuse(week.people[0])
    mail = mail_to(sink, ask(week))
    assert not [name for name in mail if name.lower().startswith("list-")]
    assert "unsubscribe" not in mail.get_body(("plain",)).get_content()
