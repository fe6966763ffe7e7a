"""What every view here says in the same way: what was typed, what was refused, what was done and how to undo it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from objectives.actions.key_results import key_result_before
from objectives.actions.objectives import objective_before
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion
from objectives.permissions import can_put_back_key_result, can_put_back_objective
from organizations.formatting import percent
from organizations.interrupted import forget_what_was_typed, interrupted_form
from organizations.requests import OrganizationRequest


def typed(request: OrganizationRequest) -> QueryDict | None:
    """What was posted, or what was typed here before signing in again."""
    return request.POST if request.method == "POST" else interrupted_form(request)


def is_sent(request: OrganizationRequest, form: forms.BaseForm) -> bool:
    return request.method == "POST" and form.is_valid()


def show(request: OrganizationRequest, template: str, **context: Any) -> HttpResponse:
    """A page; 422 where its form was refused, with everything typed kept."""
    form = context.get("form")
    refused = request.method == "POST" and form is not None and bool(form.errors)
    return render(request, f"objectives/{template}.html", context, status=422 if refused else 200)


def say(request: OrganizationRequest, text: str, *, undo: str = "") -> None:
    """The form has arrived: say what happened and offer to undo it."""
    forget_what_was_typed(request)
    messages.success(request, text, extra_tags=undo)


def undo_url(request: OrganizationRequest, version: ObjectiveVersion | KeyResultVersion) -> str:
    name = "objective_undo" if isinstance(version, ObjectiveVersion) else "key_result_undo"
    return reverse(name, kwargs={"organization": request.organization.slug, "version_id": version.pk})


def changed(
    request: OrganizationRequest,
    thing: Objective | KeyResult,
    text: str,
    version: ObjectiveVersion | KeyResultVersion | None,
) -> HttpResponseRedirect:
    """Say it, offer Undo where something changed and she may put it back, and show the thing."""
    thing.refresh_from_db()
    if version is None:
        say(request, "Nothing was changed.")
    else:
        undo = undo_url(request, version) if may_undo(request, version) else ""
        say(request, f"{text} {what_moved(version)}".strip(), undo=undo)
    return back_to(request, thing)


def what_moved(version: ObjectiveVersion | KeyResultVersion) -> str:
    """What the change did to the progress, where it did anything."""
    before, after = version.progress_before, version.progress
    if before is None or before == after:
        return ""
    return f"Its progress was {percent(before)} and is {percent(after)} now."


def may_undo(request: OrganizationRequest, version: ObjectiveVersion | KeyResultVersion) -> bool:
    """Whether she may put back what this change moved."""
    if isinstance(version, ObjectiveVersion):
        return can_put_back_objective(request.membership, version.objective, objective_before(version))
    return can_put_back_key_result(request.membership, version.key_result, key_result_before(version))


def latest_version(thing: Objective | KeyResult) -> ObjectiveVersion | KeyResultVersion | None:
    """The last thing that somebody changed about it, with who did."""
    if isinstance(thing, Objective):
        return ObjectiveVersion.objects.filter(objective=thing).select_related("actor__user").order_by("-pk").first()
    return KeyResultVersion.objects.filter(key_result=thing).select_related("actor__user").order_by("-pk").first()


def back_to(request: OrganizationRequest, thing: Objective | KeyResult) -> HttpResponseRedirect:
    if isinstance(thing, Objective):
        return redirect("objective", organization=request.organization.slug, objective_id=thing.pk)
    return redirect("key_result", organization=request.organization.slug, key_result_id=thing.pk)
