"""A team's check-ins on time, late and missed, in Acme's third quarter of 2026."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from checkins.actions import Statement, check_in
from checkins.discipline import Tally, build_discipline
from checkins.models import CheckIn
from checkins.owing import WEEKLY, owing
from checkins.windows import moment_at
from objectives.actions.key_results import edit_key_result, mark_done, put_key_result_in_state, reopen_key_result
from objectives.actions.objectives import create_objective, edit_objective, put_objective_in_state
from objectives.actions.periods import begin_grace, create_period, open_period
from objectives.models import KeyResult
from organizations.models import Activity, Cadence, Membership, Team
from tests.cast import join, make_key_result, statements

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
MONDAY = date(2026, 8, 3)
WEEK = timedelta(weeks=1)


class Quarter:
    """One objective of Acme's team, the leader's, and as many key results of Acme's owner as one asks for."""

    def __init__(self, cast):
        self.cast, self.team = cast, cast.team
        cast.period.delete()
        planned = create_period(by=cast.admin, name="Q3", kind="quarter", starts_on=FIRST, ends_on=LAST)
        self.period = open_period(planned, by=cast.admin, at=self.at(FIRST, 0))
        self.objective = self.make_objective()

    def at(self, day, hour=12, zone=None):
        return datetime(day.year, day.month, day.day, hour, tzinfo=zone or self.cast.organization.zone)

    def on(self, weekday, hour=12):
        return self.at(MONDAY + timedelta(days=weekday), hour)

    def make_objective(self, **facts):
        facts = {"belongs_to": "team", "team": self.team, "owner": self.cast.leader} | facts
        return create_objective(
            by=self.cast.admin, period=self.period, title="Grow", reason="Planned.", at=self.at(FIRST, 0), **facts
        )

    def add(self, at=None, **facts):
        facts.setdefault("owner", self.cast.owner)
        objective = facts.pop("objective", self.objective)
        return make_key_result(self.cast.admin, objective, at=at or self.on(-1), **facts)

    def say(self, key_result, at):
        check_in(by=self.cast.admin, statements=[Statement(key_result.pk, Decimal(1), 7)], at=at)

    def moment(self, at):
        return moment_at(self.cast.organization, at)

    def week(self, at, due_on=MONDAY):
        """What the page shows of one due day at a moment."""
        found = build_discipline(self.team, self.period, self.moment(at))
        return next(week for week in found.weeks if week.due_on == due_on)


@pytest.fixture
def quarter(acme):
    return Quarter(acme)


MON, WED, SUN, NEXT = 0, 2, 6, 7


@pytest.mark.parametrize(
    ("said", "seen", "what"),
    [
        (None, (MON, 10), {"open": 1}),
        (None, (SUN, 23), {"open": 1}),
        (None, (NEXT, 0), {"missed": 1}),
        ((MON, 8), (MON, 8), {"on_time": 1}),
        ((MON, 23), (NEXT, 0), {"on_time": 1}),
        ((WED, 0), (WED, 1), {"late": 1}),
        ((SUN, 23), (NEXT, 0), {"late": 1}),
        ((NEXT, 0), (NEXT, 1), {"missed": 1}),
    ],
)
def test_answer_of_the_due_day_is_on_time_of_the_rest_late_and_afterwards_missed(quarter, said, seen, what):
    key_result = quarter.add()
    if said:
        quarter.say(key_result, quarter.on(*said))
    assert quarter.week(quarter.on(*seen)) == Tally(MONDAY, **what)


def test_day_ends_by_the_clock_of_the_owner(quarter):
    Membership.objects.filter(pk=quarter.cast.owner.pk).update(time_zone="America/Sao_Paulo")
    key_result = quarter.add()
    monday_there = quarter.at(MONDAY, 23, ZoneInfo("America/Sao_Paulo"))
    assert monday_there > quarter.on(1, 3)
    quarter.say(key_result, monday_there)
    assert quarter.week(quarter.on(WED)).on_time == 1
    Membership.objects.filter(pk=quarter.cast.owner.pk).update(time_zone="")
    assert quarter.week(quarter.on(WED)).late == 1


def test_first_answer_counts(quarter):
    key_result = quarter.add()
    for hour in (9, 40):
        quarter.say(key_result, quarter.on(MON, 0) + timedelta(hours=hour))
    assert quarter.week(quarter.on(SUN)) == Tally(MONDAY, on_time=1)


def test_days_are_those_of_the_rhythm_and_of_the_open_period(quarter):
    Cadence.objects.create(team=quarter.team, holds_from=MONDAY, every_weeks=2, weekday=3, hour=10)
    quarter.add(at=quarter.at(FIRST))
    days = [
        week.due_on for week in build_discipline(quarter.team, quarter.period, quarter.moment(quarter.at(LAST))).weeks
    ]
    assert days[:5] == [date(2026, 7, day) for day in (6, 13, 20, 27)] + [date(2026, 8, 6)]
    assert days[5:] == [date(2026, 8, 20), date(2026, 9, 3), date(2026, 9, 17)]


def test_what_is_over_is_missed_and_a_last_word_in_grace_is_late(quarter):
    quarter.add()
    spoken = quarter.add()
    begin_grace(quarter.period, at=quarter.at(date(2026, 10, 1), 0))
    quarter.period.refresh_from_db()
    quarter.say(spoken, quarter.at(date(2026, 10, 1)))
    assert quarter.week(quarter.at(date(2026, 10, 1), 13), date(2026, 9, 28)) == Tally(
        date(2026, 9, 28), late=1, missed=1
    )


def test_nothing_is_due_in_a_period_that_is_planned(quarter):
    planned = create_period(
        by=quarter.cast.admin, name="Q4", kind="quarter", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)
    )
    found = build_discipline(quarter.team, planned, quarter.moment(quarter.at(date(2026, 10, 20))))
    assert found.weeks == [] and found.total.owed == 0


@pytest.mark.parametrize("hour", [8, 14])
def test_what_came_after_the_due_morning_is_owed_from_the_next(quarter, hour):
    quarter.add(at=quarter.on(MON, hour))
    assert quarter.week(quarter.on(NEXT)).owed == (hour == 8)
    assert quarter.week(quarter.on(NEXT + 7), MONDAY + WEEK).owed == 1


@pytest.mark.parametrize("is_answered", [True, False])
def test_what_was_put_away_in_the_middle_of_the_week_is_missed_by_nobody(quarter, is_answered):
    archived, done, handed_over, restored = (quarter.add() for _ in range(4))
    other = quarter.make_objective()
    below = quarter.add(objective=other)
    for key_result in (archived, done, handed_over, restored, below) if is_answered else ():
        quarter.say(key_result, quarter.on(MON))
    why = {"by": quarter.cast.admin, "reason": "Because."}
    put_key_result_in_state(archived, "archived", at=quarter.on(WED), **why)
    mark_done(done, done_as="given_up", at=quarter.on(WED), **why)
    edit_key_result(handed_over, changes={"owner": quarter.cast.leader}, at=quarter.on(WED), **why)
    put_key_result_in_state(restored, "archived", at=quarter.on(WED), **why)
    put_key_result_in_state(restored, "active", at=quarter.on(WED, 13), **why)
    put_objective_in_state(other, "dropped", at=quarter.on(WED), **why)
    assert quarter.week(quarter.on(NEXT)) == Tally(MONDAY, on_time=5 if is_answered else 0)
    assert quarter.week(quarter.on(NEXT + 7), MONDAY + WEEK) == Tally(MONDAY + WEEK, missed=2)


def test_words_and_weights_that_change_in_the_week_change_nothing(quarter):
    key_result = quarter.add()
    said = {"by": quarter.cast.admin, "reason": "Because.", "at": quarter.on(WED)}
    edit_key_result(key_result, changes={"target": Decimal(50), "title": "Other words"}, **said)
    edit_objective(quarter.objective, changes={"title": "Other words", "owner": quarter.cast.admin}, **said)
    assert quarter.week(quarter.on(NEXT)) == Tally(MONDAY, missed=1)


def test_owner_of_the_objective_answers_for_nobody_and_nobody_for_nobody(quarter):
    quarter.add(owner=None)
    quarter.add(owner=None, objective=quarter.make_objective(owner=None))
    assert quarter.week(quarter.on(NEXT)) == Tally(MONDAY, missed=1)


def left(membership, at, verb="deactivated", **data):
    Activity.objects.create(
        verb=verb, thing_kind="membership", thing_id=membership.pk, actor=None, created_at=at, data=data
    )


def test_who_was_active_then_owed_and_who_was_not_did_not(quarter):
    gone = join(quarter.cast.organization, "member", "Gone")
    quarter.add(owner=gone, objective=quarter.make_objective(owner=gone))
    Membership.objects.filter(pk=gone.pk).update(is_active=False)
    left(gone, quarter.on(NEXT + 2))
    assert quarter.week(quarter.on(NEXT + 14)) == Tally(MONDAY, missed=1)
    for week in (MONDAY + WEEK, MONDAY + 2 * WEEK):
        assert quarter.week(quarter.on(NEXT + 14), week).owed == 0


def test_viewer_owed_while_she_was_none(quarter):
    viewer = quarter.cast.viewer
    quarter.add(owner=viewer, objective=quarter.make_objective(owner=viewer))
    left(viewer, quarter.on(NEXT + 2), "role_changed", before="member", after="viewer")
    assert quarter.week(quarter.on(NEXT + 14)) == Tally(MONDAY, missed=1)
    assert quarter.week(quarter.on(NEXT + 14), MONDAY + 2 * WEEK).owed == 0


def test_only_the_teams_own_objectives_count_as_they_lay_then(quarter):
    below = Team.objects.create(name="Below", parent=quarter.team)
    quarter.add(objective=quarter.make_objective(team=below))
    quarter.add(objective=quarter.make_objective(belongs_to="company", team=None))
    moved = quarter.make_objective()
    quarter.add(objective=moved)
    edit_objective(moved, by=quarter.cast.admin, changes={"team": below}, at=quarter.on(NEXT, 0))
    assert quarter.week(quarter.on(NEXT + 1)) == Tally(MONDAY, missed=1)
    assert quarter.week(quarter.on(NEXT + 1), MONDAY + WEEK).owed == 0


@pytest.mark.parametrize("key_results", [1, 3])
@pytest.mark.parametrize("at", [date(2026, 7, 8), LAST])
def test_it_is_asked_for_in_three_questions(quarter, key_results, at):
    for _ in range(key_results):
        quarter.say(quarter.add(at=quarter.at(FIRST)), quarter.at(date(2026, 7, 7)))
    moment = quarter.moment(quarter.at(at))
    with statements() as asked:
        assert build_discipline(quarter.team, quarter.period, moment).total.owed
    assert len(asked) == 3, "\n".join(asked)


class Busy(Quarter):
    """Whatever comes to mind, hour after hour, in three zones; on each due morning and evening one looks who owes."""

    ZONES = ["Europe/Berlin", "Pacific/Chatham", "America/Sao_Paulo"]

    def __init__(self, cast, seed):
        super().__init__(cast)
        self.dice = random.Random(seed)
        # Two people in each zone: what is handed over stays in the zone, so that its window does.
        people = [cast.leader, cast.owner, *(join(cast.organization, "member", f"Person {n}") for n in range(4))]
        self.people = {zone: people[2 * n : 2 * n + 2] for n, zone in enumerate(self.ZONES)}
        for zone, both in self.people.items():
            Membership.objects.filter(pk__in=[person.pk for person in both]).update(time_zone=zone)
        others = [self.make_objective(), self.make_objective()]
        for n, objective in enumerate([self.objective, self.objective, *others, *others]):
            self.add(at=self.at(FIRST, n), objective=objective, owner=self.dice.choice(people))
        self.add(at=self.at(FIRST), objective=self.make_objective(), title="Nobody speaks of it")

    def act(self, at):
        spoken_of = KeyResult.objects.exclude(title="Nobody speaks of it").select_related("owner", "objective")
        key_result = self.dice.choice(list(spoken_of.order_by("pk")))
        said = {"by": self.cast.admin, "reason": "Because.", "at": at}
        deeds = [
            *[lambda: self.say(key_result, at)] * 3,
            lambda: edit_key_result(key_result, changes={"owner": self.neighbour_of(key_result.owner)}, **said),
            lambda: put_key_result_in_state(key_result, "archived", **said),
            lambda: mark_done(key_result, done_as="given_up", **said),
            lambda: put_objective_in_state(key_result.objective, "dropped", **said),
        ]
        # What was put away comes back soon, or nothing would be left.
        if not key_result.is_active:
            deeds = [lambda: put_key_result_in_state(key_result, "active", **said)]
        elif not key_result.objective.is_active:
            deeds = [lambda: put_objective_in_state(key_result.objective, "active", **said)]
        elif key_result.is_done:
            deeds = [lambda: reopen_key_result(key_result, **said)]
        self.dice.choice(deeds)()

    def neighbour_of(self, person):
        return self.dice.choice(next(both for both in self.people.values() if person in both))

    def run(self):
        """What `owing` said at the time: who owed on the due mornings, and what was unanswered at the end."""
        due_days = [date(2026, 7, 6) + n * WEEK for n in range(3)]
        looks = []
        for due_on in due_days:
            for zone in map(ZoneInfo, self.ZONES):
                end = self.at(due_on + WEEK, 0, zone) - timedelta(seconds=1)
                looks += [(self.at(due_on, 9, zone), due_on, zone.key, True), (end, due_on, zone.key, False)]
        owed, silent, now = {}, {}, self.at(FIRST, 12)
        for at, due_on, zone, is_morning in sorted(looks):
            while (now := now + timedelta(minutes=self.dice.randint(5, 1500))) < at:
                self.act(now)
            rows = self.owed_in(zone, at)
            assert all(row.week_on == due_on for row in rows)
            if is_morning:
                owed.setdefault(due_on, set()).update(row.pk for row in rows)
            else:
                silent.setdefault(due_on, set()).update(row.pk for row in rows if not row.is_answered)
            now = at
        return owed, silent

    def owed_in(self, zone, at):
        there = {person.pk for person in self.people[zone]}
        return [row for row in owing(self.moment(at)) if row.ower_id in there]


@pytest.mark.parametrize("seed", range(3))
def test_past_windows_are_what_was_owed_at_the_time(acme, seed):
    busy = Busy(acme, seed)
    owed, silent = busy.run()
    weeks = build_discipline(busy.team, busy.period, busy.moment(busy.at(date(2026, 7, 28)))).weeks
    for week in weeks[: len(owed)]:
        due_on = week.due_on
        spoken = set(CheckIn.objects.filter(week_on=due_on).values_list("key_result_id", flat=True))
        assert week.on_time + week.late == len(owed[due_on] & spoken)
        assert week.missed == len(owed[due_on] & silent[due_on])
        assert week.open == 0
    assert sum(week.on_time + week.late for week in weeks) > 0 < sum(week.missed for week in weeks)


@pytest.mark.parametrize("seed", range(3, 6))
def test_current_window_is_what_is_owed_now(acme, seed):
    busy = Busy(acme, seed)
    busy.run()
    now = busy.at(date(2026, 7, 27), 9, ZoneInfo("Pacific/Chatham"))
    for _ in range(15):
        now += timedelta(minutes=busy.dice.randint(5, 900))
        busy.act(now)
        moment = busy.moment(now)
        rows = list(owing(moment).filter(WEEKLY, objective__team=busy.team).values_list("week_on", "is_answered"))
        found = {week.due_on: week for week in build_discipline(busy.team, busy.period, moment).weeks}
        for due_on in {date(2026, 7, day) for day in (20, 27)} & found.keys():
            week = found[due_on]
            assert week.open == rows.count((due_on, False))
            assert week.on_time + week.late >= rows.count((due_on, True))
