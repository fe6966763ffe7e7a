"""The company over the weeks: four findings, each with its chart and its table."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dashboards.company import build_company
from dashboards.company_findings import movers_finding, progress_chart, progress_finding, teams_finding
from dashboards.place import place_of
from dashboards.refreshing import refreshing, render_live
from dashboards.report.weeks import confidence_chart, confidence_in_words
from objectives.context import chosen_period, periods_of
from organizations.requests import OrganizationRequest


@require_safe
@refreshing
def company(request: OrganizationRequest) -> HttpResponse:
    period = chosen_period(request)
    place = place_of(request.membership, period, periods_of(request)) if period else None
    if place is None:
        return render(request, "dashboards/scorecard_empty.html", {"section": "scorecard"})
    page = build_company(place)
    context = {
        "page": page,
        "place": place,
        "progress_chart": progress_chart(page.weeks, place.period, page.expected),
        "progress_finding": progress_finding(page.weeks),
        "confidence_chart": confidence_chart(page.weeks, place.period),
        "confidence_finding": confidence_in_words(page.weeks),
        "teams_finding": teams_finding(page.teams),
        "movers_finding": movers_finding(page.movers),
        "section": "scorecard",
    }
    return render_live(request, "dashboards/company.html", context)
