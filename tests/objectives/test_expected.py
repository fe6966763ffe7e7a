"""What one would expect: a line for each key result, rolled up with the weights of progress."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from objectives.expected import (
    ExpectedKeyResult,
    ExpectedSupporter,
    Span,
    expected_curve,
    expected_of_key_result,
)
from objectives.models import Measure
from tests.how import How

QUARTER = Span(date(2026, 4, 1), date(2026, 6, 30))
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
ONE = Decimal(1)
weights = st.decimals(0, 100, places=2)
days = st.integers(-20, 380).map(lambda n: YEAR.starts_on + timedelta(days=n))
key_results = st.builds(ExpectedKeyResult, st.sampled_from(Measure.values), weights, days, st.none() | days)


def number(added_on=QUARTER.starts_on, due_on=None, weight=ONE, measure="number"):
    return ExpectedKeyResult(measure, weight, added_on, due_on)


def of_quarter(key_result, day):
    return expected_of_key_result(key_result, QUARTER, day)


def test_line_runs_from_the_first_day_to_the_last():
    assert [of_quarter(number(), d) for d in (date(2026, 4, 1), date(2026, 5, 16), date(2026, 6, 30))] == [0, 0.5, 1]


def test_line_begins_where_it_was_added_and_ends_where_it_is_due():
    late = number(added_on=date(2026, 5, 1), due_on=date(2026, 5, 11))
    assert [of_quarter(late, date(2026, 5, d)) for d in (1, 6, 11, 30)] == [0, 0.5, 1, 1]
    assert of_quarter(late, date(2026, 4, 20)) == 0


def test_due_before_it_was_added_is_due():
    odd = number(added_on=date(2026, 5, 10), due_on=date(2026, 5, 1))
    assert [of_quarter(odd, date(2026, 5, d)) for d in (1, 10)] == [1, 1]
    assert of_quarter(odd, date(2026, 4, 30)) == 0


def test_limit_is_expected_to_hold_all_along():
    assert {of_quarter(number(measure=m), day) for m in ("at_least", "at_most", "between") for day in QUARTER.days} == {
        1
    }


def test_yes_or_no_expects_nothing_until_due():
    assert [of_quarter(number(measure="yes_no"), d) for d in (date(2026, 6, 29), date(2026, 6, 30))] == [None, 1]


def test_objective_expects_by_the_weights_of_progress():
    """Half of the way: (3·0.5 + 1·0) / 4, as the yes or no that is not due yet has no progress either."""
    curve = expected_curve([number(weight=Decimal(3)), number(measure="yes_no")], [], How(), QUARTER)
    assert curve[QUARTER.days.index(date(2026, 5, 16))] == 0.375
    assert (curve[0], curve[-1]) == (0, 1)


def test_year_expects_from_its_quarters_no_more_than_they_can_give():
    """Q2 alone: 0 before it, 91 days of 365 after it."""
    below = ExpectedSupporter(ONE, QUARTER, expected_curve([number()], [], How(), QUARTER))
    curve = expected_curve([], [below], How(), YEAR)
    assert (curve[0], curve[YEAR.days.index(date(2026, 5, 16))], curve[-1]) == (
        0,
        round(0.5 * 91 / 365, 6),
        round(91 / 365, 6),
    )


def test_nothing_that_counts_expects_nothing():
    assert expected_curve([number(weight=Decimal(0))], [], How(), QUARTER) == []
    assert expected_curve([], [ExpectedSupporter(ONE, QUARTER, [])], How(), YEAR) == []


@given(key_results)
def test_key_result_expects_0_to_1_and_never_less_than_the_day_before(key_result):
    figures = [expected_of_key_result(key_result, QUARTER, day) for day in QUARTER.days]
    figures = [figure for figure in figures if figure is not None]
    assert all(0 <= figure <= 1 for figure in figures)
    assert figures == sorted(figures)


@settings(max_examples=40)
@given(
    st.lists(key_results, max_size=4),
    st.lists(st.tuples(weights, st.lists(key_results, max_size=3)), max_size=3),
    weights,
)
def test_objective_expects_0_to_1_and_never_less_than_the_day_before(own, below, weight):
    supporters = [ExpectedSupporter(w, QUARTER, expected_curve(ks, [], How(), QUARTER)) for w, ks in below]
    curve = expected_curve(own, supporters, How(weight), YEAR)
    assert len(curve) in (0, 365)
    assert all(0 <= figure <= 1 for figure in curve)
    assert curve == sorted(curve)
    counts = any(k.weight > 0 for k in own) or (weight > 0 and any(s.weight > 0 and s.curve for s in supporters))
    assert bool(curve) == counts
