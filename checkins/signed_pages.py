"""Pages behind signed addresses: for whoever is not signed in, and the same for whoever is."""

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[[HttpRequest, str], HttpResponse]


def behind_its_address(view: View) -> View:
    """Who knows the address may do what it does: nobody keeps it, lists it, or is told it by the browser.

    The signed token is the whole permission and no cookie is any, so that there is nothing for a foreign page to
    make use of: a form token would protect nothing, and would need a cookie.
    """

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = require_http_methods(["GET", "HEAD", "POST"])(view)(request, token)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        # A form cookie that came broken would be mended now.
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        return response

    return answer


def page(name: str, context: Mapping[str, object] | None = None, status: int = 200) -> HttpResponse:
    """Rendered without its request: it knows no session, reads no cookie and sets none."""
    return HttpResponse(render_to_string(f"checkins/{name}.html", dict(context or {})), status=status)
