"""Check-ins, what is being typed, and what people are reminded of."""

from checkins.models.check_in import CheckIn, CheckInQuerySet, Source
from checkins.models.draft import Draft
from checkins.models.reminder import LEASE, Reminder, ReminderKind, ReminderState

__all__ = ["LEASE", "CheckIn", "CheckInQuerySet", "Draft", "Reminder", "ReminderKind", "ReminderState", "Source"]
