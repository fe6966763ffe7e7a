"""Sending what is due: claimed in one transaction, sent outside of any, marked as sent in another.

A sender that dies leaves rows that are taken up again when their lease ends. Only between the mail server's word and
our commit can a mail go out twice, and then with the same Message-ID.
"""

import logging
from collections.abc import Sequence
from datetime import date, datetime
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any
from uuid import UUID

from django.core.mail import EmailMessage

from checkins.mails import period_line, period_mail
from checkins.models import Reminder, ReminderState
from checkins.reminding import Week, admins_to_remind, claim_reminders, dues, settle
from checkins.windows import morning_of
from organizations.models import Organization
from organizations.tenancy import organization_scope

logger = logging.getLogger(__name__)
# These are about one mail; every other error is about the server.
ABOUT_ONE_MAIL = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)


def send_reminders(organization_id: UUID, server: Any, *, at: datetime) -> None:
    """Send what one organization's people are to be told, through an open or opening mail connection.

    Raises OSError where the server does not answer: what was not sent is due again after its lease.
    """
    with organization_scope(organization_id):
        organization = Organization.objects.get(pk=organization_id)
        today = organization.day_of(at)
        if at < morning_of(organization, today):
            return
        mails = mails_of(claim_reminders(at=at), organization, today, at)
    for reminder, mail in mails:
        try:
            server.send_messages([mail])
        except ABOUT_ONE_MAIL:
            logger.warning("The mail of reminder %s could not be sent.", reminder.pk, exc_info=True)
            continue
        with organization_scope(organization_id):
            settle([reminder], ReminderState.SENT, at=at)


def mails_of(
    reminders: Sequence[Reminder], organization: Organization, today: date, at: datetime
) -> list[tuple[Reminder, EmailMessage]]:
    """A mail for each that is still needed; the others are done with."""
    if not reminders:
        return []
    found = dues(organization)
    lines = {
        week: [period_line(due, organization, today) for due in found if due.week == week]
        for week in {due.week for due in found if due.is_due(today)} & {week_of(r) for r in reminders}
    }
    admins = set(admins_to_remind(today).values_list("pk", flat=True))
    needed = [r for r in reminders if week_of(r) in lines and r.membership_id in admins]
    settle([r for r in reminders if r not in needed], ReminderState.NOT_NEEDED, at=at)
    return [(reminder, period_mail(reminder, lines[week_of(reminder)], organization)) for reminder in needed]


def week_of(reminder: Reminder) -> Week:
    return reminder.kind, reminder.iso_year, reminder.iso_week
