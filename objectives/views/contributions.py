"""What adds into a key result: found, taken in and let go again."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from objectives.actions.contributions import contribute, stop_contributing
from objectives.context import as_id, periods_of
from objectives.contributors import contributors_of
from objectives.forms.contributions import ContributionForm
from objectives.forms.explained import explained_in
from objectives.models import KeyResult
from objectives.views.answers import say, show, typed
from objectives.views.key_results import editable_key_result
from objectives.views.searching import search_text
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_contributions(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """The buttons `add` and `end` carry the id of what shall contribute, or shall no more."""
    key_result = editable_key_result(request, key_result_id)
    form = ContributionForm(typed(request), period=key_result.period)
    if request.method == "POST" and form.is_valid():
        with explained_in(form):
            return carried_out(request, key_result, form.reason)
    text = search_text(request)
    context = {"key_result": key_result, "objective": key_result.objective, "period": key_result.period, "text": text}
    page = contributors_of(key_result, request.membership, list(periods_of(request)), text)
    return show(request, "key_result_contributions", section="objectives", form=form, page=page, **context)


def carried_out(request: OrganizationRequest, to: KeyResult, reason: str) -> HttpResponse:
    added, ended = as_id(request.POST.get("add", "")), as_id(request.POST.get("end", ""))
    contributor = get_object_or_404(KeyResult.objects.visible_to(request.membership), pk=added or ended)
    act = contribute if added else stop_contributing
    version = act(contributor, to, by=request.membership, reason=reason)
    words = (
        f"“{contributor}” contributes to “{to}” {'now' if added else 'no more'}." if version else "Nothing was changed."
    )
    say(request, words)
    return redirect("key_result_contributions", organization=request.organization.slug, key_result_id=to.pk)
