"""Carrying what goes on into the next period."""

from collections.abc import Collection
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_http_methods

from objectives.actions.carry_over import CarriedOver, carry_over
from objectives.carry_over import KEPT, build_carry_over, targets_for
from objectives.context import as_id, periods_of
from objectives.forms.carry_over import CarryOverForm
from objectives.forms.explained import explained_in
from objectives.models import Decision, Objective, Period
from objectives.permissions import (
    can_create_objective,
    can_draft_objectives,
    can_edit_objective,
    can_manage_periods,
)
from objectives.views.answers import is_sent, say, show, typed
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def period_carry_over(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """`?to=` names the target, else it is the next of the same kind."""
    source = get_object_or_404(Period.objects.all(), pk=period_id)
    if not can_draft_objectives(request.membership):
        raise PermissionDenied
    target = target_of(request, source)
    form = CarryOverForm(typed(request))
    if target and is_sent(request, form):
        refuse_what_is_not_hers(request, source, target, form.cleaned_data["objectives"])
        with explained_in(form):
            given = {"objectives": form.cleaned_data["objectives"], "start_from": form.cleaned_data["start_from"]}
            carried = carry_over(source, target, by=request.membership, **given)
            say(request, in_words(carried, target))
            return onwards(request, target, form.cleaned_data["next"])
    return show(request, "period_carry_over", section="periods", form=form, **context(request, source, target, form))


def context(request: OrganizationRequest, source: Period, target: Period | None, form: CarryOverForm) -> dict[str, Any]:
    """The list, where there is somewhere to carry it to."""
    targets = targets_for(source, periods_of(request))
    may_plan = can_manage_periods(request.membership)
    shown: dict[str, Any] = {"source": source, "target": target, "targets": targets, "may_plan": may_plan}
    if target is None or source.is_planned:
        return shown
    page = build_carry_over(
        source,
        target,
        may_have=partial(may_have, request, target),
        ticked=partial(is_ticked, form, request.GET.get("tick", "")),
        number=request.GET.get("page"),
    )
    to_change = [copy for copy in page.to_change if can_edit_objective(request.membership, copy)]
    return shown | {"page": page, "to_change": to_change}


def target_of(request: OrganizationRequest, source: Period) -> Period | None:
    named = request.GET.get("to")
    if named is None:
        return next(iter(targets_for(source, periods_of(request))), None)
    for period in periods_of(request):
        if period.pk == as_id(named):
            return period
    raise Http404


def may_have(
    request: OrganizationRequest, target: Period, belongs_to: str, team_id: UUID | None, owner_id: UUID | None
) -> bool:
    """Of a target that was closed meanwhile the action says so; the list stays as it was."""
    return target.is_closed or can_create_objective(request.membership, belongs_to, team_id, owner_id, target)


def is_ticked(form: CarryOverForm, tick: str, objective_id: UUID, decision: str) -> bool:
    if form.is_bound:
        return form.is_ticked(objective_id)
    if tick in ("all", "none"):
        return tick == "all" and decision != Decision.DROP
    return decision in KEPT


def refuse_what_is_not_hers(
    request: OrganizationRequest, source: Period, target: Period, chosen: Collection[UUID]
) -> None:
    """What is not of this period, or does not count any more, is passed over by the action."""
    asked = Objective.objects.active().filter(period=source, pk__in=chosen)
    if not all(may_have(request, target, *values) for values in asked.values_list("belongs_to", "team_id", "owner_id")):
        raise PermissionDenied


def in_words(carried: CarriedOver, target: Period) -> str:
    """7 objectives with 19 key results are in Q1 2027. 2 were there before."""
    made, key_results = len(carried.objectives), len(carried.key_results)
    news = f"{made} objective{pluralize(made)} with {key_results} key result{pluralize(key_results)} "
    news += pluralize(made, "is,are")
    said = [f"{news if made else 'Nothing new is'} in {target.name}."]
    if left := len(carried.left):
        said.append(f"{left} {pluralize(left, 'was,were')} there before.")
    if alone := len(carried.unaligned):
        said.append(f"{alone} {pluralize(alone, 'supports,support')} nothing there yet.")
    return " ".join(said)


def onwards(request: OrganizationRequest, target: Period, following: int | None) -> HttpResponse:
    """The rest of a long list, then what the target still lacks."""
    if following:
        return redirect(f"{request.path}?{urlencode({'to': target.pk, 'page': following})}")
    return redirect("period_checklist", organization=request.organization.slug, period_id=target.pk)
