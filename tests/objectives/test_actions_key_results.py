"""What happens to key results: effect, refusal, trace."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.key_results import (
    create_key_result,
    edit_key_result,
    mark_done,
    put_key_result_in_state,
    reopen_key_result,
    revert_key_result,
)
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.errors import (
    AimDoesNotWork,
    AimIsMissing,
    AlreadyDone,
    NotDoneYet,
    PeriodIsClosed,
    ReasonIsMissing,
    SetAside,
)
from objectives.models import KeyResult, KeyResultVersion, State
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import make_key_result, make_objective, shut

REASON = "The market moved."
CONTRADICTIONS = [
    {"start": Decimal(1), "target": Decimal(1)},
    {"measure": "between", "low": Decimal(2), "high": Decimal(1)},
]
MISSING = [{"start": None}, {"target": None}, {"measure": "at_most"}, {"measure": "between", "low": Decimal(2)}]


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def draft(acme):
    """An objective of a period that is planned still."""
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return make_objective(acme.owner, create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days))


@pytest.fixture
def key_result(acme, objective):
    return make_key_result(acme.owner, objective)


def versions_of(key_result):
    return list(KeyResultVersion.objects.filter(key_result=key_result).order_by("pk"))


def test_adding_leaves_a_version_and_a_line_of_history_of_its_objective(acme, objective, key_result):
    [version] = versions_of(key_result)
    assert (version.verb, version.actor, version.target) == ("created", acme.owner, 100)
    activity = Activity.objects.get(thing_id=key_result.pk)
    assert (activity.verb, activity.objective_id) == ("created", objective.pk)


def test_adding_after_the_opening_needs_a_reason(acme, objective):
    with pytest.raises(ReasonIsMissing):
        create_key_result(by=acme.owner, objective=objective, title="New", start=Decimal(0), target=Decimal(1))
    assert not KeyResult.objects.exists()


def test_closed_period_refuses_everything_and_leaves_nothing(acme, objective, key_result):
    shut(acme.period, by=acme.admin)
    before = KeyResultVersion.objects.count(), Activity.objects.count()
    for refused in (
        lambda: make_key_result(acme.owner, objective),
        lambda: edit_key_result(key_result, by=acme.owner, changes={"target": Decimal(9)}, reason=REASON),
        lambda: put_key_result_in_state(key_result, State.ARCHIVED, by=acme.owner, reason=REASON),
        lambda: mark_done(key_result, by=acme.owner, done_as="reached", reason=REASON),
        lambda: revert_key_result(versions_of(key_result)[0], by=acme.owner),
    ):
        with pytest.raises(PeriodIsClosed):
            refused()
    assert (KeyResultVersion.objects.count(), Activity.objects.count()) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Other"},
        {"description": "Other"},
        {"unit": "customers"},
        {"start": Decimal(10)},
        {"target": Decimal(150)},
        {"low": Decimal(1)},
        {"high": Decimal(9)},
        {"due_on": date(2031, 1, 1)},
        {"weight": Decimal(2)},
        {"measure": "yes_no"},
        {"state": State.ARCHIVED},
        {"done_as": "reached"},
    ],
)
def test_goalposts_move_with_a_reason(acme, key_result, changes):
    with pytest.raises(ReasonIsMissing):
        edit_key_result(key_result, by=acme.owner, changes=changes)
    version = edit_key_result(key_result, by=acme.owner, changes=changes, reason=REASON)
    [name] = changes
    assert (getattr(version, name), version.reason) == (changes[name], REASON)


def test_new_owner_needs_no_reason_and_owes_from_now_on(acme, key_result):
    before = key_result.owner_since
    edit_key_result(key_result, by=acme.owner, changes={"owner": acme.leader})
    key_result.refresh_from_db()
    assert key_result.owner == acme.leader
    assert key_result.owner_since > before


def test_lower_target_stays_in_the_ledger_with_what_it_did(acme, objective):
    """62 of 200 is 31 %; 62 of 150 is 41 %."""
    key_result = make_key_result(acme.owner, objective, target=Decimal(200))
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(62), 7, "As counted.")])
    edit_key_result(key_result, by=acme.leader, changes={"target": Decimal(150)}, reason=REASON)
    old, new = versions_of(key_result)
    assert (old.target, new.target, new.actor) == (200, 150, acme.leader)
    assert (new.progress_before, new.progress) == (Decimal("0.31"), Decimal("0.413333"))
    assert list(differences()) == []


def test_what_no_form_lets_through_is_refused_all_the_same(acme, objective):
    for facts in CONTRADICTIONS:
        with pytest.raises(AimDoesNotWork):
            make_key_result(acme.owner, objective, **facts)
    for facts in MISSING:
        with pytest.raises(AimIsMissing):
            make_key_result(acme.owner, objective, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_key_result(acme.owner, objective, weight=Decimal(-1))


def test_draft_waits_for_its_aim_but_contradicts_itself_no_more_than_others(acme, draft):
    for facts in MISSING:
        assert not make_key_result(acme.owner, draft, **facts).has_an_aim
    for facts in CONTRADICTIONS:
        with pytest.raises(AimDoesNotWork):
            make_key_result(acme.owner, draft, **facts)


def test_what_opens_without_an_aim_counts_nothing_and_is_not_locked(acme, draft):
    key_result = make_key_result(acme.owner, draft, target=None)
    open_period(draft.period, by=acme.admin)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(50), 8)])
    version = edit_key_result(key_result, by=acme.owner, changes={"title": "Customers who pay"}, reason=REASON)
    assert (version.title, version.progress) == ("Customers who pay", 0)
    key_result.refresh_from_db()
    assert not key_result.is_reached_on(date(2031, 3, 31))
    set_now = edit_key_result(key_result, by=acme.owner, changes={"target": Decimal(100)}, reason=REASON)
    assert (set_now.progress_before, set_now.progress) == (0, Decimal("0.5"))
    with pytest.raises(AimIsMissing):
        edit_key_result(key_result, by=acme.owner, changes={"target": None}, reason=REASON)
    with pytest.raises(AimIsMissing):
        revert_key_result(set_now, by=acme.owner)
    assert list(differences()) == []


@pytest.mark.parametrize("state", [State.ARCHIVED, State.DROPPED])
def test_put_away_and_restored_leave_their_verbs(acme, key_result, state):
    put_key_result_in_state(key_result, state, by=acme.owner, reason=REASON)
    with pytest.raises(AlreadyDone):
        put_key_result_in_state(key_result, state, by=acme.owner, reason=REASON)
    put_key_result_in_state(key_result, State.ACTIVE, by=acme.owner, reason=REASON)
    assert [version.verb for version in versions_of(key_result)] == ["created", state, "restored"]


def test_done_needs_a_word_and_happens_once(acme, key_result):
    with pytest.raises(ReasonIsMissing):
        mark_done(key_result, by=acme.owner, done_as="reached", reason=" ")
    version = mark_done(key_result, by=acme.owner, done_as="given_up", reason="No budget.")
    assert (version.verb, version.done_as, version.reason) == ("done", "given_up", "No budget.")
    with pytest.raises(AlreadyDone):
        mark_done(key_result, by=acme.owner, done_as="reached", reason="After all.")


def test_limit_is_reached_on_its_last_day_and_given_up_on_any(acme, objective):
    today = acme.organization.day_of(timezone.now())
    facts = {"measure": "at_most", "start": None, "target": None, "high": Decimal(2)}
    later = make_key_result(acme.owner, objective, due_on=today + timedelta(days=1), **facts)
    with pytest.raises(NotDoneYet):
        mark_done(later, by=acme.owner, done_as="reached", reason=REASON)
    mark_done(later, by=acme.owner, done_as="given_up", reason=REASON)
    now = make_key_result(acme.owner, objective, due_on=today, **facts)
    mark_done(now, by=acme.owner, done_as="reached", reason=REASON)


def test_reopened_leaves_its_verb_and_only_what_is_done_reopens(acme, key_result):
    with pytest.raises(AlreadyDone):
        reopen_key_result(key_result, by=acme.owner, reason=REASON)
    mark_done(key_result, by=acme.owner, done_as="reached", reason=REASON)
    assert reopen_key_result(key_result, by=acme.owner, reason=REASON).verb == "undone"


def test_undoing_takes_back_one_change_and_keeps_what_others_changed_since(acme, key_result):
    mine = edit_key_result(key_result, by=acme.owner, changes={"target": Decimal(150)}, reason=REASON)
    edit_key_result(key_result, by=acme.leader, changes={"unit": "customers"}, reason=REASON)
    undone = revert_key_result(mine, by=acme.owner)
    key_result.refresh_from_db()
    assert (key_result.target, key_result.unit, undone.verb) == (100, "customers", "reverted")
    assert revert_key_result(mine, by=acme.owner) is None


def test_undoing_an_addition_archives_it(acme, key_result):
    created = versions_of(key_result)[0]
    revert_key_result(created, by=acme.owner, at=created.created_at)
    key_result.refresh_from_db()
    assert key_result.state == State.ARCHIVED
    assert list(differences()) == []


def test_undoing_done_needs_no_word(acme, key_result):
    version = mark_done(key_result, by=acme.owner, done_as="reached", reason=REASON)
    assert revert_key_result(version, by=acme.owner).done_as == ""


def test_what_is_archived_gets_no_key_result_and_is_not_marked_done(acme):
    objective = make_objective(acme.owner, acme.period)
    key_result = make_key_result(acme.owner, objective)
    put_key_result_in_state(key_result, State.ARCHIVED, by=acme.owner, reason="Too much.")
    with pytest.raises(SetAside):
        mark_done(key_result, by=acme.owner, done_as="reached", reason="Done.")
    put_objective_in_state(objective, State.ARCHIVED, by=acme.owner, reason="Too much.")
    with pytest.raises(SetAside):
        make_key_result(acme.owner, objective, "Another")
