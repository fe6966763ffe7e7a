"""The leaders' week as read: what changed since the last window, who is silent, and the scorecard of this moment."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.http import QueryDict

from alignment.tree import ObjectiveRow
from checkins.windows import Moment
from dashboards.changes import Change, First, between
from dashboards.figures import Figures
from dashboards.place import choice_of, place_of
from dashboards.quiet import Quiet, quiet_people
from dashboards.report.changes import Move
from dashboards.scorecard import build_scorecard
from objectives.as_of import Standing
from objectives.context import usual_period
from objectives.models import Objective, Period
from organizations.models import Membership
from organizations.rhythm import DAY

MOST_CHANGES = 5


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
    went_off_track: First[Change]
    recovered: First[Change]
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
    week = between(place, moment, since_when(period, due_on, moment))
    fallen, risen = week.changes(week.fallen, week.risen, most=MOST_CHANGES)
    scorecard = build_scorecard(place, choice_of(QueryDict()), 0)
    return Digest(
        period=period,
        at=moment.at,
        since=week.since,
        figures=scorecard.figures,
        went_off_track=fallen,
        recovered=risen,
        moves=week.moves,
        quiet=quiet_people({e.pk: (e.title, e.owner_id) for e in week.heard if e.is_silent}, place),
        objectives=[line_of(row, week.standing) for row in scorecard.roots],
    )


def since_when(period: Period, due_on: date, moment: Moment) -> datetime:
    """The same moment of the window before, by the organization's clock; no earlier than the period opened."""
    window = due_on - moment.rhythms.usual.due_on(due_on - DAY)
    before = moment.at.astimezone(moment.organization.zone) - window
    return max(before, period.opened_at) if period.opened_at else before


def line_of(row: ObjectiveRow, standing: Standing) -> ObjectiveLine:
    before, now = standing.objectives.get(row.objective.pk), row.objective.progress
    if before is None or before.progress is None or now is None:
        return ObjectiveLine(row, None)
    return ObjectiveLine(row, now - before.progress)
