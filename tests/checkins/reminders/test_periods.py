"""What periods ask of people: on which days, until when, and whom."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from checkins.reminders.periods import dues, dues_of, people_asked
from objectives.actions.key_results import put_key_result_in_state
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import begin_grace, close_period, create_period, open_period
from objectives.models import Period, PeriodState
from organizations.models import Membership, Organization
from tests.cast import join, make_key_result, make_objective, statements

BEGINS, ENDS = date(2026, 7, 1), date(2026, 9, 30)


def organization(grace_days=14):
    return Organization(time_zone="Europe/Berlin", grace_days=grace_days)


def period(state, began_on=date(2026, 10, 1)):
    """It is nobody's: the days alone are asked for."""
    began_at = organization().start_of(began_on) if state == PeriodState.GRACE else None
    return Period(organization_id=UUID(int=1), starts_on=BEGINS, ends_on=ENDS, state=state, grace_began_at=began_at)


def asked(period, grace_days=14):
    return {due.kind.value: (due.on, due.until, due.told_until) for due in dues_of(period, organization(grace_days))}


def test_planned_period_asks_for_objectives_and_to_be_opened():
    assert asked(period(PeriodState.PLANNED)) == {
        "set_objectives": (date(2026, 6, 17), BEGINS, BEGINS),
        "open_period": (date(2026, 6, 24), BEGINS, date(2026, 7, 8)),
    }


def test_open_period_asks_to_be_closed_alone():
    assert asked(period(PeriodState.OPEN)) == {
        "close_period": (date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21))
    }


def test_period_in_grace_asks_for_scores_twice():
    assert asked(period(PeriodState.GRACE)) == {
        "close_period": (date(2026, 10, 7), date(2026, 10, 14), date(2026, 10, 21)),
        "score": (date(2026, 10, 1), date(2026, 10, 14), date(2026, 10, 14)),
        "score_soon": (date(2026, 10, 11), date(2026, 10, 14), date(2026, 10, 14)),
    }


def test_grace_that_began_early_ends_early():
    early = asked(period(PeriodState.GRACE, began_on=date(2026, 9, 21)))
    assert early["score"] == (date(2026, 9, 21), date(2026, 10, 5), date(2026, 10, 5))
    assert early["score_soon"][0] == date(2026, 10, 2)


def test_long_grace_is_told_of_for_two_weeks():
    assert asked(period(PeriodState.GRACE), grace_days=60)["score"] == (
        date(2026, 10, 1),
        date(2026, 11, 29),
        date(2026, 10, 15),
    )


@pytest.mark.parametrize(("grace_days", "is_called_twice"), [(0, False), (1, False), (4, False), (5, True), (14, True)])
def test_short_grace_has_no_last_call(grace_days, is_called_twice):
    found = asked(period(PeriodState.GRACE), grace_days)
    assert ("score_soon" in found) == is_called_twice
    assert "score" in found


@pytest.mark.parametrize("began_on", [date(2026, 10, 1), date(2026, 10, 20)])
def test_score_may_be_told_on_the_first_day_of_grace_at_least(began_on):
    """Also without any days of grace, and where it was noticed late."""
    on, _, told_until = asked(period(PeriodState.GRACE, began_on), grace_days=0)["score"]
    assert on == told_until == began_on


def test_first_day_of_grace_is_that_of_the_organization():
    there = period(PeriodState.GRACE)
    there.grace_began_at = datetime(2026, 10, 1, 0, 30, tzinfo=organization().zone)
    at_home = Organization(time_zone="America/Los_Angeles", grace_days=14)
    assert [due.on for due in dues_of(there, at_home) if due.kind == "score"] == [date(2026, 9, 30)]


def test_due_is_due_from_its_day_to_its_last():
    (due,) = dues_of(period(PeriodState.OPEN), organization())
    days = [due.on + timedelta(days=n) for n in range(-20, 40)]
    assert [day for day in days if due.is_due(day)] == [due.on + timedelta(days=n) for n in range(15)]


def quarter(acme, name="Q3", starts_on=BEGINS, ends_on=ENDS, opened=True):
    planned = create_period(by=acme.admin, name=name, kind="quarter", starts_on=starts_on, ends_on=ends_on)
    return open_period(planned, by=acme.admin, at=acme.organization.start_of(starts_on)) if opened else planned


@pytest.fixture
def running(acme):
    acme.period.delete()
    return quarter(acme)


@pytest.fixture
def planned(acme, running):
    return quarter(acme, "Q4", date(2026, 10, 1), date(2026, 12, 31), opened=False)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_closed_asks_for_nothing_and_the_rest_is_one_question(acme, running, count):
    at = acme.organization.start_of(date(2026, 10, 1))
    close_period(begin_grace(running, at=at), by=acme.admin, at=at)
    for n in range(count):
        quarter(acme, f"Q{n}", date(2027 + n, 1, 1), date(2027 + n, 3, 31), opened=False)
    with statements() as found:
        assert {due.period.name for due in dues(acme.organization)} == {f"Q{n}" for n in range(count)}
    assert len(found) == 1


def names(period, kind, acme):
    due = next(due for due in dues_of(period, acme.organization) if due.kind == kind)
    people = Membership.objects.select_related("user").order_by("user__name")
    return [person.user.name for person in people_asked(due, people)]


@pytest.fixture
def owned(acme, running):
    """The leader owns an objective, and the owner a key result in it."""
    objective = make_objective(acme.leader, running)
    return objective, make_key_result(acme.owner, objective)


@pytest.mark.usefixtures("owned")
def test_admins_are_asked_to_open_and_to_close(acme, running, planned):
    join(acme.organization, "admin", "Second Admin")
    assert names(planned, "open_period", acme) == ["Acme Admin", "Second Admin"]
    assert names(running, "close_period", acme) == ["Acme Admin", "Second Admin"]


@pytest.mark.usefixtures("owned")
def test_whoever_owns_something_that_runs_is_asked_for_objectives_until_she_has_one(acme, planned):
    assert names(planned, "set_objectives", acme) == ["Acme Leader", "Acme Owner"]
    begun = make_objective(acme.leader, planned)
    assert names(planned, "set_objectives", acme) == ["Acme Owner"]
    put_objective_in_state(begun, "dropped", by=acme.leader, reason="No use.")
    assert names(planned, "set_objectives", acme) == ["Acme Leader", "Acme Owner"]


@pytest.mark.usefixtures("owned")
def test_what_is_in_grace_counts_as_owned_and_what_is_closed_does_not(acme, running, planned):
    at = acme.organization.start_of(date(2026, 10, 1))
    over = begin_grace(running, at=at)
    assert names(planned, "set_objectives", acme) == ["Acme Leader", "Acme Owner"]
    Period.objects.filter(pk=over.pk).update(state="closed", closed_at=at)
    assert names(planned, "set_objectives", acme) == []


def test_whoever_owns_something_in_it_is_asked_for_scores(acme, running, owned):
    other = quarter(acme, "Before", date(2026, 4, 1), date(2026, 6, 30))
    make_objective(acme.admin, other)
    over = begin_grace(running, at=acme.organization.start_of(date(2026, 10, 1)))
    for kind in ("score", "score_soon"):
        assert names(over, kind, acme) == ["Acme Leader", "Acme Owner"]
    objective, key_result = owned
    put_key_result_in_state(key_result, "archived", by=acme.owner, reason="No use.")
    assert names(over, "score", acme) == ["Acme Leader"]
    put_objective_in_state(objective, "archived", by=acme.leader, reason="No use.")
    assert names(over, "score", acme) == []


@pytest.mark.usefixtures("owned")
def test_viewer_is_asked_for_nothing_that_she_could_not_write(acme, running, planned):
    Membership.objects.filter(pk=acme.owner.pk).update(role="viewer")
    over = begin_grace(running, at=acme.organization.start_of(date(2026, 10, 1)))
    assert names(planned, "set_objectives", acme) == ["Acme Leader"]
    assert names(over, "score", acme) == ["Acme Leader"]
