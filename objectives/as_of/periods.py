"""Periods as they stood at a moment: their stamps, and the lines of history that reopening leaves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import datetime
from uuid import UUID

from objectives.models import Period, PeriodState
from organizations.models import Activity

PLANNED, CLOSED, REOPENED = "planned", "closed", "reopened"


def periods_at(periods: Iterable[Period], at: datetime) -> list[Period]:
    """Those that were planned by then, each in the state that it was in; called what they are called today."""
    known = list(periods)
    lines = lines_of(known, PLANNED, CLOSED, REOPENED)
    return [period_at(period, lines[period.pk], at) for period in known if was_there(period, lines[period.pk], at)]


def closings_of(period: Period) -> list[datetime]:
    """Every moment at which it was closed, the newest first: as it stood then it can still be read."""
    return [line.created_at for line in reversed(lines_of([period], CLOSED)[period.pk])]


def lines_of(periods: Sequence[Period], *verbs: str) -> dict[UUID, list[Activity]]:
    """Oldest first."""
    found: dict[UUID, list[Activity]] = defaultdict(list)
    lines = Activity.objects.filter(thing_kind="period", thing_id__in=[period.pk for period in periods])
    for line in lines.filter(verb__in=verbs).order_by("created_at", "id"):
        found[line.thing_id].append(line)
    return found


def was_there(period: Period, lines: Sequence[Activity], at: datetime) -> bool:
    """Also where it was taken over with a past that is older than its row."""
    begun = [line.created_at for line in lines if line.verb == PLANNED]
    begun += [period.opened_at] if period.opened_at else []
    return not begun or min(begun) <= at


def period_at(period: Period, lines: Sequence[Activity], at: datetime) -> Period:
    then = copy(period)
    then.opened_at = until(at, period.opened_at)
    then.grace_began_at = until(at, period.grace_began_at)
    last = next((line for line in reversed(lines) if line.verb != PLANNED and line.created_at <= at), None)
    then.closed_at = last.created_at if last and last.verb == CLOSED else None
    then.state = state_of(then)
    return then


def until(at: datetime, moment: datetime | None) -> datetime | None:
    """Nobody knew of what came later."""
    return moment if moment and moment <= at else None


def state_of(period: Period) -> PeriodState:
    """By its stamps, the last of which counts."""
    if period.closed_at:
        return PeriodState.CLOSED
    if period.grace_began_at:
        return PeriodState.GRACE
    return PeriodState.OPEN if period.opened_at else PeriodState.PLANNED
