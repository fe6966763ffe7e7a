"""What happens to periods: effect, refusal, trace."""

from datetime import date, timedelta

import pytest

from objectives.actions.objectives import edit_objective
from objectives.actions.periods import (
    begin_grace,
    begin_graces_due,
    close_period,
    create_period,
    edit_period,
    open_period,
    reopen_period,
)
from objectives.errors import (
    AlreadyDone,
    ClosedAround,
    NotOverYet,
    PeriodIsClosed,
    PeriodNameTaken,
    PeriodsOverlap,
    ReasonIsMissing,
    Refused,
)
from objectives.models import Period
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import end, make_key_result, make_objective, shut

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
    ended = begin_grace(opened, by=acme.admin, reason="The company is sold.")
    assert ended.is_in_grace
    assert ended.grace_began_at
    closed = close_period(ended, by=acme.admin)
    assert closed.is_closed
    assert closed.closed_at
    assert verbs_of(planned) == ["planned", "edited", "opened", "grace_began", "closed"]


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
    shut(planned, by=acme.admin)
    with pytest.raises(AlreadyDone):
        close_period(planned, by=acme.admin)


def test_it_ends_before_its_last_day_for_a_reason_alone(acme):
    with pytest.raises(ReasonIsMissing):
        begin_grace(acme.period, by=acme.admin)
    end(acme.period, by=acme.admin)
    line = Activity.objects.get(thing_id=acme.period.pk, verb="grace_began")
    assert (line.data["reason"], line.actor_id) == ("It ends early.", acme.admin.pk)
    with pytest.raises(AlreadyDone):
        end(acme.period, by=acme.admin)


def test_its_last_day_lasts_until_midnight(acme):
    midnight = acme.organization.start_of(acme.period.ends_on + timedelta(days=1))
    with pytest.raises(ReasonIsMissing):
        begin_grace(acme.period, by=acme.admin, at=midnight - timedelta(seconds=1))
    assert begin_grace(acme.period, by=acme.admin, at=midnight).is_in_grace


def test_what_is_over_ends_by_itself_once(acme, planned):
    day_after = acme.organization.start_of(date(2031, 4, 1))
    open_period(planned, by=acme.admin)
    assert planned not in begin_graces_due(at=day_after - timedelta(seconds=1))
    assert begin_graces_due(at=day_after) == [planned]
    assert begin_graces_due(at=day_after) == []
    line = Activity.objects.get(thing_id=planned.pk, verb="grace_began")
    assert (line.data["reason"], line.actor_id, line.created_at) == ("", None, day_after)


def test_it_closes_from_grace(acme, planned):
    with pytest.raises(AlreadyDone):
        close_period(planned, by=acme.admin)
    open_period(planned, by=acme.admin)
    midnight = acme.organization.start_of(date(2031, 4, 1))
    with pytest.raises(NotOverYet):
        close_period(planned, by=acme.admin, at=midnight - timedelta(seconds=1))
    closed = close_period(planned, by=acme.admin, at=midnight)
    assert verbs_of(closed)[-2:] == ["grace_began", "closed"]


def test_reopening_goes_back_to_grace_for_a_reason_and_leaves_its_trace(acme):
    closed = shut(acme.period, by=acme.admin)
    with pytest.raises(ReasonIsMissing):
        reopen_period(closed, by=acme.admin, reason="")
    reopened = reopen_period(closed, by=acme.admin, reason="Late invoices.")
    assert (reopened.is_in_grace, reopened.closed_at) == (True, None)
    assert Activity.objects.get(thing_id=closed.pk, verb="reopened").data["reason"] == "Late invoices."
    assert Activity.objects.get(thing_id=closed.pk, verb="closed").created_at == closed.closed_at
    with pytest.raises(AlreadyDone):
        reopen_period(closed, by=acme.admin, reason="Again.")


def test_a_longer_period_closes_last_and_reopens_first(acme, planned):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 31)}
    year = create_period(by=acme.admin, name="2031", kind="year", **days)
    for period in (planned, year):
        end(open_period(period, by=acme.admin), by=acme.admin)
    with pytest.raises(Refused, match="Q1 2031 lies within it"):
        close_period(year, by=acme.admin)
    close_period(planned, by=acme.admin)
    close_period(year, by=acme.admin)
    with pytest.raises(ClosedAround, match="2031 is closed around it"):
        reopen_period(planned, by=acme.admin, reason="Late invoices.")


def test_planned_one_holds_up_the_longer_one_only_where_something_is_in_it(acme, planned):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 12, 31)}
    year = end(
        open_period(create_period(by=acme.admin, name="2031", kind="year", **days), by=acme.admin), by=acme.admin
    )
    draft = make_objective(acme.leader, planned)
    with pytest.raises(Refused, match="Q1 2031 lies within it"):
        close_period(year, by=acme.admin)
    edit_objective(draft, by=acme.leader, changes={"period": acme.period}, reason="So.")
    assert close_period(year, by=acme.admin).is_closed
    with pytest.raises(ClosedAround):
        open_period(planned, by=acme.admin)


def test_open_one_keeps_its_days_and_may_be_renamed(acme):
    with pytest.raises(Refused, match="dates stay"):
        edit_period(acme.period, by=acme.admin, changes={"ends_on": date(2031, 1, 1)})
    assert edit_period(acme.period, by=acme.admin, changes={"name": "Renamed"}).name == "Renamed"


def test_closed_one_does_not_change(acme):
    shut(acme.period, by=acme.admin)
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


def test_of_two_with_the_same_days_the_year_holds_the_quarter(acme, planned):
    year = create_period(by=acme.admin, name="Short year", kind="year", **DAYS)
    assert (year.contains(planned), planned.contains(year)) == (True, False)
    assert list(Period.objects.enclosing(planned)) == [year]
    assert list(Period.objects.enclosing(year)) == []
    assert list(Period.objects.that_may_hold_supporters_of(planned)) == [planned]
    assert set(Period.objects.that_may_hold_supporters_of(year)) == {planned, year}


def test_grace_is_counted_from_the_day_on_which_it_ended(acme, planned):
    start_of = acme.organization.start_of
    opened = open_period(planned, by=acme.admin, at=start_of(date(2031, 1, 1)))
    assert opened.grace_ends_on(acme.organization) == date(2031, 4, 14)
    early = begin_grace(opened, by=acme.admin, reason="Sold.", at=start_of(date(2031, 2, 10)))
    assert early.grace_ends_on(acme.organization) == date(2031, 2, 24)
    Period.objects.filter(pk=planned.pk).update(grace_began_at=start_of(date(2031, 4, 3)))
    assert Period.objects.get(pk=planned.pk).grace_ends_on(acme.organization) == date(2031, 4, 14)
