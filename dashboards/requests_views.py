"""Requests: what is asked of somebody and what she asks, and the answers to one."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alignment.actions import accept, decline, undo_decline, withdraw
from alignment.inbox import is_answerable, is_undoable, lists_of
from alignment.models import Request
from alignment.permissions import can_answer, can_withdraw
from dashboards.forms_cascade import ChangeForm, DeclineForm
from objectives.forms.explained import explained_in
from objectives.views.answers import back_to, say, typed
from organizations.actions import Refused
from organizations.requests import OrganizationRequest


@require_safe
def requests_page(request: OrganizationRequest) -> HttpResponse:
    """Of me and by me, the newest first."""
    lists = lists_of(request.membership, timezone.now())
    return render(request, "dashboards/requests.html", {"lists": lists, "section": "home"})


@require_safe
def request_page(request: OrganizationRequest, request_id: UUID) -> HttpResponse:
    """One request: the draft, what became of it, and what one may do."""
    found = find_request(request, request_id)
    may_answer = can_answer(request.membership, found)
    context = {
        "asked": found,
        "may_answer": may_answer and is_answerable(found),
        "may_withdraw": found.is_open and not found.period.is_closed and can_withdraw(request.membership, found),
        "may_undo": may_answer and is_undoable(found, timezone.now()),
        "section": "home",
    }
    return render(request, "dashboards/request.html", context)


@require_POST
def request_accept(request: OrganizationRequest, request_id: UUID) -> HttpResponse:
    found = answerable_request(request, request_id)
    try:
        return accepted(request, accept(found, by=request.membership))
    except Refused as refused:
        messages.error(request, str(refused))
    return to_request(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def request_change(request: OrganizationRequest, request_id: UUID) -> HttpResponse:
    """Accept it with other words or numbers."""
    found = answerable_request(request, request_id)
    form = ChangeForm(typed(request), about=found)
    if request.method == "POST" and form.is_valid():
        with explained_in(form):
            note = form.cleaned_data["note"]
            return accepted(request, accept(found, by=request.membership, changes=form.changes(), note=note))
    return show_form(request, "request_change", form, found)


def accepted(request: OrganizationRequest, found: Request) -> HttpResponse:
    assert found.made is not None
    more = "" if found.made_key_result_id else " Now say which numbers show it."
    say(request, f"Accepted: “{found.made}” supports “{found.objective}”.{more}")
    return back_to(request, found.made)


@require_http_methods(["GET", "HEAD", "POST"])
def request_decline(request: OrganizationRequest, request_id: UUID) -> HttpResponse:
    """With a reason; to be undone in the message, and from the list of requests for thirty days."""
    found = answerable_request(request, request_id)
    form = DeclineForm(typed(request))
    if request.method == "POST" and form.is_valid():
        with explained_in(form):
            decline(found, by=request.membership, reason=form.cleaned_data["reason"])
            slug = request.organization.slug
            undo = reverse("request_undo", kwargs={"organization": slug, "request_id": found.pk})
            say(request, f"Declined. {found.asker} reads why.", undo=undo)
            return redirect("requests", organization=slug)
    return show_form(request, "request_decline", form, found)


@require_POST
def request_undo(request: OrganizationRequest, request_id: UUID) -> HttpResponse:
    """It was declined by mistake: it waits for an answer again."""
    found = answerable_request(request, request_id)
    try:
        undo_decline(found, by=request.membership)
        messages.success(request, f"Undone. “{found}” waits for your answer again.")
    except Refused as refused:
        messages.error(request, f"Nothing was undone. {refused}")
    return to_request(request, found)


@require_POST
def request_withdraw(request: OrganizationRequest, request_id: UUID) -> HttpResponse:
    found = find_request(request, request_id)
    if not can_withdraw(request.membership, found):
        raise PermissionDenied
    try:
        withdraw(found, by=request.membership)
        messages.success(request, f"Withdrawn: {found.whom} is not asked any more.")
        return back_to(request, found.key_result or found.objective)
    except Refused as refused:
        messages.error(request, str(refused))
    return to_request(request, found)


def find_request(request: OrganizationRequest, request_id: UUID) -> Request:
    found = Request.objects.visible_to(request.membership).with_people().select_related("key_result__objective")
    return get_object_or_404(found, pk=request_id)


def answerable_request(request: OrganizationRequest, request_id: UUID) -> Request:
    found = find_request(request, request_id)
    if not can_answer(request.membership, found):
        raise PermissionDenied
    return found


def to_request(request: OrganizationRequest, found: Request) -> HttpResponse:
    return redirect("request", organization=request.organization.slug, request_id=found.pk)


def show_form(request: OrganizationRequest, template: str, form: forms.BaseForm, found: Request) -> HttpResponse:
    refused = request.method == "POST" and bool(form.errors)
    context = {"form": form, "asked": found, "period": found.period, "section": "home"}
    return render(request, f"dashboards/{template}.html", context, status=422 if refused else 200)
