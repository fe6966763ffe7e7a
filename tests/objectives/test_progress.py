"""The formulas of progress: from start to target, limits, and what weights and days make of many."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from objectives.models.key_result import AIM_OF, has_an_aim
from objectives.progress import (
    Part,
    Supporter,
    key_result_progress,
    objective_mean,
    raw_progress,
    supporters_mean,
    weighted_mean,
)
from tests.how import How

YEAR = date(2026, 1, 1), date(2026, 12, 31)
values = st.decimals(-(10**13), 10**13, places=6, allow_nan=False, allow_infinity=False)
shares = st.decimals(0, 1, places=6)
weights = st.decimals(0, 1000, places=3)
parts = st.lists(st.builds(Part, weights, st.none() | shares), max_size=8)
days = st.integers(0, 364).map(lambda n: YEAR[0] + timedelta(days=n))


@st.composite
def supporter(draw):
    first, last = sorted((draw(days), draw(days)))
    return Supporter(draw(weights), draw(st.none() | shares), first, last)


supporters = st.lists(supporter(), max_size=6)


@dataclass
class Aim:
    measure: str
    start: Decimal | None = None
    target: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@given(start=values, target=values)
def test_start_gives_0_and_target_gives_1_in_either_direction(start, target):
    assume(start != target)
    aim = Aim("number", start, target)
    assert (key_result_progress(aim, start), key_result_progress(aim, target)) == (0, 1)


@given(start=values, target=values, one=values, other=values)
def test_nearer_to_the_target_is_never_less(start, target, one, other):
    assume(start != target)
    aim = Aim("currency", start, target)
    lower, higher = sorted((one, other))
    if target < start:
        lower, higher = higher, lower
    assert key_result_progress(aim, lower) <= key_result_progress(aim, higher)
    assert 0 <= key_result_progress(aim, one) <= 1


@given(
    value=st.none() | values,
    start=st.none() | values,
    low=values,
    high=values,
    measure=st.sampled_from(["at_least", "at_most", "between"]),
)
def test_limit_is_1_exactly_while_kept(value, start, low, high, measure):
    assume(low <= high)
    progress = raw_progress(Aim(measure, start=start, low=low, high=high), value)
    kept = value is not None and (measure == "at_most" or value >= low) and (measure == "at_least" or value <= high)
    assert 0 <= progress <= 1
    assert (progress == 1) == kept


@given(start=values, limit=values, one=values, other=values)
def test_broken_limit_goes_straight_back_to_its_start(start, limit, one, other):
    assume(start < limit)
    aim = Aim("at_least", start=start, low=limit)
    lower, higher = sorted((one, other))
    assert key_result_progress(aim, start) == 0
    assert key_result_progress(aim, lower) <= key_result_progress(aim, higher)


def test_limits_worked_by_hand():
    assert key_result_progress(Aim("at_least", low=Decimal(90)), Decimal("89.999999")) == 0
    assert key_result_progress(Aim("at_least", start=Decimal(50), low=Decimal(90)), Decimal(80)) == Decimal("0.75")
    assert key_result_progress(Aim("at_most", start=Decimal(10), high=Decimal(2)), Decimal(4)) == Decimal("0.75")
    between = Aim("between", start=Decimal(0), low=Decimal(10), high=Decimal(20))
    assert [key_result_progress(between, Decimal(v)) for v in (5, 10, 20, 21)] == [Decimal("0.5"), 1, 1, 0]


@given(
    value=st.none() | values,
    numbers=st.fixed_dictionaries(dict.fromkeys(("start", "target", "low", "high"), st.none() | values)),
    measure_and_missing=st.sampled_from([(m, column) for m, columns in AIM_OF.items() for column in columns]),
)
def test_without_all_of_an_aim_nothing_counts_and_nothing_breaks(value, numbers, measure_and_missing):
    measure, missing = measure_and_missing
    aim = Aim(measure, **numbers | {missing: None})
    assert (raw_progress(aim, value), key_result_progress(aim, value), has_an_aim(aim)) == (0, 0, False)


@pytest.mark.parametrize(("value", "progress"), [(1, 1), (0, 0), (2, 0), (None, 0)])
def test_yes_is_1_and_everything_else_0(value, progress):
    assert key_result_progress(Aim("yes_no"), None if value is None else Decimal(value)) == progress


def test_raw_progress_goes_beyond_what_is_shown():
    aim = Aim("number", Decimal(0), Decimal(100))
    assert (raw_progress(aim, Decimal(150)), key_result_progress(aim, Decimal(150))) == (Decimal("1.5"), 1)
    assert (raw_progress(aim, Decimal(-50)), key_result_progress(aim, Decimal(-50))) == (Decimal("-0.5"), 0)


@given(parts)
def test_mean_lies_between_its_parts(parts):
    counted = [p.value for p in parts if p.value is not None and p.weight > 0]
    mean = weighted_mean(parts)
    if not counted:
        assert mean is None
    else:
        assert min(counted) - Decimal("1e-20") <= mean <= max(counted) + Decimal("1e-20")


@given(parts, shares)
def test_weight_0_and_no_value_count_nothing(parts, share):
    assert weighted_mean([*parts, Part(Decimal(0), share), Part(Decimal(5), None)]) == weighted_mean(parts)


@given(parts, shares, weights)
def test_supporters_are_one_part_however_many(parts, share, weight):
    alike = [Supporter(Decimal(1), share, *YEAR)] * 12
    together = supporters_mean(alike, *YEAR)
    assert objective_mean(parts, together, How(weight)) == objective_mean(
        [*parts, Part(weight, share)], None, How(weight)
    )


@given(shares, shares, weights)
def test_progress_never_falls_when_a_part_rises(one, other, weight):
    lower, higher = sorted((one, other))
    fixed = Part(Decimal(2), Decimal("0.4"))
    means = [objective_mean([fixed, Part(weight, value)], Decimal("0.9"), How()) for value in (lower, higher)]
    assert means[0] <= means[1]


@given(supporters)
def test_supporters_come_to_0_to_1_in_any_order(supporters):
    mean = supporters_mean(supporters, *YEAR)
    shuffled = Random(1).sample(supporters, len(supporters))
    assert mean is None or 0 <= mean <= 1
    assert (mean is None) == (not any(s.value is not None and s.weight > 0 for s in supporters))
    again = supporters_mean(shuffled, *YEAR)
    assert (mean is None and again is None) or round(mean, 6) == round(again, 6)


@given(supporters)
def test_supporters_by_stretches_are_supporters_day_by_day(supporters):
    total, covered = Decimal(0), 0
    for n in range(365):
        day = YEAR[0] + timedelta(days=n)
        mean = weighted_mean(s for s in supporters if s.starts_on <= day <= s.ends_on)
        total, covered = total + (mean or 0), covered + (mean is not None)
    expected = None if not covered else total / 365
    mean = supporters_mean(supporters, *YEAR)
    assert (mean is None and expected is None) or abs(mean - expected) < Decimal("1e-15")
    said = supporters_mean(supporters, *YEAR, uncovered_days_count=False)
    assert (said is None) == (not covered)
    assert said is None or abs(said - total / covered) < Decimal("1e-15")


def test_first_quarter_alone_does_not_make_a_year():
    first = Supporter(Decimal(1), Decimal(1), date(2026, 1, 1), date(2026, 3, 31))
    assert round(supporters_mean([first], *YEAR), 6) == Decimal("0.246575")
    assert supporters_mean([first], *YEAR, uncovered_days_count=False) == 1


def test_nothing_that_counts_is_no_progress():
    assert objective_mean([], None, How()) is None
    assert objective_mean([Part(Decimal(0), Decimal(1))], Decimal(1), How(Decimal(0))) is None
    assert objective_mean([], Decimal("0.3"), How()) == Decimal("0.3")
