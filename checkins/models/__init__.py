"""Check-ins, what is said about them, what is being typed, and what people are told."""

from checkins.models.acknowledgement import Acknowledgement
from checkins.models.check_in import CheckIn, CheckInQuerySet, Source
from checkins.models.comment import Comment, CommentVersion, Mention
from checkins.models.draft import Draft
from checkins.models.notice import Notice, NoticeKind
from checkins.models.reminder import LEASE, Reminder, ReminderKind, ReminderState

__all__ = [
    "LEASE",
    "Acknowledgement",
    "CheckIn",
    "CheckInQuerySet",
    "Comment",
    "CommentVersion",
    "Draft",
    "Mention",
    "Notice",
    "NoticeKind",
    "Reminder",
    "ReminderKind",
    "ReminderState",
    "Source",
]
