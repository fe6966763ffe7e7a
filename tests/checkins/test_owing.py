"""Who owes a check-in in the week of Monday, 3 August 2026, case by case."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from checkins.owing import owed_by, owing
from checkins.windows import moment_at
from objectives.actions.key_results import (
    create_key_result,
    edit_key_result,
    mark_done,
    put_key_result_in_state,
    reopen_key_result,
)
from objectives.actions.objectives import create_objective, put_objective_in_state
from objectives.actions.periods import begin_grace, close_period, create_period, open_period, reopen_period
from objectives.actions.reviews import Given, review_objective
from organizations.actions import change_role, deactivate, introduce_oneself, reactivate
from organizations.models import Membership
from organizations.rhythm import monday_of
from tests.cast import shut

MONDAY = date(2026, 8, 3)


class Week:
    """A quarter of Acme's with one key result of Acme's owner, deputy the leader, in an objective of the admin's."""

    def __init__(self, cast):
        self.cast, self.admin = cast, cast.admin
        self.owner, self.deputy, self.objective_owner = cast.owner, cast.leader, cast.admin
        cast.period.delete()
        self.planned = create_period(
            by=cast.admin, name="Q3", kind="quarter", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)
        )
        self.period = open_period(self.planned, by=cast.admin, at=self.moment(date(2026, 7, 1)))
        begun = {"by": cast.admin, "reason": "Planned.", "at": self.moment(date(2026, 7, 1))}
        self.objective = create_objective(
            period=self.period, title="Grow", belongs_to="company", owner=cast.admin, **begun
        )
        self.key_result = create_key_result(
            objective=self.objective,
            title="Customers",
            owner=self.owner,
            deputy=self.deputy,
            start=Decimal(0),
            target=Decimal(10),
            **begun,
        )

    def moment(self, day, hour=12):
        return datetime(day.year, day.month, day.day, hour, tzinfo=self.cast.organization.zone)

    def on(self, weekday, hour=12):
        return self.moment(MONDAY + timedelta(days=weekday), hour)

    def edit(self, at, **changes):
        edit_key_result(self.key_result, by=self.admin, changes=changes, reason="Because.", at=at)

    def say(self, at):
        check_in(by=self.owner, statements=[Statement(self.key_result.pk, Decimal(1), 7)], at=at)

    def owes(self, now, monday=MONDAY):
        """Whoever owes at `now`, answered or not."""
        assert monday_of(self.cast.organization.day_of(now)) == monday
        rows = list(owing(moment_at(self.cast.organization, now)))
        assert len(rows) <= 1
        return Membership.objects.get(pk=rows[0].ower_id) if rows else None

    def answered(self, now):
        return owing(moment_at(self.cast.organization, now)).get().is_answered


SUNDAY_BEFORE, MON, WED, SUN = -1, 0, 2, 6


@pytest.fixture
def week(acme):
    return Week(acme)


def test_owner_owes_all_week(week):
    for day in (MON, WED, SUN):
        assert week.owes(week.on(day, 23)) == week.owner
    assert owed_by(week.owner.pk, moment_at(week.cast.organization, week.on(WED))).count() == 1
    assert owed_by(week.deputy.pk, moment_at(week.cast.organization, week.on(WED))).count() == 0


def test_who_takes_over_before_the_due_morning_owes(week):
    week.edit(week.on(MON, 8), owner=week.admin)
    assert week.owes(week.on(MON, 10)) == week.admin


def test_who_takes_over_on_wednesday_owes_from_the_next_due_day(week):
    week.edit(week.on(WED), owner=week.admin)
    assert week.owes(week.on(WED, 13)) is None
    following = MONDAY + timedelta(days=7)
    assert week.owes(week.moment(following), following) == week.admin


def test_nobody_instead_of_an_owner_on_wednesday_is_the_same(week):
    week.edit(week.on(WED), owner=None)
    assert week.owes(week.on(WED, 13)) is None
    following = MONDAY + timedelta(days=7)
    assert week.owes(week.moment(following), following) == week.objective_owner


def test_done_owes_nothing(week):
    mark_done(week.key_result, by=week.owner, done_as="given_up", reason="Too late.", at=week.on(WED))
    assert week.owes(week.on(WED, 13)) is None


def test_reopened_on_wednesday_owes_from_the_next_due_day(week):
    mark_done(week.key_result, by=week.owner, done_as="reached", reason="There.", at=week.on(SUNDAY_BEFORE))
    reopen_key_result(week.key_result, by=week.owner, reason="Not quite.", at=week.on(WED))
    assert week.owes(week.on(WED, 13)) is None
    following = MONDAY + timedelta(days=7)
    assert week.owes(week.moment(following), following) == week.owner


@pytest.mark.parametrize("state", ["archived", "dropped"])
def test_what_does_not_count_owes_nothing(week, state):
    put_key_result_in_state(week.key_result, state, by=week.owner, reason="No.", at=week.on(SUNDAY_BEFORE))
    assert week.owes(week.on(WED)) is None
    put_key_result_in_state(week.key_result, "active", by=week.owner, reason="Yes.", at=week.on(MON, 8))
    assert week.owes(week.on(WED)) == week.owner


def test_key_result_of_an_archived_objective_owes_nothing(week):
    put_objective_in_state(week.objective, "archived", by=week.admin, reason="No.", at=week.on(SUNDAY_BEFORE))
    assert week.owes(week.on(WED)) is None


def test_key_result_added_on_wednesday_owes_from_the_next_due_day(week):
    put_key_result_in_state(week.key_result, "archived", by=week.owner, reason="No.", at=week.on(SUNDAY_BEFORE))
    create_key_result(
        by=week.admin,
        objective=week.objective,
        title="More",
        measure="yes_no",
        owner=week.owner,
        reason="New.",
        at=week.on(WED),
    )
    assert week.owes(week.on(WED, 13)) is None
    assert week.owes(week.on(WED + 7), MONDAY + timedelta(days=7)) == week.owner


def test_deputy_owes_while_the_owner_is_away(week):
    introduce_oneself(name="Owner", away_until=MONDAY + timedelta(days=1), by=week.owner)
    assert week.owes(week.on(WED)) == week.deputy
    introduce_oneself(name="Owner", away_until=MONDAY, by=week.owner)
    assert week.owes(week.on(WED)) == week.owner


def test_owner_who_is_away_without_an_active_deputy_owes_herself(week):
    introduce_oneself(name="Owner", away_until=MONDAY + timedelta(days=9), by=week.owner)
    deactivate(membership=week.deputy, by=week.admin)
    assert week.owes(week.on(WED)) == week.owner
    week.edit(week.on(SUNDAY_BEFORE), deputy=None)
    assert week.owes(week.on(WED)) == week.owner


def test_owner_of_the_objective_owes_for_an_owner_who_left(week):
    deactivate(membership=week.owner, by=week.admin)
    assert week.owes(week.on(WED)) == week.objective_owner


def test_nobody_owes_where_nobody_is_active(week):
    week.edit(week.on(SUNDAY_BEFORE), owner=None)
    week.objective.owner = None
    week.objective.save(update_fields=["owner"])
    assert week.owes(week.on(WED)) is None


def test_who_came_back_on_wednesday_owes_from_the_next_due_day(week):
    deactivate(membership=week.owner, by=week.admin)
    reactivate(membership=week.owner, by=week.admin)
    Membership.objects.filter(pk=week.owner.pk).update(active_since=week.on(WED))
    assert week.owes(week.on(WED, 13)) is None
    assert week.owes(week.on(WED + 7), MONDAY + timedelta(days=7)) == week.owner


def test_owner_of_the_objective_who_came_on_wednesday_owes_from_the_next_due_day(week):
    week.edit(week.on(SUNDAY_BEFORE), owner=None)
    Membership.objects.filter(pk=week.admin.pk).update(active_since=week.on(WED))
    assert week.owes(week.on(WED, 13)) is None
    assert week.owes(week.on(WED + 7), MONDAY + timedelta(days=7)) == week.admin


@pytest.mark.parametrize(("hour", "owes"), [(8, True), (9, True), (14, False)])
def test_period_opened_on_monday_counts_if_it_was_in_the_morning(acme, hour, owes):
    week = Week(acme)
    type(week.period).objects.filter(pk=week.period.pk).update(opened_at=week.on(MON, hour))
    assert (week.owes(week.on(MON, 23)) is not None) == owes
    assert week.owes(week.on(WED + 7), MONDAY + timedelta(days=7)) == week.owner


def test_before_the_due_morning_things_are_taken_as_they_stand(week):
    week.edit(week.on(MON, 7), owner=week.admin)
    assert week.owes(week.on(MON, 6)) is None
    assert week.owes(week.on(MON, 8)) == week.admin


def test_period_that_begins_on_wednesday_asks_on_the_next_monday(week):
    first = date(2026, 6, 29)
    assert week.owes(week.moment(date(2026, 7, 2)), first) is None
    assert week.owes(week.moment(date(2026, 7, 6)), date(2026, 7, 6)) == week.owner


def test_closed_period_asks_for_nothing(week):
    shut(week.period, by=week.admin)
    assert week.owes(week.on(WED)) is None


@pytest.mark.parametrize(
    ("day", "hour", "answered"), [(SUNDAY_BEFORE, 23, False), (MON, 0, True), (MON, 9, True), (SUN, 23, True)]
)
def test_word_of_this_week_answers_and_that_of_last_week_does_not(week, day, hour, answered):
    week.say(week.on(day, hour))
    assert week.answered(week.on(SUN, 23)) == answered


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Chatham", "America/Sao_Paulo"])
def test_monday_is_monday_where_the_organization_is(acme, zone):
    acme.organization.time_zone = zone
    week = Week(acme)
    week.say(week.on(MON, 0))
    assert week.answered(week.on(MON, 1))
    week.edit(week.on(MON, 8), owner=week.admin)
    assert week.owes(week.on(MON, 9)) == week.admin
    week.edit(week.on(MON, 10), owner=week.owner)
    assert week.owes(week.on(MON, 11)) is None


def test_viewer_who_owns_owes_nothing_that_she_could_not_write(week):
    change_role(membership=week.owner, role="viewer", by=week.admin)
    assert week.owes(week.on(3)) == week.objective_owner


def test_key_result_of_an_objective_restored_on_wednesday_owes_from_the_next_due_day(week):
    put_objective_in_state(week.objective, "archived", by=week.admin, reason="Wait.", at=week.on(-3))
    put_objective_in_state(week.objective, "active", by=week.admin, reason="Go on.", at=week.on(2))
    assert not owed_by(week.owner.pk, moment_at(week.cast.organization, week.on(2, 13))).exists()
    assert owed_by(week.owner.pk, moment_at(week.cast.organization, week.on(7))).exists()


# Over: the quarter ends on Wednesday, 30 September 2026, and each key result asks for its final value.
LAST_MONDAY, FIRST_OF_GRACE, MONDAY_OF_GRACE = date(2026, 9, 28), date(2026, 10, 1), date(2026, 10, 5)


@pytest.fixture
def over(week):
    week.period = begin_grace(week.period, at=week.moment(FIRST_OF_GRACE, 0))
    return week


def final(week, now):
    """The one who owes the final value at `now`, and whether it was given."""
    row = owing(moment_at(week.cast.organization, now)).get()
    return Membership.objects.get(pk=row.ower_id), row.is_answered


def is_on_the_sheet(week, now):
    return owed_by(week.owner.pk, moment_at(week.cast.organization, now)).exists()


def score(week, at):
    given = {week.key_result.pk: Given(Decimal("0.50"), "Half of it.")}
    review_objective(week.objective, by=week.owner, key_results=given, at=at)


def test_in_the_last_week_the_check_in_is_owed_until_the_period_is_over(week):
    assert week.owes(week.moment(date(2026, 9, 30), 23), LAST_MONDAY) == week.owner
    week.say(week.moment(LAST_MONDAY, 10))
    begin_grace(week.period, at=week.moment(FIRST_OF_GRACE, 0))
    assert final(week, week.moment(FIRST_OF_GRACE)) == (week.owner, False)


def test_period_asks_weekly_on_the_mondays_that_it_covers(week):
    """Also where nobody has noticed that it is over."""
    assert week.owes(week.moment(date(2026, 9, 30)), LAST_MONDAY) == week.owner
    assert week.owes(week.moment(MONDAY_OF_GRACE), MONDAY_OF_GRACE) is None


def test_final_value_is_asked_for_once_however_many_weeks_grace_has(over):
    for day in (FIRST_OF_GRACE, MONDAY_OF_GRACE, date(2026, 10, 14)):
        assert final(over, over.moment(day)) == (over.owner, False)
    over.say(over.moment(MONDAY_OF_GRACE, 8))
    assert final(over, over.moment(MONDAY_OF_GRACE, 9)) == (over.owner, True)
    assert final(over, over.moment(date(2026, 10, 14))) == (over.owner, True)


def test_final_value_that_was_given_is_on_the_sheet_of_its_week_alone(over):
    over.say(over.moment(FIRST_OF_GRACE))
    assert is_on_the_sheet(over, over.moment(date(2026, 10, 4), 23))
    assert not is_on_the_sheet(over, over.moment(MONDAY_OF_GRACE, 0))


def test_score_settles_it_without_another_word(over):
    score(over, over.moment(FIRST_OF_GRACE))
    assert final(over, over.moment(FIRST_OF_GRACE, 13)) == (over.owner, True)
    assert not is_on_the_sheet(over, over.moment(FIRST_OF_GRACE, 13))


def test_whoever_owns_it_now_owes_the_final_value(over):
    over.edit(over.moment(FIRST_OF_GRACE, 10), owner=over.admin)
    assert final(over, over.moment(FIRST_OF_GRACE, 11)) == (over.admin, False)


def test_deputy_owes_the_final_value_while_the_owner_is_away_today(over):
    introduce_oneself(name="Owner", away_until=MONDAY_OF_GRACE + timedelta(days=2), by=over.owner)
    assert final(over, over.moment(MONDAY_OF_GRACE)) == (over.deputy, False)
    assert final(over, over.moment(MONDAY_OF_GRACE + timedelta(days=2))) == (over.owner, False)


def test_owner_of_the_objective_owes_the_final_value_of_an_owner_who_left(over):
    deactivate(membership=over.owner, by=over.admin)
    assert final(over, over.moment(MONDAY_OF_GRACE)) == (over.objective_owner, False)


def test_who_came_back_in_grace_owes_at_once(over):
    Membership.objects.filter(pk=over.owner.pk).update(active_since=over.moment(MONDAY_OF_GRACE, 10))
    assert final(over, over.moment(MONDAY_OF_GRACE, 11)) == (over.owner, False)


def test_what_is_done_or_set_aside_has_no_final_value(over):
    mark_done(over.key_result, by=over.owner, done_as="given_up", reason="No.", at=over.moment(FIRST_OF_GRACE))
    assert over.owes(over.moment(MONDAY_OF_GRACE), MONDAY_OF_GRACE) is None
    reopen_key_result(over.key_result, by=over.owner, reason="Yet.", at=over.moment(FIRST_OF_GRACE, 13))
    assert final(over, over.moment(FIRST_OF_GRACE, 14)) == (over.owner, False)
    put_objective_in_state(over.objective, "archived", by=over.admin, reason="No.", at=over.moment(FIRST_OF_GRACE, 15))
    assert over.owes(over.moment(MONDAY_OF_GRACE), MONDAY_OF_GRACE) is None


def test_reopened_period_asks_for_the_final_values_that_it_did_not_get(over):
    closed = close_period(over.period, by=over.admin, at=over.moment(date(2026, 10, 14)))
    assert over.owes(over.moment(date(2026, 10, 15)), date(2026, 10, 12)) is None
    reopen_period(closed, by=over.admin, reason="A number was wrong.", at=over.moment(date(2026, 10, 20)))
    assert final(over, over.moment(date(2026, 10, 21))) == (over.owner, False)
    over.say(over.moment(date(2026, 10, 21)))
    assert final(over, over.moment(date(2026, 10, 21), 13)) == (over.owner, True)
