"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.quantities import NotAQuantity, parse_quantity, plain_quantity
from organizations.formatting import figure

QUANTITIES = st.decimals("-99999999999999.999999", "99999999999999.999999", places=6, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("1.5", "", "1.5"),
        ("1,5", "", "1.5"),
        (" 12 ", "", "12"),
        ("1250", "", "1250"),
        ("1 234,5", "", "1234.5"),
        ("1\u00a0234.5", "", "1234.5"),
        ("1\u202f234\u202f567", "", "1234567"),
        ("1'234.50", "", "1234.5"),
        ("1.234,5", "", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("1.234.567", "", "1234567"),
        ("1,234,567", "", "1234567"),
        ("0,125", "", "0.125"),
        ("1.234", "", "1.234"),
        (",5", "", "0.5"),
        (".5", "", "0.5"),
        ("−5", "", "-5"),
        ("-5", "", "-5"),
        ("- 5", "", "-5"),
        ("+5", "", "5"),
        ("-0", "", "0"),
        ("12 %", "%", "12"),
        ("12%", "", "12"),
        ("3k", "", "3000"),
        ("3 K", "", "3000"),
        ("1,5k", "", "1500"),
        ("1.2m", "€", "1200000"),
        ("2bn", "", "2000000000"),
        ("€3k", "€", "3000"),
        ("-€3", "€", "-3"),
        ("3 €", "", "3"),
        ("$12.50", "", "12.5"),
        ("12 customers", "customers", "12"),
        ("12 Customers", "customers", "12"),
        ("99999999999999.999999", "", "99999999999999.999999"),
    ],
)
def test_is_read(text, unit, number):
    assert parse_quantity(text, unit) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "unit", "words"),
    [
        ("1,234", "", "could be 1234 or 1.234"),
        ("12,345", "", "could be"),
        ("lots", "", "not a number"),
        ("", "", "not a number"),
        ("NaN", "", "not a number"),
        ("Infinity", "", "not a number"),
        ("-inf", "", "not a number"),
        ("1e400", "", "not a number"),
        ("0x10", "", "not a number"),
        ("1_000", "", "not a number"),
        ("1.2.3", "", "not a number"),
        ("1,2.3,4", "", "not a number"),
        ("--5", "", "not a number"),
        ("5-", "", "not a number"),
        ("١٢", "", "not a number"),
        ("12 days", "hours", "not a number"),
        ("1 2", "", "odd places"),
        ("12 34", "", "odd places"),
        ("100000000000000", "", "too large"),
        ("9" * 5000, "", "too large"),
        ("999999bn", "", "too large"),
        ("1.2345678", "", "too many decimals"),
        ("12 %", "customers", "counted in customers"),
        ("5m", "m", "could be the unit"),
    ],
)
def test_is_explained(text, unit, words):
    with pytest.raises(NotAQuantity, match=words):
        parse_quantity(text, unit)


def test_explanation_repeats_no_more_than_a_little():
    with pytest.raises(NotAQuantity) as refused:
        parse_quantity("nonsense " * 1000)
    assert len(str(refused.value)) < 120


@given(QUANTITIES)
def test_what_a_form_shows_is_read_back(number):
    assert parse_quantity(plain_quantity(number)) == number


@given(QUANTITIES, st.sampled_from(["", "€", "%", "customers"]))
def test_what_a_page_shows_is_read_back(number, unit):
    assert parse_quantity(figure(number, unit), unit) == number


def read(text, unit=""):
    """The number, or the words of the refusal."""
    try:
        return parse_quantity(text, unit)
    except NotAQuantity as refused:
        return str(refused)


@given(QUANTITIES)
def test_decimal_comma_means_the_same_or_is_asked_about(number):
    answer = read(plain_quantity(number).replace(".", ","))
    assert answer == number or "could be" in answer


@given(
    st.text(max_size=40) | st.text("0123456789.,'+-−– kKmMbn%€", max_size=12), st.sampled_from(["", "%", "€", "k", "m"])
)
def test_whatever_is_typed_gives_a_bounded_number_or_words(text, unit):
    answer = read(text, unit)
    assert answer is not None
    if isinstance(answer, Decimal):
        assert abs(answer) < Decimal(10) ** 14
        assert answer == answer.quantize(Decimal("0.000001"))


@pytest.mark.parametrize(
    ("number", "text"),
    [(None, ""), ("1.500000", "1.5"), ("100", "100"), ("1E+3", "1000"), ("-0.000001", "-0.000001"), ("10.0", "10")],
)
def test_is_written_plainly(number, text):
    assert plain_quantity(None if number is None else Decimal(number)) == text
