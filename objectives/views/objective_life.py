"""Archiving, dropping and restoring objectives, weighing what counts in them, and undoing."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from objectives.actions.objectives import put_objective_in_state, revert_objective
from objectives.actions.weights import revert_weights, weigh
from objectives.context import as_moment
from objectives.errors import Refused
from objectives.forms.choices import ReasonForm
from objectives.forms.explained import explained_in
from objectives.forms.life import PutAwayForm, WeightsForm
from objectives.models import KeyResult, Objective, ObjectiveVersion, State
from objectives.views.answers import back_to, changed, is_sent, may_undo, say, show, typed
from objectives.views.objectives import editable_objective
from organizations.requests import OrganizationRequest

WORDS = {State.ARCHIVED: "archived", State.DROPPED: "dropped", State.ACTIVE: "restored"}


@require_http_methods(["GET", "HEAD", "POST"])
def objective_archive(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    """Archive or drop it."""
    objective = editable_objective(request, objective_id)
    form = PutAwayForm(typed(request), period=objective.period)
    if is_sent(request, form):
        with explained_in(form):
            return put(request, objective, form.cleaned_data["state"], form.reason)
    supporter_count = Objective.objects.active().filter(parent=objective).count()
    context = {"objective": objective, "period": objective.period, "supporter_count": supporter_count}
    return show(request, "objective_archive", section="objectives", form=form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def objective_restore(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    objective = editable_objective(request, objective_id)
    form = ReasonForm(typed(request), period=objective.period)
    if is_sent(request, form):
        with explained_in(form):
            return put(request, objective, State.ACTIVE, form.reason)
    context = {"objective": objective, "period": objective.period}
    return show(request, "objective_restore", section="objectives", form=form, **context)


def put(request: OrganizationRequest, objective: Objective, state: str, reason: str) -> HttpResponse:
    version = put_objective_in_state(objective, state, by=request.membership, reason=reason)
    return changed(request, objective, f"“{objective}” is {WORDS[State(state)]}.", version)


@require_http_methods(["GET", "HEAD", "POST"])
def objective_weights(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    """How much each key result and each supporter counts in this objective."""
    objective = editable_objective(request, objective_id)
    form = WeightsForm(
        typed(request),
        objective=objective,
        key_results=list(KeyResult.objects.active().filter(objective=objective).with_people().in_reading_order()),
        supporters=list(Objective.objects.active().filter(parent=objective).with_people().order_by("-weight", "pk")),
    )
    if is_sent(request, form):
        with explained_in(form):
            return weighed(request, objective, given_weights(request, objective, form))
    context = {"objective": objective, "period": objective.period}
    return show(request, "objective_weights", section="objectives", form=form, **context)


def given_weights(request: OrganizationRequest, objective: Objective, form: WeightsForm) -> datetime | None:
    return weigh(
        objective,
        key_results=form.weights_of(form.key_results),
        supporters=form.weights_of(form.supporters),
        way=form.way(),
        by=request.membership,
        reason=form.reason,
    )


def weighed(request: OrganizationRequest, objective: Objective, given_at: datetime | None) -> HttpResponse:
    if given_at is None:
        return changed(request, objective, "", None)
    kwargs = {"organization": request.organization.slug, "objective_id": objective.pk}
    undo = f"{reverse('objective_weights_undo', kwargs=kwargs)}?{urlencode({'at': given_at.isoformat()})}"
    say(request, f"What counts in “{objective}” has its new weights.", undo=undo)
    return back_to(request, objective)


@require_POST
def objective_weights_undo(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    """`?at=` is the moment at which the weights were given."""
    objective = editable_objective(request, objective_id)
    given_at = as_moment(request.GET.get("at", ""))
    if given_at is None:
        raise Http404
    try:
        revert_weights(objective, given_at=given_at, by=request.membership)
        say(request, "The weights are what they were before.")
    except Refused as refused:
        messages.error(request, f"Nothing was undone. {refused}")
    return back_to(request, objective)


@require_POST
def objective_undo(request: OrganizationRequest, version_id: UUID) -> HttpResponse:
    """Take one change back; what others changed since stays."""
    version = get_object_or_404(ObjectiveVersion.objects.select_related("objective"), pk=version_id)
    if not may_undo(request, version):
        raise PermissionDenied
    try:
        undone = revert_objective(version, by=request.membership)
        return changed(request, version.objective, "Undone. It is as it was before.", undone)
    except Refused as refused:
        messages.error(request, f"Nothing was undone. {refused}")
    return back_to(request, version.objective)
