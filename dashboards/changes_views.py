"""What changed since a day."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from checkins.requests import moment_of
from checkins.windows import Moment, read_at
from dashboards.changes_page import build_changes, last_monday
from dashboards.place import place_of, since_asked_for
from objectives.context import chosen_period, periods_of
from objectives.models import Period
from organizations.requests import OrganizationRequest
from organizations.rhythm import WEEK


@require_safe
def changes(request: OrganizationRequest) -> HttpResponse:
    """Everything that moved in a period since the last Monday, or since another day."""
    period = chosen_period(request)
    if period is None:
        return render(request, "dashboards/changes.html", {"section": "changes"})
    moment = read_at(moment_of(request), period)
    asked = since_asked_for(request.GET, request.organization)
    since = asked if asked and asked < moment.at else last_monday(moment)
    place = place_of(request.membership, period, periods_of(request))
    assert place is not None
    context = {
        "page": build_changes(place, moment, since),
        "asked_in_vain": since != asked and request.GET.get("since"),
        "section": "changes",
        **days_around(since, moment, period),
    }
    return render(request, "dashboards/changes.html", context)


def days_around(since: datetime, moment: Moment, period: Period) -> dict[str, Any]:
    """The day that is shown, and the steps to others; `until` where the period was closed."""
    day = moment.organization.day_of(since + since.resolution)
    return {
        "day": day,
        "is_a_day": moment.organization.start_of(day) == since + since.resolution,
        "earlier": day - WEEK if day > date.min + WEEK else None,
        "later": day + WEEK if day + WEEK < moment.today else None,
        "usual": moment.organization.day_of(last_monday(moment) + since.resolution),
        "last_day": moment.today,
        "until": period.closed_at,
    }
