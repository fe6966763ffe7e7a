"""The health of many key results at once: counted by the few ways in which they differ."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, DateField, F, UUIDField, Value, When
from django.db.models.functions import TruncDate

from checkins.health import Health, Listening, Voice, health, listening
from checkins.windows import Moment
from objectives.models import KeyResult, Period
from objectives.models.key_result import KeyResultQuerySet
from objectives.models.objective import ObjectiveQuerySet

COLUMNS = ("confidence", "heard_on", "counts_on", "done_as", "team_id")


def with_voices(period: Period, moment: Moment) -> KeyResultQuerySet:
    """The key results of a period with the days that their health depends on, and the team where its rhythm differs."""
    organization, rhythms = moment.organization, moment.rhythms
    counts_on = TruncDate("counts_since", tzinfo=organization.zone)
    return (
        KeyResult.objects.active()
        .filter(organization_id=organization.pk, period=period)
        .annotate(
            heard_on=TruncDate("heard_at", tzinfo=organization.zone),
            # Whoever has been heard of is silent or not whenever it began to count: fewer ways to differ.
            counts_on=Case(
                When(heard_at=None, then=counts_on), default=Value(period.starts_on), output_field=DateField()
            ),
            team_id=F("objective__team_id") if rhythms.by_team else Value(None, output_field=UUIDField()),
        )
    )


def count_by_health(period: Period, moment: Moment) -> dict[Health, int]:
    """How many key results of a period are in each health, the empty ones too."""
    counts: Counter[Health] = Counter()
    heard = Ears(period, moment)
    voices = with_voices(period, moment).order_by().values_list(*COLUMNS).annotate(count=Count("id"))
    for *columns, count in voices:
        counts[health_of_columns(columns, heard)] += count
    return {each: counts[each] for each in Health}


def first_objectives_in_health(
    wanted: Health, of: ObjectiveQuerySet, period: Period, moment: Moment, most: int
) -> list[UUID]:
    """The first objectives, by title, that have a key result in that health; no more than are asked for."""
    voices = with_voices(period, moment).filter(objective__in=of).order_by("objective__title", "objective_id")
    found: dict[UUID, None] = {}
    heard = Ears(period, moment)
    for objective_id, *columns in voices.values_list(F("objective_id"), *COLUMNS).iterator():
        if health_of_columns(columns, heard) == wanted:
            found[objective_id] = None
        if len(found) >= most:
            break
    return list(found)


class Ears:
    """Listens once for each team, however many key results it has."""

    def __init__(self, period: Period, moment: Moment) -> None:
        self.period, self.moment = period, moment
        self.by_team: dict[UUID | None, Listening | None] = {}

    def of(self, team_id: UUID | None) -> Listening | None:
        if team_id not in self.by_team:
            self.by_team[team_id] = listening(self.period, self.moment, team_id)
        return self.by_team[team_id]


def health_of_columns(columns: Sequence[Any], heard: Ears) -> Health:
    confidence, heard_on, counts_on, done_as, team_id = columns
    return health(Voice(confidence, heard_on, counts_on, bool(done_as)), heard.of(team_id))
