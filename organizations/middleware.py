"""From `/<organization>/…` to a membership and its organization's open scope, in one transaction for each request."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from organizations.interrupted import answer_in_place, is_by_itself, keep_what_was_typed
from organizations.models import Membership, Organization
from organizations.requests import path_of_the_page
from organizations.tenancy import enter_for_the_request, outside_any_scope


class OrganizationMiddleware:
    """Opens the transaction that everything of a request runs in, rendering included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with outside_any_scope(), timezone.override(None), transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if "organization" not in kwargs:
            return None
        if not request.user.is_authenticated:
            return answer_in_place(request) if is_by_itself(request, view) else sign_in_first(request)
        organization = enter(kwargs.pop("organization"))
        membership = Membership.objects.filter(user_id=request.user.pk, is_active=True).first()
        if membership is None:
            raise Http404
        membership.user, membership.organization = request.user, organization
        # For moments that are shown; days that count are the organization's, and ask it for them.
        timezone.activate(membership.zone)
        request.organization, request.membership = organization, membership  # type: ignore[attr-defined]
        return None


def enter(slug: str) -> Organization:
    """Find the organization and open its scope, for the database and the ORM, in one statement. Raises Http404."""
    scope = Func(
        Value("app.organization_id"),
        Cast(F("id"), TextField()),
        Value(True),
        function="set_config",
        output_field=TextField(),
    )
    organization = Organization.objects.filter(slug=slug).annotate(scope=scope).first()
    if organization is None:
        raise Http404
    enter_for_the_request(organization.pk)
    return organization


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Whoever is not signed in learns nothing about which organizations exist, and loses nothing that was typed."""
    page = request.get_full_path()
    if request.method == "POST":
        page = keep_what_was_typed(request)
    elif getattr(request, "htmx", False):
        page = path_of_the_page(request) or page
    response = redirect_to_login(page)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]})
    return response
