"""What key results add to each other: money as money, each once, and never in a loop."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkins.actions import Statement, check_in
from checkins.as_of import standing_at
from checkins.models import CheckIn
from objectives.actions.contributions import contribute, stop_contributing
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from objectives.actions.objectives import move_objective, put_objective_in_state
from objectives.contribution import combined
from objectives.errors import CannotContribute, ContributionLoop, CountedFromOthers, PeriodIsClosed, Refused, SetAside
from objectives.models import Contribution, KeyResult, Measure, State
from objectives.roll_up import database_now
from objectives.verification import differences
from organizations.models import Activity
from tests.cast import make_key_result, make_objective, shut

MONEY = {"measure": Measure.CURRENCY, "unit": "$"}


def said(cast, key_result, value, confidence=7):
    check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), confidence, "As counted.")])


def add(cast, to, *contributors):
    for contributor in contributors:
        contribute(contributor, to, by=cast.owner, reason="Agreed.")


@pytest.fixture
def total(acme):
    """$200k over three teams."""
    objective = make_objective(acme.leader, acme.period, "Win the year")
    return make_key_result(acme.leader, objective, "Revenue", measure=Measure.SUM, unit="$", target=Decimal(200_000))


@pytest.fixture
def teams(acme, total):
    made = [
        make_key_result(acme.owner, make_objective(acme.owner, acme.period, title), title, **MONEY, target=target)
        for title, target in (("North", Decimal(150_000)), ("South", Decimal(40_000)), ("West", Decimal(10_000)))
    ]
    add(acme, total, *made)
    return made


def value_of(key_result):
    key_result.refresh_from_db()
    return key_result.current


def test_money_adds_up_as_money(acme, total, teams):
    for key_result, value in zip(teams, (100_000, 20_000, 1_000), strict=True):
        said(acme, key_result, value)
    assert value_of(total) == 121_000
    assert total.progress == Decimal("0.605")
    total.objective.refresh_from_db()
    assert total.objective.progress == Decimal("0.605")
    assert list(differences()) == []


def test_several_in_one_form_are_added_once(acme, total, teams):
    check_in(by=acme.owner, statements=[Statement(k.pk, Decimal(5_000), 8, "") for k in teams])
    assert value_of(total) == 15_000


def test_mean_leaves_out_what_has_no_value(acme):
    objective = make_objective(acme.leader, acme.period)
    mean = make_key_result(acme.leader, objective, "Satisfaction", measure=Measure.MEAN)
    first, second, third = (make_key_result(acme.owner, objective, title) for title in ("A", "B", "C"))
    add(acme, mean, first, second, third)
    assert value_of(mean) is None
    said(acme, first, 40)
    said(acme, second, 70)
    assert value_of(mean) == 55


def test_reached_by_two_ways_it_counts_once(acme, total):
    objective = make_objective(acme.owner, acme.period)
    deep = make_key_result(acme.owner, objective, "Berlin", **MONEY)
    regions = [
        make_key_result(acme.owner, objective, title, measure=Measure.SUM, unit="$")
        for title in ("East", "New business")
    ]
    for region in regions:
        add(acme, region, deep)
    add(acme, total, *regions, deep)
    said(acme, deep, 30)
    assert [value_of(key_result) for key_result in (*regions, total)] == [30, 30, 30]


def test_what_is_said_of_a_sum_is_confidence_and_why(acme, total, teams):
    said(acme, teams[0], 100)
    said(acme, total, 999, 4)
    assert (value_of(total), total.confidence) == (100, 4)
    assert CheckIn.objects.get(key_result=total).value == 100


def test_what_is_set_aside_adds_nothing_until_it_is_restored(acme, total, teams):
    for key_result in teams:
        said(acme, key_result, 10)
    put_key_result_in_state(teams[0], State.ARCHIVED, by=acme.owner, reason="Sold.")
    assert value_of(total) == 20
    put_objective_in_state(teams[1].objective, State.DROPPED, by=acme.owner, reason="Sold.")
    assert value_of(total) == 10
    put_objective_in_state(teams[1].objective, State.ACTIVE, by=acme.owner, reason="Back.")
    put_key_result_in_state(teams[0], State.ACTIVE, by=acme.owner, reason="Back.")
    assert value_of(total) == 30
    assert list(differences()) == []


def test_it_stops_adding_and_the_history_says_so(acme, total, teams):
    said(acme, teams[0], 50)
    before = database_now()
    version = stop_contributing(teams[0], total, by=acme.owner, reason="Counted elsewhere.")
    assert value_of(total) is None
    assert (version.verb, version.reason) == ("contributed", "Counted elsewhere.")
    assert Activity.objects.get(data__no_longer=str(teams[0].pk)).thing_id == total.pk
    assert standing_at([acme.period], before).key_results[total.pk].current == 50
    assert stop_contributing(teams[0], total, by=acme.owner, reason="Again.") is None


def test_only_one_unit_adds_up(acme, total, teams):
    other = make_key_result(acme.owner, teams[0].objective, "Madrid", measure=Measure.CURRENCY, unit="€")
    with pytest.raises(CannotContribute, match="counted in €, “Revenue” in \\$"):
        add(acme, total, other)
    with pytest.raises(CannotContribute, match="counted in €"):
        edit_key_result(teams[0], by=acme.owner, changes={"unit": "€"}, reason="We moved.")
    with pytest.raises(CannotContribute, match="counted in"):
        edit_key_result(total, by=acme.leader, changes={"unit": "€"}, reason="We moved.")
    assert not Contribution.objects.filter(key_result=other).exists()


@pytest.mark.parametrize("measure", [Measure.YES_NO, Measure.SUPPORTED])
def test_what_has_no_number_adds_nothing(acme, total, measure):
    aimless = make_key_result(acme.owner, total.objective, "Done", measure=measure, start=None, target=None)
    with pytest.raises(CannotContribute, match="no number"):
        add(acme, total, aimless)


def test_what_is_counted_by_its_own_check_ins_takes_no_contribution(acme, teams):
    with pytest.raises(CannotContribute, match="check-ins of its own"):
        add(acme, teams[0], teams[1])


def test_sum_and_mean_do_not_mix(acme, total):
    mean = make_key_result(acme.owner, total.objective, "Mean", measure=Measure.MEAN, unit="$")
    with pytest.raises(CannotContribute, match="a sum and a mean"):
        add(acme, total, mean)


def test_what_is_set_aside_or_closed_takes_nothing(acme, total, teams):
    another = make_key_result(acme.owner, teams[0].objective, "East", **MONEY)
    put_key_result_in_state(another, State.ARCHIVED, by=acme.owner, reason="Sold.")
    with pytest.raises(SetAside):
        add(acme, total, another)
    put_key_result_in_state(another, State.ACTIVE, by=acme.owner, reason="Back.")
    shut(acme.period, by=acme.admin)
    with pytest.raises(PeriodIsClosed):
        add(acme, total, another)
    with pytest.raises(IntegrityError, match="closed"), transaction.atomic():
        Contribution.objects.standing().update(ended_at=database_now())


def test_a_number_becomes_a_sum_and_does_not_turn_back(acme, teams):
    own = make_key_result(acme.owner, teams[0].objective, "Germany", **MONEY)
    said(acme, own, 80)
    edit_key_result(own, by=acme.owner, changes={"measure": Measure.SUM}, reason="The cities report now.")
    assert value_of(own) is None
    city = make_key_result(acme.owner, teams[0].objective, "Kiel", **MONEY)
    add(acme, own, city)
    said(acme, city, 20)
    assert value_of(own) == 20
    with pytest.raises(CountedFromOthers):
        edit_key_result(own, by=acme.owner, changes={"measure": Measure.CURRENCY}, reason="By hand again.")


def test_key_result_is_measured_by_what_supports_it(acme):
    """(3·0.9 + 1·0.5) / 4 = 0.8, and its objective is at (0.8 + 0.2) / 2."""
    top = make_objective(acme.leader, acme.period)
    measured = make_key_result(acme.leader, top, measure=Measure.SUPPORTED, start=None, target=None)
    said(acme, make_key_result(acme.owner, top, "Beside"), 20)
    for weight, value in ((3, 90), (1, 50)):
        supporter = make_objective(acme.owner, acme.period, parent_key_result=measured, weight=Decimal(weight))
        said(acme, make_key_result(acme.owner, supporter), value)
    assert value_of(measured) == 80
    top.refresh_from_db()
    assert (measured.progress, top.progress) == (Decimal("0.8"), Decimal("0.5"))
    assert list(differences()) == []
    now = standing_at([acme.period], database_now())
    assert (now.key_results[measured.pk].current, now.objectives[top.pk].progress) == (80, Decimal("0.5"))
    move_objective(supporter, by=acme.owner, parent=None, reason="Alone.")
    assert value_of(measured) == 90


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_contributions_count_each_once_and_never_loop(acme, data):
    """Any order of edits: each sum is that of the last check-ins at its bottom, now and as of each moment between."""
    with transaction.atomic():
        objectives = [make_objective(acme.owner, acme.period) for _ in range(2)]
        nodes = [
            make_key_result(
                acme.owner, objectives[n % 2], f"Node {n}", measure=Measure.SUM if n < 4 else Measure.NUMBER
            )
            for n in range(8)
        ]
        remembered = []
        for _ in range(data.draw(st.integers(1, 14))):
            edit(acme, data, nodes)
            assert_sums_are_those_of_the_check_ins(nodes)
            remembered.append((database_now(), [value_of(node) for node in nodes]))
        assert list(differences()) == []
        for moment, values in remembered[::4]:
            then = standing_at([acme.period], moment).key_results
            assert [then[node.pk].current for node in nodes] == values
        transaction.set_rollback(True)


def edit(acme, data, nodes):
    what = data.draw(st.sampled_from(["add", "add", "add", "stop", "say", "say", "archive", "restore"]))
    node, to = data.draw(st.sampled_from(nodes)), data.draw(st.sampled_from(nodes[:4]))
    node.refresh_from_db()
    try:
        with transaction.atomic():
            if what == "add":
                contribute(node, to, by=acme.owner, reason="Agreed.")
            elif what == "stop":
                stop_contributing(node, to, by=acme.owner, reason="No longer.")
            elif what == "say":
                said(acme, node, data.draw(st.integers(-50, 200)))
            else:
                state = State.ARCHIVED if what == "archive" else State.ACTIVE
                put_key_result_in_state(node, state, by=acme.owner, reason="So.")
    except Refused:
        return


def assert_sums_are_those_of_the_check_ins(nodes):
    key_results = {k.pk: k for k in KeyResult.objects.filter(pk__in=[node.pk for node in nodes])}
    below = {}
    for edge in Contribution.objects.standing():
        below.setdefault(edge.to_id, []).append(edge.key_result_id)

    def leaves(pk, way):
        assert pk not in way, "a loop"
        found = set()
        for child in below.get(pk, ()):
            if key_results[child].is_active:
                is_sum = key_results[child].measure == Measure.SUM
                found |= leaves(child, [*way, pk]) if is_sum else {child}
        return found

    for node in nodes[:4]:
        said_last = [
            CheckIn.objects.filter(key_result=pk).newest_first().values_list("value", flat=True).first()
            for pk in leaves(node.pk, [])
        ]
        assert key_results[node.pk].current == combined(Measure.SUM, said_last)


def test_loop_is_refused(acme):
    objective = make_objective(acme.owner, acme.period)
    first, second, third = (
        make_key_result(acme.owner, objective, title, measure=Measure.SUM) for title in ("A", "B", "C")
    )
    add(acme, second, first)
    add(acme, third, second)
    for to, contributor in ((first, third), (first, second), (first, first)):
        with pytest.raises(ContributionLoop):
            add(acme, to, contributor)
