"""Which objectives a scorecard shows, and the one line that says whether any of it has changed."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Func, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat

from alignment.sources import AS_IT_IS, Source
from checkins.health import Health
from checkins.voices import count_by_health, first_objectives_in_health
from dashboards.place import Choice, Place
from objectives.models import BelongsTo, Objective, State
from objectives.models.objective import ObjectiveQuerySet

MOST_MATCHES = 100


@dataclass(frozen=True)
class Summary:
    """What the page depends on, in a word; and how many objectives are not aligned."""

    versions: str
    unaligned_count: int


@dataclass(frozen=True)
class Selection:
    """The objectives of a scorecard in their order, and where what hangs on them is read.

    `counted` are those whose mean is its progress: the period's own company objectives, else what supports those of
    the periods around it.
    """

    shown: Sequence[Objective]
    matches: Sequence[Objective]
    counted: Sequence[Objective]
    health_counts: dict[Health, int]
    unaligned_count: int
    source: Source = field(default=AS_IT_IS)


def select(place: Place, choice: Choice, unaligned_count: int) -> Selection:
    """What there is now, from the database."""
    found = list(shown(place, choice).with_people().order_by("-weight", "title", "id"))
    matches = matching(place, choice).with_people().order_by("title", "id")[: MOST_MATCHES + 1]
    around = supporting_what_is_around(place).select_related("period")
    return Selection(
        shown=found,
        matches=list(matches) if choice.is_filtered else [],
        counted=companys_own(found, place, choice) or list(around),
        health_counts=count_by_health(place.period, place.moment),
        unaligned_count=unaligned_count,
    )


def companys_own(shown: Iterable[Objective], place: Place, choice: Choice) -> list[Objective]:
    """The company's roots in the period itself."""
    return [o for o in standing_free(shown, choice) if is_of_the_company(o) and o.period_id == place.period.pk]


def standing_free(shown: Iterable[Objective], choice: Choice) -> list[Objective]:
    """Those that do not stand under another row."""
    return [o for o in shown if o.parent_id is None or o.parent_id not in choice.opened]


def is_of_the_company(objective: Objective) -> bool:
    return objective.belongs_to == BelongsTo.COMPANY


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


def supporting_what_is_around(place: Place) -> ObjectiveQuerySet:
    here = Objective.objects.visible_to(place.membership).active().in_period(place.period)
    return here.filter(parent__period__in=place.enclosing)


def matching(place: Place, choice: Choice) -> ObjectiveQuerySet:
    found = Objective.objects.visible_to(place.membership).active().in_period(place.period)
    if choice.team_id:
        found = found.filter(team_id=choice.team_id)
    if choice.owner_id:
        found = found.filter(Q(owner_id=choice.owner_id) | Q(key_results__owner_id=choice.owner_id)).distinct()
    if choice.health:
        first = first_objectives_in_health(choice.health, found, place.period, place.moment, MOST_MATCHES + 1)
        found = found.filter(pk__in=first)
    return found


def summarize(place: Place, choice: Choice) -> Summary:
    """One line about the rows on which the page depends: their versions, and how many are not aligned.

    A check-in moves the version of everything above it, so the roots speak for all that lies below them. What is
    read as of a moment depends on nothing that still changes.
    """
    if place.is_past:
        return Summary("", 0)
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
        place.as_of or place.today,
        settings.RELEASE,
        query,
        *[(period.pk, period.version) for period in place.periods],
        shown.versions,
    ]
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'
