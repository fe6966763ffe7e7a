"""When a request looks: once for everything that its page shows."""

from typing import Any

from django.utils import timezone

from checkins.windows import Moment, moment_at


def moment_of(request: Any) -> Moment:
    """The moment of a request in an organization; its rhythms are asked for once."""
    if not hasattr(request, "moment"):
        request.moment = moment_at(request.organization, timezone.now())
    moment: Moment = request.moment
    return moment
