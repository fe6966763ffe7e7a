"""Where every number comes from: of an objective, a key result, and the whole organization."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dashboards.numbers.key_result import build_key_result_numbers
from dashboards.numbers.objective import build_objective_numbers
from dashboards.numbers.scorecard import build_scorecard_numbers
from dashboards.place import moment_asked_for, place_of
from dashboards.reading import reading_of_thing
from dashboards.views import was_not_there
from objectives.context import chosen_period, periods_of
from objectives.models import KeyResult, Objective
from organizations.requests import OrganizationRequest


@require_safe
def scorecard_numbers(request: OrganizationRequest) -> HttpResponse:
    """Progress, expected and health of the scorecard."""
    period, asked = chosen_period(request), moment_asked_for(request.GET, request.organization)
    place = place_of(request.membership, period, periods_of(request), asked) if period else None
    if place is None:
        return render(request, "dashboards/scorecard_empty.html", {"section": "scorecard", "asked": asked})
    context = {"derivations": build_scorecard_numbers(place), "place": place, "section": "scorecard"}
    return render(request, "dashboards/numbers_of_scorecard.html", context)


@require_safe
def objective_numbers(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    found = get_object_or_404(Objective.objects.visible_to(request.membership).with_people(), pk=objective_id)
    reading = reading_of_thing(request, found)
    if reading is None:
        return was_not_there(request, found)
    found = reading.standing.objectives[found.pk] if reading.standing else found
    context = {
        "numbers": build_objective_numbers(found, reading),
        "objective": found,
        "period": found.period,
        "place": reading,
        "section": "objectives",
    }
    return render(request, "dashboards/numbers_of_objective.html", context)


@require_safe
def key_result_numbers(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    found = get_object_or_404(KeyResult.objects.visible_to(request.membership).with_people(), pk=key_result_id)
    reading = reading_of_thing(request, found)
    if reading is None:
        return was_not_there(request, found)
    found = reading.standing.key_results[found.pk] if reading.standing else found
    context = {
        "numbers": build_key_result_numbers(found, reading),
        "key_result": found,
        "objective": found.objective,
        "period": found.period,
        "place": reading,
        "section": "objectives",
    }
    return render(request, "dashboards/numbers_of_key_result.html", context)
