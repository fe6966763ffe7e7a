"""A letter, and the envelope that it goes in; the words are written above, where all pages' facts come together."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from checkins.models import Reminder
from checkins.reminders.links import unsubscribe_address
from checkins.windows import Moment


@dataclass(frozen=True)
class Letter:
    """Text and HTML say the same."""

    subject: str
    text: str
    html: str


# What a reminder says at a moment; None where there is nothing left to say. The person is loaded.
Write = Callable[[Reminder, Moment], Letter | None]


def in_envelope(letter: Letter, reminder: Reminder) -> EmailMultiAlternatives:
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        to=[reminder.membership.user.email],
        headers={
            "Message-ID": message_id(reminder),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{unsubscribe_address(reminder)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    return mail


def message_id(reminder: Reminder) -> str:
    """The same for the same row, so that a mail that went out twice is shown once."""
    return f"<reminder-{reminder.pk}@{urlsplit(settings.SITE_URL).hostname}>"
