"""One's own notices, and what one wants by mail."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from checkins.forms_notices import MailsForm
from checkins.mail_topics import topics_of, unwanted_after
from checkins.notices import notices_of, whereabouts_of
from checkins.requests import moment_of
from organizations.actions import choose_mails
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: OrganizationRequest) -> HttpResponse:
    """A POST says what I want by mail; what is not ticked stands here alone."""
    membership = request.membership
    topics = topics_of(membership)
    known = {"wanted": [topic for topic in topics if membership.wants(topic)]}
    form = MailsForm(request.POST if request.method == "POST" else None, topics=topics, initial=known)
    if form.is_valid():
        choose_mails(by=membership, unwanted=unwanted_after(membership, topics, form.cleaned_data["wanted"]))
        messages.success(request, "Saved.")
        return redirect("notices", organization=request.organization.slug)
    context = {
        "section": "me",
        "form": form,
        "topics": topics,
        "notices": notices_of(membership),
        "whereabouts": whereabouts_of(membership, moment_of(request)),
    }
    return render(request, "checkins/notices.html", context, status=422 if form.errors else 200)
