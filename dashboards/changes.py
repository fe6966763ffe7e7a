"""What changed between two moments in a period, read once: for the page of changes and for the leaders' letter."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models.functions import Coalesce

from alignment.sources import Voices
from checkins.as_of import standing_at
from checkins.health import Freshness, Health, is_worse
from checkins.sheet import with_last_note
from checkins.voices import COLUMNS, Ears, with_voices
from checkins.windows import Moment, as_of
from dashboards.place import Place
from dashboards.report.changes import Move, moves_in
from objectives.as_of import Standing
from objectives.models import DoneAs, KeyResult, Period

# What is said of a key result, from the worst to the best; the others say nothing of how it goes.
RANKS = {Health.OFF_TRACK: 0, Health.AT_RISK: 1, Health.ON_TRACK: 2}
Thing = TypeVar("Thing")


@dataclass(frozen=True)
class First(Generic[Thing]):
    """How many there are, and the first of them."""

    count: int
    first: Sequence[Thing]

    @property
    def left_out(self) -> int:
        return self.count - len(self.first)


@dataclass(frozen=True)
class Change:
    """A key result whose health is another one; None where it did not count then."""

    key_result: KeyResult
    before: Health | None
    now: Health


class Heard(NamedTuple):
    """A key result as it is now: whose it is, its health, and whether nobody speaks of it."""

    pk: UUID
    title: str
    owner_id: UUID | None
    now: Health
    is_silent: bool
    done_as: str
    progress: Decimal


@dataclass(frozen=True)
class Between:
    """All key results of a period at two moments: their health `before`, and as they are `heard` of now."""

    period: Period
    since: datetime
    moment: Moment
    standing: Standing
    before: Mapping[UUID, Health]
    heard: Sequence[Heard]

    @cached_property
    def fallen(self) -> list[Heard]:
        return [each for each in self.heard if each.now == Health.OFF_TRACK != self.before.get(each.pk)]

    @cached_property
    def worse(self) -> list[Heard]:
        """In any way but off track."""
        known = [(each, self.before[each.pk]) for each in self.heard if each.pk in self.before]
        return [each for each, before in known if each.now != Health.OFF_TRACK and is_worse(each.now, before)]

    @cached_property
    def risen(self) -> list[Heard]:
        return [each for each in self.heard if has_recovered(self.before.get(each.pk), each)]

    @cached_property
    def heard_again(self) -> list[Heard]:
        """Silent then, and no longer; what is off track now is told above."""
        well = (Health.AT_RISK, Health.ON_TRACK, Health.DONE)
        return [each for each in self.heard if self.before.get(each.pk) == Health.SILENT and each.now in well]

    @property
    def moves(self) -> list[Move]:
        return moves_in(self.period, None, self.moment.at, self.since)

    def changes(self, *ways: Sequence[Heard], most: int) -> list[First[Change]]:
        """The first of each way, with owner and last note: one query for all of them."""
        shown = dressed({each.pk for heard in ways for each in heard[:most]})
        return [
            First(len(heard), [Change(shown[e.pk], self.before.get(e.pk), e.now) for e in heard[:most]])
            for heard in ways
        ]


def between(place: Place, moment: Moment, since: datetime) -> Between:
    """Reads the period as it stood `since`, and as it is at `moment`."""
    standing = standing_at([*place.periods, *place.beside], since)
    before = healths_then(standing, place.period, as_of(moment, since))
    return Between(place.period, since, moment, standing, before, heard_now(place.period, moment))


def healths_then(standing: Standing, period: Period, moment: Moment) -> dict[UUID, Health]:
    voices = Voices(standing, moment)
    return {k.pk: voices.verdict(k).health for k in counting(standing, period)}


def counting(standing: Standing, period: Period) -> list[KeyResult]:
    return [
        k for k in standing.key_results.values() if k.period_id == period.pk and k.is_active and k.objective.is_active
    ]


def heard_now(period: Period, moment: Moment) -> list[Heard]:
    """By objective; one query, and no more of each than its health depends on."""
    ears, whose = Ears([period], moment), Coalesce("owner_id", "objective__owner_id")
    voices = with_voices([period], moment).annotate(whose_id=whose).order_by("objective__title", "id")
    rows = voices.values_list("pk", "title", "whose_id", "done_as", "progress", *COLUMNS)
    return [
        Heard(pk, title, whose_id, ears.health(c), ears.freshness(c) == Freshness.SILENT, done, progress)
        for pk, title, whose_id, done, progress, *c in rows
    ]


def has_recovered(before: Health | None, heard: Heard) -> bool:
    """Better than it was while it was not on track, or reached after all."""
    if before not in (Health.OFF_TRACK, Health.AT_RISK):
        return False
    if heard.now == Health.DONE:
        return heard.done_as == DoneAs.REACHED
    return heard.now in RANKS and RANKS[heard.now] > RANKS[before]


def dressed(ids: Collection[UUID]) -> dict[UUID, KeyResult]:
    """With owner and last note."""
    found = with_last_note(KeyResult.objects.filter(pk__in=ids)).select_related("owner__user")
    return {key_result.pk: key_result for key_result in found}
