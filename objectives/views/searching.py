"""Forms with a choice of what an objective supports: a search in them lists other choices and keeps what was typed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict

from objectives.context import as_id
from objectives.forms.supports import SupportsField
from objectives.models import Objective, Period
from objectives.picking import Asked
from objectives.supports import find_supported
from objectives.views.answers import typed
from organizations.requests import OrganizationRequest

LONGEST_SEARCH = 100


def search_text(request: OrganizationRequest) -> str:
    return str(request.POST.get("q", request.GET.get("q", ""))).replace("\0", "").strip()[:LONGEST_SEARCH]


def is_searching(request: OrganizationRequest) -> bool:
    """Find was pressed, a level was opened, or Enter in a search that had not been looked for yet."""
    return (
        "find" in request.POST or "open" in request.POST or request.POST.get("q", "") != request.POST.get("q_shown", "")
    )


def searched_or_typed(request: OrganizationRequest) -> QueryDict | None:
    """Nothing to check while somebody is searching still."""
    return None if is_searching(request) else typed(request)


def kept(request: OrganizationRequest, initial: dict[str, Any]) -> dict[str, Any]:
    """What the form begins with; while somebody is searching, what was typed so far."""
    return initial | request.POST.dict() if is_searching(request) else initial


def offer_supports(
    request: OrganizationRequest, form: forms.Form, periods: dict[UUID, Period], *, of: Objective | None = None
) -> None:
    """List what fits: the period and the choice are those that the form shows."""
    field = form.fields["supports"]
    assert isinstance(field, SupportsField)
    chosen = find_supported(request.membership, str(form["supports"].value() or ""))
    shown = as_id(str(form["period"].value())) if "period" in form.fields else of.period_id if of else None
    period = periods.get(shown) if shown else None
    field.offer(period, Asked(search_text(request), opened_levels(request), chosen, of))


def opened_levels(request: OrganizationRequest) -> frozenset[UUID]:
    """Those that were open, with the one that was pressed just now opened, or closed again."""
    known = frozenset(filter(None, map(as_id, request.POST.getlist("opened"))))
    pressed = as_id(request.POST.get("open", ""))
    return known ^ {pressed} if pressed else known
