"""Which period a page is about, and what is proposed next."""

from datetime import date
from uuid import UUID

import pytest
from django.test import RequestFactory

from objectives.actions.periods import create_period
from objectives.context import as_id, chosen_period, period_context, usual_period
from objectives.models import Period
from objectives.proposals import proposals
from tests.cast import client_of, make_key_result, make_objective, statements

TODAY = date(2026, 5, 20)


def period(name, kind, starts_on, ends_on, state):
    days = {"starts_on": date.fromisoformat(starts_on), "ends_on": date.fromisoformat(ends_on)}
    return Period(organization_id=UUID(int=1), name=name, kind=kind, state=state, **days)


Q1 = period("Q1", "quarter", "2026-01-01", "2026-03-31", "open")
Q2 = period("Q2", "quarter", "2026-04-01", "2026-06-30", "open")
Q3 = period("Q3", "quarter", "2026-07-01", "2026-09-30", "planned")
YEAR = period("2026", "year", "2026-01-01", "2026-12-31", "open")
OLD = period("2025", "year", "2025-01-01", "2025-12-31", "closed")
OVER = period("Q1", "quarter", "2026-01-01", "2026-03-31", "grace")
LATER = period("Q4", "quarter", "2026-10-01", "2026-12-31", "planned")
PASSED = period("2024", "year", "2024-01-01", "2024-12-31", "planned")


@pytest.mark.parametrize(
    ("periods", "usual"),
    [
        ([Q3, Q2, Q1, YEAR, OLD], Q2),
        ([Q3, Q1, YEAR], Q1),
        ([Q3, YEAR], YEAR),
        ([Q3, OVER, OLD], OVER),
        ([LATER, Q3, OLD], Q3),
        ([Q3, OLD, PASSED], Q3),
        ([OLD, PASSED], OLD),
        ([OLD], OLD),
        ([], None),
    ],
)
def test_usual_period(periods, usual):
    assert usual_period(periods, TODAY) is usual


@pytest.mark.parametrize("text", ["", "nonsense", "1", "\x00", "{}"])
def test_garbage_is_no_id(text):
    assert as_id(text) is None


@pytest.mark.parametrize("named", [True, False])
def test_one_query_for_each_request(acme, named):
    request = RequestFactory().get("/", {"period": str(acme.period.pk) if named else "nonsense"})
    request.organization, request.membership = acme.organization, acme.viewer
    with statements() as asked:
        assert chosen_period(request) == acme.period
        context = period_context(request)
        assert (context["periods"], context["period"]) == ([acme.period], acme.period)
        assert context["first_period"].starts_on == acme.period.starts_on
    assert len(asked) == 1


def test_period_of_another_organization_is_not_chosen(acme, rival):
    request = RequestFactory().get("/", {"period": str(rival.period.pk)})
    request.organization, request.membership = acme.organization, acme.viewer
    assert chosen_period(request) == acme.period


@pytest.fixture
def other(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)


@pytest.mark.parametrize("page", ["checklist", "open", "scoring", "carry-over", "report"])
def test_page_of_a_period_is_about_that_period(acme, other, page):
    response = client_of(acme.admin).get(acme.url(f"periods/{other.pk}/{page}/"))
    assert response.context["period"] == other


def test_page_of_what_is_in_a_period_is_about_that_period(acme, other):
    objective = make_objective(acme.admin, other)
    key_result = make_key_result(acme.admin, objective)
    for path in (f"objectives/{objective.pk}/", f"key-results/{key_result.pk}/"):
        assert client_of(acme.viewer).get(acme.url(path)).context["period"] == other


def test_page_without_organization_knows_no_period():
    assert period_context(RequestFactory().get("/")) == {}


def test_next_quarter_and_year_are_proposed():
    quarter, year = proposals([Q2], TODAY)
    assert (quarter.name, quarter.starts_on, quarter.ends_on) == ("Q3 2026", date(2026, 7, 1), date(2026, 9, 30))
    assert (year.name, year.starts_on, year.ends_on) == ("2026", date(2026, 1, 1), date(2026, 12, 31))


def test_first_quarter_of_next_year_follows_the_last():
    quarter, year = proposals([Q2, YEAR], date(2026, 12, 31))
    assert (quarter.name, quarter.ends_on) == ("Q4 2026", date(2026, 12, 31))
    assert year.name == "2027"
    last = period("Q4", "quarter", "2026-10-01", "2026-12-31", "open")
    assert proposals([last], date(2026, 12, 31))[0].name == "Q1 2027"
