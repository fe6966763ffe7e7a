"""The one search box, and its page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.search import KINDS, search
from organizations.requests import OrganizationRequest


@require_safe
def search_page(request: OrganizationRequest) -> HttpResponse:
    """`?q=` is the text, `?kind=` one kind alone. The box below which results appear asks for a piece of the page."""
    only = request.GET.get("kind", "")
    found = search(request.membership, request.GET.get("q", ""), only if only in KINDS else "")
    is_box = request.htmx and not request.htmx.history_restore_request
    template = "dashboards/search.html#box" if is_box else "dashboards/search.html"
    response = render(request, template, {"found": found, "only": only, "section": "search"})
    response["Vary"] = "HX-Request"
    return response
