"""What a rule finds, and what a rule is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from alignment.findings.facts import SeenKeyResult, SeenObjective, SeenTeam, Snapshot


class Kind(Enum):
    OBJECTIVE = "objective"
    KEY_RESULT = "key result"
    TEAM = "team"
    COMPANY = "company"


@dataclass(frozen=True)
class Concern:
    """Something that is off. `what` says it in a sentence, `since` when it began, where one can know.

    A key result comes with its objective; a team, and the company as a whole, stand for themselves.
    """

    what: str
    since: date | None = None
    objective: SeenObjective | None = None
    key_result: SeenKeyResult | None = None
    team: SeenTeam | None = None
    others: Sequence[SeenObjective | SeenKeyResult] = ()

    @property
    def kind(self) -> Kind:
        if self.key_result:
            return Kind.KEY_RESULT
        if self.objective:
            return Kind.OBJECTIVE
        return Kind.TEAM if self.team else Kind.COMPANY

    @property
    def title(self) -> str:
        thing = self.key_result or self.objective
        return thing.title if thing else self.team.name if self.team else "The company"

    @property
    def team_id(self) -> UUID | None:
        return self.objective.team_id if self.objective else self.team.id if self.team else None

    @property
    def owner_ids(self) -> frozenset[UUID]:
        """Whoever owns the thing, or the objective that it is in."""
        return frozenset(thing.owner_id for thing in (self.objective, self.key_result) if thing and thing.owner_id)


Find = Callable[[Snapshot], Iterable[Concern]]


@dataclass(frozen=True)
class Rule:
    """`name` is stored where it is switched off; `looks_for` says what it finds, `why` why that matters,
    `action` the one thing to do about it."""

    name: str
    title: str
    looks_for: str
    why: str
    action: str
    find: Find
