"""What a reminder of periods is about: several of one kind in one week share a letter."""

from checkins.models import Reminder
from checkins.reminders.periods import Due, dues
from checkins.windows import Moment


def dues_of(reminder: Reminder, moment: Moment) -> list[Due]:
    """Of its kind and its ISO week, and not yet things of the past where its person is; one query."""
    today = moment.at.astimezone(reminder.membership.zone).date()
    return [
        due
        for due in dues(moment.organization)
        if due.kind == reminder.kind
        and due.on.isocalendar()[:2] == reminder.due_on.isocalendar()[:2]
        and today <= due.told_until
    ]


def names_of(found: list[Due]) -> str:
    return " and ".join(due.period.name for due in found)
