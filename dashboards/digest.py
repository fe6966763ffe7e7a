"""The leaders' week as read: what changed since the last window, who is silent, and the scorecard of this moment."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models.functions import Coalesce
from django.http import QueryDict

from alignment.tree import ObjectiveRow
from checkins.as_of import standing_at
from checkins.health import Health, health, voice_of
from checkins.sheet import with_last_note
from checkins.voices import COLUMNS, Ears, health_of_columns, with_voices
from checkins.windows import Moment
from dashboards.figures import Figures
from dashboards.place import choice_of, place_of
from dashboards.quiet import Quiet, quiet_people
from dashboards.report.changes import Move, moves_in
from dashboards.scorecard import build_scorecard
from objectives.as_of import Standing
from objectives.context import usual_period
from objectives.models import DoneAs, KeyResult, Objective, Period
from organizations.models import Membership
from organizations.rhythm import DAY

MOST_CHANGES = 5
# What is said of a key result, from the worst to the best; the others say nothing of how it goes.
RANKS = {Health.OFF_TRACK: 0, Health.AT_RISK: 1, Health.ON_TRACK: 2}


@dataclass(frozen=True)
class Change:
    """A key result whose health is another one; None where it did not count then."""

    key_result: KeyResult
    before: Health | None
    now: Health


@dataclass(frozen=True)
class Changes:
    """How many changed in one way, and the first of them."""

    count: int
    first: Sequence[Change]


class Heard(NamedTuple):
    """A key result as it is now: whose it is, and its health."""

    pk: UUID
    title: str
    owner_id: UUID | None
    now: Health
    done_as: str


@dataclass(frozen=True)
class ObjectiveLine:
    """A top objective, and what it gained since, -1..1; None where there was nothing to compare with."""

    row: ObjectiveRow
    change: Decimal | None


@dataclass(frozen=True)
class Digest:
    """`at` is the moment of which all numbers are, `since` the one that they are compared with."""

    period: Period
    at: datetime
    since: datetime
    figures: Figures
    went_off_track: Changes
    recovered: Changes
    moves: Sequence[Move]
    quiet: Sequence[Quiet]
    objectives: Sequence[ObjectiveLine]


def build_digest(membership: Membership, due_on: date, moment: Moment) -> Digest | None:
    """Of the period that most people mean today; None where it is not open, or nothing is in it."""
    periods = list(Period.objects.newest_first())
    period = usual_period(periods, moment.today)
    if period is None or not period.is_open or not Objective.objects.active().in_period(period).exists():
        return None
    found = place_of(membership, period, periods)
    assert found is not None
    place = replace(found, now=moment.at)
    since = since_when(period, due_on, moment)
    standing = standing_at([*place.periods, *place.beside], since)
    before = healths_then(standing, period, replace(moment, at=since))
    heard = heard_now(period, moment)
    fallen = [each for each in heard if each.now == Health.OFF_TRACK != before.get(each.pk)]
    risen = [each for each in heard if has_recovered(before.get(each.pk), each)]
    shown = dressed({each.pk for each in [*fallen[:MOST_CHANGES], *risen[:MOST_CHANGES]]})
    scorecard = build_scorecard(place, choice_of(QueryDict()), 0)
    return Digest(
        period=period,
        at=moment.at,
        since=since,
        figures=scorecard.figures,
        went_off_track=changes(fallen, before, shown),
        recovered=changes(risen, before, shown),
        moves=moves_in(period, None, moment.at, since),
        quiet=quiet_people({e.pk: (e.title, e.owner_id) for e in heard if e.now == Health.SILENT}, place),
        objectives=[line_of(row, standing) for row in scorecard.roots],
    )


def since_when(period: Period, due_on: date, moment: Moment) -> datetime:
    """The same moment of the window before, by the organization's clock; no earlier than the period opened."""
    window = due_on - moment.rhythms.usual.due_on(due_on - DAY)
    before = moment.at.astimezone(moment.organization.zone) - window
    return max(before, period.opened_at) if period.opened_at else before


def healths_then(standing: Standing, period: Period, moment: Moment) -> dict[UUID, Health]:
    heard = Ears(period, moment)
    return {
        k.pk: health(voice_of(k, moment.organization), heard.of(k.objective.team_id))
        for k in standing.key_results.values()
        if k.period_id == period.pk and k.is_active and k.objective.is_active
    }


def heard_now(period: Period, moment: Moment) -> list[Heard]:
    """By objective; one query, and no more of each than its health depends on."""
    ears, whose = Ears(period, moment), Coalesce("owner_id", "objective__owner_id")
    voices = with_voices(period, moment).annotate(whose_id=whose).order_by("objective__title", "id")
    rows = voices.values_list("pk", "title", "whose_id", "done_as", *COLUMNS)
    return [Heard(pk, title, whose_id, health_of_columns(c, ears), done) for pk, title, whose_id, done, *c in rows]


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


def changes(heard: Sequence[Heard], before: Mapping[UUID, Health], shown: Mapping[UUID, KeyResult]) -> Changes:
    first = [Change(shown[each.pk], before.get(each.pk), each.now) for each in heard[:MOST_CHANGES]]
    return Changes(len(heard), first)


def line_of(row: ObjectiveRow, standing: Standing) -> ObjectiveLine:
    before, now = standing.objectives.get(row.objective.pk), row.objective.progress
    if before is None or before.progress is None or now is None:
        return ObjectiveLine(row, None)
    return ObjectiveLine(row, now - before.progress)
