"""What the rules may know of a period: plain facts, read once, without a database and without a clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from checkins.health import Health
from objectives.findings import Owner
from objectives.models import BelongsTo


@dataclass(frozen=True, slots=True)
class Mean:
    """What supports something, together: its progress 0..1 and how many there are that count."""

    progress: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Goalpost:
    """The last time that a key result's aim moved in the open period, in words."""

    moved_on: date
    words: str


@dataclass(frozen=True, slots=True)
class SeenKeyResult:
    """A key result that counts. `progress` is None without a value; `missing` is what its aim lacks, in words.

    `paced` is what its pace says, None where it says nothing; `ends_on` its due day, the period's last without one.
    """

    id: UUID
    title: str
    ends_on: date
    added_on: date
    owner_id: UUID | None = None
    owner: Owner = Owner.THERE
    owner_since: date | None = None
    progress: Decimal | None = None
    confidence: int | None = None
    said: Health = Health.NOT_STARTED
    paced: Health | None = None
    is_silent: bool = False
    heard_on: date | None = None
    missing: str = ""
    is_done: bool = False
    is_given_up: bool = False
    is_a_limit: bool = False
    supporters: Mean | None = None
    goalpost: Goalpost | None = None


@dataclass(frozen=True, slots=True)
class SeenObjective:
    """An objective that counts. `parent_id` is what it supports, gone or not; `parent_since` since when it does.

    `own` is the mean of its key results, `supporters` that of what supports it, both 0..1 and None where nothing
    counts. `is_here` where it lies in the period itself, not in one around it.
    """

    id: UUID
    title: str
    belongs_to: str
    ends_on: date
    created_on: date
    is_here: bool = True
    is_aspirational: bool = True
    team_id: UUID | None = None
    owner_id: UUID | None = None
    owner: Owner = Owner.THERE
    owner_since: date | None = None
    parent_id: UUID | None = None
    parent_key_result_id: UUID | None = None
    parent_since: date | None = None
    confidence: Decimal | None = None
    said: Health = Health.NOT_STARTED
    paced: Health | None = None
    own: Decimal | None = None
    supporters: Mean | None = None
    supporter_count: int = 0
    key_results: Sequence[SeenKeyResult] = ()

    @property
    def is_the_companys(self) -> bool:
        return self.belongs_to == BelongsTo.COMPANY

    @property
    def last_day(self) -> date:
        """When the last of what shows it is due; nothing more is asked of what is done."""
        return max((k.ends_on for k in self.key_results if not k.is_done), default=self.ends_on)


@dataclass(frozen=True, slots=True)
class SeenTeam:
    id: UUID
    name: str
    lead_ids: Sequence[UUID] = ()


@dataclass(frozen=True, slots=True)
class SeenRequest:
    """A part of an objective, or of one of its key results, that somebody is asked for and has not answered."""

    objective_id: UUID
    key_result_id: UUID | None
    whom: str
    asked_on: date


@dataclass(frozen=True)
class Snapshot:
    """A period on a day. `objectives` are its own, by title; `above` those of the periods around it."""

    period_name: str
    today: date
    objectives: Sequence[SeenObjective] = ()
    above: Sequence[SeenObjective] = ()
    teams: Mapping[UUID, SeenTeam] = field(default_factory=dict)
    people: Mapping[UUID, str] = field(default_factory=dict)
    requests: Sequence[SeenRequest] = ()

    @cached_property
    def by_id(self) -> dict[UUID, SeenObjective]:
        return {objective.id: objective for objective in (*self.above, *self.objectives)}

    def parent_of(self, objective: SeenObjective) -> SeenObjective | None:
        """What it supports, if that still counts."""
        return self.by_id.get(objective.parent_id) if objective.parent_id else None

    @cached_property
    def home_of(self) -> dict[UUID, SeenObjective]:
        """The objective of each key result."""
        return {key_result.id: objective for objective in self.objectives for key_result in objective.key_results}

    @cached_property
    def of_teams(self) -> dict[UUID, list[SeenObjective]]:
        found: dict[UUID, list[SeenObjective]] = {}
        for objective in self.objectives:
            if objective.team_id:
                found.setdefault(objective.team_id, []).append(objective)
        return found
