"""The line of periods, and planning, editing, opening, ending, closing and reopening them."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from objectives.actions.periods import (
    begin_grace,
    close_period,
    create_period,
    edit_period,
    open_period,
    reopen_period,
)
from objectives.context import periods_of
from objectives.forms.explained import explained_in
from objectives.forms.periods import PeriodForm, PeriodReasonForm
from objectives.models import Period
from objectives.period_facts import day, period_rows
from objectives.period_line import time_line
from objectives.period_steps import (
    Contents,
    contents_of,
    first_due_on,
    unfinished_in,
    why_not_close,
    why_not_end,
    why_not_open,
    why_not_reopen,
)
from objectives.permissions import can_manage_periods
from objectives.proposals import proposals
from objectives.readiness import readiness_of
from objectives.views.answers import is_sent, say, show, typed
from organizations.requests import OrganizationRequest
from organizations.rhythm import Choice, in_words, monday_of, rhythms

NEW_FIELDS = ("name", "kind", "starts_on", "ends_on")


@require_safe
def periods(request: OrganizationRequest) -> HttpResponse:
    known, today = periods_of(request), today_of(request)
    context = {
        "rows": period_rows(known, request.membership, today),
        "line": time_line(known, today, request.organization.year_starts_in),
        "today": today,
        "may_manage": can_manage_periods(request.membership),
    }
    return show(request, "periods", section="periods", **context)


@require_http_methods(["GET", "HEAD", "POST"])
def period_new(request: OrganizationRequest) -> HttpResponse:
    admins_only(request)
    ideas = proposals(periods_of(request), today_of(request), request.organization.year_starts_in)
    asked = {name: request.GET[name] for name in NEW_FIELDS if name in request.GET}
    form = PeriodForm(typed(request), initial=asked or ideas[0].as_initial())
    if is_sent(request, form):
        with explained_in(form):
            period = create_period(by=request.membership, **form.cleaned_data)
            return done(request, f"{period.name} is planned. Write its objectives, then open it.")
    return show(request, "period_new", section="periods", form=form, ideas=ideas)


@require_http_methods(["GET", "HEAD", "POST"])
def period_edit(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    shown = managed_period(request, period_id)
    before = {name: getattr(shown, name) for name in NEW_FIELDS}
    form = PeriodForm(undo_or_typed(request), period=shown, initial=before)
    if is_sent(request, form):
        with explained_in(form):
            period = edit_period(shown, by=request.membership, changes=form.cleaned_data)
            undo = f"{request.path}?{urlencode(before)}" if period.version != shown.version else ""
            return done(request, f"{period.name} is saved.", undo=undo)
    return show(request, "period_edit", section="periods", form=form, shown=shown)


@require_http_methods(["GET", "HEAD", "POST"])
def period_open(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """A GET says beforehand what opening does."""
    shown = managed_period(request, period_id)
    rhythm = rhythms().usual
    first_due = first_due_on(shown, request.organization, rhythm, timezone.now())
    choice = rhythm.choice_in(monday_of(first_due or shown.starts_on))
    contents = contents_of(shown, first_due or shown.starts_on)
    form = Form(typed(request))
    if is_sent(request, form):
        with explained_in(form):
            open_period(shown, by=request.membership)
            return done(request, f"{shown.name} is open. {who_is_asked(contents, choice, first_due)}")
    facts = {"contents": contents, "choice": choice, "first_due_on": first_due}
    context = {**facts, "finding_count": readiness_of(shown).finding_count}
    why_not = why_not_open(shown)
    return show(request, "period_open", section="periods", form=form, shown=shown, why_not=why_not, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def period_end(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """It ends by itself after its last day; earlier for a reason. A GET says beforehand what that does."""
    shown = managed_period(request, period_id)
    today = today_of(request)
    is_early = today <= shown.ends_on
    form = PeriodReasonForm(typed(request), is_needed=is_early)
    grace_ends_on = shown.grace_ends_on(request.organization, today)
    if is_sent(request, form):
        with explained_in(form):
            begin_grace(shown, by=request.membership, reason=form.cleaned_data["reason"])
            return done(request, f"{shown.name} is in grace until {day(grace_ends_on)}. Now come the scores.")
    context = {"contents": contents_of(shown, today), "is_early": is_early, "grace_ends_on": grace_ends_on}
    return show(request, "period_end", section="periods", form=form, shown=shown, why_not=why_not_end(shown), **context)


@require_http_methods(["GET", "HEAD", "POST"])
def period_close(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """A GET says beforehand what closing does."""
    shown = managed_period(request, period_id)
    form = Form(typed(request))
    if is_sent(request, form):
        with explained_in(form):
            close_period(shown, by=request.membership)
            return done(request, f"{shown.name} is closed. Read its report, and carry over what goes on.")
    why_not = why_not_close(shown, today_of(request))
    context = {"unfinished": unfinished_in(shown), "why_not": why_not}
    return show(request, "period_close", section="periods", form=form, shown=shown, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def period_reopen(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """Back to grace, for a reason. A GET says beforehand what that does."""
    shown = managed_period(request, period_id)
    form = PeriodReasonForm(typed(request), is_needed=True)
    if is_sent(request, form):
        with explained_in(form):
            reopen_period(shown, by=request.membership, reason=form.cleaned_data["reason"])
            return done(request, f"{shown.name} is in grace again. Close it when everything is put right.")
    closed_on = request.organization.day_of(shown.closed_at) if shown.closed_at else None
    contents = contents_of(shown, today_of(request))
    context = {"contents": contents, "closed_on": closed_on, "why_not": why_not_reopen(shown)}
    return show(request, "period_reopen", section="periods", form=form, shown=shown, **context)


def today_of(request: OrganizationRequest) -> date:
    return request.organization.day_of(timezone.now())


def done(request: OrganizationRequest, text: str, *, undo: str = "") -> HttpResponse:
    """Say what happened and what comes next, on the line of periods."""
    say(request, text, undo=undo)
    return redirect("periods", organization=request.organization.slug)


def who_is_asked(contents: Contents, choice: Choice, first_due: date | None) -> str:
    count = contents.asked.count
    if not count or not first_due:
        return "Nobody is asked for a check-in yet."
    who = "1 person is" if count == 1 else f"{count} people are"
    return f"{who} asked to check in {in_words(choice)}, first on {day(first_due)}."


def admins_only(request: OrganizationRequest) -> None:
    if not can_manage_periods(request.membership):
        raise PermissionDenied


def managed_period(request: OrganizationRequest, period_id: UUID) -> Period:
    period = get_object_or_404(Period.objects.all(), pk=period_id)
    admins_only(request)
    return period


def undo_or_typed(request: OrganizationRequest) -> Any:
    """Undo posts what was before in the address."""
    undone: QueryDict = request.GET
    return undone if request.method == "POST" and "name" in undone else typed(request)
