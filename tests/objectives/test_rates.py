"""How fast it has to go, and how fast it went."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectives.models import KeyResult, Period
from objectives.progress import key_result_progress
from objectives.rates import rate_in_words, rates, rates_in_words, why_no_rates
from organizations.models import Organization

FIRST, LAST = date(2026, 10, 5), date(2026, 12, 28)
TODAY = FIRST + timedelta(weeks=6)
ACME = Organization(id=uuid4())
PERIOD = Period(organization=ACME, starts_on=FIRST, ends_on=LAST)


def key_result(current, start=0, target=100, **facts):
    columns = {name: Decimal(value) for name, value in {"start": start, "target": target}.items()}
    own = {"organization": ACME, "period": PERIOD, "measure": "number", "added_on": FIRST}
    found = KeyResult(**own, current=current, **columns, **facts)
    found.progress = key_result_progress(found, current)
    return found


def in_words(current, values, today=TODAY, **facts):
    said = [(FIRST + timedelta(weeks=week), Decimal(value)) for week, value in values]
    found = rates(key_result(Decimal(current), **facts), said, today)
    return found and rates_in_words(found)


def test_the_rest_by_the_weeks_left_against_the_last_four():
    assert in_words(40, [(0, 4), (2, 20), (6, 40)]) == "Needs 10 a week, makes 5.0"
    assert in_words(9, [(2, 0), (6, 9)], target=21) == "Needs 2.0 a week, makes 2.2"


def test_younger_than_four_weeks_it_is_counted_from_its_start():
    two = FIRST + timedelta(weeks=2)
    assert in_words(20, [(2, 20)], today=two) == "Needs 8.0 a week, makes 10"
    assert in_words(20, [(0, 20)], today=FIRST + timedelta(days=3)).endswith("too early to say what it makes")


def test_downwards_both_are_negative():
    assert in_words(30, [(2, 50), (6, 30)], start=60, target=0) == "Needs −5.0 a week, makes −5.0"
    found = rates(key_result(Decimal(30), 60, 0), [(FIRST, Decimal(60))], TODAY)
    assert found.made == Decimal("-7.5") and found.is_enough


@pytest.mark.parametrize(
    "found",
    [
        key_result(None),
        key_result(Decimal(100)),
        key_result(Decimal(120)),
        key_result(Decimal(50), done_as="given_up"),
        KeyResult(organization=ACME, period=PERIOD, measure="yes_no", current=Decimal(0)),
        KeyResult(organization=ACME, period=PERIOD, measure="number", current=Decimal(0), start=Decimal(0)),
    ],
)
def test_where_there_is_no_way_left_nothing_is_said(found):
    assert rates(found, [], TODAY) is None
    assert why_no_rates(found, TODAY) is not None


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (key_result(None), "How fast it goes cannot be said before there is a value."),
        (key_result(Decimal(120)), "It is there already, so nothing more is needed."),
        (key_result(Decimal(50), due_on=TODAY), "Its due day has come, so no week is left."),
        (key_result(Decimal(50), done_as="given_up"), ""),
        (key_result(Decimal(50)), None),
    ],
)
def test_why_there_is_none_is_said_in_words(found, why):
    assert why_no_rates(found, TODAY) == why


def test_large_rates_read_in_groups():
    assert rate_in_words(Decimal("-12345.6")) == "−12\u202f346"


def test_when_it_is_due_nothing_is_said():
    assert rates(key_result(Decimal(50)), [], LAST) is None
    assert rates(key_result(Decimal(50), due_on=TODAY), [], TODAY) is None


@settings(max_examples=50)
@given(st.integers(0, 100), st.integers(0, 99), st.booleans())
def test_the_other_way_round_both_change_their_sign_and_enough_stays_enough(was, current, is_late):
    today = TODAY + timedelta(weeks=3) if is_late else TODAY
    up = rates(key_result(Decimal(current)), [(FIRST, Decimal(was))], today)
    down = rates(key_result(Decimal(100 - current), 100, 0), [(FIRST, Decimal(100 - was))], today)
    assert (up.needed, up.made, up.is_enough) == (-down.needed, -down.made, down.is_enough)
    assert up.was + up.came == current and up.since == today - timedelta(weeks=4)


numbers = st.decimals(-1000, 1000, places=2)


@settings(max_examples=50)
@given(numbers, numbers, numbers, st.integers(1, 11))
def test_going_on_as_needed_ends_at_the_target(start, target, current, week):
    if start == target:
        return
    today = FIRST + timedelta(weeks=week)
    found = rates(key_result(current, start, target), [], today)
    if found:
        left = Decimal((LAST - today).days) / 7
        assert abs(current + found.needed * left - target) < Decimal("0.000001")


@settings(max_examples=50)
@given(st.decimals(-10_000, 10_000, places=4))
def test_a_rate_reads_as_what_it_is(rate):
    read = Decimal(rate_in_words(rate).replace("−", "-").replace("\u202f", ""))
    assert abs(read - rate) <= abs(rate) * Decimal("0.06")
