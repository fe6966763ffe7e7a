"""`/healthz` says whether this process can answer; `python -m okr_site.health` asks it, for a container's check."""

import os
import sys
import urllib.request
from http.client import HTTPException

from django.db import Error, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """Redis is not asked: no request needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def is_healthy(address: str, host: str, seconds: float = 3) -> bool:
    request = urllib.request.Request(f"{address}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=seconds) as response:
            return bool(response.status == 200)
    except (OSError, HTTPException):
        return False


if __name__ == "__main__":
    first_host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].lstrip(".")
    sys.exit(not is_healthy(f"http://127.0.0.1:{os.environ.get('PORT', '8000')}", first_host))
