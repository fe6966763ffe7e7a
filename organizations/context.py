"""What every template of an organization's page knows."""

from typing import Any

from django.http import HttpRequest


def organization_context(request: HttpRequest) -> dict[str, Any]:
    """The organization and the acting membership, where there are any; asks the database nothing."""
    return {
        "organization": getattr(request, "organization", None),
        "membership": getattr(request, "membership", None),
    }
