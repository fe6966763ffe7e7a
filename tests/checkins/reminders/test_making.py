"""Who is told what and when: one quarter of Acme's in Berlin, around Monday, 3 August 2026."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from checkins.actions import Statement, check_in
from checkins.models import Reminder
from checkins.reminders.making import make_reminders
from checkins.windows import moment_at
from objectives.actions.key_results import create_key_result, edit_key_result
from objectives.actions.objectives import create_objective
from objectives.actions.periods import begin_grace, create_period, open_period
from organizations.actions import introduce_oneself
from organizations.actions.cadence import set_cadence
from organizations.models import Cadence, Organization, Team, TeamMembership
from tests.cast import join, statements

MONDAY = date(2026, 8, 3)
MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


class Week:
    """The owner has one key result in an objective of the team that the leader leads, below one of the admin's."""

    def __init__(self, cast):
        self.cast, self.admin, self.leader, self.owner = cast, cast.admin, cast.leader, cast.owner
        self.organization = cast.organization
        # In an organization's first week a choice of its day holds at once.
        Organization.objects.filter(pk=self.organization.pk).update(created_at=self.at(0, 0, date(2026, 1, 5)))
        cast.period.delete()
        begun = {"by": cast.admin, "reason": "Planned.", "at": self.at(0, 0, date(2026, 7, 1))}
        self.begun = begun
        planned = create_period(
            by=cast.admin, name="Q3", kind="quarter", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)
        )
        self.period = open_period(planned, by=cast.admin, at=begun["at"])
        self.top = create_objective(period=self.period, title="Grow", belongs_to="company", owner=cast.admin, **begun)
        self.objective = self.objective_of(cast.team)
        self.key_result = self.key_result_of(self.owner)

    def objective_of(self, team, owner=None):
        belongs_to = "team" if team else "person"
        return create_objective(
            period=self.period,
            title="Win",
            belongs_to=belongs_to,
            team=team,
            owner=owner or self.owner,
            parent=self.top,
            **self.begun,
        )

    def key_result_of(self, owner, objective=None, **facts):
        facts |= {"start": Decimal(0), "target": Decimal(10), **self.begun}
        return create_key_result(objective=objective or self.objective, title="Customers", owner=owner, **facts)

    def at(self, weekday, hour=9, monday=MONDAY):
        day = monday + timedelta(days=weekday)
        whole = int(hour)
        return datetime(day.year, day.month, day.day, whole, int((hour - whole) * 60), tzinfo=self.organization.zone)

    def look(self, at):
        organization = Organization.objects.get(pk=self.organization.pk)
        make_reminders(moment_at(organization, at))

    def say(self, at, by=None, key_result=None):
        check_in(by=by or self.owner, statements=[Statement((key_result or self.key_result).pk, Decimal(1), 7)], at=at)

    def told(self, *kinds):
        """Who was told, by the kinds asked for: due and late without any."""
        rows = Reminder.objects.filter(kind__in=kinds or ("due", "late")).order_by("created_at", "kind")
        return list(rows.values_list("kind", "membership__user__name"))


@pytest.fixture
def week(acme):
    return Week(acme)


OWNER_DUE, OWNER_LATE = ("due", "Acme Owner"), ("late", "Acme Owner")


@pytest.mark.parametrize(
    ("hour", "told"), [(0, []), (8.98, []), (9, [OWNER_DUE]), (17.98, [OWNER_DUE]), (18, []), (23, [])]
)
def test_due_is_told_from_nine_to_six_on_the_due_day(week, hour, told):
    week.look(week.at(MON, hour))
    assert week.told() == told


def test_row_says_when_and_until_when(week):
    week.look(week.at(MON))
    row = Reminder.objects.get(kind="due")
    assert (row.due_on, row.until_on, row.hour, row.state) == (MONDAY, MONDAY, 9, "due")
    assert (row.iso_year, row.iso_week, row.team_id) == (2026, 32, None)
    assert row.try_at == row.created_at == week.at(MON)


def test_it_is_told_once_however_often_one_looks(week):
    for hour in range(24):
        week.look(week.at(MON, hour))
    assert week.told() == [OWNER_DUE]


def test_whoever_has_checked_in_is_not_told(week):
    week.say(week.at(MON, 7))
    for day in (MON, TUE, WED, THU, FRI):
        week.look(week.at(day))
    assert week.told("due", "late", "escalation") == []


def test_next_week_is_another(week):
    week.look(week.at(MON))
    week.look(week.at(MON + 7))
    assert week.told() == [OWNER_DUE, OWNER_DUE]


def test_late_comes_the_day_after_and_once(week):
    week.look(week.at(MON))
    for day in (TUE, WED, THU, FRI, SAT, SUN):
        week.look(week.at(day, 8))
        week.look(week.at(day))
    assert week.told() == [OWNER_DUE, OWNER_LATE]
    late = Reminder.objects.get(kind="late")
    assert (late.created_at, late.due_on, late.until_on) == (week.at(TUE), MONDAY, MONDAY + timedelta(days=6))


def test_due_that_was_missed_on_its_day_is_late(week):
    for at in (week.at(MON, 19), week.at(MON, 23), week.at(TUE, 8), week.at(TUE, 10)):
        week.look(at)
    assert week.told() == [OWNER_LATE]


def test_beat_that_slept_a_week_tells_nothing_of_what_has_passed(week):
    week.look(week.at(MON + 14))
    assert list(Reminder.objects.filter(kind__in=["due", "late"]).values_list("due_on", flat=True)) == [
        MONDAY + timedelta(days=14)
    ]


def rhythm(week, weekday, hour=9, every=1, team=None):
    Cadence.objects.create(team=team, holds_from=date(2026, 7, 27), every_weeks=every, weekday=weekday, hour=hour)


def test_late_waits_over_the_weekend(week):
    rhythm(week, FRI)
    week.say(week.at(THU))
    for day in (FRI, SAT, SUN, 7):
        week.look(week.at(day, 10))
    assert week.told() == [OWNER_DUE, OWNER_LATE]
    assert Reminder.objects.get(kind="late").created_at == week.at(7, 10)


def test_weekend_is_decent_only_where_it_is_the_due_day(week):
    rhythm(week, SAT)
    for day in (SAT, SUN, 7):
        week.look(week.at(day, 10))
    rows = list(
        Reminder.objects.filter(kind__in=["due", "late"]).order_by("created_at").values_list("created_at", "kind")
    )
    assert rows == [(week.at(SAT, 10), "due"), (week.at(7, 10), "late")]


def test_late_that_found_no_working_day_before_the_next_due_day_does_not_come(week):
    """Due on Mondays; she was not there from Tuesday to Friday."""
    introduce_oneself(name="Acme Owner", away_until=date(2026, 8, 8), by=week.owner)
    for day in (TUE, WED, THU, FRI, SAT, SUN):
        week.look(week.at(day))
    assert week.told() == []
    week.look(week.at(MON + 7))
    assert week.told() == [OWNER_DUE]


def test_every_two_weeks_is_every_other_week(week):
    rhythm(week, MON, every=2)
    for number in range(6):
        week.look(week.at(MON + 7 * number))
    found = Reminder.objects.filter(kind="due").order_by("due_on").values_list("due_on", flat=True)
    assert list(found) == [MONDAY + timedelta(days=days) for days in (7, 21, 35)]


def test_team_has_a_day_and_an_hour_of_its_own(week):
    rhythm(week, WED, hour=14, team=week.cast.team)
    own = week.key_result_of(week.admin, week.top)
    for day, hour in ((MON, 9), (WED, 13), (WED, 14)):
        week.look(week.at(day, hour))
    assert week.told("due") == [("due", "Acme Admin"), OWNER_DUE]
    assert Reminder.objects.get(membership=week.owner, kind="due").created_at == week.at(WED, 14)
    assert own.pk


@pytest.mark.parametrize("new_day", range(7))
@pytest.mark.parametrize("old_day", range(7))
def test_organization_that_changes_its_day_in_mid_week_makes_neither_zero_nor_two(week, old_day, new_day):
    rhythm(week, old_day)
    for day in range(21):
        week.look(week.at(day, 10))
        if day == WED:
            set_cadence(by=week.admin, every_weeks=1, weekday=new_day, hour=9, at=week.at(WED, 12))
    found = Reminder.objects.filter(kind="due").order_by("due_on").values_list("iso_week", "due_on__iso_week_day")
    assert list(found) == [(32, old_day + 1), (33, new_day + 1), (34, new_day + 1)]


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York", "Pacific/Auckland", "Pacific/Honolulu"])
def test_nine_is_nine_by_her_own_clock(week, zone):
    introduce_oneself(name="Acme Owner", away_until=None, time_zone=zone, by=week.owner)
    begins = week.at(SUN - 7, 0)
    for hour in range(72):
        week.look(begins + timedelta(hours=hour))
    row = Reminder.objects.get(kind="due")
    local = row.created_at.astimezone(row.membership.zone)
    assert (local.date(), local.hour) == (MONDAY, 9)


@pytest.mark.parametrize("to", ["Asia/Tokyo", "America/New_York", "Pacific/Auckland", "Pacific/Honolulu"])
@pytest.mark.parametrize("moves_at", [1, 8, 10, 20, 30])
def test_who_changes_zone_in_mid_week_is_told_once(week, to, moves_at):
    moves = week.at(MON, 0) + timedelta(hours=moves_at)
    # It is nine in one of the places, or one of the moves.
    hours = [hour for hour in range(-24, 24 * 5) if hour % 24 in (1, 2, 8, 9, 10, 15, 20, 21, 23) or hour == moves_at]
    for hour in hours:
        now = week.at(MON, 0) + timedelta(hours=hour)
        if now == moves:
            introduce_oneself(name="Acme Owner", away_until=None, time_zone=to, by=week.owner)
        week.look(now)
    kinds = [kind for kind, _ in week.told()]
    # Late alone where it was past six in the evening as she arrived, before she had been told.
    arrives = moves.astimezone(ZoneInfo(to))
    went_past_it = moves_at < 9 and arrives.date() == MONDAY and arrives.hour >= 18
    assert kinds == (["late"] if went_past_it else ["due", "late"])


def test_away_her_deputy_is_told(week):
    edit_key_result(week.key_result, by=week.admin, changes={"deputy": week.leader}, reason="Because.", at=week.at(-3))
    introduce_oneself(name="Acme Owner", away_until=date(2026, 8, 20), by=week.owner)
    week.look(week.at(MON))
    assert week.told() == [("due", "Acme Leader")]


def test_in_grace_nobody_owes_weekly(week):
    begin_grace(week.period, by=week.admin, reason="Early.", at=week.at(-1))
    for day in (MON, TUE, WED, THU):
        week.look(week.at(day))
    assert week.told("due", "late", "escalation", "digest") == []


def escalations(week):
    rows = Reminder.objects.filter(kind="escalation").order_by("membership__user__name")
    return [(row.membership.user.name, row.team_id) for row in rows.select_related("membership__user")]


def test_three_days_after_the_lead_hears_of_her_team_in_one_row(week):
    for n in range(2):
        week.key_result_of(join(week.organization, "member", f"Member {n}"))
    week.look(week.at(WED))
    assert escalations(week) == []
    week.look(week.at(THU, 8))
    assert escalations(week) == []
    for hour in (9, 10, 17):
        week.look(week.at(THU, hour))
    week.look(week.at(FRI))
    assert escalations(week) == [("Acme Leader", week.cast.team.pk)]


def test_each_lead_hears_of_each_of_her_teams(week):
    other = Team.objects.create(name="Second")
    second = join(week.organization, "member", "Second Lead")
    for membership, team in ((week.leader, other), (second, other)):
        TeamMembership.objects.create(team=team, membership=membership, is_lead=True)
    week.key_result_of(week.owner, week.objective_of(other))
    week.look(week.at(THU))
    told = escalations(week)
    assert len(told) == 3
    assert set(told) == {("Acme Leader", week.cast.team.pk), ("Acme Leader", other.pk), ("Second Lead", other.pk)}


def test_without_a_team_the_owner_of_the_objective_above_hears_of_it(week):
    week.say(week.at(MON))
    week.key_result_of(week.leader, week.objective_of(None, owner=week.leader))
    week.look(week.at(THU))
    assert escalations(week) == [("Acme Admin", None)]


def test_nobody_hears_of_it_where_nothing_is_above(week):
    week.say(week.at(MON))
    week.key_result_of(week.leader, week.top)
    week.look(week.at(THU))
    assert escalations(week) == []


def test_nobody_hears_of_her_own_silence(week):
    week.say(week.at(MON))
    week.key_result_of(week.leader)
    week.look(week.at(THU))
    assert escalations(week) == []


def test_escalation_is_off_by_one_switch(week):
    Organization.objects.filter(pk=week.organization.pk).update(escalates=False)
    week.look(week.at(THU))
    assert escalations(week) == []
    assert week.told() == [OWNER_LATE]


def test_escalation_waits_for_a_working_day(week):
    rhythm(week, THU)
    for day in (SUN, 7):
        week.look(week.at(day))
    assert Reminder.objects.get(kind="escalation").created_at == week.at(7)


def test_digest_goes_to_leaders_the_working_day_after(week):
    week.look(week.at(MON))
    assert week.told("digest") == []
    for day, hour in ((TUE, 8), (TUE, 9), (WED, 9)):
        week.look(week.at(day, hour))
    assert sorted(week.told("digest")) == [("digest", "Acme Admin"), ("digest", "Acme Leader")]


def test_digest_comes_only_while_a_period_is_open(week):
    begin_grace(week.period, by=week.admin, reason="Early.", at=week.at(-1))
    week.look(week.at(TUE))
    assert week.told("digest") == []


def test_two_weeks_before_a_period_whoever_owns_something_and_has_nothing_there_is_asked(week):
    planned = create_period(
        by=week.admin, name="Q4", kind="quarter", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)
    )
    create_objective(
        by=week.admin, period=planned, title="Next", belongs_to="company", owner=week.admin, reason="", at=week.at(0)
    )
    week.look(week.at(WED, monday=date(2026, 9, 14)))
    assert week.told("set_objectives") == []
    week.look(week.at(THU, monday=date(2026, 9, 14)))
    week.look(week.at(FRI, monday=date(2026, 9, 14)))
    assert week.told("set_objectives") == [("set_objectives", "Acme Owner")]


def test_score_and_reflect_is_asked_on_the_first_day_of_grace_and_three_days_before_its_end(week):
    begin_grace(week.period, at=week.at(0, 0, date(2026, 10, 1)))
    for day in range(20):
        week.look(week.at(day, 10, date(2026, 10, 1)))
    rows = Reminder.objects.filter(membership=week.owner, kind__startswith="score").order_by("created_at")
    assert [(row.kind, row.due_on) for row in rows] == [
        ("score", date(2026, 10, 1)),
        ("score_soon", date(2026, 10, 11)),
    ]
    # The 11th is a Sunday.
    assert [row.created_at for row in rows] == [week.at(0, 10, date(2026, 10, 1)), week.at(0, 10, date(2026, 10, 12))]


def test_short_grace_is_not_called_twice(week):
    Organization.objects.filter(pk=week.organization.pk).update(grace_days=3)
    begin_grace(week.period, at=week.at(0, 0, date(2026, 10, 1)))
    for day in range(6):
        week.look(week.at(day, 10, date(2026, 10, 1)))
    kinds = Reminder.objects.filter(membership=week.owner).values_list("kind", flat=True)
    assert set(kinds) & {"score", "score_soon"} == {"score"}


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_questions_whatever_there_is(week, count):
    for n in range(count - 1):
        person = join(week.organization, "member", f"Member {n}")
        week.key_result_of(person, week.objective_of(week.cast.team, owner=person))
    with statements() as asked:
        week.look(week.at(THU))
    assert len(asked) == 8, "\n".join(asked)


def test_by_night_it_asks_only_who_is_awake(week):
    with statements() as asked:
        week.look(week.at(THU, 3))
    assert len(asked) == 3, "\n".join(asked)


@pytest.mark.parametrize("answers_at", [9.5, 17, 33])
def test_answer_that_was_given_before_she_moved_west_counts(week, answers_at):
    """On Monday at half past nine in Auckland it is Sunday evening in London."""
    introduce_oneself(name="Acme Owner", away_until=None, time_zone="Pacific/Auckland", by=week.owner)
    monday = datetime(2026, 8, 3, tzinfo=ZoneInfo("Pacific/Auckland"))
    week.look(monday + timedelta(hours=9))
    week.say(monday + timedelta(hours=answers_at))
    introduce_oneself(name="Acme Owner", away_until=None, time_zone="Europe/London", by=week.owner)
    for hour in range(48, 120, 3):
        week.look(monday + timedelta(hours=hour))
    assert week.told("due", "late", "escalation") == [OWNER_DUE]
