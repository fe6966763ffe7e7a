"""What an import comes to: one step for each line, and whatever speaks against them."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from integrations.initiatives import WorkStep
from integrations.okr_file import Problem
from integrations.reading import Row
from integrations.surroundings import Thing
from integrations.tree_order import Above
from objectives.actions.history import GOALPOSTS_OF_KEY_RESULT, GOALPOSTS_OF_OBJECTIVE


@dataclass(frozen=True)
class Shown:
    """One change as a person reads it."""

    column: str
    old: str
    new: str


@dataclass
class Step:
    """What one line comes to: a new thing, changes of one that is there, a value, or nothing."""

    row: Row
    thing: Thing | None
    above: Above = None
    changes: dict[str, Any] = field(default_factory=dict)
    shown: list[Shown] = field(default_factory=list)
    moves: bool = False
    team: str = ""
    value: Decimal | None = None
    contributes_to: list[Above] = field(default_factory=list)
    initiatives: list[WorkStep] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.thing is None

    @property
    def is_changed(self) -> bool:
        return self.thing is not None and bool(self.shown)

    @property
    def needs_a_reason(self) -> bool:
        goalposts = GOALPOSTS_OF_OBJECTIVE if self.row.is_objective else GOALPOSTS_OF_KEY_RESULT
        return self.is_new or self.moves or bool(self.contributes_to) or bool(self.changes.keys() & goalposts)


@dataclass
class Plan:
    """Steps with parents first, and whatever speaks against them."""

    steps: list[Step] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def needs_a_reason(self) -> bool:
        return any(step.needs_a_reason for step in self.steps)
