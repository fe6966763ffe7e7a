"""What stands around the board of a scorecard: what its filters offer, and as of when it can be read as well."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from checkins.health import Health
from dashboards.place import Place
from objectives.as_of import closings_of
from objectives.models import Objective, ObjectiveVersion
from organizations.models import Membership, Team


def around_the_board(place: Place) -> dict[str, Any]:
    """Other closings are asked for only where there may be any: in a period that is closed, or in grace again."""
    closings = closings_of(place.period) if place.period.is_closed or place.period.is_in_grace else []
    return {"other_closings": [closing for closing in closings if closing != place.as_of], **filter_choices(place)}


def filter_choices(place: Place) -> dict[str, Iterable[object]]:
    """Every team, and whoever owns something in the period, or has owned it by then."""
    if place.as_of:
        then = ObjectiveVersion.objects.filter(period=place.period, created_at__lte=place.as_of)
        owners: QuerySet[Any] = then.order_by()
    else:
        owners = Objective.objects.visible_to(place.membership).active().in_period(place.period).order_by()
    return {
        "teams": Team.objects.order_by("name"),
        "owners": Membership.objects.filter(pk__in=owners.values("owner_id")).by_name(),
        "healths": list(Health),
    }
