"""What somebody typed when their session had ended: kept until they have signed in again."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.encoding import iri_to_uri
from django.utils.http import url_has_allowed_host_and_scheme

SESSION_KEY = "interrupted"
MOST_CHARACTERS = 60_000

View = TypeVar("View", bound=Callable[..., HttpResponse])


def saves_by_itself(view: View) -> View:
    """Marks a view that a page asks while its person types: it never takes her away from there."""
    view.saves_by_itself = True  # type: ignore[attr-defined]
    return view


def is_by_itself(request: HttpRequest, view: Any) -> bool:
    return bool(request.method == "POST" and getattr(request, "htmx", False) and hasattr(view, "saves_by_itself"))


def answer_in_place(request: HttpRequest) -> HttpResponse:
    """Whoever types goes on typing: beside it she reads that nothing is saved, or her page tries a new token."""
    if request.user.is_authenticated:
        return HttpResponse(status=403, headers={"X-CSRFToken": get_token(request)})
    return render(request, "_signed_out.html", status=401)


def keep_what_was_typed(request: HttpRequest) -> str:
    """Put a refused form aside and return the path of the page on which it can be shown again."""
    page = page_of_the_form(request)
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    encoded = typed.urlencode()
    if len(encoded) <= MOST_CHARACTERS:
        request.session[SESSION_KEY] = {"path": page.split("?")[0], "typed": encoded}
    return page


def page_of_the_form(request: HttpRequest) -> str:
    """Where the form stood, as htmx or the browser tells: a form may be sent to an address that shows no page."""
    htmx = getattr(request, "htmx", None)
    told = htmx.current_url if htmx else request.headers.get("Referer")
    if not told or not url_has_allowed_host_and_scheme(told, {request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    return iri_to_uri(urlunsplit(("", "", *urlsplit(told)[2:4], "")))


def interrupted_form(request: HttpRequest) -> QueryDict | None:
    """What this person typed into the form of this page before they had to sign in again; None without such a thing.

    A form says whose it is in `typed_by`: the next person at the same computer does not see it.
    """
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["path"] != request.path:
        return None
    typed = QueryDict(kept["typed"])
    return typed if typed.get("typed_by") == str(request.membership.pk) else None  # type: ignore[attr-defined]


def forget_what_was_typed(request: HttpRequest) -> None:
    """The form has arrived after all."""
    if SESSION_KEY in request.session:
        del request.session[SESSION_KEY]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form from before the last sign-in has an old token: what was typed into it is shown again, not lost.

    Nobody else's page can send such a form here: it would come without the session.
    """
    if is_by_itself(request, request.resolver_match and request.resolver_match.func):
        return answer_in_place(request)
    if not request.user.is_authenticated or "typed_by" not in request.POST:
        return render(request, "403_csrf.html", {"reason": reason}, status=403)
    page = keep_what_was_typed(request)
    if getattr(request, "htmx", False):
        return HttpResponse(status=204, headers={"HX-Redirect": page})
    return HttpResponseRedirect(page)
