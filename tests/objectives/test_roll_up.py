"""The stored numbers: worked out by hand, and equal to what is computed anew after whatever happened."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from objectives.actions.objectives import edit_objective, move_objective, put_objective_in_state, weigh_supporters
from objectives.actions.periods import close_period, create_period, open_period
from objectives.errors import Refused
from objectives.models import State
from objectives.verification import differences
from tests.cast import end, make_key_result, make_objective, shut


def said(cast, key_result, value, confidence=7):
    check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), confidence, "As counted.")])


def progress_of(*objectives):
    for objective in objectives:
        objective.refresh_from_db()
    return [objective.progress for objective in objectives]


@pytest.fixture
def year(acme):
    """2026, with two of its quarters: 90 and 91 of 365 days."""
    admin = acme.admin
    days = {"Q1": (date(2026, 1, 1), date(2026, 3, 31)), "Q2": (date(2026, 4, 1), date(2026, 6, 30))}
    made = {
        "Y": create_period(by=admin, name="2026", kind="year", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    }
    acme.period.delete()
    for name, (starts_on, ends_on) in days.items():
        made[name] = create_period(by=admin, name=name, kind="quarter", starts_on=starts_on, ends_on=ends_on)
    return {
        name: open_period(period, by=admin, at=admin.organization.start_of(date(2026, 1, 1)))
        for name, period in made.items()
    }


def test_key_results_by_weight_and_supporters_as_one_part(acme):
    """(3·0.20 + 1·0.60 + 1·S) / 5 with S = (2·0.90 + 1·0.30) / 3 = 0.70, so 1.90 / 5 = 0.38."""
    root = make_objective(acme.owner, acme.period)
    heavy = make_key_result(acme.owner, root, weight=Decimal(3))
    light = make_key_result(acme.owner, root)
    below = [make_objective(acme.owner, acme.period, parent=root, weight=Decimal(w)) for w in (2, 1)]
    values = [
        (heavy, 20),
        (light, 60),
        *((make_key_result(acme.owner, o), v) for o, v in zip(below, (90, 30), strict=True)),
    ]
    for key_result, value in values:
        said(acme, key_result, value)
    assert progress_of(root, *below) == [Decimal("0.38"), Decimal("0.9"), Decimal("0.3")]
    assert list(differences()) == []


def test_supporters_can_be_left_out_by_their_weight(acme):
    root = make_objective(acme.owner, acme.period, supporters_weight=Decimal(0))
    said(acme, make_key_result(acme.owner, root), 20)
    below = make_objective(acme.owner, acme.period, parent=root)
    said(acme, make_key_result(acme.owner, below), 100)
    assert progress_of(root) == [Decimal("0.2")]


def test_year_counts_a_day_without_supporter_as_zero(acme, year):
    """Q1 done (90 days), Q2 half (91 days), nothing for the other 184: (90·1 + 91·0.5) / 365 = 0.371233;
    with its own key result at 0.20 the year stands at (0.20 + 0.371233) / 2 = 0.285616."""
    top = make_objective(acme.owner, year["Y"])
    own = make_key_result(acme.owner, top)
    first, second = (make_objective(acme.owner, year[name], parent=top) for name in ("Q1", "Q2"))
    for objective, value in ((first, 100), (second, 50)):
        said(acme, make_key_result(acme.owner, objective), value)
    said(acme, own, 20)
    assert progress_of(top) == [Decimal("0.285616")]
    put_key_result_in_state(own, State.ARCHIVED, by=acme.owner, reason="Not needed.")
    assert progress_of(top) == [Decimal("0.371233")]
    assert list(differences()) == []


def test_confidence_leaves_out_what_was_not_said(acme):
    """Weights 3 and 1 said 8 and 4: 7. The third said nothing. Its supporter says 1: (3·8 + 4 + 1) / 5 = 5.8."""
    root = make_objective(acme.owner, acme.period)
    first = make_key_result(acme.owner, root, weight=Decimal(3))
    second, _silent = make_key_result(acme.owner, root), make_key_result(acme.owner, root)
    said(acme, first, 10, 8)
    said(acme, second, 10, 4)
    root.refresh_from_db()
    assert root.confidence == 7
    said(acme, make_key_result(acme.owner, make_objective(acme.owner, acme.period, parent=root)), 10, 1)
    root.refresh_from_db()
    assert root.confidence == Decimal("5.8")


def test_nothing_that_counts_is_no_progress_and_no_value_counts_zero(acme):
    root = make_objective(acme.owner, acme.period)
    assert progress_of(root) == [None]
    make_key_result(acme.owner, root, weight=Decimal(0))
    assert progress_of(root) == [None]
    make_key_result(acme.owner, root)
    assert progress_of(root) == [0]


def test_who_supports_a_key_result_is_shown_there_and_counts_nowhere(acme):
    root = make_objective(acme.owner, acme.period)
    key_result = make_key_result(acme.owner, root)
    below = make_objective(acme.owner, acme.period, parent_key_result=key_result)
    said(acme, make_key_result(acme.owner, below), 100)
    assert below.parent_id == root.pk
    assert progress_of(root, below) == [0, 1]


@pytest.mark.parametrize("state", [State.ARCHIVED, State.DROPPED])
def test_archived_and_dropped_count_nowhere_until_restored(acme, state):
    root = make_objective(acme.owner, acme.period)
    said(acme, make_key_result(acme.owner, root), 20)
    below = make_objective(acme.owner, acme.period, parent=root)
    said(acme, make_key_result(acme.owner, below), 100)
    assert progress_of(root) == [Decimal("0.6")]
    put_objective_in_state(below, state, by=acme.owner, reason="No longer.")
    assert progress_of(root) == [Decimal("0.2")]
    put_objective_in_state(below, State.ACTIVE, by=acme.owner, reason="Again.")
    assert progress_of(root) == [Decimal("0.6")]


def test_check_in_below_an_archived_objective_keeps_every_number_exact(acme):
    root = make_objective(acme.owner, acme.period)
    middle = make_objective(acme.owner, acme.period, parent=root)
    leaf = make_objective(acme.owner, acme.period, parent=middle)
    key_result = make_key_result(acme.owner, leaf)
    put_objective_in_state(middle, State.ARCHIVED, by=acme.owner, reason="No longer.")
    said(acme, key_result, 40)
    assert progress_of(root, middle, leaf) == [None, Decimal("0.4"), Decimal("0.4")]
    assert list(differences()) == []


def test_move_changes_both_lines_to_the_top(acme):
    old, new = (make_objective(acme.owner, acme.period) for _ in range(2))
    below = make_objective(acme.owner, acme.period, parent=old)
    deep = make_objective(acme.owner, acme.period, parent=below)
    said(acme, make_key_result(acme.owner, deep), 40)
    move_objective(below, by=acme.owner, parent=new, reason="Fits better.")
    assert progress_of(old, new) == [None, Decimal("0.4")]
    move_objective(below, by=acme.owner, parent=None, reason="Stands alone.")
    assert progress_of(old, new) == [None, None]
    deep.refresh_from_db()
    assert deep.depth == 1
    assert list(differences()) == []


def test_weights_of_supporters_move_the_parent(acme):
    root = make_objective(acme.owner, acme.period)
    below = [make_objective(acme.owner, acme.period, parent=root) for _ in range(2)]
    said(acme, make_key_result(acme.owner, below[0]), 100)
    make_key_result(acme.owner, below[1])
    weights = {below[0].pk: Decimal(3), below[1].pk: Decimal(1)}
    assert weigh_supporters(root, weights, by=acme.owner, reason="It matters more.") == 1
    assert progress_of(root) == [Decimal("0.75")]


def test_other_target_moves_progress_at_once(acme):
    root = make_objective(acme.owner, acme.period)
    key_result = make_key_result(acme.owner, root, target=Decimal(200))
    said(acme, key_result, 62)
    assert progress_of(root) == [Decimal("0.31")]
    version = edit_key_result(key_result, by=acme.owner, changes={"target": Decimal(150)}, reason="Smaller market.")
    assert (version.progress_before, version.progress) == (Decimal("0.31"), Decimal("0.413333"))
    assert progress_of(root) == [Decimal("0.413333")]


def test_closed_year_is_moved_by_no_quarter(acme, year):
    top = make_objective(acme.owner, year["Y"])
    below = make_objective(acme.owner, year["Q1"], parent=top)
    said(acme, make_key_result(acme.owner, below), 100)
    over = end(year["Y"], by=acme.admin)
    with pytest.raises(Refused, match="Q1"):
        close_period(over, by=acme.admin)
    for name in ("Q1", "Q2"):
        shut(year[name], by=acme.admin)
    close_period(over, by=acme.admin)


def check_in_statements(cast, *, depth, count):
    parent = None
    for _ in range(depth):
        parent = make_objective(cast.owner, cast.period, parent=parent)
    key_results = [make_key_result(cast.owner, parent) for _ in range(count)]
    statements = [Statement(k.pk, Decimal(30), 6, "As counted.") for k in key_results]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        check_in(by=cast.owner, statements=statements)
    return [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("depth", [1, 8])
@pytest.mark.parametrize("count", [1, 5])
def test_check_in_takes_fourteen_statements_whatever_the_size_and_depth(acme, depth, count):
    statements = check_in_statements(acme, depth=depth, count=count)
    assert len(statements) == 14, "\n".join(statements)


def test_edit_leaves_what_it_does_not_name(acme):
    objective = make_objective(acme.owner, acme.period)
    assert edit_objective(objective, by=acme.owner, changes={"title": objective.title}) is None
