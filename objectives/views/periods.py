"""The line of periods, and planning, editing, opening and closing them."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from objectives.actions.periods import close_period, create_period, edit_period, open_period
from objectives.context import periods_of
from objectives.forms.explained import explained_in
from objectives.forms.periods import PeriodForm
from objectives.models import Period
from objectives.period_facts import facts_of, period_rows
from objectives.permissions import can_manage_periods
from objectives.proposals import proposals
from objectives.views.answers import is_sent, say, show, typed
from organizations.requests import OrganizationRequest

NEW_FIELDS = ("name", "kind", "starts_on", "ends_on")


@require_safe
def periods(request: OrganizationRequest) -> HttpResponse:
    rows = period_rows(periods_of(request), request.organization.day_of(timezone.now()))
    return show(request, "periods", section="periods", rows=rows, may_manage=can_manage_periods(request.membership))


@require_http_methods(["GET", "HEAD", "POST"])
def period_new(request: OrganizationRequest) -> HttpResponse:
    admins_only(request)
    ideas = proposals(periods_of(request), request.organization.day_of(timezone.now()))
    asked = {name: request.GET[name] for name in NEW_FIELDS if name in request.GET}
    form = PeriodForm(typed(request), initial=asked or ideas[0].as_initial())
    if is_sent(request, form):
        with explained_in(form):
            period = create_period(by=request.membership, **form.cleaned_data)
            say(request, f"{period.name} is planned. Write its objectives, then open it.")
            return redirect("periods", organization=request.organization.slug)
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
            say(request, f"{period.name} is saved.", undo=undo)
            return redirect("periods", organization=request.organization.slug)
    return show(request, "period_edit", section="periods", form=form, shown=shown)


@require_http_methods(["GET", "HEAD", "POST"])
def period_open(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """A GET says beforehand what opening does."""
    shown = managed_period(request, period_id)
    form = Form(typed(request))
    if is_sent(request, form):
        with explained_in(form):
            open_period(shown, by=request.membership)
            say(request, f"{shown.name} is open. People check in every Monday from here on.")
            return redirect("periods", organization=request.organization.slug)
    return show(request, "period_open", section="periods", form=form, shown=shown, facts=facts_of(shown))


@require_http_methods(["GET", "HEAD", "POST"])
def period_close(request: OrganizationRequest, period_id: UUID) -> HttpResponse:
    """A GET says beforehand what closing does."""
    shown = managed_period(request, period_id)
    form = Form(typed(request))
    if is_sent(request, form):
        with explained_in(form):
            close_period(shown, by=request.membership)
            say(request, f"{shown.name} is closed. It stays as it is, to be read.")
            return redirect("periods", organization=request.organization.slug)
    today = request.organization.day_of(timezone.now())
    context = {"facts": facts_of(shown), "ends_later": today < shown.ends_on}
    return show(request, "period_close", section="periods", form=form, shown=shown, **context)


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
