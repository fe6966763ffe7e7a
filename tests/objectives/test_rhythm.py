"""The next periods are there ahead of time, once."""

from datetime import date, timedelta

import pytest

from objectives.actions.periods import create_period, open_period
from objectives.models import Period
from objectives.rhythm import plan_next_periods
from organizations.models import Activity, Organization
from tests.cast import end, shut


class Calendar:
    """Acme without any period yet."""

    def __init__(self, cast):
        self.cast, self.admin = cast, cast.admin
        cast.period.delete()

    def at(self, day, hour=0):
        return self.cast.organization.start_of(day) + timedelta(hours=hour)

    def period(self, name, starts_on, ends_on, kind="quarter", opened=True):
        made = create_period(by=self.admin, name=name, kind=kind, starts_on=starts_on, ends_on=ends_on)
        return open_period(made, by=self.admin, at=self.at(starts_on)) if opened else made

    def plan(self, day):
        return plan_next_periods(at=self.at(day))


@pytest.fixture
def calendar(acme):
    return Calendar(acme)


@pytest.fixture
def last_quarter(calendar):
    return calendar.period("Q4 2026", date(2026, 10, 1), date(2026, 12, 31))


def names():
    return list(Period.objects.order_by("starts_on", "kind").values_list("name", flat=True))


def test_next_quarter_is_planned_six_weeks_ahead_and_once(calendar, last_quarter):
    assert calendar.plan(date(2026, 11, 19)) == []
    (planned,) = calendar.plan(date(2026, 11, 20))
    assert planned.is_planned
    assert (planned.name, planned.kind, *planned.days) == ("Q1 2027", "quarter", date(2027, 1, 1), date(2027, 3, 31))
    assert calendar.plan(date(2026, 11, 20)) == calendar.plan(date(2026, 12, 31)) == []


def test_nobody_planned_it(calendar, last_quarter):
    (planned,) = calendar.plan(date(2026, 12, 1))
    line = Activity.objects.get(thing_id=planned.pk)
    assert (line.verb, line.actor_id, line.created_at) == ("planned", None, calendar.at(date(2026, 12, 1)))


def test_next_year_is_planned_three_months_ahead(calendar):
    calendar.period("2026", date(2026, 1, 1), date(2026, 12, 31), kind="year")
    assert calendar.plan(date(2026, 10, 2)) == []
    (planned,) = calendar.plan(date(2026, 10, 3))
    assert (planned.name, planned.kind, *planned.days) == ("2027", "year", date(2027, 1, 1), date(2027, 12, 31))


def test_each_kind_in_use_goes_on_and_no_other(calendar, last_quarter):
    calendar.period("2026", date(2026, 1, 1), date(2026, 12, 31), kind="year")
    assert {planned.name for planned in calendar.plan(date(2026, 12, 1))} == {"Q1 2027", "2027"}


@pytest.mark.parametrize(("day", "count"), [(date(2027, 1, 30), 1), (date(2027, 1, 31), 0), (date(2027, 6, 1), 0)])
def test_slept_for_less_than_a_month_it_is_caught_up_with(calendar, last_quarter, day, count):
    assert len(calendar.plan(day)) == count


@pytest.mark.parametrize("over", [end, shut])
def test_what_is_over_is_followed_too(calendar, last_quarter, over):
    over(last_quarter, by=calendar.admin)
    assert len(calendar.plan(date(2026, 12, 1))) == 1


def test_what_nobody_opened_is_followed_by_nothing(calendar):
    calendar.period("Q4 2026", date(2026, 10, 1), date(2026, 12, 31), opened=False)
    assert calendar.plan(date(2026, 12, 1)) == []


def test_organization_without_periods_gets_none(calendar):
    assert calendar.plan(date(2026, 12, 1)) == []


def test_fiscal_quarter_from_february(calendar):
    Organization.objects.filter(pk=calendar.cast.organization.pk).update(year_starts_in=2)
    calendar.period("Q4 FY2027", date(2026, 11, 1), date(2027, 1, 31))
    (planned,) = calendar.plan(date(2027, 1, 2))
    assert (planned.name, *planned.days) == ("Q1 FY2028", date(2027, 2, 1), date(2027, 4, 30))


def test_fiscal_year_from_february(calendar):
    Organization.objects.filter(pk=calendar.cast.organization.pk).update(year_starts_in=2)
    calendar.period("FY2027", date(2026, 2, 1), date(2027, 1, 31), kind="year")
    (planned,) = calendar.plan(date(2026, 12, 1))
    assert (planned.name, *planned.days) == ("FY2028", date(2027, 2, 1), date(2028, 1, 31))


def test_quarter_that_ends_on_the_29th_of_february(calendar):
    calendar.period("Winter", date(2027, 12, 1), date(2028, 2, 29))
    (planned,) = calendar.plan(date(2028, 2, 29))
    assert planned.days == (date(2028, 3, 1), date(2028, 5, 31))


def test_thirteen_weeks_across_new_year_are_followed_by_thirteen_weeks(calendar):
    calendar.period("Cycle 7", date(2026, 10, 5), date(2027, 1, 3))
    (planned,) = calendar.plan(date(2027, 1, 3))
    assert (planned.name, *planned.days) == ("Cycle 8", date(2027, 1, 4), date(2027, 4, 4))


def test_name_that_is_taken_is_told_apart(calendar, last_quarter):
    calendar.period("q1 2027", date(2020, 1, 1), date(2020, 12, 31), kind="year")
    assert [planned.name for planned in calendar.plan(date(2026, 12, 1))] == ["Q1 2027 from 1 January 2027"]


def test_name_that_is_taken_twice_is_left_to_people(calendar, last_quarter):
    calendar.period("Q1 2027", date(2020, 1, 1), date(2020, 12, 31), kind="year")
    calendar.period("Q1 2027 from 1 January 2027", date(2021, 1, 1), date(2021, 12, 31), kind="year")
    assert calendar.plan(date(2026, 12, 1)) == []
    assert len(names()) == 3


def test_long_name_is_cut(calendar):
    calendar.period("W" * 59 + "9", date(2026, 10, 1), date(2026, 12, 31))
    assert len(calendar.plan(date(2026, 12, 1))) == 1


def test_today_is_where_the_organization_is(calendar, last_quarter):
    organization = calendar.cast.organization
    Organization.objects.filter(pk=organization.pk).update(time_zone="Pacific/Auckland")
    evening_in_europe = calendar.at(date(2026, 11, 19), hour=20)
    assert len(plan_next_periods(at=evening_in_europe)) == 1
