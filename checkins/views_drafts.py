"""What somebody has begun to type: sent by the page itself, two seconds after the last key, or discarded by her."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from checkins.actions import locked_key_results
from checkins.drafts import discard_draft, save_draft
from checkins.forms import CheckInForm, DraftForm, touched_ids
from checkins.models import Draft
from checkins.requests import moment_of
from checkins.sheet import day_and_time, folded_row, is_answered, open_row, with_last_note
from objectives.errors import Refused
from objectives.models import KeyResult
from objectives.permissions import can_check_in
from organizations.interrupted import saves_by_itself
from organizations.requests import OrganizationRequest

NOT_YOURS = "Somebody else has signed in here since this page was loaded."


@saves_by_itself
@require_POST
def check_in_draft(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """The words of one row; `discard` ends them, and `?alone` says that the row has its page for itself."""
    found = with_last_note(KeyResult.objects.visible_to(request.membership).with_people())
    key_result = get_object_or_404(found, pk=key_result_id)
    if not can_check_in(request.membership, key_result):
        raise PermissionDenied
    if "discard" in request.POST:
        return discard(request, key_result)
    if request.POST.get("typed_by") != str(request.membership.pk):
        return not_saved(request, NOT_YOURS)
    form = DraftForm(key_result, request.POST)
    if not form.is_valid():
        return not_saved(request, form.complaint())
    try:
        draft = kept(request, form)
    except Refused as refused:
        return not_saved(request, str(refused))
    saved = day_and_time(draft.saved_at, timezone.now()).removeprefix("today ") if draft else ""
    return render(
        request, "checkins/_draft.html", {"key_result": key_result, "saved": saved, "alone": is_alone(request)}
    )


def kept(request: OrganizationRequest, form: DraftForm) -> Draft | None:
    key = form.cleaned_data["key"]
    return save_draft(by=request.membership, key_result=form.key_result, words=form.words(), submission_key=key)


def not_saved(request: OrganizationRequest, why: str) -> HttpResponse:
    return render(request, "checkins/_draft_not_saved.html", {"why": why}, status=422)


def is_alone(request: OrganizationRequest) -> bool:
    return "alone" in request.GET


def discard(request: OrganizationRequest, key_result: KeyResult) -> HttpResponse:
    """The row as it was said last; without JavaScript the page again, on which the other rows keep their words."""
    if not request.htmx:
        keep_the_others(request, key_result)
    discard_draft(by=request.membership, key_result=key_result)
    if request.htmx:
        return discarded_row(request, key_result)
    messages.success(request, "Draft discarded.")
    if is_alone(request):
        return redirect("check_in_one", request.organization.slug, key_result.pk)
    return redirect("check_ins", request.organization.slug)


def keep_the_others(request: OrganizationRequest, key_result: KeyResult) -> None:
    others = locked_key_results(set(touched_ids(request.POST)) - {key_result.pk})
    for form in [DraftForm(other, request.POST) for other in others.values()]:
        if form.is_valid() and can_check_in(request.membership, form.key_result):
            try:
                kept(request, form)
            except Refused:
                continue


def discarded_row(request: OrganizationRequest, key_result: KeyResult) -> HttpResponse:
    moment = moment_of(request)
    if is_answered(key_result, moment) and not is_alone(request):
        row = folded_row(key_result, moment)
    else:
        form = CheckInForm(key_result)
        form.fields["value"].widget.attrs["autofocus"] = True
        row = open_row(key_result, moment, form)
    return render(request, "checkins/_draft_discarded.html", {"row": row, "alone": is_alone(request)})
