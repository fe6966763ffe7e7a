"""What a view below `/<organization>/` gets: the request with its organization and the acting membership."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from organizations.models import Membership, Organization


class OrganizationRequest(HttpRequest):
    """A request that OrganizationMiddleware has let in."""

    organization: Organization
    membership: Membership
    htmx: HtmxDetails


def path_of_the_page(request: HttpRequest) -> str | None:
    """Where the page stands that htmx asks from, if that is one of ours."""
    try:
        return request.htmx.current_url_abs_path  # type: ignore[attr-defined]
    except ValueError:
        return None
