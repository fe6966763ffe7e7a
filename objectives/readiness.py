"""How ready a period is, as read: what is missing in it, for the company, for each team and for people."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from uuid import UUID

from django.db.models import Count, F
from django.db.models.functions import Lower

from objectives.findings import Finding, KeyResultDraft, Kind, ObjectiveDraft, Owner, findings
from objectives.models import BelongsTo, KeyResult, Objective, Period, PeriodKind, State
from objectives.wording import missing_in_words
from organizations.models import Team


@dataclass(frozen=True)
class Item:
    """A finding with the objective, and where it is about one the key result, that it was found in."""

    finding: Finding
    objective: Objective
    key_result: KeyResult | None

    @property
    def thing(self) -> Objective | KeyResult:
        return self.key_result or self.objective


@dataclass(frozen=True)
class Group:
    """The objectives of the company, of one team, or of people, and what is not ready of them."""

    name: str
    team: Team | None
    objective_count: int
    ready_count: int
    found: Sequence[Item]


@dataclass(frozen=True)
class Readiness:
    """The groups in reading order. An objective is ready where nothing is found, or hints alone."""

    groups: Sequence[Group]

    @cached_property
    def finding_count(self) -> int:
        return sum(len(group.found) for group in self.groups)

    @cached_property
    def objective_count(self) -> int:
        return sum(group.objective_count for group in self.groups)

    @cached_property
    def ready_count(self) -> int:
        return sum(group.ready_count for group in self.groups)

    @cached_property
    def counts(self) -> list[tuple[Kind, int]]:
        """How many findings of each kind there are, in the order of the rules."""
        counted = Counter(item.finding.kind for group in self.groups for item in group.found)
        return [(kind, counted[kind]) for kind in Kind if counted[kind]]


def readiness_of(period: Period, team: Team | None = None) -> Readiness:
    """Of a whole period, or of one team in it, in four queries whatever the size."""
    objectives = objectives_of(period, team)
    look = Look(period, objectives)
    groups = groupby(sorted(objectives, key=place_of), key=place_of)
    return Readiness([look.group(name, list(of_group)) for (_, name, _), of_group in groups])


class Look:
    """Everything that the rules ask of some objectives, asked at once."""

    def __init__(self, period: Period, objectives: Sequence[Objective]) -> None:
        ids = [objective.pk for objective in objectives]
        self.key_results = key_results_of(ids)
        supporters = Objective.objects.active().filter(parent_id__in=ids).order_by()
        self.supporter_counts = dict(supporters.values_list("parent_id").annotate(Count("pk")))
        self.has_year_above = has_year_above(period)

    def group(self, name: str, objectives: Sequence[Objective]) -> Group:
        found = [self.items_of(objective) for objective in objectives]
        ready = [items for items in found if all(item.finding.kind.is_a_hint for item in items)]
        return Group(name, objectives[0].team, len(objectives), len(ready), [item for items in found for item in items])

    def items_of(self, objective: Objective) -> list[Item]:
        key_results = {key_result.pk: key_result for key_result in self.key_results[objective.pk]}
        for key_result in key_results.values():
            key_result.objective = objective
        return [
            Item(finding, objective, key_results[finding.key_result.id] if finding.key_result else None)
            for finding in findings(self.draft_of(objective))
        ]

    def draft_of(self, objective: Objective) -> ObjectiveDraft:
        return ObjectiveDraft(
            id=objective.pk,
            belongs_to=objective.belongs_to,
            owner=owner_of(objective),
            key_results=[draft_of_key_result(key_result) for key_result in self.key_results[objective.pk]],
            supporter_count=self.supporter_counts.get(objective.pk, 0),
            supports_something=objective.parent_state == State.ACTIVE,  # type: ignore[attr-defined]
            has_year_above=self.has_year_above,
        )


def objectives_of(period: Period, team: Team | None) -> list[Objective]:
    """Those that count, each with the `parent_state` of what it supports."""
    found = Objective.objects.active().in_period(period).with_people().annotate(parent_state=F("parent__state"))
    if team is not None:
        found = found.filter(team=team)
    return list(found.defer("expected_by_day", "weekly_progress").order_by(Lower("title"), "pk"))


def key_results_of(objective_ids: Sequence[UUID]) -> dict[UUID, list[KeyResult]]:
    found: dict[UUID, list[KeyResult]] = defaultdict(list)
    key_results = KeyResult.objects.filter(objective_id__in=objective_ids, state=State.ACTIVE)
    for key_result in key_results.select_related("owner").defer("weekly_progress").in_reading_order():
        found[key_result.objective_id].append(key_result)
    return found


def has_year_above(period: Period) -> bool:
    """Whether the company wants something in a year around this quarter, so that the quarter's could support it."""
    years = Period.objects.enclosing(period).filter(kind=PeriodKind.YEAR)
    of_the_year = Objective.objects.active().filter(belongs_to=BelongsTo.COMPANY, period__in=years)
    return period.kind == PeriodKind.QUARTER and of_the_year.exists()


def draft_of_key_result(key_result: KeyResult) -> KeyResultDraft:
    return KeyResultDraft(
        id=key_result.pk,
        title=key_result.title,
        measure=key_result.measure,
        owner=owner_of(key_result),
        missing=missing_in_words(key_result),
        is_done=key_result.is_done,
    )


def owner_of(thing: Objective | KeyResult) -> Owner:
    if thing.owner is None:
        return Owner.NOBODY
    return Owner.THERE if thing.owner.is_active and thing.owner.may_write else Owner.GONE


def place_of(objective: Objective) -> tuple[int, str, str]:
    """The company first, then each team by its name, then people."""
    if objective.belongs_to == BelongsTo.COMPANY:
        return 0, "The company", ""
    return (1, objective.team.name, str(objective.team.pk)) if objective.team else (2, "People", "")
