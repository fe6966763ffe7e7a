"""Who is to be told something at a moment: found from rows and clocks, and written down as rows that are made once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from checkins.models import Reminder, ReminderKind
from checkins.owing import WEEKLY, owing
from checkins.reminders.decency import is_decent
from checkins.reminders.periods import dues, people_asked
from checkins.windows import Moment
from objectives.models import Period, PeriodState
from organizations.models import FIRST_HOUR, Membership, TeamMembership

ESCALATED_AFTER = timedelta(days=3)
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Awake:
    """Somebody who may be written to at all, and what her clock shows."""

    membership: Membership
    local: datetime

    @property
    def today(self) -> date:
        return self.local.date()


@dataclass(frozen=True)
class Silence:
    """Check-ins that nobody has given: whose, in which window, of which team, below whose objective."""

    ower_id: UUID
    due_on: date
    next_due_on: date
    hour: int
    team_id: UUID | None
    above_id: UUID | None

    @property
    def last_day(self) -> date:
        return self.next_due_on - A_DAY


@dataclass(frozen=True)
class Call:
    """A reminder to be made. Its week is that of the due day."""

    membership_id: UUID
    kind: ReminderKind
    due_on: date
    until_on: date
    hour: int
    team_id: UUID | None = None


People = Mapping[UUID, Awake]


def make_reminders(moment: Moment) -> None:
    """A row for everybody who is to be told something now; those that are there already stay as they are."""
    people = awake(moment)
    if not people:
        return
    calls = {*weekly_calls(moment, people), *digest_calls(moment, people), *period_calls(moment, people)}
    Reminder.objects.bulk_create(
        [Reminder(**vars(call), try_at=moment.at, created_at=moment.at) for call in sorted(calls, key=in_order)],
        ignore_conflicts=True,
    )


def in_order(call: Call) -> tuple[str, str, date]:
    return str(call.membership_id), call.kind, call.due_on


def awake(moment: Moment) -> dict[UUID, Awake]:
    """Everybody who is active, here, and past her earliest hour, whatever the weekday; one query."""
    people = {}
    for membership in Membership.objects.active().filter(user__is_active=True).order_by("pk"):
        local = moment.at.astimezone(ZoneInfo(membership.time_zone or moment.organization.time_zone))
        is_here = membership.away_until is None or membership.away_until <= local.date()
        if is_here and is_decent(local, FIRST_HOUR, local.date()):
            people[membership.pk] = Awake(membership, local)
    return people


def weekly_calls(moment: Moment, people: People) -> Iterator[Call]:
    """On the due day whoever owes, the day after again, and three days after whoever should know."""
    silences = silences_at(moment)
    for silence in silences:
        if ower := people.get(silence.ower_id):
            yield from calls_of(ower, silence)
    if moment.organization.escalates:
        leads = leads_of({silence.team_id for silence in silences if silence.team_id})
        for silence in silences:
            yield from escalations_of(silence, leads, people)


def silences_at(moment: Moment) -> list[Silence]:
    """By the one rule of who owes; one query."""
    found = owing(moment).filter(WEEKLY, is_answered=False).order_by()
    columns = ("ower_id", "week_on", "next_on", "hour", "objective__team_id", "objective__parent__owner_id")
    return [Silence(*row) for row in found.values_list(*columns).distinct()]


def calls_of(ower: Awake, silence: Silence) -> Iterator[Call]:
    """One on the due day; on the first working day after it, another."""
    due_on = silence.due_on
    if not is_decent(ower.local, silence.hour, due_on):
        return
    if ower.today == due_on:
        yield Call(silence.ower_id, ReminderKind.DUE, due_on, due_on, silence.hour)
    elif due_on < ower.today < silence.next_due_on:
        yield Call(silence.ower_id, ReminderKind.LATE, due_on, silence.last_day, silence.hour)


def leads_of(team_ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    leads: dict[UUID, list[UUID]] = defaultdict(list)
    rows = TeamMembership.objects.filter(team__in=set(team_ids), is_lead=True).order_by("pk")
    for team_id, membership_id in rows.values_list("team_id", "membership_id"):
        leads[team_id].append(membership_id)
    return leads


def escalations_of(silence: Silence, leads: Mapping[UUID, list[UUID]], people: People) -> Iterator[Call]:
    """To the team's leads, in one mail for the whole team; without a team to the owner of the objective above."""
    told = leads.get(silence.team_id, []) if silence.team_id else [silence.above_id]
    for membership_id in told:
        lead = people.get(membership_id) if membership_id and membership_id != silence.ower_id else None
        if (
            lead
            and is_decent(lead.local, silence.hour)
            and silence.due_on + ESCALATED_AFTER <= lead.today < silence.next_due_on
        ):
            kind = ReminderKind.ESCALATION
            yield Call(
                lead.membership.pk, kind, silence.due_on, silence.last_day, silence.hour, team_id=silence.team_id
            )


def digest_calls(moment: Moment, people: People) -> Iterator[Call]:
    """Leaders, on the first working day after the organization's due day, while a period is open."""
    leaders = [person for person in people.values() if person.membership.is_leader]
    if not leaders or not Period.objects.filter(state=PeriodState.OPEN).exists():
        return
    for leader in leaders:
        window = moment.own_window(leader.membership)
        if window.due_on < leader.today and is_decent(leader.local, window.hour):
            until_on = window.next_due_on - A_DAY
            yield Call(leader.membership.pk, ReminderKind.DIGEST, window.due_on, until_on, window.hour)


def period_calls(moment: Moment, people: People) -> Iterator[Call]:
    rhythm = moment.rhythms.usual
    days = {person.today for person in people.values()}
    for due in dues(moment.organization):
        if not any(map(due.is_due, days)):
            continue
        hour = rhythm.hour_on(rhythm.due_on(due.on))
        for membership in people_asked(due, [person.membership for person in people.values()]):
            person = people[membership.pk]
            if due.is_due(person.today) and is_decent(person.local, hour):
                yield Call(membership.pk, due.kind, due.on, due.told_until, hour)
