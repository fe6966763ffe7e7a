"""Which period a page of an organization is about: known to every template and view, asked for once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import SimpleLazyObject

from objectives.models import Period, PeriodKind
from objectives.proposals import Proposal, fiscal
from organizations.requests import OrganizationRequest


def period_context(request: HttpRequest) -> dict[str, Any]:
    """`periods`, newest first, the chosen `period`, and the `first_period` to plan; nothing outside of an organization.

    All are asked for only where a page shows them."""
    if not hasattr(request, "membership"):
        return {}
    inside: OrganizationRequest = request  # type: ignore[assignment]
    return {
        "periods": SimpleLazyObject(lambda: periods_of(inside)),
        "period": SimpleLazyObject(lambda: chosen_period(inside)),
        "first_period": SimpleLazyObject(lambda: first_period(inside)),
    }


def periods_of(request: OrganizationRequest) -> list[Period]:
    """Every period of the organization, newest first; one query for each request."""
    known: list[Period] | None = request.__dict__.get("_periods")
    if known is None:
        known = request.__dict__["_periods"] = list(Period.objects.newest_first())
    return known


def chosen_period(request: OrganizationRequest) -> Period | None:
    """The one whose page it is or that `?period=` names, else the one that most people mean today."""
    periods = periods_of(request)
    page_of = request.resolver_match.kwargs.get("period_id") if request.resolver_match else None
    named = page_of or as_id(request.GET.get("period", ""))
    for period in periods:
        if period.pk == named:
            return period
    return usual_period(periods, request.organization.day_of(timezone.now()))


def first_period(request: OrganizationRequest) -> Proposal:
    """The quarter that an organization begins with: the one that it is in."""
    organization = request.organization
    return fiscal(PeriodKind.QUARTER, organization.day_of(timezone.now()), organization.year_starts_in)


def usual_period(periods: list[Period], today: date) -> Period | None:
    """The open quarter of today, else the newest that is open, else in grace, else what comes next, else the newest."""
    soonest_first = periods[::-1]
    ranks: list[tuple[list[Period], Callable[[Period], bool]]] = [
        (periods, lambda p: p.is_open and p.kind == PeriodKind.QUARTER and p.starts_on <= today <= p.ends_on),
        (periods, lambda p: p.is_open),
        (periods, lambda p: p.is_in_grace),
        (soonest_first, lambda p: p.is_planned and p.ends_on >= today),
        (periods, lambda p: True),
    ]
    return next((period for known, fits in ranks for period in known if fits(period)), None)


def as_id(text: str) -> UUID | None:
    """An id from a query string; anything else is None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def as_moment(text: str) -> datetime | None:
    """A moment with its zone, from an address or a form; anything else, and what the calendar ends before, is None."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
