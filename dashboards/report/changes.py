"""What moved while a period ran: its goalposts, and the objectives that were set aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from objectives.ledger import Entry, Moved, ledger, thing_id
from objectives.models import KeyResultVersion, ObjectiveVersion, Period, State, Verb
from organizations.models import Team

MOST_MOVES = 200
# A goalpost is wording, weight, date, place in the tree, and whatever values are held against.
GOALPOSTS = frozenset(
    {
        *("title", "description", "commitment", "parent_id", "parent_key_result_id", "weight"),
        *("counting", "supporters_weight"),
        *("measure", "unit", "start", "target", "low", "high", "due_on", "state"),
    }
)
SET_ASIDE = (State.ARCHIVED, State.DROPPED)
STATES = {
    str(Verb.ARCHIVED): ("counted", "archived"),
    str(Verb.DROPPED): ("counted", "dropped"),
    str(Verb.RESTORED): ("set aside", "counted"),
}


@dataclass(frozen=True)
class Move:
    """One change of goalposts: who, when and why are its entry's."""

    entry: Entry
    moved: Sequence[Moved]

    @property
    def thing_id(self) -> UUID:
        return thing_id(self.entry.version)

    @property
    def is_of_a_key_result(self) -> bool:
        return isinstance(self.entry.version, KeyResultVersion)


def moves_in(period: Period, team: Team | None, until: datetime, since: datetime | None = None) -> list[Move]:
    """Every move of a goalpost since the period opened, or since a later moment, the newest first."""
    if period.opened_at is None:
        return []
    since = max(period.opened_at, since or period.opened_at)
    objectives = ObjectiveVersion.objects.filter(objective__period=period, created_at__lte=until, **whose(team))
    key_results = KeyResultVersion.objects.filter(key_result__period=period, created_at__lte=until, **whose(team))
    late = {"created_at__gt": since}
    entries = ledger(
        [
            *objectives.filter(objective__in=objectives.filter(**late).values("objective")),
            *key_results.filter(key_result__in=key_results.filter(**late).values("key_result")),
        ],
        until,
    )
    return [Move(entry, moved) for entry in entries if entry.at > since if (moved := goalposts_of(entry))]


def goalposts_of(entry: Entry) -> list[Moved]:
    """What moved of it; a key result that was set aside or came back is a goalpost too."""
    if isinstance(entry.version, KeyResultVersion) and entry.version.verb in STATES:
        return [Moved("state", "State", *STATES[entry.version.verb])]
    return [each for each in entry.moved if each.column in GOALPOSTS]


def set_aside_in(period: Period, team: Team | None, until: datetime) -> list[ObjectiveVersion]:
    """The newest version of each objective that is archived or dropped: who did it, and why."""
    newest = (
        ObjectiveVersion.objects.filter(
            objective__period=period, objective__state__in=SET_ASIDE, created_at__lte=until, **whose(team)
        )
        .select_related("objective", "actor__user")
        .order_by("objective_id", "-id")
        .distinct("objective_id")
    )
    return sorted(newest, key=lambda version: version.title.lower())


def whose(team: Team | None) -> dict[str, Any]:
    return {} if team is None else {"objective__team": team}
