"""Sending what is due: one row claimed in a transaction, sent outside of any, and settled in another.

A sender that dies leaves a row that is taken up again when its lease ends. Only between the mail server's word and
our commit can a mail go out twice, and then with the same Message-ID.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from checkins.models import LEASE, Reminder, ReminderKind, ReminderState
from checkins.reminders.decency import next_decent
from checkins.reminders.letters import Letter, Write, in_envelope
from checkins.reminders.post import Fate, Post, Verdict, pause_after
from checkins.telling import take_into
from checkins.windows import Moment, moment_at
from organizations.models import Membership, Organization
from organizations.tenancy import organization_scope

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Claimed:
    """A reminder that nobody else sends for a while, and its mail; None where there is nothing to send."""

    reminder: Reminder
    mail: EmailMessage | None


def send_reminders(organization_id: UUID, post: Post, write: Write, *, clock: Clock = timezone.now) -> bool:
    """Send a chunk of what one organization's people are to be told; whether there may be more."""
    with organization_scope(organization_id):
        organization = Organization.objects.get(pk=organization_id)
        moment = moment_at(organization, clock())
    for _ in range(MOST_AT_ONCE):
        with organization_scope(organization_id):
            claimed = claim_next(replace(moment, at=clock()), write)
        if claimed is None:
            return False
        if claimed.mail:
            verdict = post.send(claimed.mail)
            with organization_scope(organization_id):
                settle(claimed.reminder, verdict, at=clock())
            if post.is_down:
                return False
    return True


def claim_next(moment: Moment, write: Write) -> Claimed | None:
    """The next row that may be tried, with its mail; None where there is none. Inside the caller's transaction."""
    free = Reminder.objects.to_be_tried(moment.at).select_related("membership__user", "team")
    reminder = free.select_for_update(of=("self",), skip_locked=True).order_by("try_at", "pk").first()
    if reminder is None:
        return None
    reminder.membership.organization = moment.organization
    keep(reminder, try_at=moment.at + LEASE)
    try:
        with transaction.atomic(), timezone.override(reminder.membership.zone):
            return Claimed(reminder, mail_of(reminder, moment, write))
    except Exception:
        logger.exception("The mail of reminder %s could not be written; it is tried again.", reminder.pk)
        try_later(reminder, at=moment.at)
        return Claimed(reminder, None)


def mail_of(reminder: Reminder, moment: Moment, write: Write) -> EmailMessage | None:
    """Its mail; otherwise it is done with, or put off."""
    person, kind = reminder.membership, ReminderKind(reminder.kind)
    decent = decent_moment(reminder, moment.at)
    if not may_be_told(person, moment.at):
        keep(reminder, state=ReminderState.NOT_NEEDED)
    elif decent is None:
        keep(reminder, state=ReminderState.MISSED)
    elif decent > moment.at:
        keep(reminder, try_at=decent)
    elif (letter := written(reminder, moment, write)) is None:
        keep(reminder, state=ReminderState.NOT_NEEDED)
    elif person.is_refused or not person.wants(kind.topic):
        keep(reminder, state=ReminderState.IN_APP)
    else:
        return in_envelope(letter, reminder)
    return None


def written(reminder: Reminder, moment: Moment, write: Write) -> Letter | None:
    """Of a conversation, whatever waits for its person by now goes with it, and with no other mail."""
    if reminder.kind == ReminderKind.CONVERSATION:
        take_into(reminder)
    return write(reminder, moment)


def may_be_told(person: Membership, at: datetime) -> bool:
    """Active, and not away."""
    is_here = person.away_until is None or person.away_until <= at.astimezone(person.zone).date()
    return person.is_active and person.user.is_active and is_here


def decent_moment(reminder: Reminder, at: datetime) -> datetime | None:
    """When it may be sent where its person is; None where its time has passed."""
    due_on = reminder.due_on if ReminderKind(reminder.kind).is_weekly else None
    return next_decent(at.astimezone(reminder.membership.zone), reminder.hour, reminder.until_on, due_on)


def settle(reminder: Reminder, verdict: Verdict, *, at: datetime) -> None:
    """What became of a mail, for its row and for the address of its person."""
    if verdict.fate == Fate.SENT:
        # Whoever else has taken it up meanwhile need not send it any more.
        Reminder.objects.still_due().filter(pk=reminder.pk).update(state=ReminderState.SENT, sent_at=at)
    elif verdict.fate == Fate.REFUSED:
        mark_address(reminder.membership, verdict.words)
        keep(reminder, state=ReminderState.IN_APP)
    else:
        try_later(reminder, at=at)


def mark_address(person: Membership, words: str) -> None:
    """The mail server does not have it: nothing more is sent there, and the admins can see why."""
    person.refused_address, person.refusal = person.user.email, words[:300]
    person.save(update_fields=["refused_address", "refusal"])


def try_later(reminder: Reminder, *, at: datetime) -> None:
    """After a pause, and in decent hours; given up after a day of attempts, or when its time has passed."""
    attempts = reminder.attempts + 1
    pause = pause_after(attempts)
    if pause is None:
        keep(reminder, state=ReminderState.FAILED)
    else:
        keep(reminder, attempts=attempts, try_at=at + pause)


def keep(reminder: Reminder, **changes: object) -> None:
    """Only while it is still ours: nobody has taken it up since."""
    mine = Reminder.objects.still_due().filter(pk=reminder.pk, try_at=reminder.try_at)
    mine.update(**changes)
    for name, value in changes.items():
        setattr(reminder, name, value)
