"""When a choice of the day for check-ins begins to hold, what it leaves behind, and what a week keeps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from organizations.actions import edit_team, follow_cadence, set_cadence
from organizations.models import Activity, Cadence, Organization, Team
from organizations.rhythm import WEEK, Choice, in_words, monday_of, rhythms
from tests.cast import make_cast
from tests.writers import at_once, one_waiting_for_the_other

MONDAY = date(2026, 11, 16)
WEDNESDAY = datetime(2026, 11, 18, 12, tzinfo=UTC)
NEXT = MONDAY + WEEK
THURSDAYS = {"every_weeks": 1, "weekday": 3, "hour": 10}
MONDAYS = {"every_weeks": 1, "weekday": 0, "hour": 9}
SECOND_THURSDAYS = THURSDAYS | {"every_weeks": 2}


@pytest.fixture
def acme(acme):
    """It is no new organization."""
    Organization.objects.filter(pk=acme.organization.pk).update(created_at=WEDNESDAY - timedelta(days=99))
    return acme


def due_days(team=None, weeks=6):
    """Of that week and the following ones, None where one is left out."""
    rhythm = rhythms().of(team and team.pk)
    days = [rhythm.due_in(MONDAY + number * WEEK) for number in range(weeks)]
    return [day and (day - MONDAY).days for day in days]


def rows():
    return list(Cadence.objects.order_by("holds_from").values_list("team", "holds_from", "weekday", "hour"))


def test_a_week_that_has_begun_keeps_its_day(acme):
    assert due_days() == [0, 7, 14, 21, 28, 35]
    assert set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS) == NEXT
    assert due_days() == [0, 10, 17, 24, 31, 38]
    assert rows() == [(None, NEXT, 3, 10)]


def test_a_choice_leaves_a_trace_and_wakes_the_organization(acme):
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    assert Organization.objects.get(pk=acme.organization.pk).wakes_at == WEDNESDAY
    line = Activity.objects.get(verb="cadence_chosen")
    assert (line.thing_id, line.actor_id) == (acme.organization.pk, acme.admin.pk)
    assert line.data == {"before": MONDAYS, "after": THURSDAYS, "holds_from": "2026-11-23"}


def test_what_stays_as_it_is_leaves_nothing(acme):
    assert set_cadence(by=acme.admin, at=WEDNESDAY, **MONDAYS) is None
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    assert set_cadence(by=acme.admin, at=WEDNESDAY + WEEK, **THURSDAYS) is None
    assert follow_cadence(by=acme.admin, team=acme.team, at=WEDNESDAY) is None
    assert Activity.objects.filter(verb="cadence_chosen").count() == Cadence.objects.count() == 1


def test_a_second_choice_in_the_same_week_takes_the_place_of_the_first(acme):
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS | {"weekday": 1})
    assert rows() == [(None, NEXT, 1, 10)]


def test_a_choice_taken_back_in_the_same_week_is_as_if_it_had_never_been(acme):
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    set_cadence(by=acme.admin, at=WEDNESDAY, **MONDAYS)
    assert rows() == []
    assert Activity.objects.filter(verb="cadence_chosen").count() == 2


def test_a_later_choice_leaves_the_days_before_it_alone(acme):
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    set_cadence(by=acme.admin, at=WEDNESDAY + 2 * WEEK, **MONDAYS)
    assert due_days() == [0, 10, 17, 21, 28, 35]


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("weekday", range(7))
def test_whatever_day_it_is_changed_on_a_week_has_one_due_day(acme, day, weekday):
    at = datetime(2026, 11, 16 + day, 12, tzinfo=UTC)
    set_cadence(by=acme.admin, at=at, every_weeks=1, weekday=weekday, hour=17)
    assert due_days() == [0, *(7 * week + weekday for week in range(1, 6))]


def test_in_its_first_week_a_choice_holds_at_once(acme):
    Organization.objects.filter(pk=acme.organization.pk).update(created_at=WEDNESDAY - timedelta(days=2))
    assert set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS) == MONDAY
    assert set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS | {"weekday": 4}) == MONDAY
    assert rows() == [(None, MONDAY, 4, 10)]


def test_the_week_is_that_of_the_organization(acme):
    """On Sunday at noon in London it is Monday already where they are."""
    Organization.objects.filter(pk=acme.organization.pk).update(time_zone="Pacific/Kiritimati")
    sunday = datetime(2026, 11, 15, 12, tzinfo=UTC)
    assert set_cadence(by=acme.admin, at=sunday, **THURSDAYS) == NEXT


def test_every_two_weeks_is_counted_from_the_next_week(acme):
    set_cadence(by=acme.admin, at=WEDNESDAY, **SECOND_THURSDAYS)
    assert due_days() == [0, 10, None, 24, None, 38]


def test_every_two_weeks_goes_on_in_the_same_weeks_when_its_day_changes(acme):
    set_cadence(by=acme.admin, at=WEDNESDAY, **SECOND_THURSDAYS)
    in_a_week_with_a_day = WEDNESDAY + WEEK
    assert set_cadence(by=acme.admin, at=in_a_week_with_a_day, **SECOND_THURSDAYS | {"weekday": 1}) == NEXT + 2 * WEEK
    assert due_days() == [0, 10, None, 22, None, 36]


def test_a_team_has_its_own_day_and_goes_back_to_the_organizations(acme):
    set_cadence(by=acme.leader, team=acme.team, at=WEDNESDAY, **THURSDAYS)
    assert due_days(acme.team) == [0, 10, 17, 24, 31, 38]
    assert due_days() == [0, 7, 14, 21, 28, 35]
    assert Activity.objects.get(verb="cadence_chosen").thing_id == acme.team.pk
    assert follow_cadence(by=acme.leader, team=acme.team, at=WEDNESDAY + WEEK) == NEXT + WEEK
    assert due_days(acme.team) == [0, 10, 14, 21, 28, 35]
    last = Activity.objects.filter(verb="cadence_chosen").latest("created_at")
    assert last.data["after"] == {"every_weeks": None, "weekday": None, "hour": None}


def test_a_team_that_takes_its_day_back_in_the_same_week_has_had_none(acme):
    set_cadence(by=acme.leader, team=acme.team, at=WEDNESDAY, **THURSDAYS)
    follow_cadence(by=acme.leader, team=acme.team, at=WEDNESDAY)
    assert rows() == []


def test_a_team_may_choose_the_day_that_the_organization_has_and_keep_it(acme):
    set_cadence(by=acme.leader, team=acme.team, at=WEDNESDAY, **MONDAYS)
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    assert due_days(acme.team) == [0, 7, 14, 21, 28, 35]
    assert due_days(Team.objects.create(name="Lyon", parent=acme.team)) == due_days(acme.team)


def test_rivals_days_are_its_own(acme, rival):
    set_cadence(by=acme.admin, at=WEDNESDAY, **THURSDAYS)
    with rival.scope():
        assert rows() == []


def test_choices_in_words():
    assert in_words(Choice(MONDAY, MONDAY, 1, 3, 10)) == "every Thursday at 10:00"
    assert in_words(Choice(MONDAY, MONDAY, 2, 0, 9)) == "every second Monday at 9:00"


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_at_once_the_last_one_wins():
    cast = make_cast("acme", "Acme")
    Organization.objects.update(created_at=timezone.now() - timedelta(days=99))

    def choose(weekday):
        return lambda: set_cadence(by=cast.admin, every_weeks=1, weekday=weekday, hour=9)

    monday = monday_of(cast.organization.day_of(timezone.now())) + WEEK
    assert one_waiting_for_the_other(cast.organization, choose(2), choose(4))[:2] == [monday, monday]
    assert at_once(cast.organization, choose(1), choose(3), choose(5)) == [monday] * 3
    with cast.scope():
        row = Cadence.objects.get()
        assert (row.holds_from, Activity.objects.filter(verb="cadence_chosen").count()) == (monday, 5)
        last = Activity.objects.filter(verb="cadence_chosen").latest("created_at")
        assert row.weekday in (1, 3, 5)
        assert last.data["holds_from"] == monday.isoformat()


@pytest.mark.parametrize("weekday", range(7))
def test_team_that_is_moved_keeps_the_day_of_this_week(acme, weekday):
    above = Team.objects.create(name="Above")
    long_ago = monday_of(acme.organization.day_of(timezone.now())) - timedelta(weeks=9)
    Cadence.objects.create(team=above, holds_from=long_ago, every_weeks=1, weekday=weekday, hour=14)
    monday = long_ago + timedelta(weeks=9)
    edit_team(team=acme.team, name=acme.team.name, parent=above, by=acme.admin)
    found = rhythms().of(acme.team.pk)
    assert [found.due_in(monday + timedelta(weeks=n)) for n in range(3)] == [
        monday,
        monday + timedelta(weeks=1, days=weekday),
        monday + timedelta(weeks=2, days=weekday),
    ]
    assert found.due_in(monday - timedelta(weeks=1)) is not None
