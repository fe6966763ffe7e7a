"""How many check-ins I owe still, for the navigation of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from checkins.requests import moment_of
from checkins.sheet import owed_counts
from organizations.models import Membership


def owed_context(request: HttpRequest) -> dict[str, Any]:
    """`owed_count`, asked for only where a page shows it and has not counted itself."""
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return {}

    def owed_count() -> int:
        return owed_counts(membership, moment_of(request)).open

    return {"owed_count": SimpleLazyObject(owed_count)}
