"""What every request and every answer passes, whoever asks."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control

Answering = Callable[[HttpRequest], HttpResponseBase]
KNOWN_ENCODINGS = {"", "utf-8", "utf8", "us-ascii"}


def utf8_alone(get_response: Answering) -> Answering:
    """Every page is UTF-8, so browsers send nothing else; other encodings hide texts that no database can hold."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if (request.encoding or "").lower() not in KNOWN_ENCODINGS:
            raise BadRequest("Only UTF-8 is read here.")
        return get_response(request)

    return answer


def private_pages(get_response: Answering) -> Answering:
    """No proxy keeps a page, and a browser asks again before it shows one; unless a view says otherwise.

    Back still shows what somebody typed: that would be lost with `no-store`.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    return answer
