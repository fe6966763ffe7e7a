"""At which moment a page is read, and where its rows come from: the database, or what stood then."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from alignment.sources import AS_IT_IS, AsItStood, Source
from checkins.as_of import standing_at
from checkins.requests import moment_of
from checkins.windows import Moment, as_of, read_at
from dashboards.place import moment_asked_for, place_of
from objectives.as_of import Standing
from objectives.context import periods_of
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period
from organizations.requests import OrganizationRequest


@dataclass(frozen=True)
class Reading:
    """`as_of` is the moment that the address asks for, None for the present; then `period` and `standing` are of then.

    What is closed, and asked for as of no earlier moment, is read from the database: it stays as it was.
    """

    moment: Moment
    period: Period | None
    as_of: datetime | None = None
    standing: Standing | None = None

    @property
    def is_past(self) -> bool:
        return self.as_of is not None

    @property
    def source(self) -> Source:
        return AsItStood(self.standing) if self.standing else AS_IT_IS


def reading_of(request: OrganizationRequest, period: Period | None) -> Reading | None:
    """As `?as_of=` asks: a day stands for its end. None where the period had not been planned by then."""
    asked = moment_asked_for(request.GET, request.organization)
    now = moment_of(request)
    if period is None or asked is None or asked >= (period.closed_at or now.at):
        return Reading(read_at(now, period), period)
    place = place_of(request.membership, period, periods_of(request), asked)
    if place is None or place.as_of is None:
        return None
    standing = standing_at([*place.periods, *place.beside], place.as_of)
    return Reading(as_of(now, place.as_of), place.period, place.as_of, standing)


def reading_of_thing(request: OrganizationRequest, thing: Objective | KeyResult) -> Reading | None:
    """In the period in which it lay then; None where it did not exist yet. Its period of today is loaded."""
    asked = moment_asked_for(request.GET, request.organization)
    if asked is None or asked >= moment_of(request).at:
        return reading_of(request, thing.period)
    period_id = period_of_then(thing, asked)
    period = next((each for each in periods_of(request) if each.pk == period_id), None)
    return reading_of(request, period) if period else None


def period_of_then(thing: Objective | KeyResult, at: datetime) -> UUID | None:
    if isinstance(thing, Objective):
        versions = ObjectiveVersion.objects.filter(objective=thing, created_at__lte=at)
        return versions.order_by("-created_at", "-id").values_list("period_id", flat=True).first()
    of_key_result = KeyResultVersion.objects.filter(key_result=thing, created_at__lte=at)
    return of_key_result.order_by("-created_at", "-id").values_list("period_id", flat=True).first()
