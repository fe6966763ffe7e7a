"""The work that should move a key result: written down, brought along, and counted nowhere."""

from datetime import timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.carry_over import carry_over
from objectives.actions.initiatives import (
    add_initiative,
    bring_back_initiative,
    edit_initiative,
    withdraw_initiative,
)
from objectives.actions.key_results import put_key_result_in_state
from objectives.actions.periods import create_period
from objectives.errors import AlreadyDone, LinkLeadsNowhere, PeriodIsClosed, SetAside
from objectives.initiatives import work_below, work_in_words, work_on
from objectives.initiatives_told import told_with_work
from objectives.models import Initiative, InitiativeState, KeyResult, Objective
from objectives.roll_up import database_now
from objectives.verification import differences
from organizations.actions import deactivate
from organizations.models import Activity
from tests.cast import make_key_result, make_objective, shut

LINK = "https://tracker.example/browse/OKR-7"


@pytest.fixture
def customers(acme):
    return make_key_result(acme.owner, make_objective(acme.owner, acme.period), "Customers")


def last_line():
    return Activity.objects.filter(thing_kind="initiative").order_by("-created_at", "-id").first()


def test_initiative_is_written_down_with_a_trace(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports", owner=acme.leader, url=LINK)
    assert (written.state, written.period_id, written.url) == ("planned", acme.period.pk, LINK)
    line = last_line()
    assert (line.verb, line.actor_id, line.objective_id) == ("initiative_added", acme.owner.pk, customers.objective_id)
    assert line.data["after"]["title"] == "Call the ports"


def test_change_is_told_with_what_was_before(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports")
    edit_initiative(written, by=acme.owner, changes={"state": "running", "owner": acme.leader})
    assert last_line().data["before"] == {"state": "planned", "owner_id": None}
    assert edit_initiative(written, by=acme.owner, changes={"state": "running"}) is None
    assert Activity.objects.filter(thing_kind="initiative").count() == 2


def test_it_is_withdrawn_and_brought_back(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports")
    withdraw_initiative(written, by=acme.owner)
    with pytest.raises(AlreadyDone):
        withdraw_initiative(written, by=acme.owner)
    work = work_on(customers, acme.owner)
    assert (list(work.initiatives), [each.pk for each in work.withdrawn]) == ([], [written.pk])
    bring_back_initiative(written, by=acme.owner)
    assert [each.pk for each in work_on(customers, acme.owner).initiatives] == [written.pk]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "tracker/7", "data:text/html,x", "ftp://files.example"])
def test_link_that_is_none_of_the_web_is_refused(acme, customers, link):
    with pytest.raises(LinkLeadsNowhere):
        add_initiative(customers, by=acme.owner, title="Call the ports", url=link)
    written = add_initiative(customers, by=acme.owner, title="Call the ports", url=LINK)
    with pytest.raises(LinkLeadsNowhere):
        edit_initiative(written, by=acme.owner, changes={"url": link})
    assert Initiative.objects.get().url == LINK


def test_of_what_is_closed_or_set_aside_none_changes(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports")
    put_key_result_in_state(customers, "archived", by=acme.owner, reason="Not ours.")
    with pytest.raises(SetAside):
        add_initiative(customers, by=acme.owner, title="Another")
    shut(acme.period, by=acme.admin)
    for act in (
        lambda: add_initiative(customers, by=acme.owner, title="Another"),
        lambda: edit_initiative(written, by=acme.owner, changes={"state": "done"}),
        lambda: withdraw_initiative(written, by=acme.owner),
    ):
        with pytest.raises(PeriodIsClosed):
            act()
    assert Initiative.objects.get().state == "planned"


def test_initiatives_count_nowhere(acme, customers):
    """Outcomes, not outputs: every figure is the same before and after."""
    check_in(by=acme.owner, statements=[Statement(customers.pk, Decimal(40), 8, "Fine.")])

    def figures():
        of_key_result = KeyResult.objects.values_list(
            "progress", "current", "confidence", "weekly_progress", "heard_at"
        )
        of_objective = Objective.objects.values_list("progress", "confidence", "weekly_progress", "expected_by_day")
        return list(of_key_result), list(of_objective)

    before = figures()
    written = add_initiative(customers, by=acme.owner, title="Call the ports")
    for state in InitiativeState.values:
        edit_initiative(written, by=acme.owner, changes={"state": state})
    withdraw_initiative(written, by=acme.owner)
    assert figures() == before and list(differences()) == []


def test_words_count_them_by_state(acme, customers):
    for n, state in enumerate(["running", "running", "planned", "done"]):
        add_initiative(customers, by=acme.owner, title=f"Work {n}", state=state)
    assert work_in_words([customers.pk]) == {customers.pk: "2 initiatives running, 1 planned, 1 done"}
    assert [each.state for each in work_on(customers, acme.owner).initiatives][:2] == ["running", "running"]


def test_past_shows_them_as_they_stood(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports", owner=acme.owner)
    then = database_now()
    edit_initiative(written, by=acme.owner, changes={"title": "Visit the ports", "owner": acme.leader, "state": "done"})
    withdraw_initiative(written, by=acme.owner)
    add_initiative(customers, by=acme.owner, title="Later")
    (was,) = work_on(customers, acme.owner, then).initiatives
    assert (was.title, was.owner, was.state) == ("Call the ports", acme.owner, "planned")
    assert work_on(customers, acme.owner, then - timedelta(days=1)).initiatives == []


def test_what_is_left_goes_on_with_the_copy(acme, customers):
    days = {"starts_on": acme.period.ends_on + timedelta(days=1), "ends_on": acme.period.ends_on + timedelta(days=90)}
    target = create_period(by=acme.admin, name="Next", kind="quarter", **days)
    for state in InitiativeState.values:
        add_initiative(customers, by=acme.owner, title=state, state=state, owner=acme.owner, url=LINK)
    carried = carry_over(acme.period, target, objectives=[customers.objective_id], start_from="value", by=acme.admin)
    copies = Initiative.objects.filter(key_result=carried.key_results[0])
    assert {(each.title, each.owner, each.url) for each in copies} == {
        ("planned", acme.owner, LINK),
        ("running", acme.owner, LINK),
    }
    assert Initiative.objects.filter(key_result=customers).count() == 4


def test_history_tells_each_thing_that_happened_under_the_title_of_then(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports", owner=acme.owner)
    then = database_now()
    changes = {"title": "Visit the ports", "owner": acme.leader, "state": "running", "url": LINK}
    edit_initiative(written, by=acme.admin, changes=changes)
    withdraw_initiative(written, by=acme.owner)
    bring_back_initiative(written, by=acme.owner)
    entries = told_with_work([], work_below(customers.objective), None)
    assert [(entry.verb, entry.title) for entry in entries] == [
        ("initiative brought back", "Visit the ports"),
        ("initiative withdrawn", "Visit the ports"),
        ("initiative changed", "Visit the ports"),
        ("initiative added", "Call the ports"),
    ]
    assert {(each.label, each.old, each.new) for each in entries[2].moved} == {
        ("Title", "Call the ports", "Visit the ports"),
        ("Who does it", str(acme.owner), str(acme.leader)),
        ("How far it is", "Planned", "Running"),
        ("Where it is done", "none", LINK),
    }
    assert entries[2].who == str(acme.admin) and not any(entry.moved_goalposts for entry in entries)
    (only,) = told_with_work([], work_below(customers.objective, then), then)
    assert (only.verb, only.title) == ("initiative added", "Call the ports")


def test_who_has_left_stands_with_the_work_still(acme, customers):
    written = add_initiative(customers, by=acme.owner, title="Call the ports", owner=acme.leader)
    deactivate(membership=acme.leader, by=acme.admin)
    assert [each.owner for each in work_on(customers, acme.owner).initiatives] == [acme.leader]
    edit_initiative(written, by=acme.owner, changes={"state": "running"})
    assert Initiative.objects.get().owner == acme.leader
