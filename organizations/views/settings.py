"""The organization's settings, and one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from organizations.actions import change_settings, introduce_oneself, set_cadence
from organizations.cadences import held, holds_at_once
from organizations.forms import MeForm, SettingsForm
from organizations.forms_cadence import DAY, CheckInsForm
from organizations.forms_health import HealthForm, in_words
from organizations.permissions import can_change_settings
from organizations.requests import OrganizationRequest
from organizations.rhythm import rhythms

SWITCHES = ("escalates", "answers_from_mail")


@require_http_methods(["GET", "HEAD", "POST"])
def organization_settings(request: OrganizationRequest) -> HttpResponse:
    if not can_change_settings(request.membership):
        raise PermissionDenied
    organization = request.organization
    known = {name: getattr(organization, name) for name in SettingsForm.base_fields}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        change_settings(by=request.membership, **form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("settings", organization=organization.slug)
    context = {"section": "settings", "form": form}
    return render(request, "organizations/settings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def settings_check_ins(request: OrganizationRequest) -> HttpResponse:
    """When check-ins are due, and what mails do."""
    if not can_change_settings(request.membership):
        raise PermissionDenied
    organization = request.organization
    today = organization.day_of(timezone.now())
    shown = held(rhythms().usual, today)
    known = {name: getattr(shown.last, name) for name in DAY} | {name: getattr(organization, name) for name in SWITCHES}
    form = CheckInsForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        change_settings(by=request.membership, **{name: form.cleaned_data[name] for name in SWITCHES})
        set_cadence(by=request.membership, **form.day)
        messages.success(request, f"Saved. Check-ins are due {held(rhythms().usual, today).words}.")
        return redirect("settings_check_ins", organization=organization.slug)
    context = {"section": "settings", "form": form, "held": shown, "holds_at_once": holds_at_once(organization, today)}
    return render(request, "organizations/settings_check_ins.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def settings_health(request: OrganizationRequest) -> HttpResponse:
    """How far behind is at risk and off track. `preview` shows what was typed in words, and saves nothing."""
    if not can_change_settings(request.membership):
        raise PermissionDenied
    organization = request.organization
    known = {name: getattr(organization, name) for name in HealthForm.base_fields}
    form, is_preview = HealthForm(request.POST if request.method == "POST" else None, initial=known), False
    if form.is_valid():
        known, is_preview = form.cleaned_data, "preview" in request.POST
        if not is_preview:
            change_settings(by=request.membership, **known)
            messages.success(request, "Saved. Health is judged by this from now on.")
            return redirect("settings_health", organization=organization.slug)
    context = {"section": "settings", "form": form, "meaning": in_words(known), "is_preview": is_preview}
    return render(request, "organizations/settings_health.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def me(request: OrganizationRequest) -> HttpResponse:
    membership, today = request.membership, request.organization.day_of(timezone.now())
    away = membership.away_until if membership.away_until and membership.away_until > today else None
    known = {"name": membership.user.name, "time_zone": membership.time_zone, "away_until": away}
    usual_zone = request.organization.time_zone
    form = MeForm(request.POST if request.method == "POST" else None, today=today, usual_zone=usual_zone, initial=known)
    if form.is_valid():
        introduce_oneself(**form.cleaned_data, by=membership)
        messages.success(request, "Saved.")
        return redirect("me", organization=request.organization.slug)
    context = {"section": "me", "form": form}
    return render(request, "organizations/me.html", context, status=422 if form.errors else 200)
