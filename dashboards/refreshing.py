"""Pages that keep themselves up to date while somebody looks at them: what they answer when they are asked again.

A view is decorated with `@refreshing` (below `@require_safe`) and ends in `render_live(request, template, context)`.
Its template wraps what may change in a partial called `live`, around one element that asks by itself, and loads its
script; the page around it, such as filters, is sent once:

    {% block head %}<script src="{% static "js/live-board.js" %}" defer></script>{% endblock %}
    {% block content %}
      {% partialdef live inline %}
        <live-board id="live" class="board" data-etag="{{ request.etag }}" data-says="Sales: 42 %">…</live-board>
      {% endpartialdef %}
    {% endblock %}

`data-says` is announced when it differs from before: put the figures of the page into it, and nothing that changes
with time alone. Give rows an id, so that each is known again. Anything else in the partial that has an id takes the
place of what has it on the page. A page of the past, or of a closed period, has no tag, and
does not ask.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils import timezone

from objectives.context import chosen_period
from objectives.models import Period
from organizations.models import Activity
from organizations.requests import OrganizationRequest

View = ParamSpec("View")
# Transactions end in another order than they began: one that ends late still is among the newest.
NEWEST = 20
# Days begin and check-ins are due on quarters of an hour, wherever people are.
MINUTES = 15


def refreshing(
    view: Callable[Concatenate[OrganizationRequest, View], HttpResponse],
) -> Callable[Concatenate[OrganizationRequest, View], HttpResponse]:
    """Names what a page shows by `request.etag`, and answers 304 to whoever has it already: one query."""

    @wraps(view)
    def answer(request: OrganizationRequest, *args: View.args, **kwargs: View.kwargs) -> HttpResponse:
        tag = "" if request.GET.get("as_of") else tag_of(request)
        if tag and request.htmx and request.headers.get("If-None-Match") == tag:
            return HttpResponseNotModified(headers={"ETag": tag, "Vary": "HX-Request"})
        request.etag = tag  # type: ignore[attr-defined]
        response = view(request, *args, **kwargs)
        response["Vary"], response["Cache-Control"] = "HX-Request", "private, no-store"
        if request.etag and response.status_code == 200:  # type: ignore[attr-defined]
            response["ETag"] = tag
        return response

    return answer


def render_live(request: OrganizationRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; for whoever asks again only what may have changed. What shows a closed `period` does not ask."""
    hold_still(request, context["period"] if "period" in context else chosen_period(request))
    is_asked_again = request.htmx and "If-None-Match" in request.headers
    return render(request, f"{template}#live" if is_asked_again else template, context)


def hold_still(request: OrganizationRequest, period: Period | None) -> None:
    """In a period that is closed nothing changes: its pages have no tag."""
    if period and period.is_closed:
        request.etag = ""  # type: ignore[attr-defined]


def tag_of(request: OrganizationRequest) -> str:
    """Every change leaves an activity; beside it count who looks, at what, when, and with which release."""
    lines = Activity.objects.filter(organization_id=request.organization.pk).order_by("-created_at", "-id")
    looker, now = request.membership, timezone.now()
    parts = [
        *(looker.pk, looker.role, looker.time_zone, quarter_of(now), settings.RELEASE, request.get_full_path()),
        *lines.values_list("pk", flat=True)[:NEWEST],
    ]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def quarter_of(moment: datetime) -> int:
    """Of an hour; what is said to be a while ago is as old as that at most."""
    return int(moment.timestamp()) // (MINUTES * 60)
