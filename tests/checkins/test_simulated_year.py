"""The year 2026 in twelve zones, by the very function that beat runs: who is told of a check-in, when, how often.

What must come is worked out here from zones and plain dates alone, to the minute: the hour at which a check-in is
due where its person is, or when beat woke up.
"""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from heapq import heappop, heappush
from itertools import count, pairwise
from zoneinfo import ZoneInfo

import pytest

from checkins.actions import Statement, check_in
from checkins.models import Reminder
from checkins.waking import wake
from objectives.actions.key_results import create_key_result
from objectives.actions.objectives import create_objective
from objectives.actions.periods import close_period, create_period, open_period
from objectives.models import KeyResult, Period
from organizations.actions.cadence import set_cadence
from organizations.actions.organization import look_again
from organizations.models import Membership, Organization
from tests.cast import join, make_cast

HOME = ZoneInfo("Europe/London")
# How many hours after they hear of it people check in; the early one does before, and two never do.
ANSWERS_AFTER = {
    "Australia/Lord_Howe": 3,
    "Asia/Kathmandu": 2,
    "America/Sao_Paulo": 6,
    "Pacific/Auckland": 1,
    "Pacific/Kiritimati": 4,
    "Pacific/Pago_Pago": 8,
    "Europe/London": 5,
    "America/New_York": 3,
    "Asia/Kolkata": 2,
}
EARLY, MOVES, PAUSES = "Pacific/Honolulu", "Pacific/Auckland", "Europe/London"
PEOPLE = [*ANSWERS_AFTER, EARLY, "Pacific/Chatham", "Africa/Casablanca"]

WEEK, DAY, HOUR, MINUTE = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
EVER = datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
# Mondays at nine; on a Wednesday Thursdays are chosen, which hold from the next Monday on.
HOUR_DUE = 9
CHOSEN_AT, HOLDS_FROM = datetime(2026, 3, 25, 15, tzinfo=UTC), date(2026, 3, 30)
PAUSED_AT = datetime(2026, 3, 8, 12, tzinfo=UTC), datetime(2026, 7, 14, 12, tzinfo=UTC)
BACK_ON = date(2026, 3, 23), date(2026, 7, 29)
MOVED = [
    (datetime(2026, 3, 11, 15, tzinfo=UTC), "Europe/London"),
    (datetime(2026, 5, 12, 9, tzinfo=UTC), "Pacific/Honolulu"),
    # From Thursday morning into Friday morning.
    (datetime(2026, 7, 9, 18, tzinfo=UTC), "Pacific/Kiritimati"),
    # From Thursday afternoon, when she has heard and answered, into Wednesday.
    (datetime(2026, 10, 8, 2, tzinfo=UTC), "Pacific/Pago_Pago"),
    (datetime(2026, 11, 24, 20, tzinfo=UTC), "Pacific/Auckland"),
]
# On a Monday from half past eight in the morning until half past eight in the evening, as Kolkata has it.
LONG_SLEEP = datetime(2026, 3, 16, 3, tzinfo=UTC), datetime(2026, 3, 16, 15, tzinfo=UTC)
QUARTERS = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1), date(2027, 4, 1)]


def at_home(day, hour=0):
    return moment(day, hour, HOME)


def moment(day, hour, zone):
    return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)


def stretches_of_sleep(first, last):
    """When beat does not run: every few days for some hours."""
    chance = random.Random(53)
    found, at = [LONG_SLEEP], at_home(first)
    while at < at_home(last):
        at += chance.randrange(3 * 24 * 60, 6 * 24 * 60) * MINUTE
        stretch = at, at + chance.randrange(30, 7 * 60) * MINUTE
        if stretch[1] < LONG_SLEEP[0] or LONG_SLEEP[1] < stretch[0]:
            found.append(stretch)
    return found


@dataclass
class Year:
    """From one day to another; `answered` has when whom answered what was due in the week of which Monday."""

    first: date
    last: date
    cast: object = None
    people: dict = field(default_factory=dict)
    events: list = field(default_factory=list)
    answered: dict = field(default_factory=dict)

    def __post_init__(self):
        self.number = count()
        self.sleep = stretches_of_sleep(self.first, self.last)
        self.mondays = [
            day for n in range(500) if (day := date(2025, 12, 29) + n * WEEK) < self.last and day + WEEK > self.first
        ]

    def at(self, moment, do, *args):
        if at_home(self.first) <= moment < at_home(self.last):
            heappush(self.events, (moment, next(self.number), do, args))

    def awake_at(self, moment):
        """When beat is there: then, or when it has slept."""
        return next((ends for begins, ends in self.sleep if begins <= moment < ends), moment)

    # What happens.

    def plan(self):
        """Everything but the answers, which follow upon what was heard."""
        self.at(CHOSEN_AT, self.choose_thursdays)
        for paused_at, back_on in zip(PAUSED_AT, BACK_ON, strict=True):
            self.at(paused_at, self.change, PAUSES, {"away_until": back_on})
        for moved_at, zone in MOVED:
            self.at(moved_at, self.change, MOVES, {"time_zone": zone})
        for begins in QUARTERS[1:-1]:
            self.at(at_home(begins - DAY, 12), self.set_objectives, begins)
            self.at(at_home(begins), self.open, begins)
            self.at(at_home(begins + timedelta(days=14), 12), self.close, begins)
        for monday in self.mondays:
            day, hour = due_in(monday)
            self.at(moment(day, hour, ZoneInfo(EARLY)) - 90 * MINUTE, self.answer, EARLY, monday)
        chance = random.Random(2026)
        for day in range((self.last - self.first).days):
            looked_at = at_home(self.first) + chance.randrange(24 * 60) * MINUTE + day * DAY
            self.at(looked_at, look_again, self.cast.organization, looked_at)

    def set_objectives(self, begins):
        """Everybody has an objective; who is in Kathmandu has two key results in hers."""
        period = Period.objects.get(starts_on=begins)
        facts = {"by": self.cast.admin, "at": at_home(begins - DAY, 12), "reason": "Planned."}
        for zone, person in self.people.items():
            objective = create_objective(period=period, title=zone, belongs_to="person", owner=person, **facts)
            for title in ("One", "Two")[: 1 + (zone == "Asia/Kathmandu")]:
                aim = {"start": Decimal(0), "target": Decimal(100)}
                create_key_result(objective=objective, title=title, owner=person, **aim, **facts)

    def open(self, begins):
        open_period(Period.objects.get(starts_on=begins), by=self.cast.admin, at=at_home(begins))

    def close(self, begins):
        """The quarter before the one that begins."""
        closed_at = at_home(begins + timedelta(days=14), 12)
        close_period(Period.objects.get(ends_on=begins - DAY), by=self.cast.admin, at=closed_at)

    def choose_thursdays(self):
        assert set_cadence(by=self.cast.admin, every_weeks=1, weekday=3, hour=HOUR_DUE, at=CHOSEN_AT) == HOLDS_FROM

    def change(self, zone, facts):
        Membership.objects.filter(pk=self.people[zone].pk).update(**facts)
        look_again(self.cast.organization, self.now)

    def answer(self, zone, monday):
        key_results = KeyResult.objects.filter(owner=self.people[zone], period__state="open")
        statements = [Statement(key_result.pk, Decimal(monday.month), 7) for key_result in key_results]
        if statements:
            check_in(by=self.people[zone], statements=statements, at=self.now)
            self.answered.setdefault((zone, monday), self.now)

    # How it goes by.

    def live(self):
        self.now = at_home(self.first)
        look_again(self.cast.organization, self.now)
        while self.now < at_home(self.last):
            while self.events and self.events[0][0] <= self.now:
                _, _, do, args = heappop(self.events)
                do(*args)
            if self.awake_at(self.now) == self.now:
                self.tick()
            wakes_at = Organization.objects.get(pk=self.cast.organization.pk).wakes_at
            ticks_at = self.awake_at(max(wakes_at, self.now + MINUTE))
            self.now = min([ticks_at, *(event[0] for event in self.events[:1])])

    def tick(self):
        """What was told is as good as sent; whoever heard will answer."""
        if not wake(self.cast.organization.pk, at=self.now):
            return
        told = Reminder.objects.still_due()
        for kind, zone, due_on in told.values_list("kind", "membership__user__name", "due_on"):
            if kind in ("due", "late") and zone in ANSWERS_AFTER:
                self.at(self.now + ANSWERS_AFTER[zone] * HOUR, self.answer, zone, due_on - due_on.weekday() * DAY)
        told.update(state="sent", sent_at=self.now)

    # What must come.

    def expected(self):
        """When whom is told what of which week."""
        found = {}
        for zone in PEOPLE:
            for monday in self.mondays:
                due_on, hour = due_in(monday)
                following, _ = due_in(monday + WEEK)
                later = [due_on + n * DAY for n in range(1, (following - due_on).days)]
                working = [day for day in later if day.weekday() < 5]
                for kind, days in (("due", [due_on]), ("late", working)):
                    if told_at := self.told_at(zone, monday, days, hour):
                        found[kind, zone, due_on] = told_at
        return found

    def told_at(self, zone, monday, days, hour):
        """The first moment on these days, from the hour to six, at which beat is there and something is owed."""
        due_on, _ = due_in(monday)
        for begins, ends, clock in sorted(self.hours(zone, days, hour)):
            told_at = self.awake_at(begins)
            if told_at >= ends or self.has_answered(zone, monday, clock, told_at):
                continue
            if owed(due_on, hour, clock, told_at) and not is_away(zone, told_at.astimezone(clock).date()):
                return told_at
        return None

    def has_answered(self, zone, monday, clock, by):
        """What was due that week; or, by the clock that she has now, in the days since then."""
        begins = moment(due_in(monday)[0], 0, clock)
        return any(
            at <= by and (week == monday or at >= begins) for (who, week), at in self.answered.items() if who == zone
        )

    def hours(self, zone, days, hour):
        """From the hour to six on each of these days, by the clocks that she lived by, while she did."""
        for since, until, clock in clocks(zone):
            for day in days:
                begins, ends = max(moment(day, hour, clock), since), min(moment(day, 18, clock), until)
                begins = max(begins, at_home(self.first))
                if begins < ends and begins < at_home(self.last):
                    yield begins, ends, clock


def due_in(monday):
    """The day on which check-ins are due in that week, and the hour."""
    return (monday if monday < HOLDS_FROM else monday + 3 * DAY), HOUR_DUE


def clocks(zone):
    """Each from when, until when."""
    moves = [(EVER[0], zone), *(MOVED if zone == MOVES else [])]
    ends = [at for at, _ in moves[1:]] + [EVER[1]]
    return [(since, until, ZoneInfo(name)) for (since, name), until in zip(moves, ends, strict=True)]


def owed(due_on, hour, clock, at):
    """A quarter that covers the day was open when the hour came, and still is."""
    begins, following = next(pair for pair in pairwise(QUARTERS) if due_on < pair[1])
    return begins <= due_on and at_home(begins) <= moment(due_on, hour, clock) and at < at_home(following)


def is_away(zone, day):
    spans = [(at.date(), back_on) for at, back_on in zip(PAUSED_AT, BACK_ON, strict=True)]
    return zone == PAUSES and any(since <= day < until for since, until in spans)


def lived(first, last):
    """A year, or some of it, from a day on which nothing was told yet."""
    year = Year(first, last)
    year.cast = make_cast("acme", "Acme", HOME.key)
    year.cast.organization.created_at = EVER[0]
    year.cast.organization.save(update_fields=["created_at"])
    with year.cast.scope():
        year.cast.period.delete()
        for zone in PEOPLE:
            year.people[zone] = join(year.cast.organization, "owner", zone, f"{zone.split('/')[1]}@acme.test")
        for zone, person in year.people.items():
            Membership.objects.filter(pk=person.pk).update(time_zone="" if zone == HOME.key else zone)
        begins, ends_on = QUARTERS[0], QUARTERS[1] - DAY
        create_period(by=year.cast.admin, name="Q1", kind="quarter", starts_on=begins, ends_on=ends_on)
        year.set_objectives(begins)
        year.open(begins)
        year.plan()
        year.live()
        assert_all_is_told_as_it_should_be(year)


def assert_all_is_told_as_it_should_be(year):
    rows = list(Reminder.objects.select_related("membership__user").order_by("created_at"))
    weekly = [row for row in rows if row.kind in ("due", "late")]
    told = {(row.kind, row.membership.user.name, row.due_on): row.created_at for row in weekly}
    expected = year.expected()
    assert len(weekly) == len(told)
    assert sorted(set(told.items()) ^ set(expected.items())) == []
    assert_each_week_is_told_once(year, weekly)
    for row in rows:
        assert_hour_is_decent(row)
    assert_grace_is_told_once(year, rows)


def assert_each_week_is_told_once(year, weekly):
    """Whatever else: one of a kind in an ISO week, in its own window, and by nobody who has answered."""
    in_a_week = Counter((row.kind, row.membership_id, row.iso_year, row.iso_week) for row in weekly)
    assert set(in_a_week.values()) == {1}
    for row in weekly:
        zone, monday = row.membership.user.name, row.due_on - row.due_on.weekday() * DAY
        assert row.created_at < year.answered.get((zone, monday), EVER[1])
        assert (row.iso_year, row.iso_week) == monday.isocalendar()[:2]
        assert row.due_on <= row.created_at.astimezone(clock_then(zone, row.created_at)).date()
        assert row.created_at.astimezone(clock_then(zone, row.created_at)).date() < due_in(monday + WEEK)[0]


def assert_hour_is_decent(row):
    local = row.created_at.astimezone(clock_then(row.membership.user.name, row.created_at))
    assert 9 <= local.hour < 18, row.kind
    assert local.weekday() < 5, row.kind
    assert row.kind != "due" or local.date() == row.due_on


def assert_grace_is_told_once(year, rows):
    """On its first day and three days before its end; on the Monday after, where that is a weekend."""
    told = Counter((row.kind, row.membership.user.name, row.due_on) for row in rows if row.kind.startswith("score"))
    graces = [begins for begins in QUARTERS if year.first < begins < year.last]
    days = [(kind, begins + n * DAY) for begins in graces for kind, n in (("score", 0), ("score_soon", 10))]
    expected = {(kind, zone, day): 1 for kind, day in days for zone in PEOPLE if day + 3 * DAY < year.last}
    assert told == expected


def clock_then(zone, at):
    known = zone if zone in PEOPLE else HOME.key
    return next(clock for since, until, clock in clocks(known) if since <= at < until)


@pytest.mark.django_db
def test_weeks_around_the_change_of_clocks_and_quarters():
    lived(date(2026, 3, 8), date(2026, 4, 11))


@pytest.mark.slow
@pytest.mark.django_db
def test_whole_year_with_its_week_53():
    lived(date(2026, 1, 1), date(2027, 1, 20))
