"""The report of a period, for whoever reads it on a screen or on paper."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from dashboards.report.page import build_report
from objectives.context import as_id, periods_of
from organizations.models import Team
from organizations.requests import OrganizationRequest


@require_safe
def period_report(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """How a period ended for the organization, or for the team that `?team=` names."""
    periods = periods_of(request)
    period = next((each for each in periods if each.pk == period_id), None)
    if period is None:
        raise Http404
    named = request.GET.get("team")
    team = get_object_or_404(Team, pk=as_id(named)) if named else None
    report = build_report(period, team, request.membership, periods, timezone.now())
    context = {"report": report, "period": period, "team": team, "section": "periods"}
    return render(request, "dashboards/report.html", context)
