"""Which objectives a scorecard shows, and the one line that says whether any of it has changed."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from checkins.health import Health
from checkins.voices import first_objectives_in_health
from dashboards.place import Choice, Place
from objectives.models import BelongsTo, Objective, State
from objectives.models.objective import ObjectiveQuerySet
from organizations.models import Membership, Team

MOST_MATCHES = 100


@dataclass(frozen=True)
class Summary:
    """What the page depends on, in a word; and how many objectives are not aligned."""

    versions: str
    unaligned_count: int


def in_view(place: Place) -> ObjectiveQuerySet:
    return Objective.objects.visible_to(place.membership).active().in_period(*place.periods)


def stands_alone(place: Place) -> Q:
    """The roots: they support nothing that still counts, and belong to the period or one around it."""
    supports_nothing = Q(parent=None) | ~Q(parent__state=State.ACTIVE)
    return Q(depth=0, period__in=[place.period, *place.enclosing]) & supports_nothing


def shown(place: Place, choice: Choice) -> ObjectiveQuerySet:
    """The roots, and what supports the rows that are open."""
    alone = stands_alone(place)
    if not choice.unaligned_is_open:
        alone &= Q(belongs_to=BelongsTo.COMPANY)
    opened = Q(parent__in=choice.opened) if not choice.is_filtered else Q(pk=None)
    return in_view(place).filter(alone | opened)


def matching(place: Place, choice: Choice) -> ObjectiveQuerySet:
    found = Objective.objects.visible_to(place.membership).active().in_period(place.period)
    if choice.team_id:
        found = found.filter(team_id=choice.team_id)
    if choice.owner_id:
        found = found.filter(Q(owner_id=choice.owner_id) | Q(key_results__owner_id=choice.owner_id)).distinct()
    if choice.health:
        organization, due_on = place.membership.organization, place.window.due_on
        first = first_objectives_in_health(choice.health, found, place.period, organization, due_on, MOST_MATCHES + 1)
        found = found.filter(pk__in=first)
    return found


def summarize(place: Place, choice: Choice) -> Summary:
    """One line about the rows on which the page depends: their versions, and how many are not aligned.

    A check-in moves the version of everything above it, so the roots speak for all that lies below them.
    """
    alone = stands_alone(place)
    rows = in_view(place) if choice.is_filtered else in_view(place).filter(alone | Q(parent__in=choice.opened))
    versions = StringAgg(
        Concat(Cast("id", TextField()), Value(" "), Cast("version", TextField()), output_field=TextField()),
        delimiter=Value(","),
        order_by="id",
        output_field=TextField(),
    )
    found = rows.aggregate(
        versions=Func(
            Coalesce(versions, Value(""), output_field=TextField()), function="MD5", output_field=TextField()
        ),
        unaligned_count=Count("id", filter=alone & ~Q(belongs_to=BelongsTo.COMPANY)),
    )
    return Summary(**found)


def etag(place: Place, query: str, shown: Summary) -> str:
    """Names exactly what would be shown: versions of the rows, who looks, at what, on which day, with which release."""
    parts = [
        place.membership.pk,
        place.membership.role,
        place.moment.today,
        settings.RELEASE,
        query,
        *[(period.pk, period.version) for period in place.periods],
        shown.versions,
    ]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def filter_choices(place: Place) -> dict[str, Iterable[object]]:
    """What the filters offer: every team, and whoever owns something in the period."""
    owners = Objective.objects.visible_to(place.membership).active().in_period(place.period).order_by()
    return {
        "teams": Team.objects.order_by("name"),
        "owners": Membership.objects.filter(pk__in=owners.values("owner_id")).by_name(),
        "healths": list(Health),
    }
