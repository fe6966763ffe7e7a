"""When check-ins are due: pure arithmetic of weeks, and the one question that finds what was chosen.

A week has one due day at most, whatever changes: a choice holds from a Monday on.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import DateField, IntegerField, QuerySet, UUIDField, Value

from organizations.models import WEEKDAYS, Cadence, Membership, Team

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True)
class Choice:
    """What holds from the Monday `holds_from` on; every two weeks is counted from the week of `counted_from`."""

    holds_from: date
    counted_from: date
    every_weeks: int
    weekday: int
    hour: int

    def due_in(self, monday: date) -> date | None:
        """The due day of the week that begins on `monday`; None where it is left out."""
        is_left_out = (monday - self.counted_from) // WEEK % self.every_weeks
        return None if is_left_out else monday + timedelta(days=self.weekday)


def in_words(choice: Choice) -> str:
    """How a choice reads: every Thursday at 10:00, every second Monday at 9:00."""
    second = "second " if choice.every_weeks > 1 else ""
    return f"every {second}{WEEKDAYS[choice.weekday]} at {choice.hour}:00"


# Mondays at nine, every week.
BEGINNING = date(1970, 1, 5)
USUAL = Choice(BEGINNING, BEGINNING, every_weeks=1, weekday=0, hour=9)


@dataclass(frozen=True)
class Rhythm:
    """What was chosen, one choice after the other; the first holds since ever."""

    choices: tuple[Choice, ...] = (USUAL,)

    def choice_in(self, monday: date) -> Choice:
        return next((c for c in reversed(self.choices) if c.holds_from <= monday), self.choices[0])

    def due_in(self, monday: date) -> date | None:
        return self.choice_in(monday).due_in(monday)

    def due_on(self, day: date) -> date:
        """The due day of the window that `day` lies in: the last one up to it."""
        monday = monday_of(day)
        while (due := self.due_in(monday)) is None or due > day:
            monday -= WEEK
        return due

    def next_due_on(self, day: date) -> date:
        """The first due day after `day`."""
        return next(self.due_days(day + DAY))

    def due_days(self, first: date) -> Iterator[date]:
        """Those from `first` on, without end."""
        monday = monday_of(first)
        while True:
            due = self.due_in(monday)
            if due is not None and due >= first:
                yield due
            monday += WEEK

    def hour_on(self, due_on: date) -> int:
        return self.choice_in(monday_of(due_on)).hour


@dataclass(frozen=True)
class Rhythms:
    """The organization's, those of the teams that have another, and the zones that people have of their own."""

    usual: Rhythm = field(default_factory=Rhythm)
    by_team: Mapping[UUID, Rhythm] = field(default_factory=dict)
    zones: frozenset[str] = frozenset()

    def of(self, team_id: UUID | None) -> Rhythm:
        return self.by_team.get(team_id, self.usual) if team_id else self.usual

    @property
    def all(self) -> list[Rhythm]:
        return list(dict.fromkeys([self.usual, *self.by_team.values()]))

    def teams_together(self) -> list[list[UUID]]:
        """The teams that differ from the usual, those of one rhythm together."""
        found: dict[Rhythm, list[UUID]] = defaultdict(list)
        for team_id, rhythm in self.by_team.items():
            found[rhythm].append(team_id)
        return list(found.values())


class Chosen(NamedTuple):
    """A cadence as it stands in the database; with a zone instead, somebody's own clock."""

    team_id: UUID | None
    holds_from: date
    every_weeks: int | None
    weekday: int | None
    hour: int | None
    zone: str


def rhythms() -> Rhythms:
    """Of the organization in scope: one question, and a second where teams have their own."""
    found = [Chosen(*row) for row in cadences().union(own_zones())]
    zones = frozenset(row.zone for row in found if row.zone)
    rows = sorted((row for row in found if not row.zone), key=lambda row: row.holds_from)
    usual = laid_over(Rhythm(), [row for row in rows if row.team_id is None])
    if all(row.team_id is None for row in rows):
        return Rhythms(usual, zones=zones)
    parents = dict(Team.objects.values_list("pk", "parent_id"))
    known: dict[UUID, Rhythm] = {}

    def rhythm_of(team_id: UUID | None) -> Rhythm:
        if team_id is None:
            return usual
        if team_id not in known:
            own = [row for row in rows if row.team_id == team_id]
            known[team_id] = laid_over(rhythm_of(parents[team_id]), own)
        return known[team_id]

    return Rhythms(usual, {pk: rhythm for pk in parents if (rhythm := rhythm_of(pk)) != usual}, zones)


def cadences() -> QuerySet[Any]:
    columns = ("team_id", "holds_from", "every_weeks", "weekday", "hour")
    return Cadence.objects.order_by().values_list(*columns, Value(""))


def own_zones() -> QuerySet[Any]:
    kinds: list[Any] = [UUIDField(), DateField(), IntegerField(), IntegerField(), IntegerField()]
    nothing = [Value(None, kind) for kind in kinds]
    return Membership.objects.exclude(time_zone="").order_by().values_list(*nothing, "time_zone")


def laid_over(below: Rhythm, rows: Sequence[Chosen]) -> Rhythm:
    """A team's own choices over those that it would follow without; `rows` by the Monday from which they hold."""
    if not rows:
        return below
    mondays = sorted({choice.holds_from for choice in below.choices} | {row.holds_from for row in rows})
    return Rhythm(tuple(choice_over(below, rows, monday) for monday in mondays))


def choice_over(below: Rhythm, rows: Sequence[Chosen], monday: date) -> Choice:
    row = next((row for row in reversed(rows) if row.holds_from <= monday), None)
    if row is None or row.every_weeks is None or row.weekday is None or row.hour is None:
        return replace(below.choice_in(monday), holds_from=monday)
    return Choice(monday, row.holds_from, row.every_weeks, row.weekday, row.hour)
