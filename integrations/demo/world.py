"""How the demo's periods, objectives and key results come about, each at its moment."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from integrations.demo.calendar import Calendar, Stretch
from integrations.demo.cast import Cast
from integrations.demo.shapes import DemoKeyResult, DemoObjective
from objectives.actions.contributions import contribute
from objectives.actions.key_results import create_key_result
from objectives.actions.objectives import create_objective, move_objective
from objectives.actions.periods import create_period
from objectives.models import BelongsTo, KeyResult, Objective, Period

Event = tuple[datetime, Callable[[], object]]


class World:
    """What has been made so far: objectives by key, key results by title, and who owns those now."""

    def __init__(self, cast: Cast, calendar: Calendar) -> None:
        self.cast, self.calendar = cast, calendar
        self.objectives: dict[str, Objective] = {}
        self.key_results: dict[str, KeyResult] = {}
        self.owners: dict[str, str] = {}
        self.ended: set[str] = set()

    def make_period(self, days: Stretch, kind: str, at: datetime) -> Period:
        return create_period(
            by=self.cast.people["ruta"],
            name=days.name,
            kind=kind,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            at=at,
        )

    def planning(self, wanted: Sequence[DemoObjective], period: Period, begins_at: datetime) -> list[Event]:
        """Objective by objective with its key results; what supports a longer period is aligned at the end."""
        here = {objective.key for objective in wanted}
        moment, events, aligned = begins_at, [], []
        for objective in wanted:
            parent = objective.supports if objective.supports in here else ""
            moment += timedelta(minutes=40)
            events.append((moment, self.creating(objective, period, parent, moment)))
            for key_result in objective.key_results:
                moment += timedelta(minutes=7)
                events.append((moment, self.adding(key_result, objective.key, moment)))
            if objective.supports and not parent:
                aligned.append(objective)
        for objective in aligned:
            moment += timedelta(minutes=5)
            events.append((moment, self.aligning(objective, moment)))
        return events

    def creating(self, wanted: DemoObjective, period: Period, parent: str, at: datetime) -> Callable[[], object]:
        def create() -> None:
            owner = self.cast.people[wanted.owner] if wanted.owner else None
            self.objectives[wanted.key] = create_objective(
                by=owner or self.cast.people[wanted.key_results[0].owner],
                period=period,
                title=wanted.title,
                description=wanted.why,
                owner=owner,
                parent=self.objectives[parent] if parent else None,
                parent_key_result=self.key_results.get(wanted.supports_in_particular),
                team=self.cast.teams[wanted.team] if wanted.team else None,
                belongs_to=belongs_to(wanted),
                commitment=wanted.commitment,
                weight=Decimal(wanted.weight),
                at=at,
            )

        return create

    def adding(self, wanted: DemoKeyResult, objective: str, at: datetime, reason: str = "") -> Callable[[], object]:
        def add() -> None:
            people = self.cast.people
            self.owners[wanted.title] = wanted.owner
            self.key_results[wanted.title] = create_key_result(
                by=self.objectives[objective].owner or people[wanted.owner],
                objective=self.objectives[objective],
                title=wanted.title,
                owner=people[wanted.owner],
                deputy=people[wanted.deputy] if wanted.deputy else None,
                measure=wanted.measure,
                unit=wanted.unit,
                weight=Decimal(wanted.weight),
                reason=reason,
                at=at,
                **wanted.aim,
                milestones=wanted.milestones(self.calendar.quarter.starts_on),
            )
            if wanted.adds_into:
                total = self.key_results[wanted.adds_into]
                contribute(self.key_results[wanted.title], total, by=total.owner, at=at)

        return add

    def aligning(self, wanted: DemoObjective, at: datetime) -> Callable[[], object]:
        def align() -> None:
            parent = self.objectives[wanted.supports]
            move_objective(self.objectives[wanted.key], by=self.cast.people[wanted.owner], parent=parent, at=at)

        return align


def belongs_to(wanted: DemoObjective) -> str:
    if wanted.team:
        return BelongsTo.TEAM
    return BelongsTo.PERSON if wanted.key.endswith("-own") else BelongsTo.COMPANY
