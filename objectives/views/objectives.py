"""Writing and editing an objective, and choosing what it supports."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from objectives.actions.objectives import create_objective, edit_objective, move_objective
from objectives.context import as_id, chosen_period, periods_of
from objectives.forms.explained import explained_in
from objectives.forms.objectives import MoveForm, ObjectiveForm
from objectives.models import BelongsTo, KeyResult, Objective, ObjectiveVersion, Period
from objectives.permissions import can_create_objective, can_draft_objectives, can_edit_objective, can_weigh_objective
from objectives.supports import Supported, find_supported, supported_by
from objectives.views.answers import changed, is_sent, latest_version, show, typed
from objectives.views.searching import kept, offer_supports, search_text, searched_or_typed
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def objective_new(request: OrganizationRequest) -> HttpResponse:
    if not can_draft_objectives(request.membership):
        raise PermissionDenied
    periods = offered_periods(request)
    if not periods:
        return show(request, "objective_without_period", section="objectives")
    form = ObjectiveForm(
        searched_or_typed(request),
        by=request.membership,
        periods=periods.values(),
        initial=kept(request, beginning(request, periods)),
    )
    offer_supports(request, form, periods)
    if is_sent(request, form):
        with explained_in(form):
            objective = create_objective(by=request.membership, reason=form.reason, **form.facts())
            text = f"“{objective}” is written. Now say which numbers show it."
            return changed(request, objective, text, latest_version(objective))
    return show(request, "objective_new", section="objectives", form=form, text=search_text(request))


@require_http_methods(["GET", "HEAD", "POST"])
def objective_edit(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    objective = editable_objective(request, objective_id)
    initial = {name: getattr(objective, name) for name in ObjectiveForm.base_fields}
    initial |= {"team": objective.team_id, "owner": objective.owner_id, "period": objective.period_id}
    form = ObjectiveForm(
        typed(request),
        by=request.membership,
        periods=possible_periods(request, objective),
        objective=objective,
        latest=latest_version(objective),
        initial=initial,
    )
    if is_sent(request, form):
        with explained_in(form):
            version = edit_objective(objective, by=request.membership, changes=form.facts(), reason=form.reason)
            return changed(request, objective, f"“{form.cleaned_data['title']}” is saved.", version)
    return show(
        request, "objective_edit", section="objectives", form=form, objective=objective, period=objective.period
    )


@require_http_methods(["GET", "HEAD", "POST"])
def objective_move(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    objective = editable_objective(request, objective_id)
    supported = supported_by(request.membership, objective)
    initial = {"supports": supported.value if supported else ""}
    form = MoveForm(
        searched_or_typed(request), by=request.membership, objective=objective, initial=kept(request, initial)
    )
    offer_supports(request, form, {objective.period_id: objective.period}, of=objective)
    if is_sent(request, form):
        with explained_in(form):
            version = moved(request, objective, form)
            return changed(request, objective, f"“{objective}” {where(form.cleaned_data['supports'])}.", version)
    context = {"objective": objective, "period": objective.period, "text": search_text(request)}
    return show(request, "objective_move", section="objectives", form=form, **context)


def moved(request: OrganizationRequest, objective: Objective, form: MoveForm) -> ObjectiveVersion | None:
    """In a place that somebody else edits it begins with the weight that everything begins with."""
    supported: Supported | None = form.cleaned_data["supports"]
    parent = supported.objective if supported else None
    stays = parent is not None and parent.pk == objective.parent_id
    return move_objective(
        objective,
        by=request.membership,
        parent=parent,
        parent_key_result=supported.key_result if supported else None,
        weight=None if stays or can_weigh_objective(request.membership, parent) else Decimal(1),
        reason=form.reason,
    )


def where(supported: Supported | None) -> str:
    if supported is None:
        return "stands alone now"
    return f"supports “{supported.key_result or supported.objective}” now"


def editable_objective(request: OrganizationRequest, objective_id: UUID) -> Objective:
    """With its period, team and parent. Raises Http404 and PermissionDenied."""
    found = Objective.objects.visible_to(request.membership).select_related("period", "team", "parent__period")
    objective = get_object_or_404(found, pk=objective_id)
    if not can_edit_objective(request.membership, objective):
        raise PermissionDenied
    return objective


def asked_for(request: OrganizationRequest) -> Supported | None:
    """What the new objective is asked to support, by the address of the page."""
    if key_result := request.GET.get("key_result"):
        return find_supported(request.membership, f"key_result:{key_result}")
    return find_supported(request.membership, f"objective:{request.GET.get('parent', '')}")


def beginning(request: OrganizationRequest, periods: dict[UUID, Period]) -> dict[str, Any]:
    """What a new objective begins with: the period of the page, what it is asked to support, the team that asked."""
    asked, team_id = asked_for(request), as_id(request.GET.get("team", ""))
    period = starting_period(request, periods, asked)
    initial = {"period": period.pk, "supports": asked.value if asked else ""}
    if team_id and can_create_objective(request.membership, BelongsTo.TEAM, team_id, None, period):
        initial |= {"belongs_to": BelongsTo.TEAM, "team": team_id}
    return initial


def starting_period(request: OrganizationRequest, periods: dict[UUID, Period], asked: Supported | None) -> Period:
    """The period of the page where one may write in it, and where it lies in that of what it should support."""
    chosen = chosen_period(request)
    period = chosen if chosen and chosen.pk in periods else next(iter(periods.values()))
    if asked and asked.objective.period_id in periods and not asked.objective.period.contains(period):
        return asked.objective.period
    return period


def possible_periods(request: OrganizationRequest, objective: Objective) -> list[Period]:
    """Once there is a value in it, an objective stays in its period."""
    if KeyResult.objects.filter(objective=objective, current_at__isnull=False).exists():
        return [objective.period]
    return list(offered_periods(request, objective.period_id).values())


def offered_periods(request: OrganizationRequest, its_own: UUID | None = None) -> dict[UUID, Period]:
    """Where one may write; and what a form names though it was closed meanwhile, to be refused with its text kept."""
    form = typed(request)
    named = as_id(form.get("period", "")) if form else None
    return {p.pk: p for p in periods_of(request) if not p.is_closed or p.pk in (its_own, named)}
