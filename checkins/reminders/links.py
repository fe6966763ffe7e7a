"""The signed links of a mail: each can do one thing, for one person, and nothing else."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from checkins.models import Reminder, ReminderKind
from organizations.models import MailTopic

ANSWER = Signer(salt="sightline.answer")
UNSUBSCRIBE = Signer(salt="sightline.unsubscribe")


class BadLink(Exception):
    """It was not made here, or was changed on its way."""


@dataclass(frozen=True)
class Unsubscribing:
    organization_id: UUID
    membership_id: UUID
    topic: MailTopic


def answer_address(reminder: Reminder) -> str:
    """Where its person checks in on what it reminds of, without signing in."""
    token = ANSWER.sign(packed(reminder.organization_id, reminder.pk))
    return f"{settings.SITE_URL}{reverse('answer', kwargs={'token': token})}"


def unsubscribe_address(reminder: Reminder) -> str:
    """Where its person says that she wants no more mails of its topic."""
    topic = ReminderKind(reminder.kind).topic
    ids = packed(reminder.organization_id, reminder.membership_id)
    return f"{settings.SITE_URL}{reverse('unsubscribe', kwargs={'token': UNSUBSCRIBE.sign(f'{ids}.{topic}')})}"


def read_answer(token: str) -> tuple[UUID, UUID]:
    """Ids of the organization and the reminder. Raises BadLink."""
    try:
        return unpacked(ANSWER.unsign(token))
    except (BadSignature, ValueError) as error:
        raise BadLink from error


def read_unsubscribe(token: str) -> Unsubscribing:
    """Raises BadLink."""
    try:
        ids, topic = UNSUBSCRIBE.unsign(token).split(".")
        return Unsubscribing(*unpacked(ids), MailTopic(topic))
    except (BadSignature, ValueError) as error:
        raise BadLink from error


def packed(*ids: UUID | None) -> str:
    return urlsafe_b64encode(b"".join(each.bytes for each in ids if each)).decode().rstrip("=")


def unpacked(text: str) -> tuple[UUID, UUID]:
    ids = urlsafe_b64decode(f"{text}=")
    return UUID(bytes=ids[:16]), UUID(bytes=ids[16:])
