"""Who is told and who is not, case by case, through a whole week: by the quarter and the rules of `test_making`."""

from datetime import date, timedelta

import pytest

from checkins.models import Reminder
from checkins.reminders.making import make_reminders
from checkins.windows import moment_at
from objectives.actions.key_results import edit_key_result, mark_done, put_key_result_in_state
from objectives.actions.objectives import create_objective, put_objective_in_state
from objectives.actions.periods import begin_grace, create_period, open_period
from objectives.models import Period
from organizations.actions import change_role, deactivate, introduce_oneself
from organizations.actions.cadence import follow_cadence, set_cadence
from organizations.models import Membership, Organization, Team, TeamMembership
from tests.cast import join, statements
from tests.checkins.reminders.test_making import (
    FRI,
    MON,
    MONDAY,
    OWNER_DUE,
    OWNER_LATE,
    SAT,
    SUN,
    THU,
    TUE,
    WED,
    Week,
    escalations,
    rhythm,
)

ALL_WEEK = [(day, hour) for day in range(7) for hour in (8, 9, 17)]
EVERYTHING = ("due", "late", "escalation", "digest", "set_objectives", "score", "score_soon")


@pytest.fixture
def week(acme):
    return Week(acme)


def live(week, times=ALL_WEEK):
    for day, hour in times:
        week.look(week.at(day, hour))


def told(week, name, *kinds):
    return [kind for kind, whose in week.told(*(kinds or EVERYTHING)) if whose == name]


def go_away(membership, until, **more):
    introduce_oneself(name=membership.user.name, away_until=until, by=membership, **more)


def test_whoever_owes_and_says_nothing_is_told_twice(week):
    """What the cases below are compared with."""
    live(week)
    assert week.told() == [OWNER_DUE, OWNER_LATE]
    assert escalations(week) == [("Acme Leader", week.cast.team.pk)]


def switch_off(membership):
    membership.user.is_active = False
    membership.user.save()


def be_planned(week):
    Period.objects.filter(pk=week.period.pk).update(state="planned", opened_at=None)


NOT_TOLD = {
    "away": lambda week: go_away(week.owner, MONDAY + timedelta(days=7)),
    "inactive": lambda week: deactivate(membership=week.owner, by=week.admin),
    "user is inactive": lambda week: switch_off(week.owner),
    "viewer": lambda week: change_role(membership=week.owner, role="viewer", by=week.admin),
    "checked in": lambda week: week.say(week.at(MON, 0)),
    "done": lambda week: mark_done(
        week.key_result, by=week.owner, done_as="given_up", reason="No use.", at=week.at(-3)
    ),
    "archived": lambda week: put_key_result_in_state(
        week.key_result, "archived", by=week.owner, reason="Wait.", at=week.at(-3)
    ),
    "objective dropped": lambda week: put_objective_in_state(
        week.objective, "dropped", by=week.admin, reason="No use.", at=week.at(-3)
    ),
    "hers no more": lambda week: edit_key_result(
        week.key_result, by=week.admin, changes={"owner": week.leader}, reason="Hers.", at=week.at(-3)
    ),
    "period planned": be_planned,
    "period in grace": lambda week: begin_grace(week.period, by=week.admin, reason="Early.", at=week.at(-5)),
    "period opened after the hour": lambda week: Period.objects.update(opened_at=week.at(MON, 10)),
}


@pytest.mark.parametrize("why", NOT_TOLD)
def test_through_the_week_nobody_is_told_who_cannot_or_need_not(week, why):
    NOT_TOLD[why](week)
    live(week)
    assert told(week, "Acme Owner", "due", "late", "escalation") == []


@pytest.mark.parametrize("why", ["away", "inactive", "user is inactive"])
def test_lead_who_is_not_there_hears_of_no_silence_and_gets_no_digest(week, why):
    week.owner, week.leader = week.leader, week.owner
    NOT_TOLD[why](week)
    live(week)
    assert told(week, "Acme Leader") == []
    assert told(week, "Acme Owner") == ["due", "late"]


def test_whoever_comes_back_on_wednesday_is_late(week):
    go_away(week.owner, MONDAY + timedelta(days=WED))
    live(week)
    assert week.told() == [OWNER_LATE]
    assert Reminder.objects.get(kind="late").created_at == week.at(WED, 9)


def test_whoever_answers_after_the_first_is_not_told_again(week):
    week.look(week.at(MON))
    week.say(week.at(MON, 15))
    live(week)
    assert week.told("due", "late", "escalation") == [OWNER_DUE]


def test_all_that_one_owes_is_one_reminder(week):
    week.key_result_of(week.owner)
    week.key_result_of(week.owner, week.top)
    live(week)
    assert week.told() == [OWNER_DUE, OWNER_LATE]


def test_whoever_answered_one_of_two_is_told_of_the_other(week):
    week.key_result_of(week.owner)
    week.say(week.at(MON, 8))
    live(week)
    assert week.told() == [OWNER_DUE, OWNER_LATE]


@pytest.fixture
def deputized(week):
    edit_key_result(week.key_result, by=week.admin, changes={"deputy": week.leader}, reason="Because.", at=week.at(-3))
    return week


@pytest.mark.parametrize(
    ("hers", "deputys", "told_at"),
    [
        ("", "Asia/Tokyo", (MON, 2)),
        ("Asia/Tokyo", "", (MON, 9)),
        # Monday begins there at 9:00 here, which is 16:00 in Tokyo.
        ("America/Los_Angeles", "", (MON, 9)),
        ("America/Los_Angeles", "Asia/Tokyo", (MON, 9)),
    ],
)
def test_deputy_is_told_by_her_own_clock_when_the_window_of_the_owner_has_begun(deputized, hers, deputys, told_at):
    week = deputized
    go_away(week.owner, date(2026, 8, 20), time_zone=hers)
    go_away(week.leader, None, time_zone=deputys)
    for hour in range(-30, 34):
        week.look(week.at(0, 0) + timedelta(hours=hour))
    assert told(week, "Acme Owner") == []
    rows = Reminder.objects.filter(membership=week.leader, kind__in=["due", "late"])
    due, late = rows.order_by("created_at")
    assert (due.kind, due.created_at) == ("due", week.at(*told_at))
    local = late.created_at.astimezone(week.leader.zone)
    assert (late.kind, local.date(), local.hour) == ("late", MONDAY + timedelta(days=1), 9)


def test_deputy_for_whom_it_is_evening_when_the_window_begins_is_late(deputized):
    """Monday begins in Los Angeles when it is seven in the evening in Auckland."""
    week = deputized
    go_away(week.owner, date(2026, 8, 20), time_zone="America/Los_Angeles")
    go_away(week.leader, None, time_zone="Pacific/Auckland")
    for hour in range(4, 24):
        week.look(week.at(0, 0) + timedelta(hours=hour))
    found = Reminder.objects.filter(membership=week.leader, due_on=MONDAY, kind__in=["due", "late"]).get()
    local = found.created_at.astimezone(week.leader.zone)
    assert (found.kind, local.date(), local.hour) == ("late", MONDAY + timedelta(days=1), 9)


def test_deputy_for_whom_the_due_day_is_tomorrow_is_not_late_today(deputized):
    """Tuesday begins in Tokyo when it is five on Monday afternoon here."""
    week = deputized
    rhythm(week, TUE)
    go_away(week.owner, date(2026, 8, 20), time_zone="Asia/Tokyo")
    for hour in (9, 16, 17):
        week.look(week.at(MON, hour))
    found = Reminder.objects.filter(membership=week.leader, kind__in=["due", "late"])
    assert list(found.filter(due_on=MONDAY + timedelta(days=TUE))) == []
    week.look(week.at(TUE))
    assert [row.kind for row in found.filter(due_on=MONDAY + timedelta(days=TUE))] == ["due"]


def test_lead_hears_of_silence_by_her_own_clock(week):
    go_away(week.leader, None, time_zone="America/New_York")
    for day in range(SAT):
        for hour in (8, 9, 14, 15):
            week.look(week.at(day, hour))
    assert Reminder.objects.get(kind="escalation").created_at == week.at(THU, 15)
    assert Reminder.objects.get(kind="digest", membership=week.leader).created_at == week.at(TUE, 15)
    assert Reminder.objects.get(kind="digest", membership=week.admin).created_at == week.at(TUE, 9)


def test_leader_for_whom_it_is_the_due_day_already_gets_no_digest_of_the_week_before(week):
    """It is Tuesday morning in Auckland, and still Monday here."""
    rhythm(week, TUE)
    go_away(week.leader, None, time_zone="Pacific/Auckland")
    week.look(week.at(MON, 23))
    assert week.told("digest") == []
    week.look(week.at(TUE, 23))
    assert week.told("digest") == [("digest", "Acme Leader")]


@pytest.mark.parametrize(("hour", "kinds"), [(17.98, ["due"]), (18, []), (21, [])])
def test_beat_that_slept_through_monday_catches_up_while_it_is_decent(week, hour, kinds):
    week.look(week.at(SUN - 7, 23))
    week.look(week.at(MON, hour))
    assert told(week, "Acme Owner") == kinds


@pytest.mark.parametrize(("day", "hour"), [(SUN, 23), (7, 0), (7, 8.98)])
def test_beat_that_slept_until_the_week_was_over_says_nothing_of_it(week, day, hour):
    week.look(week.at(day, hour))
    assert week.told(*EVERYTHING) == []


def test_every_two_weeks_late_waits_up_to_the_next_due_day(week):
    rhythm(week, MON, every=2)
    due = date(2026, 8, 10)
    week.look(week.at(13, 10, due))
    assert week.told() == []
    week.look(week.at(11, 10, due))
    assert week.told() == [OWNER_LATE]
    late = Reminder.objects.get(kind="late")
    assert (late.due_on, late.until_on) == (due, due + timedelta(days=13))
    week.look(week.at(14, 10, due))
    assert week.told() == [OWNER_LATE, OWNER_DUE]


def test_due_on_friday_and_said_on_monday_is_one_of_each_and_the_lead_hears_on_monday(week):
    rhythm(week, FRI)
    live(week, [(day, 10) for day in range(FRI, 12)])
    rows = Reminder.objects.filter(due_on=MONDAY + timedelta(days=FRI)).order_by("created_at", "kind", "membership")
    found = {(row.kind, row.created_at) for row in rows}
    assert found == {
        ("due", week.at(FRI, 10)),
        ("late", week.at(7, 10)),
        ("escalation", week.at(7, 10)),
        ("digest", week.at(7, 10)),
    }
    assert {row.until_on for row in rows if row.kind != "due"} == {MONDAY + timedelta(days=FRI + 6)}


@pytest.mark.parametrize("weekday", [SAT, SUN])
def test_digest_of_a_weekend_comes_on_monday(week, weekday):
    rhythm(week, weekday)
    live(week, [(day, 10) for day in range(weekday, 8)])
    assert {row.created_at for row in Reminder.objects.filter(kind="digest", due_on__gte=MONDAY + timedelta(5))} == {
        week.at(7, 10)
    }


@pytest.mark.parametrize("new_day", [MON, TUE, THU, SUN])
@pytest.mark.parametrize("changes_on", [MON, WED, SUN])
def test_team_that_takes_a_day_and_gives_it_back_in_mid_week_makes_neither_zero_nor_two(week, new_day, changes_on):
    facts = {"by": week.admin, "team": week.cast.team}
    week.look(week.at(MON, 10, MONDAY - timedelta(days=7)))
    for day in range(28):
        week.look(week.at(day, 10))
        if day == changes_on:
            set_cadence(**facts, every_weeks=1, weekday=new_day, hour=9, at=week.at(day, 12))
        if day == changes_on + 14:
            follow_cadence(**facts, at=week.at(day, 12))
    owners = Reminder.objects.filter(membership=week.owner, kind="due").order_by("due_on")
    assert list(owners.values_list("iso_week", flat=True)) == [31, 32, 33, 34, 35]
    days = [row.due_on.weekday() for row in owners]
    assert days == [MON, MON, new_day, new_day, MON]


def test_silence_of_two_is_one_row_for_their_lead_who_is_silent_too(week):
    week.key_result_of(week.leader)
    live(week)
    assert escalations(week) == [("Acme Leader", week.cast.team.pk)]
    week.look(week.at(THU + 7))
    assert len(escalations(week)) == 2


def test_team_without_a_lead_is_told_to_nobody(week):
    TeamMembership.objects.update(is_lead=False)
    live(week)
    assert escalations(week) == []


def test_lead_of_another_team_hears_nothing(week):
    other = Team.objects.create(name="Above")
    TeamMembership.objects.create(team=other, membership=week.admin, is_lead=True)
    Team.objects.filter(pk=week.cast.team.pk).update(parent=other)
    live(week)
    assert escalations(week) == [("Acme Leader", week.cast.team.pk)]


def test_owner_above_hears_nothing_of_her_own_silence(week):
    week.say(week.at(MON))
    week.key_result_of(week.admin, week.objective_of(None, owner=week.leader))
    live(week)
    assert escalations(week) == []


def test_lead_hears_of_what_is_silent_three_days_after_and_of_nothing_that_was_said_until_then(week):
    live(week, [(day, 10) for day in (MON, TUE, WED)])
    week.say(week.at(WED, 15))
    live(week)
    assert escalations(week) == []


def test_member_and_viewer_get_no_digest(week):
    live(week)
    assert {name for _, name in week.told("digest")} == {"Acme Admin", "Acme Leader"}


def test_digest_is_one_in_a_week(week):
    live(week)
    live(week, [(day + 7, hour) for day, hour in ALL_WEEK])
    rows = Reminder.objects.filter(kind="digest", membership=week.leader).order_by("due_on")
    weeks = [(row.due_on, row.created_at) for row in rows]
    assert weeks == [(MONDAY, week.at(TUE)), (MONDAY + timedelta(days=7), week.at(TUE + 7))]


FIRST_OF_GRACE = date(2026, 10, 1)


def test_score_is_asked_of_whoever_owns_something_in_it_once(week):
    begin_grace(week.period, at=week.at(0, 0, FIRST_OF_GRACE))
    join(week.organization, "member", "Nobody's Owner")
    for day in range(14):
        for hour in (8, 9, 17, 18):
            week.look(week.at(day, hour, FIRST_OF_GRACE))
    assert set(week.told("score")) == {("score", "Acme Admin"), ("score", "Acme Owner")}
    assert len(week.told("score")) == len(week.told("score_soon")) == 2
    assert week.told("due", "late", "digest", "escalation") == []


def test_rhythm_of_the_quarter_is_told_by_each_ones_clock_at_the_hour_of_the_organization(week):
    rhythm(week, THU, hour=11)
    go_away(week.owner, None, time_zone="America/New_York")
    begin_grace(week.period, at=week.at(0, 0, FIRST_OF_GRACE))
    for hour in range(24):
        week.look(week.at(0, 0, FIRST_OF_GRACE) + timedelta(hours=hour))
    found = dict(Reminder.objects.filter(kind="score").values_list("membership__user__name", "created_at"))
    assert found == {"Acme Admin": week.at(0, 11, FIRST_OF_GRACE), "Acme Owner": week.at(0, 17, FIRST_OF_GRACE)}


def test_what_a_period_asks_for_is_told_on_the_day_that_it_is_where_she_is(week):
    create_period(by=week.admin, name="Q4", kind="quarter", starts_on=FIRST_OF_GRACE, ends_on=date(2026, 12, 31))
    go_away(week.admin, None, time_zone="Pacific/Auckland")
    go_away(week.owner, None, time_zone="America/Los_Angeles")
    week.look(week.at(-15, 23, FIRST_OF_GRACE))
    assert week.told("set_objectives") == [("set_objectives", "Acme Admin")]


def test_objectives_are_asked_for_once_in_the_two_weeks_before(week):
    create_period(by=week.admin, name="Q4", kind="quarter", starts_on=FIRST_OF_GRACE, ends_on=date(2026, 12, 31))
    for day in range(-16, 5):
        for hour in (8, 9):
            week.look(week.at(day, hour, FIRST_OF_GRACE))
    rows = Reminder.objects.filter(kind="set_objectives").order_by("membership__user__name")
    found = [(row.membership.user.name, row.created_at, row.until_on) for row in rows]
    two_weeks_before = week.at(-14, 9, FIRST_OF_GRACE)
    assert found == [
        ("Acme Admin", two_weeks_before, FIRST_OF_GRACE),
        ("Acme Owner", two_weeks_before, FIRST_OF_GRACE),
    ]


def test_other_organizations_rows_are_not_touched(week, rival):
    with rival.scope():
        Week(rival)
    live(week)
    with rival.scope():
        assert not Reminder.objects.exists()


@pytest.fixture
def busy(week, request):
    """So many of everything: people in zones of their own, teams with days of their own, two periods more."""
    for n in range(request.param):
        zone = ["Asia/Kolkata", "Africa/Cairo", "Europe/London"][n]
        person = join(week.organization, "leader", f"Member {n}")
        Membership.objects.filter(pk=person.pk).update(time_zone=zone)
        team = Team.objects.create(name=f"Team {n}")
        TeamMembership.objects.create(team=team, membership=person, is_lead=True)
        rhythm(week, n, hour=6 + n, team=team)
        mine = week.objective_of(team, owner=person)
        for owner in (person, week.owner):
            week.key_result_of(owner, mine)
            week.key_result_of(owner, week.objective_of(None, owner=week.admin))
    return week


@pytest.mark.parametrize("busy", [1, 3], indirect=True)
def test_one_looks_with_the_same_questions_at_one_and_three_of_everything(busy):
    """Two for rhythms, people, silences, leads, an open period, what periods ask for, and the rows."""
    moment = moment_at(Organization.objects.get(pk=busy.organization.pk), busy.at(THU))
    with statements() as asked:
        make_reminders(moment)
    assert len(asked) == 6, "\n".join(asked)
    assert Reminder.objects.filter(kind="escalation").exists()


@pytest.mark.parametrize("busy", [1, 3], indirect=True)
def test_between_quarters_it_asks_whom_each_due_concerns(busy):
    """Of what is in grace owners of objectives and key results; of what is planned also who has begun."""
    begin_grace(busy.period, at=busy.at(0, 0, FIRST_OF_GRACE))
    planned = create_period(
        by=busy.admin, name="Later", kind="quarter", starts_on=date(2026, 10, 10), ends_on=date(2026, 12, 31)
    )
    create_objective(period=planned, title="Next", belongs_to="company", owner=busy.admin, **busy.begun)
    moment = moment_at(Organization.objects.get(pk=busy.organization.pk), busy.at(0, 12, FIRST_OF_GRACE))
    with statements() as asked:
        make_reminders(moment)
    assert len(asked) == 10, "\n".join(asked)
    assert {"score", "set_objectives"} == set(Reminder.objects.values_list("kind", flat=True))


def test_period_that_begins_today_is_open_for_those_who_look_later(week):
    """A quarter that was opened in the morning asks from the next due day."""
    begin_grace(week.period, at=week.at(0, 0, FIRST_OF_GRACE))
    planned = create_period(
        by=week.admin, name="Q4", kind="quarter", starts_on=FIRST_OF_GRACE, ends_on=date(2026, 12, 31)
    )
    week.period = open_period(planned, by=week.admin, at=week.at(0, 0, FIRST_OF_GRACE))
    week.begun["at"] = week.at(0, 0, FIRST_OF_GRACE)
    week.top = create_objective(
        period=week.period, title="Grow on", belongs_to="company", owner=week.admin, **week.begun
    )
    week.key_result_of(week.owner, week.objective_of(week.cast.team))
    for day in range(7):
        week.look(week.at(day, 10, FIRST_OF_GRACE))
    assert list(Reminder.objects.filter(kind__in=["due", "late"]).values_list("kind", "due_on")) == [
        ("due", date(2026, 10, 5)),
        ("late", date(2026, 10, 5)),
    ]
