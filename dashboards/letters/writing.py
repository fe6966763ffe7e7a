"""Which letter a reminder is."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from checkins.models import Reminder, ReminderKind
from checkins.reminders.letters import Letter
from checkins.windows import Moment
from dashboards.digest import Digest, build_digest
from dashboards.letters.check_in import check_in_letter
from dashboards.letters.conversation import conversation_letter
from dashboards.letters.digest import digest_letter
from dashboards.letters.document import Document
from dashboards.letters.endings import score_letter
from dashboards.letters.escalation import escalation_letter
from dashboards.letters.periods import close_period_letter, open_period_letter
from dashboards.letters.planning import set_objectives_letter
from dashboards.letters.setting import letter_of

WRITERS: dict[ReminderKind, Callable[[Reminder, Moment], Document | None]] = {
    ReminderKind.DUE: check_in_letter,
    ReminderKind.LATE: check_in_letter,
    ReminderKind.ESCALATION: escalation_letter,
    ReminderKind.SET_OBJECTIVES: set_objectives_letter,
    ReminderKind.SCORE: score_letter,
    ReminderKind.SCORE_SOON: score_letter,
    ReminderKind.OPEN_PERIOD: open_period_letter,
    ReminderKind.CLOSE_PERIOD: close_period_letter,
    ReminderKind.CONVERSATION: conversation_letter,
}


class Desk:
    """Where letters are written in one sitting: the digest says the same to every leader, so it is made once."""

    def __init__(self) -> None:
        self.digests: dict[tuple[UUID, date], Digest | None] = {}

    def write(self, reminder: Reminder, moment: Moment) -> Letter | None:
        """The letter of a reminder at a moment, by its person's clock; None where there is nothing left to say.

        Its person must be loaded, with user and organization.
        """
        document = self.document(reminder, moment)
        return letter_of(document, reminder) if document else None

    def document(self, reminder: Reminder, moment: Moment) -> Document | None:
        if reminder.kind != ReminderKind.DIGEST:
            return WRITERS[ReminderKind(reminder.kind)](reminder, moment)
        digest = self.digest_of(reminder, moment) if reminder.membership.is_leader else None
        return digest_letter(digest, reminder.membership.organization) if digest else None

    def digest_of(self, reminder: Reminder, moment: Moment) -> Digest | None:
        key = moment.organization.pk, reminder.due_on
        if key not in self.digests:
            self.digests[key] = build_digest(reminder.membership, reminder.due_on, moment)
        return self.digests[key]
