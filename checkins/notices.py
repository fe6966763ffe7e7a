"""One's own notices as read: what one was told, when, and how it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse

from checkins import told
from checkins.models import Reminder, ReminderKind, ReminderState
from checkins.windows import Moment
from organizations.cadences import held
from organizations.models import Membership
from organizations.rhythm import monday_of

MOST_SHOWN = 50
# Where one acts on it, by the name of the address.
PLACES = {
    ReminderKind.DUE: "check_ins",
    ReminderKind.LATE: "check_ins",
    ReminderKind.ESCALATION: "scorecard",
    ReminderKind.DIGEST: "scorecard",
    ReminderKind.SET_OBJECTIVES: "periods",
    ReminderKind.SCORE: "home",
    ReminderKind.SCORE_SOON: "home",
    ReminderKind.OPEN_PERIOD: "periods",
    ReminderKind.CLOSE_PERIOD: "periods",
}


@dataclass(frozen=True)
class Line:
    """`at` is when it came, by the clock of whom it is for; `how` says on which way, and `text` what somebody wrote."""

    words: str
    due_on: date | None
    address: str
    at: datetime
    how: str
    text: str = ""

    @property
    def when(self) -> str:
        return f"{self.at:%a %-H:%M}"


@dataclass(frozen=True)
class Week:
    monday: date
    notices: Sequence[Line]


@dataclass(frozen=True)
class Notices:
    """The newest first; `is_cut` where there were more than are shown."""

    weeks: Sequence[Week]
    is_cut: bool


def notices_of(membership: Membership) -> Notices:
    """What this person was told, or would have been by mail; two questions. Nobody else's."""
    mine = Reminder.objects.filter(membership=membership).shown().select_related("team")
    reminders = [reminded(each, membership) for each in mine.order_by("-created_at", "-id")[: MOST_SHOWN + 1]]
    said = told.notices_of(membership).order_by("-created_at", "-id")[: MOST_SHOWN + 1]
    found = [*reminders, *(heard(each, membership) for each in told.tell(said, membership))]
    found.sort(key=lambda line: line.at, reverse=True)
    weeks = groupby(found[:MOST_SHOWN], key=lambda line: monday_of(line.at.date()))
    return Notices([Week(monday, list(each)) for monday, each in weeks], is_cut=len(found) > MOST_SHOWN)


def heard(said: told.Told, membership: Membership) -> Line:
    reminder = said.notice.reminder
    how = how_it_came(reminder, membership) if reminder and reminder.state != ReminderState.DUE else "in the app"
    return Line(said.words, None, said.address, said.at.astimezone(membership.zone), how, said.text)


def reminded(reminder: Reminder, membership: Membership) -> Line:
    kind = ReminderKind(reminder.kind)
    return Line(
        words=f"{kind.label} in {reminder.team}" if reminder.team else kind.label,
        due_on=None if kind == ReminderKind.DIGEST or not kind.is_weekly else reminder.due_on,
        address=address_of(reminder, membership),
        at=(reminder.sent_at or reminder.created_at).astimezone(membership.zone),
        how=how_it_came(reminder, membership),
    )


def address_of(reminder: Reminder, membership: Membership) -> str:
    slug = membership.organization.slug
    if reminder.team_id:
        return reverse("team", kwargs={"organization": slug, "team_id": reminder.team_id})
    return reverse(PLACES[ReminderKind(reminder.kind)], kwargs={"organization": slug})


def how_it_came(reminder: Reminder, membership: Membership) -> str:
    """Why something was not mailed is told by what holds today."""
    if reminder.state == ReminderState.SENT:
        return "by mail"
    if reminder.state == ReminderState.FAILED:
        return "in the app only: the mail could not be sent"
    if membership.is_refused:
        return "in the app only: mail to you comes back"
    if not membership.wants(ReminderKind(reminder.kind).topic):
        return "in the app only: you want no mails about this"
    return "in the app only"


@dataclass(frozen=True)
class Whereabouts:
    """How often and when her check-ins are due, in words; by which clock; until when she is away, or None."""

    due: str
    zone: str
    away_until: date | None


def whereabouts_of(membership: Membership, moment: Moment) -> Whereabouts:
    today = moment.at.astimezone(membership.zone).date()
    away_until = membership.away_until if membership.away_until and membership.away_until > today else None
    return Whereabouts(held(moment.rhythms.usual, today).words, membership.zone.key, away_until)
