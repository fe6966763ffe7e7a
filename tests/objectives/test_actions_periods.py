"""What happens to periods: effect, refusal, trace."""

from datetime import date

import pytest

from objectives.actions.periods import close_period, create_period, edit_period, open_period
from objectives.errors import AlreadyDone, PeriodIsClosed, PeriodNameTaken, PeriodsOverlap, Refused
from objectives.models import Period
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import make_key_result, make_objective

DAYS = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}


@pytest.fixture
def planned(acme):
    return create_period(by=acme.admin, name="Q1 2031", kind="quarter", **DAYS)


def verbs_of(period):
    return list(Activity.objects.filter(thing_id=period.pk).order_by("pk").values_list("verb", flat=True))


def test_its_life_leaves_its_trace(acme, planned):
    edit_period(planned, by=acme.admin, changes={"name": "Spring"})
    opened = open_period(planned, by=acme.admin)
    assert opened.is_open
    assert opened.opened_at
    closed = close_period(opened, by=acme.admin)
    assert closed.is_closed
    assert verbs_of(planned) == ["planned", "edited", "opened", "closed"]


def test_two_of_a_kind_do_not_share_a_day(acme, planned):
    with pytest.raises(PeriodsOverlap):
        create_period(
            by=acme.admin, name="Other", kind="quarter", starts_on=date(2031, 3, 31), ends_on=date(2031, 6, 30)
        )
    assert create_period(
        by=acme.admin, name="2031", kind="year", starts_on=date(2031, 1, 1), ends_on=date(2031, 12, 31)
    )
    later = create_period(
        by=acme.admin, name="Q2 2031", kind="quarter", starts_on=date(2031, 4, 1), ends_on=date(2031, 6, 30)
    )
    with pytest.raises(PeriodsOverlap):
        edit_period(later, by=acme.admin, changes={"starts_on": date(2031, 3, 31)})


def test_two_do_not_share_a_name(acme, planned):
    with pytest.raises(PeriodNameTaken):
        create_period(
            by=acme.admin, name="q1 2031", kind="year", starts_on=date(2032, 1, 1), ends_on=date(2032, 12, 31)
        )


def test_another_organization_may_have_the_same(acme, rival, planned):
    with rival.scope():
        assert create_period(by=rival.admin, name="Q1 2031", kind="quarter", **DAYS)


def test_opens_and_closes_once(acme, planned):
    open_period(planned, by=acme.admin)
    with pytest.raises(AlreadyDone):
        open_period(planned, by=acme.admin)
    close_period(planned, by=acme.admin)
    with pytest.raises(AlreadyDone):
        close_period(planned, by=acme.admin)


def test_open_one_keeps_its_days_and_may_be_renamed(acme):
    with pytest.raises(Refused, match="dates stay"):
        edit_period(acme.period, by=acme.admin, changes={"ends_on": date(2031, 1, 1)})
    assert edit_period(acme.period, by=acme.admin, changes={"name": "Renamed"}).name == "Renamed"


def test_closed_one_does_not_change(acme):
    close_period(acme.period, by=acme.admin)
    with pytest.raises(PeriodIsClosed):
        edit_period(acme.period, by=acme.admin, changes={"name": "Renamed"})


def test_edit_of_nothing_leaves_no_trace(acme, planned):
    edit_period(planned, by=acme.admin, changes={"name": planned.name, **DAYS})
    assert verbs_of(planned) == ["planned"]


def test_moved_days_move_what_is_expected(acme, planned):
    objective = make_objective(acme.admin, planned)
    make_key_result(acme.admin, objective)
    edit_period(planned, by=acme.admin, changes={"ends_on": date(2031, 6, 30)})
    objective.refresh_from_db()
    assert len(objective.expected_by_day) == Period.objects.get(pk=planned.pk).day_count
    assert list(differences()) == []


def test_days_that_would_not_hold_what_is_in_it_are_refused(acme, planned):
    year = create_period(
        by=acme.admin, name="2031", kind="year", starts_on=date(2031, 1, 1), ends_on=date(2031, 12, 31)
    )
    make_objective(acme.admin, planned, parent=make_objective(acme.admin, year))
    with pytest.raises(Refused, match="enclose"):
        edit_period(year, by=acme.admin, changes={"starts_on": date(2031, 2, 1)})
    with pytest.raises(Refused, match="enclose"):
        edit_period(planned, by=acme.admin, changes={"starts_on": date(2030, 12, 1)})


def test_days_on_which_something_is_due_stay_in_it(acme, planned):
    make_key_result(acme.owner, make_objective(acme.owner, planned), due_on=date(2031, 3, 20))
    with pytest.raises(Refused, match="due outside"):
        edit_period(planned, by=acme.admin, changes={"ends_on": date(2031, 3, 19)})
    assert edit_period(planned, by=acme.admin, changes={"ends_on": date(2031, 3, 20)}).ends_on == date(2031, 3, 20)
