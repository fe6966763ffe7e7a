"""The ledger of goalposts: what each version changed against the one before, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from objectives.milestones import milestones_of, moves
from objectives.models import Contribution, KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period, Verb
from objectives.titles import titles_of_key_results, titles_of_objectives
from objectives.wording import value_in_words
from organizations.formatting import figure
from organizations.models import Membership, Team

LABELS = {
    "period_id": "Period",
    "title": "Title",
    "description": "Why",
    "belongs_to": "Belongs to",
    "team_id": "Team",
    "owner_id": "Owner",
    "deputy_id": "Deputy",
    "commitment": "Kind",
    "parent_id": "Supports",
    "parent_key_result_id": "Supports in particular",
    "weight": "Weight",
    "counting": "What counts",
    "supporters_weight": "Weight of its supporters",
    "state": "State",
    "measure": "Measure",
    "unit": "Unit",
    "start": "Start",
    "target": "Target",
    "low": "Lowest",
    "high": "Highest",
    "milestones": "Milestones",
    "due_on": "Due",
    "done_as": "Done",
}
VALUES = frozenset({"start", "target", "low", "high"})
SAY_IT_ALL = frozenset({Verb.ARCHIVED, Verb.DROPPED, Verb.RESTORED, Verb.DONE, Verb.UNDONE})
NOTHING = "nothing"
AnyVersion = ObjectiveVersion | KeyResultVersion


@dataclass(frozen=True)
class Moved:
    """One column that changed, in words."""

    column: str
    label: str
    old: str
    new: str

    @property
    def words(self) -> str:
        """“target from 100 to 80”, “Revenue north contributes”."""
        if self.column == "contributors":
            return f"{self.new} contributes" if self.old == NOTHING else f"{self.old} contributes no more"
        return f"{self.label.lower()} from {self.old} to {self.new}"


@dataclass(frozen=True)
class Entry:
    """One change: who, when, why, what moved, and what the progress (0..1) became."""

    version: AnyVersion
    title: str
    verb: str
    who: str
    at: datetime
    reason: str
    moved: Sequence[Moved]
    progress_before: Decimal | None
    progress: Decimal | None
    is_latest: bool

    @property
    def moved_progress(self) -> bool:
        return self.progress_before is not None and self.progress_before != self.progress

    @property
    def moved_goalposts(self) -> bool:
        return any(each.column in VALUES | {"measure", "milestones", "contributors", "due_on"} for each in self.moved)


@dataclass
class Names:
    """The names behind the ids of some versions, in five questions; titles as they were `at` a moment.

    `contributions` tells what began or ended to contribute, by key result and moment; one question more where any did.
    """

    names: dict[UUID, str] = field(default_factory=dict)
    contributions: dict[tuple[UUID, datetime], Moved] = field(default_factory=dict)

    @classmethod
    def of(cls, versions: Iterable[AnyVersion], at: datetime | None) -> "Names":
        versions = list(versions)

        def ids(*columns: str) -> set[UUID]:
            return {found for v in versions for column in columns if (found := getattr(v, column, None))}

        people = Membership.objects.filter(pk__in=ids("owner_id", "deputy_id", "actor_id")).select_related("user")
        names = {person.pk: str(person) for person in people}
        names |= dict(Team.objects.filter(pk__in=ids("team_id")).values_list("pk", "name"))
        names |= dict(Period.objects.filter(pk__in=ids("period_id")).values_list("pk", "name"))
        names |= titles_of_objectives(ids("parent_id"), at)
        names |= titles_of_key_results(ids("parent_key_result_id"), at)
        return cls(names, moved_contributions({thing_id(v) for v in versions if v.verb == Verb.CONTRIBUTED}))

    def __getitem__(self, key: UUID | None) -> str:
        return self.names.get(key, "something else") if key else NOTHING


def moved_contributions(key_result_ids: set[UUID]) -> dict[tuple[UUID, datetime], Moved]:
    if not key_result_ids:
        return {}
    found: dict[tuple[UUID, datetime], Moved] = {}
    for each in Contribution.objects.filter(to__in=key_result_ids).select_related("key_result"):
        found[each.to_id, each.begun_at] = Moved("contributors", "Contributes", NOTHING, each.key_result.title)
        if each.ended_at:
            found[each.to_id, each.ended_at] = Moved("contributors", "Contributes", each.key_result.title, NOTHING)
    return found


def ledger(versions: Iterable[AnyVersion], at: datetime | None = None) -> list[Entry]:
    """The changes of one or several things, the newest first; what they name is called as it was `at` a moment."""
    by_thing: dict[UUID, list[AnyVersion]] = {}
    for version in sorted(versions, key=lambda v: v.pk):
        by_thing.setdefault(thing_id(version), []).append(version)
    names = Names.of((version for line in by_thing.values() for version in line), at)
    entries = [
        entry(before, after, names, is_latest=after is line[-1])
        for line in by_thing.values()
        for before, after in pairwise([None, *line])
        if after is not None
    ]
    return sorted(entries, key=lambda e: e.version.pk, reverse=True)


def entry(before: AnyVersion | None, after: AnyVersion, names: Names, *, is_latest: bool) -> Entry:
    return Entry(
        version=after,
        title=after.title,
        verb=verb_in_words(after),
        who=names[after.actor_id] if after.actor_id else "Sightline",
        at=after.created_at,
        reason=after.reason,
        moved=moved(before, after, names) if before else [],
        progress_before=after.progress_before,
        progress=after.progress,
        is_latest=is_latest,
    )


def verb_in_words(version: AnyVersion) -> str:
    words = str(Verb(version.verb).label)
    if version.verb == Verb.DONE and isinstance(version, KeyResultVersion):
        return f"{words}: {version.get_done_as_display().lower()}"
    return words


def moved(before: AnyVersion, after: AnyVersion, names: Names) -> list[Moved]:
    facts = Objective.FACTS if isinstance(after, ObjectiveVersion) else KeyResult.FACTS
    columns = [
        column
        for column in facts
        if column in LABELS and getattr(before, column) != getattr(after, column)
        # What the verb says already is not said again.
        if not (column in {"state", "done_as"} and after.verb in SAY_IT_ALL)
    ]
    told = [each for column in columns for each in moved_in(column, before, after, names)]
    contribution = names.contributions.get((thing_id(after), after.created_at))
    return [*told, contribution] if contribution else told


def moved_in(column: str, before: AnyVersion, after: AnyVersion, names: Names) -> Sequence[Moved]:
    """One line for a column; of milestones one for each thing that changed about them."""
    if column != "milestones":
        return [Moved(column, LABELS[column], in_words(before, column, names), in_words(after, column, names))]
    was, now = (milestones_of(getattr(version, column)) for version in (before, after))
    return [Moved(column, upper(each.what), each.old or "none", each.new or "none") for each in moves(was, now)]


def upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def in_words(version: AnyVersion, column: str, names: Names) -> str:
    value: Any = getattr(version, column)
    if column.endswith("_id"):
        return names[value]
    if column in VALUES and isinstance(version, KeyResultVersion):
        return "none" if value is None else value_in_words(version, value)
    if isinstance(value, Decimal):
        return figure(value)
    display = getattr(version, f"get_{column}_display", None)
    return str(display() if display and value else value or "none")


def thing_id(version: AnyVersion) -> UUID:
    return version.objective_id if isinstance(version, ObjectiveVersion) else version.key_result_id
