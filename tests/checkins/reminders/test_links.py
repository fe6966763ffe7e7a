"""A link does what it was signed for, and nothing else."""

from base64 import urlsafe_b64encode
from uuid import UUID, uuid4

import pytest
from django.core.signing import Signer

from checkins.models import Reminder, ReminderKind
from checkins.reminders.links import (
    ANSWER,
    UNSUBSCRIBE,
    BadLink,
    Unsubscribing,
    answer_address,
    read_answer,
    read_unsubscribe,
    unsubscribe_address,
)
from organizations.models import MailTopic

READERS = [read_answer, read_unsubscribe]


def reminder(kind="due"):
    return Reminder(pk=uuid4(), organization_id=uuid4(), membership_id=uuid4(), kind=kind)


def token_of(address):
    return address.rstrip("/").rsplit("/", 1)[1]


def test_button_leads_to_its_reminder(settings):
    settings.SITE_URL = "https://okr.example.com"
    mailed = reminder()
    address = answer_address(mailed)
    assert address.startswith("https://okr.example.com/answer/")
    assert read_answer(token_of(address)) == (mailed.organization_id, mailed.pk)


@pytest.mark.parametrize("kind", ReminderKind.values)
def test_unsubscribing_is_of_the_topic_of_the_kind(settings, kind):
    settings.SITE_URL = "https://okr.example.com"
    mailed = reminder(kind)
    address = unsubscribe_address(mailed)
    assert address.startswith("https://okr.example.com/unsubscribe/")
    weekly = {"due": "check_ins", "late": "check_ins", "escalation": "silence", "digest": "digest"}
    topic = (weekly | {"conversation": "conversation"}).get(kind, "periods")
    expected = Unsubscribing(mailed.organization_id, mailed.membership_id, MailTopic(topic))
    assert read_unsubscribe(token_of(address)) == expected


def test_link_is_the_same_whenever_it_is_written():
    mailed = reminder()
    assert answer_address(mailed) == answer_address(mailed)
    assert unsubscribe_address(mailed) == unsubscribe_address(mailed)


def test_neither_link_does_what_the_other_does():
    mailed = reminder()
    with pytest.raises(BadLink):
        read_answer(token_of(unsubscribe_address(mailed)))
    with pytest.raises(BadLink):
        read_unsubscribe(token_of(answer_address(mailed)))


def test_changed_link_is_refused_wherever_it_was_changed():
    for address, read in (
        (answer_address(reminder()), read_answer),
        (unsubscribe_address(reminder()), read_unsubscribe),
    ):
        token = token_of(address)
        for n in range(len(token)):
            changed = token[:n] + ("A" if token[n] != "A" else "B") + token[n + 1 :]
            with pytest.raises(BadLink):
                read(changed)


def test_link_of_another_installation_is_refused():
    for ours, address, read in (
        (ANSWER, answer_address, read_answer),
        (UNSUBSCRIBE, unsubscribe_address, read_unsubscribe),
    ):
        signed = ours.unsign(token_of(address(reminder())))
        with pytest.raises(BadLink):
            read(Signer(key="another", salt=ours.salt).sign(signed))


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("token", ["", ":", "a:b", "ä", "é:ü", "%00", "x" * 5000, str(UUID(int=0))])
def test_nonsense_is_refused(read, token):
    with pytest.raises(BadLink):
        read(token)


def test_ids_alone_open_nothing():
    mailed = reminder()
    ids = urlsafe_b64encode(mailed.organization_id.bytes + mailed.pk.bytes).decode().rstrip("=")
    for token in (ids, f"{ids}:", f"{ids}:{ids}"):
        with pytest.raises(BadLink):
            read_answer(token)
