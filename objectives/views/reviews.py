"""How objectives end: the page of one, and who has said what in a period."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from objectives.actions.reviews import review_objective
from objectives.context import as_id
from objectives.forms.explained import explained_in
from objectives.forms.reviews import ReviewForm
from objectives.models import Objective, Period
from objectives.review_page import build_review_page
from objectives.reviews import Review
from objectives.scores import score_in_words
from objectives.scoring_overview import build_overview
from objectives.views.answers import is_sent, say, show, typed
from organizations.requests import OrganizationRequest


@require_http_methods(["GET", "HEAD", "POST"])
def objective_review(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    """Everything about the end of one objective; in grace a form for whoever may say it."""
    objective = get_object_or_404(Objective.objects.visible_to(request.membership).with_people(), pk=objective_id)
    page = build_review_page(objective, request.membership)
    if request.method == "POST" and not page.may_say_something:
        raise PermissionDenied
    form = ReviewForm(typed(request), page=page, by=request.membership)
    if is_sent(request, form):
        with explained_in(form):
            say(request, what_was_said(review_objective(objective, by=request.membership, **form.given())))
            return redirect("objective_review", request.organization.slug, objective.pk)
    context = {"page": page, "objective": objective, "period": objective.period}
    return show(request, "objective_review", section="objectives", form=form, **context)


def what_was_said(review: Review) -> str:
    score = score_in_words(review.grade.value)
    if review.is_complete:
        return f"Saved. “{review.objective}” ended at {score}. Nothing is missing."
    return f"Saved. “{review.objective}” is at {score}. Still missing: {', '.join(review.missing)}."


@require_safe
def period_scoring(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """Who has scored, reflected and decided, and who has not."""
    period = get_object_or_404(Period.objects.all(), pk=period_id)
    overview = build_overview(period, request.membership, team_id=as_id(request.GET.get("team", "")))
    context = {
        "shown": period,
        "overview": overview,
        "ends_on": period.grace_ends_on(request.organization),
        "today": request.organization.day_of(timezone.now()),
    }
    return show(request, "period_scoring", section="periods", **context)
