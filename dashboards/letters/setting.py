"""Setting a document in type, as text and as HTML, with the foot that every letter has."""

from django.template.loader import render_to_string

from checkins.models import Reminder, ReminderKind
from checkins.reminders.letters import Letter
from checkins.reminders.links import unsubscribe_address
from dashboards.letters.document import Document, Link, tidy
from dashboards.letters.phrases import address


def letter_of(document: Document, reminder: Reminder) -> Letter:
    letter = tidy(document)
    context = {"letter": letter, "foot": tidy(foot(reminder))}
    return Letter(
        subject=letter.subject,
        text=f"{render_to_string('letters/letter.txt', context).strip()}\n",
        html=render_to_string("letters/letter.html", context),
    )


def foot(reminder: Reminder) -> list[Link]:
    topic = ReminderKind(reminder.kind).topic
    return [
        Link("What you get by mail", address("notices", reminder.membership.organization)),
        Link(f"Unsubscribe from “{topic.label}”", unsubscribe_address(reminder)),
    ]
