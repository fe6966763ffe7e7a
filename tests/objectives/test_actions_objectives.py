"""What happens to objectives: effect, refusal, trace."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.objectives import (
    create_objective,
    edit_objective,
    move_objective,
    put_objective_in_state,
    revert_objective,
)
from objectives.actions.periods import create_period, open_period
from objectives.actions.weights import revert_weights, weigh
from objectives.errors import (
    AlreadyDone,
    ParentDoesNotFit,
    PeriodIsClosed,
    PeriodIsFixed,
    ReasonIsMissing,
    Refused,
    TreeLoop,
    TreeTooDeep,
)
from objectives.models import KeyResultVersion, Objective, ObjectiveVersion, State
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import make_key_result, make_objective, shut

REASON = "The market moved."


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def planned(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Later", kind="quarter", **days)


@pytest.fixture
def year(acme):
    first = acme.period.starts_on
    days = {"starts_on": date(first.year, 1, 1), "ends_on": date(first.year, 12, 31)}
    return open_period(create_period(by=acme.admin, name="Year", kind="year", **days), by=acme.admin)


def versions_of(objective):
    return list(ObjectiveVersion.objects.filter(objective=objective).order_by("pk"))


def test_creating_leaves_a_version_and_a_line_of_history(acme):
    made = create_objective(by=acme.owner, period=acme.period, title="New", belongs_to="company", reason=REASON)
    [version] = versions_of(made)
    assert (version.verb, version.actor, version.reason, version.title) == ("created", acme.owner, REASON, "New")
    activity = Activity.objects.get(thing_id=made.pk)
    assert (activity.verb, activity.objective_id, activity.data) == ("created", made.pk, {"version": str(version.pk)})


def test_creating_in_an_open_period_needs_a_reason_and_in_a_planned_one_does_not(acme, planned):
    with pytest.raises(ReasonIsMissing):
        create_objective(by=acme.owner, period=acme.period, title="New", belongs_to="company", reason="  ")
    assert create_objective(by=acme.owner, period=planned, title="New", belongs_to="company")
    assert Objective.objects.count() == 1


def test_closed_period_refuses_everything_and_leaves_nothing(acme, objective):
    shut(acme.period, by=acme.admin)
    before = ObjectiveVersion.objects.count(), Activity.objects.count()
    for refused in (
        lambda: create_objective(by=acme.owner, period=acme.period, title="New", belongs_to="company", reason=REASON),
        lambda: edit_objective(objective, by=acme.owner, changes={"title": "Other"}, reason=REASON),
        lambda: move_objective(objective, by=acme.owner, parent=None, reason=REASON),
        lambda: put_objective_in_state(objective, State.DROPPED, by=acme.owner, reason=REASON),
        lambda: revert_objective(versions_of(objective)[0], by=acme.owner),
    ):
        with pytest.raises(PeriodIsClosed):
            refused()
    assert (ObjectiveVersion.objects.count(), Activity.objects.count()) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Other"},
        {"description": "Other"},
        {"commitment": "committed"},
        {"weight": Decimal(2)},
        {"supporters_weight": Decimal(0)},
        {"state": State.DROPPED},
    ],
)
def test_goalposts_move_with_a_reason(acme, objective, changes):
    with pytest.raises(ReasonIsMissing):
        edit_objective(objective, by=acme.owner, changes=changes)
    version = edit_objective(objective, by=acme.owner, changes=changes, reason=REASON)
    assert version.reason == REASON
    [name] = changes
    assert getattr(version, name) == changes[name]


def test_supporting_something_else_needs_a_reason(acme, objective):
    top = make_objective(acme.leader, acme.period, "Top")
    with pytest.raises(ReasonIsMissing):
        move_objective(objective, by=acme.owner, parent=top)
    version = move_objective(objective, by=acme.owner, parent=top, reason=REASON)
    assert (version.verb, version.parent_id, version.reason) == ("moved", top.pk, REASON)


def test_new_owner_needs_no_reason(acme, objective):
    version = edit_objective(objective, by=acme.owner, changes={"owner": acme.leader})
    assert version.owner == acme.leader


def test_edit_writes_what_the_progress_was_and_became(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 7, "As counted.")])
    below = make_objective(acme.owner, acme.period, parent=objective)
    check_in(
        by=acme.owner,
        statements=[Statement(make_key_result(acme.owner, below).pk, Decimal(80), 7, "As counted.")],
    )
    version = edit_objective(objective, by=acme.owner, changes={"supporters_weight": Decimal(0)}, reason=REASON)
    assert (version.progress_before, version.progress) == (Decimal("0.6"), Decimal("0.4"))


def test_parent_is_told_who_aligned_to_it(acme, objective):
    below = make_objective(acme.owner, acme.period, parent=objective)
    told = Activity.objects.get(verb="aligned")
    assert (told.thing_id, told.objective_id) == (below.pk, objective.pk)


def test_tree_has_no_loops(acme, objective):
    chain = [objective]
    for _ in range(8):
        chain.append(make_objective(acme.owner, acme.period, parent=chain[-1]))
    for below in chain:
        with pytest.raises(TreeLoop):
            move_objective(objective, by=acme.owner, parent=below, reason=REASON)
    assert list(differences()) == []


def test_objective_supports_one_of_the_same_or_an_enclosing_period(acme, objective, planned, year):
    in_year = make_objective(acme.owner, year)
    move_objective(objective, by=acme.owner, parent=in_year, reason=REASON)
    with pytest.raises(ParentDoesNotFit):
        move_objective(in_year, by=acme.owner, parent=make_objective(acme.owner, acme.period), reason=REASON)
    with pytest.raises(ParentDoesNotFit):
        move_objective(make_objective(acme.owner, planned), by=acme.owner, parent=objective)


def test_period_is_fixed_by_the_first_check_in(acme, objective, planned):
    key_result = make_key_result(acme.owner, objective)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 7, "As counted.")])
    with pytest.raises(PeriodIsFixed):
        edit_objective(objective, by=acme.owner, changes={"period": planned}, reason=REASON)


def test_state_that_it_has_is_refused(acme, objective):
    with pytest.raises(AlreadyDone):
        put_objective_in_state(objective, State.ACTIVE, by=acme.owner, reason=REASON)


@pytest.mark.parametrize("state", [State.ARCHIVED, State.DROPPED])
def test_put_away_and_restored_leave_their_verbs(acme, objective, state):
    put_objective_in_state(objective, state, by=acme.owner, reason=REASON)
    put_objective_in_state(objective, State.ACTIVE, by=acme.owner, reason=REASON)
    assert [version.verb for version in versions_of(objective)] == ["created", state, "restored"]
    activities = Activity.objects.filter(thing_id=objective.pk).order_by("pk")
    assert [activity.verb for activity in activities] == ["created", state, "restored"]


def test_undoing_takes_back_one_change_and_keeps_what_others_changed_since(acme, objective):
    mine = edit_objective(objective, by=acme.owner, changes={"title": "Mine"}, reason=REASON)
    edit_objective(objective, by=acme.leader, changes={"description": "Theirs"}, reason=REASON)
    undone = revert_objective(mine, by=acme.owner)
    objective.refresh_from_db()
    assert (objective.title, objective.description) == ("Win the mid-market", "Theirs")
    assert undone.verb == "reverted"
    assert revert_objective(mine, by=acme.owner) is None


def test_undoing_the_undoing_does_it_again(acme, objective):
    mine = edit_objective(objective, by=acme.owner, changes={"title": "Mine"}, reason=REASON)
    revert_objective(revert_objective(mine, by=acme.owner), by=acme.owner)
    objective.refresh_from_db()
    assert objective.title == "Mine"


def test_undoing_a_move_that_would_make_a_loop_is_refused(acme, objective):
    below = make_objective(acme.owner, acme.period, parent=objective)
    freed = move_objective(below, by=acme.owner, parent=None, reason=REASON)
    move_objective(objective, by=acme.owner, parent=below, reason=REASON)
    with pytest.raises(TreeLoop):
        revert_objective(freed, by=acme.owner)
    assert list(differences()) == []


def test_weights_of_one_form_share_a_moment_and_are_undone_together(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    below = [make_objective(acme.owner, acme.period, parent=objective) for _ in range(2)]
    weights = {below[0].pk: Decimal(3), below[1].pk: Decimal(1)}
    given_at = weigh(
        objective, key_results={key_result.pk: Decimal(2)}, supporters=weights, by=acme.owner, reason=REASON
    )
    assert ObjectiveVersion.objects.get(verb="reweighted").created_at == given_at
    assert revert_weights(objective, given_at=given_at, by=acme.owner) == 2
    assert revert_weights(objective, given_at=given_at + timedelta(seconds=1), by=acme.owner) == 0
    key_result.refresh_from_db()
    assert key_result.weight == 1
    assert list(differences()) == []


def test_weights_that_stay_leave_no_trace(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    assert weigh(objective, key_results={key_result.pk: Decimal(1)}, supporters={}, by=acme.owner) is None


def test_weights_without_reason_leave_nothing(acme, objective):
    key_result = make_key_result(acme.owner, objective)
    below = make_objective(acme.owner, acme.period, parent=objective)
    with pytest.raises(ReasonIsMissing):
        weigh(objective, key_results={key_result.pk: Decimal(2)}, supporters={below.pk: Decimal(2)}, by=acme.owner)
    assert not ObjectiveVersion.objects.filter(verb="reweighted").exists()


def test_archived_objective_is_supported_by_nothing_new(acme, objective):
    put_objective_in_state(objective, State.ARCHIVED, by=acme.owner, reason=REASON)
    with pytest.raises(Refused):
        make_objective(acme.owner, acme.period, parent=objective)


def test_moving_to_another_period_is_remembered_by_its_key_results_too(acme):
    objective = make_objective(acme.leader, acme.period)
    key_result = make_key_result(acme.leader, objective)
    following = create_period(
        by=acme.admin,
        name="Next",
        kind="quarter",
        starts_on=acme.period.ends_on + timedelta(days=1),
        ends_on=acme.period.ends_on + timedelta(days=90),
    )
    edit_objective(objective, by=acme.leader, changes={"period": following}, reason="Too early.")
    version = KeyResultVersion.objects.filter(key_result=key_result).latest("id")
    assert (version.period_id, version.verb, version.reason) == (following.pk, "moved", "Too early.")


def test_tree_has_a_deepest_level(acme):
    parent = None
    for level in range(30):
        parent = make_objective(acme.leader, acme.period, f"Level {level}", parent=parent)
    with pytest.raises(TreeTooDeep):
        make_objective(acme.leader, acme.period, "One too many", parent=parent)
