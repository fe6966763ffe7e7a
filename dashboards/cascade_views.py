"""Asking teams and people for a part of an objective or of a key result."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alignment.actions import ask
from alignment.candidates import candidates_for
from alignment.drafts import is_shared, left_of
from alignment.inbox import periods_to_ask_in
from alignment.models import Request
from alignment.permissions import can_ask
from dashboards.forms_cascade import CascadeForm
from objectives.context import chosen_period, periods_of
from objectives.forms.explained import explained_in
from objectives.models import KeyResult, Objective
from objectives.views.answers import back_to, say, typed
from objectives.views.key_results import find_key_result
from objectives.views.objectives import editable_objective
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def objective_cascade(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    return cascade(request, editable_objective(request, objective_id))


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_cascade(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    key_result = find_key_result(request, key_result_id)
    return cascade(request, key_result.objective, key_result)


def cascade(request: OrganizationRequest, objective: Objective, key_result: KeyResult | None = None) -> HttpResponse:
    """The boxes, the draft and the shares; asked, it leads back to what it is about."""
    if not can_ask(request.membership, objective, key_result):
        raise PermissionDenied
    form = CascadeForm(
        typed(request),
        objective=objective,
        key_result=key_result,
        candidates=candidates_for(request.membership, objective, key_result),
        periods=periods_to_ask_in(objective, periods_of(request)),
        left=left_of(key_result) if key_result and is_shared(key_result) else None,
        first_choice=chosen_period(request),
    )
    if request.method == "POST" and form.is_valid():
        with explained_in(form):
            asked = ask(objective, key_result, by=request.membership, **form.facts(objective))
            say(request, f"{names_of(asked)} {'is' if len(asked) == 1 else 'are'} asked. Nothing counts before a yes.")
            return back_to(request, key_result or objective)
    refused = request.method == "POST" and bool(form.errors)
    context = {"form": form, "objective": objective, "key_result": key_result, "period": objective.period}
    status = 422 if refused else 200
    return render(request, "dashboards/cascade.html", context | {"section": "objectives"}, status=status)


def names_of(requests: list[Request]) -> str:
    *others, last = [request.whom for request in requests]
    return f"{', '.join(others)} and {last}" if others else last
