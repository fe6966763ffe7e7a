"""Adding key results, editing them, marking them done, and putting them away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from objectives.actions.key_results import (
    create_key_result,
    edit_key_result,
    mark_done,
    put_key_result_in_state,
    reopen_key_result,
    revert_key_result,
)
from objectives.errors import Refused
from objectives.forms.choices import ReasonForm
from objectives.forms.explained import explained_in
from objectives.forms.key_results import KeyResultForm
from objectives.forms.life import DoneForm, PutAwayForm
from objectives.models import KeyResult, KeyResultVersion, State
from objectives.permissions import can_edit_key_result, can_mark_done
from objectives.views.answers import back_to, changed, is_sent, latest_version, may_undo, show, typed
from objectives.views.objective_life import WORDS
from objectives.views.objectives import editable_objective
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_new(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    objective = editable_objective(request, objective_id)
    form = KeyResultForm(typed(request), objective=objective, initial={"owner": objective.owner_id})
    if is_sent(request, form):
        with explained_in(form):
            key_result = create_key_result(
                by=request.membership, objective=objective, reason=form.reason, **form.facts()
            )
            return changed(request, key_result, f"“{key_result}” is added.", latest_version(key_result))
    context = {"objective": objective, "period": objective.period}
    return show(request, "key_result_new", section="objectives", form=form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_edit(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    key_result = editable_key_result(request, key_result_id)
    initial = {name: getattr(key_result, name) for name in KeyResultForm.base_fields}
    initial |= {"owner": key_result.owner_id, "deputy": key_result.deputy_id}
    form = KeyResultForm(
        typed(request),
        objective=key_result.objective,
        key_result=key_result,
        latest=latest_version(key_result),
        initial=initial,
    )
    if is_sent(request, form):
        with explained_in(form):
            version = edit_key_result(key_result, by=request.membership, changes=form.facts(), reason=form.reason)
            return changed(request, key_result, f"“{form.cleaned_data['title']}” is saved.", version)
    return show_form(request, "key_result_edit", form, key_result)


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_archive(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """Archive or drop it."""
    key_result = editable_key_result(request, key_result_id)
    form = PutAwayForm(typed(request), period=key_result.period)
    if is_sent(request, form):
        with explained_in(form):
            return put(request, key_result, form.cleaned_data["state"], form.reason)
    return show_form(request, "key_result_archive", form, key_result)


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_restore(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    key_result = editable_key_result(request, key_result_id)
    form = ReasonForm(typed(request), period=key_result.period)
    if is_sent(request, form):
        with explained_in(form):
            return put(request, key_result, State.ACTIVE, form.reason)
    return show_form(request, "key_result_restore", form, key_result)


def put(request: OrganizationRequest, key_result: KeyResult, state: str, reason: str) -> HttpResponse:
    version = put_key_result_in_state(key_result, state, by=request.membership, reason=reason)
    return changed(request, key_result, f"“{key_result}” is {WORDS[State(state)]}.", version)


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_done(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """Reached or given up, and a word why."""
    key_result = finishable_key_result(request, key_result_id)
    form = DoneForm(typed(request))
    if is_sent(request, form):
        with explained_in(form):
            version = mark_done(key_result, by=request.membership, **form.cleaned_data)
            words = {"reached": "is reached", "given_up": "is given up"}[form.cleaned_data["done_as"]]
            return changed(request, key_result, f"“{key_result}” {words}. It asks for no more check-ins.", version)
    return show_form(request, "key_result_done", form, key_result)


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_reopen(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    key_result = finishable_key_result(request, key_result_id)
    form = ReasonForm(typed(request), period=key_result.period)
    if is_sent(request, form):
        with explained_in(form):
            version = reopen_key_result(key_result, by=request.membership, reason=form.reason)
            return changed(request, key_result, f"“{key_result}” is open again.", version)
    return show_form(request, "key_result_reopen", form, key_result)


@require_POST
def key_result_undo(request: OrganizationRequest, version_id: UUID) -> HttpResponse:
    """Take one change back; what others changed since stays."""
    versions = KeyResultVersion.objects.select_related("key_result__objective")
    version = get_object_or_404(versions, pk=version_id)
    if not may_undo(request, version):
        raise PermissionDenied
    try:
        undone = revert_key_result(version, by=request.membership)
        return changed(request, version.key_result, "Undone. It is as it was before.", undone)
    except Refused as refused:
        messages.error(request, f"Nothing was undone. {refused}")
    return back_to(request, version.key_result)


def find_key_result(request: OrganizationRequest, key_result_id: UUID) -> KeyResult:
    found = KeyResult.objects.visible_to(request.membership).select_related(
        "period", "objective__period", "owner__user"
    )
    return get_object_or_404(found, pk=key_result_id)


def editable_key_result(request: OrganizationRequest, key_result_id: UUID) -> KeyResult:
    key_result = find_key_result(request, key_result_id)
    if not can_edit_key_result(request.membership, key_result):
        raise PermissionDenied
    return key_result


def finishable_key_result(request: OrganizationRequest, key_result_id: UUID) -> KeyResult:
    key_result = find_key_result(request, key_result_id)
    if not can_mark_done(request.membership, key_result):
        raise PermissionDenied
    return key_result


def show_form(request: OrganizationRequest, template: str, form: object, key_result: KeyResult) -> HttpResponse:
    context = {"key_result": key_result, "objective": key_result.objective, "period": key_result.period}
    return show(request, template, section="objectives", form=form, **context)
