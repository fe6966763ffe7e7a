"""The way in: the front door, one's own organizations, and founding another."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from organizations.actions import found_organization
from organizations.forms import OrganizationForm, explained_in
from organizations.middleware import sign_in_first
from organizations.requests import path_of_the_page
from organizations.switch import organizations_of

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """For pages outside of any organization; inside, the middleware asks."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.user.is_authenticated else sign_in_first(request)

    return asked


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect("account_login")
    organizations = organizations_of(request.user)
    if len(organizations) == 1:
        return redirect("home", organization=organizations[0].slug)
    return redirect("organization_list")


@require_safe
@signed_in
def organization_list(request: HttpRequest) -> HttpResponse:
    organizations = organizations_of(request.user)  # type: ignore[arg-type]
    return render(request, "organizations/organization_list.html", {"organizations": organizations})


@require_safe
@signed_in
@vary_on_headers("HX-Request")
def organization_menu(request: HttpRequest) -> HttpResponse:
    """The other organizations, for the menu of the page that asks."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("organization_list")
    here = (path_of_the_page(request) or "/").split("/")[1]
    others = [each for each in organizations_of(request.user) if each.slug != here]  # type: ignore[arg-type]
    return render(request, "organizations/_organization_menu.html", {"organizations": others})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def organization_new(request: HttpRequest) -> HttpResponse:
    form = OrganizationForm(request.POST if request.method == "POST" else None, initial=known_already(request))
    if form.is_valid():
        name, slug, time_zone = (form.cleaned_data[field] for field in ("organization_name", "slug", "time_zone"))
        with explained_in(form, "slug"):
            found_organization(name=name, slug=slug, time_zone=time_zone, founder=request.user)  # type: ignore[arg-type]
            messages.success(request, f"{name} is ready. You are its admin.")
            return redirect("home", organization=slug)
    return render(request, "organizations/organization_new.html", {"form": form}, status=422 if form.errors else 200)


def known_already(request: HttpRequest) -> dict[str, str]:
    """What the address of the page says, after a sign-up whose organization could not be founded."""
    return {field: request.GET[field] for field in ("organization_name", "time_zone") if field in request.GET}
