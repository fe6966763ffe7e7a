"""The work that should move a key result: written down, brought along and put away, on the key result's page."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from objectives.actions.initiatives import (
    add_initiative,
    bring_back_initiative,
    edit_initiative,
    withdraw_initiative,
)
from objectives.errors import Refused
from objectives.forms.explained import explained_in
from objectives.forms.initiatives import InitiativeForm, InitiativeStateForm, NewInitiativeForm
from objectives.initiatives import last_line_of, work_on
from objectives.models import Initiative, InitiativeState, KeyResult
from objectives.permissions import can_plan_work, can_put_initiative
from objectives.views.answers import is_sent, say, show, typed
from objectives.views.key_results import find_key_result
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_initiatives(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """The list; a POST adds one, which is the business of whoever wrote it down until somebody says otherwise."""
    key_result = find_key_result(request, key_result_id)
    if request.method == "POST" and not can_plan_work(request.membership, key_result):
        raise PermissionDenied
    form = NewInitiativeForm(typed(request))
    if is_sent(request, form):
        with explained_in(form):
            initiative = add_initiative(
                key_result, by=request.membership, owner=request.membership, **form.cleaned_data
            )
            return changed(request, initiative, f"Added “{initiative}”.")
    return show_list(request, key_result, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def initiative_edit(request: OrganizationRequest, initiative_id: UUID) -> HttpResponse:
    initiative = find_initiative(request, initiative_id)
    if not can_plan_work(request.membership, initiative.key_result):
        raise PermissionDenied
    form = InitiativeForm(typed(request), initiative=initiative, latest=last_line_of(initiative))
    if is_sent(request, form):
        with explained_in(form):
            version = edit_initiative(initiative, by=request.membership, changes=form.cleaned_data)
            text = f"“{form.cleaned_data['title']}” is saved." if version else "Nothing was changed."
            return changed(request, initiative, text)
    key_result = initiative.key_result
    context = {"initiative": initiative, "key_result": key_result, "objective": key_result.objective}
    return show(request, "initiative_edit", section="objectives", form=form, period=key_result.period, **context)


@require_POST
def initiative_state(request: OrganizationRequest, initiative_id: UUID) -> HttpResponse:
    """`state` says how far it is; in the address it is what it was before, to undo that."""
    initiative = find_initiative(request, initiative_id)
    if not can_put_initiative(request.membership, initiative):
        raise PermissionDenied
    was, form = initiative.state, InitiativeStateForm(request.POST if "state" in request.POST else request.GET)
    if not form.is_valid():
        return show_list(request, initiative.key_result, state_form=form)
    try:
        moved = edit_initiative(initiative, by=request.membership, changes=form.cleaned_data)
    except Refused as refused:
        return refuse(request, initiative, refused)
    if moved is None:
        return changed(request, initiative, "Nothing was changed.")
    text = f"“{initiative}” is {InitiativeState(moved.state).label.lower()}."
    return changed(request, initiative, text, undo=f"{address_of('initiative_state', request, initiative)}?state={was}")


@require_POST
def initiative_withdraw(request: OrganizationRequest, initiative_id: UUID) -> HttpResponse:
    initiative = plannable_initiative(request, initiative_id)
    try:
        withdraw_initiative(initiative, by=request.membership)
    except Refused as refused:
        return refuse(request, initiative, refused)
    undo = address_of("initiative_restore", request, initiative)
    return changed(request, initiative, f"Withdrew “{initiative}”.", undo=undo)


@require_POST
def initiative_restore(request: OrganizationRequest, initiative_id: UUID) -> HttpResponse:
    initiative = plannable_initiative(request, initiative_id)
    try:
        bring_back_initiative(initiative, by=request.membership)
    except Refused as refused:
        return refuse(request, initiative, refused)
    undo = address_of("initiative_withdraw", request, initiative)
    return changed(request, initiative, f"“{initiative}” is on the list again.", undo=undo)


def find_initiative(request: OrganizationRequest, initiative_id: UUID) -> Initiative:
    found = Initiative.objects.visible_to(request.membership).select_related(
        "key_result__period", "key_result__objective__period", "key_result__owner__user"
    )
    return get_object_or_404(found, pk=initiative_id)


def plannable_initiative(request: OrganizationRequest, initiative_id: UUID) -> Initiative:
    initiative = find_initiative(request, initiative_id)
    if not can_plan_work(request.membership, initiative.key_result):
        raise PermissionDenied
    return initiative


def address_of(name: str, request: OrganizationRequest, initiative: Initiative) -> str:
    return reverse(name, kwargs={"organization": request.organization.slug, "initiative_id": initiative.pk})


def changed(request: OrganizationRequest, initiative: Initiative, text: str, *, undo: str = "") -> HttpResponse:
    """The list as it is now, where it stands on the page that asked; else that page."""
    if request.htmx:
        if undo:
            say(request, text, undo=undo)
        return show_list(request, initiative.key_result, sentence=text)
    say(request, text, undo=undo)
    return back_to_the_list(request, initiative)


def refuse(request: OrganizationRequest, initiative: Initiative, refused: Refused) -> HttpResponse:
    messages.error(request, f"Nothing was changed. {refused}")
    return show_list(request, initiative.key_result) if request.htmx else back_to_the_list(request, initiative)


def back_to_the_list(request: OrganizationRequest, initiative: Initiative) -> HttpResponse:
    page = redirect("key_result", organization=request.organization.slug, key_result_id=initiative.key_result_id)
    return redirect(f"{page['Location']}#initiatives")


def show_list(
    request: OrganizationRequest,
    key_result: KeyResult,
    *,
    form: NewInitiativeForm | None = None,
    state_form: InitiativeStateForm | None = None,
    sentence: str = "",
) -> HttpResponse:
    """The page, or for htmx its list; 422 where what was typed was refused."""
    refused = state_form or (form if form and form.is_bound and form.errors else None)
    context = {
        "work": work_on(key_result, request.membership),
        "new_form": form if form and (refused or not request.htmx) else NewInitiativeForm(),
        "form": refused,
        "key_result": key_result,
        "objective": key_result.objective,
        "period": key_result.period,
        "sentence": sentence,
        "section": "objectives",
    }
    template = "objectives/_initiatives_changed.html" if request.htmx else "objectives/initiatives.html"
    return render(request, template, context, status=422 if refused else 200)
