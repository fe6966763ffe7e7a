"""Parts of a target add up to it exactly, whatever it is."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.shares import portions, split, step_of, why_wrong

TOTALS = st.decimals(-(10**13), 10**13, places=6, allow_nan=False, allow_infinity=False)
WEIGHTS = st.lists(st.decimals(0, 10**13, places=6, allow_nan=False, allow_infinity=False), min_size=1, max_size=12)


@settings(max_examples=50)
@given(TOTALS, st.integers(1, 40))
def test_even_parts_always_add_up_and_differ_by_one_step_at_most(total, count):
    shares = split(total, count)
    assert len(shares) == count and sum(shares) == total
    assert max(shares) - min(shares) <= step_of(total, count)
    assert why_wrong(shares, total) == ""


@settings(max_examples=50)
@given(TOTALS, WEIGHTS)
def test_weighed_parts_always_add_up(total, weights):
    shares = portions(total, weights)
    assert sum(shares) == total
    if any(weights):
        exact = [total * weight / sum(weights) for weight in weights]
        nearly = [Decimal("0.000002") + abs(each) * Decimal("1e-20") for each in exact]
        assert all(abs(a - b) <= most for a, b, most in zip(shares, exact, nearly, strict=True))


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [
        ("120000", 3, ["40000", "40000", "40000"]),
        ("100", 3, ["34", "33", "33"]),
        ("10.5", 2, ["5.3", "5.2"]),
        ("2", 3, ["0.7", "0.7", "0.6"]),
        ("0", 2, ["0", "0"]),
        ("1", 1, ["1"]),
    ],
)
def test_parts_are_rounded_as_the_total_is_unless_that_leaves_nothing(total, count, expected):
    assert split(Decimal(total), count) == [Decimal(each) for each in expected]


def test_what_is_missing_or_too_much_is_said():
    eleven = [Decimal(60_000), Decimal(50_000)]
    assert why_wrong(eleven, Decimal(120_000), "$").endswith("is to be shared: $10\u202f000 is missing.")
    assert why_wrong(eleven, Decimal(100_000), "$").endswith("is to be shared: $10\u202f000 is too much.")
    assert why_wrong(eleven, Decimal(110_000), "$") == ""
