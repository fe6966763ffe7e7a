"""The next periods: fiscal years from any month, hand-made days, and names that go on counting."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectives.models import Period, PeriodKind
from objectives.proposals import Proposal, fiscal, following, name_after, proposals

FEBRUARY = 2
TODAY = date(2026, 11, 16)


def period(name, starts_on, ends_on, kind="quarter"):
    return Period(organization_id=UUID(int=1), name=name, kind=kind, starts_on=starts_on, ends_on=ends_on)


def told(proposal):
    return proposal.name, proposal.starts_on, proposal.ends_on


@pytest.mark.parametrize(
    ("kind", "day", "month", "expected"),
    [
        ("quarter", TODAY, 1, ("Q4 2026", date(2026, 10, 1), date(2026, 12, 31))),
        ("year", TODAY, 1, ("2026", date(2026, 1, 1), date(2026, 12, 31))),
        ("quarter", date(2026, 2, 1), FEBRUARY, ("Q1 FY2027", date(2026, 2, 1), date(2026, 4, 30))),
        ("quarter", date(2026, 1, 31), FEBRUARY, ("Q4 FY2026", date(2025, 11, 1), date(2026, 1, 31))),
        ("quarter", TODAY, FEBRUARY, ("Q4 FY2027", date(2026, 11, 1), date(2027, 1, 31))),
        ("year", TODAY, FEBRUARY, ("FY2027", date(2026, 2, 1), date(2027, 1, 31))),
        ("year", date(2028, 2, 29), 3, ("FY2028", date(2027, 3, 1), date(2028, 2, 29))),
        ("quarter", date(2028, 2, 29), 3, ("Q4 FY2028", date(2027, 12, 1), date(2028, 2, 29))),
        ("quarter", date(2026, 12, 1), 12, ("Q1 FY2027", date(2026, 12, 1), date(2027, 2, 28))),
    ],
)
def test_fiscal_quarter_and_year_of_a_day(kind, day, month, expected):
    assert told(fiscal(PeriodKind(kind), day, month)) == expected


@given(day=st.dates(date(2001, 1, 1), date(2198, 12, 31)), month=st.integers(1, 12), kind=st.sampled_from(PeriodKind))
def test_fiscal_periods_hold_their_day_and_follow_each_other(day, month, kind):
    this = fiscal(kind, day, month)
    assert this.starts_on <= day <= this.ends_on
    assert this.starts_on.day == 1
    assert following(this, month) == fiscal(kind, this.ends_on + timedelta(days=1), month)


@pytest.mark.parametrize(
    ("before", "month", "expected"),
    [
        (("Q4 2026", date(2026, 10, 1), date(2026, 12, 31)), 1, ("Q1 2027", date(2027, 1, 1), date(2027, 3, 31))),
        (("Q4 2027", date(2027, 10, 1), date(2027, 12, 31)), 1, ("Q1 2028", date(2028, 1, 1), date(2028, 3, 31))),
        (("Autumn", date(2026, 11, 1), date(2027, 1, 31)), 2, ("Q1 FY2028", date(2027, 2, 1), date(2027, 4, 30))),
        (("Q3 FY2028", date(2027, 9, 1), date(2027, 11, 30)), 3, ("Q4 FY2028", date(2027, 12, 1), date(2028, 2, 29))),
        # Thirteen weeks, across New Year and over ISO week 53 of 2026.
        (("Q4 2026", date(2026, 9, 28), date(2026, 12, 27)), 1, ("Q1 2027", date(2026, 12, 28), date(2027, 3, 28))),
        (("Autumn", date(2026, 9, 28), date(2026, 12, 27)), 1, ("Q1 2027", date(2026, 12, 28), date(2027, 3, 28))),
        # Thirteen weeks over 29 February.
        (("Cycle 7", date(2027, 10, 4), date(2028, 1, 2)), 1, ("Cycle 8", date(2028, 1, 3), date(2028, 4, 2))),
        # Whole months stay whole months, also beside the fiscal year.
        (("H2 2026", date(2026, 7, 1), date(2026, 12, 31)), 1, ("H1 2027", date(2027, 1, 1), date(2027, 6, 30))),
        (("Winter", date(2026, 12, 1), date(2027, 2, 28)), 1, ("Q2 2027", date(2027, 3, 1), date(2027, 5, 31))),
    ],
)
def test_the_next_one_begins_on_the_next_day_and_is_as_long(before, month, expected):
    assert told(following(period(*before), month)) == expected


def test_a_year_is_followed_by_a_year():
    leap = period("2027", date(2027, 1, 1), date(2027, 12, 31), "year")
    assert told(following(leap)) == ("2028", date(2028, 1, 1), date(2028, 12, 31))
    weeks = period("Year of trust", date(2025, 12, 29), date(2027, 1, 3), "year")
    assert told(following(weeks)) == ("2027", date(2027, 1, 4), date(2028, 1, 9))
    assert following(weeks).kind == "year"


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("Q1 2026", "Q2 2026"),
        ("Q4 2026", "Q1 2027"),
        ("2026 q4", "2027 q1"),
        ("Q4 FY27", "Q1 FY28"),
        ("Q4/99", "Q1/100"),
        ("2026", "2027"),
        ("FY2026", "FY2027"),
        ("Cycle 09", "Cycle 10"),
        ("2026/27", ""),
        ("Q4", ""),
        ("Spring", ""),
        ("Q4 2026/27", ""),
    ],
)
def test_names_go_on_counting(name, after):
    assert name_after(name) == after


def test_proposed_is_what_no_period_covers_from_today_on():
    quarter, year = proposals([], TODAY, FEBRUARY)
    assert (quarter.name, year.name) == ("Q4 FY2027", "FY2027")
    taken = [period("Q4 2026", date(2026, 9, 28), date(2026, 12, 27))]
    assert told(proposals(taken, TODAY)[0]) == ("Q1 2027", date(2026, 12, 28), date(2027, 3, 28))
    assert proposals(taken, TODAY)[1].name == "2026"


def test_proposed_is_never_over():
    """What a short period at the beginning of the quarter would be followed by has passed too."""
    taken = [period("Taken", date(2026, 8, 1), date(2026, 9, 1))]
    assert told(proposals(taken, TODAY, 9)[0])[1:] == (date(2026, 11, 5), date(2026, 12, 6))


@given(
    taken=st.lists(
        st.builds(
            lambda first, length: period("Taken", first, first + timedelta(days=length)),
            st.dates(date(2025, 1, 1), date(2029, 1, 1)),
            st.integers(6, 400),
        ),
        max_size=6,
    ),
    month=st.integers(1, 12),
)
def test_proposed_is_free(taken, month):
    for idea in proposals(taken, TODAY, month):
        assert idea.ends_on >= TODAY
        same = [p for p in taken if p.kind == idea.kind]
        assert not any(p.starts_on <= idea.ends_on and idea.starts_on <= p.ends_on for p in same)


def test_proposal_fills_in_a_form():
    idea = Proposal("Q1 2027", "quarter", date(2027, 1, 1), date(2027, 3, 31))
    assert idea.query == "name=Q1+2027&kind=quarter&starts_on=2027-01-01&ends_on=2027-03-31"
