"""The roll-up: stored numbers, exact, up every chain, in the transaction that changed what they depend on.

A form takes the tree's lock, locks its key results, and calls `roll_up` once, as its last statements.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, IntegerField, When
from django.db.models.expressions import RawSQL

from objectives.combining import combine
from objectives.contribution import supported_by
from objectives.expected import ExpectedKeyResult, ExpectedSupporter, Span, expected_curve, facts_of
from objectives.models import KeyResult, Measure, Objective, PeriodKind, State
from objectives.progress import Part, Supporter, key_result_progress, objective_mean, supporters_mean
from objectives.weekly import week_index, with_week
from organizations.tenancy import current_organization_id

CHAINS = """
WITH RECURSIVE chain (id) AS (
    SELECT unnest(%s::uuid[])
  UNION
    SELECT objective.parent_id FROM chain JOIN objectives_objective objective
        ON objective.organization_id = %s AND objective.id = chain.id AND objective.parent_id IS NOT NULL
) SELECT id FROM chain
"""
SUBTREE_DEPTHS = """
WITH RECURSIVE tree (id, period_id, depth) AS (
    SELECT child.id, child.period_id, CASE
        WHEN parent.id IS NULL OR parent.state <> 'active' OR parent.period_id <> child.period_id THEN 0
        ELSE parent.depth + 1 END
    FROM objectives_objective child
    LEFT JOIN objectives_objective parent ON parent.organization_id = %(organization)s AND parent.id = child.parent_id
    WHERE child.organization_id = %(organization)s AND child.id = ANY(%(roots)s)
  UNION ALL
    SELECT child.id, child.period_id, CASE
        WHEN parent.state <> 'active' OR tree.period_id <> child.period_id THEN 0
        ELSE tree.depth + 1 END
    FROM tree
    JOIN objectives_objective parent ON parent.organization_id = %(organization)s AND parent.id = tree.id
    JOIN objectives_objective child ON child.organization_id = %(organization)s AND child.parent_id = tree.id
)
UPDATE objectives_objective objective SET depth = tree.depth, version = objective.version + 1
FROM tree WHERE objective.organization_id = %(organization)s AND objective.id = tree.id
    AND objective.depth <> tree.depth
"""
WRITTEN = ["progress", "confidence", "weekly_progress", "weekly_confidence", "version"]


def lock_tree(*, exclusive: bool) -> None:
    """Held to the end of the transaction: shared by check-ins, exclusive for whatever changes the tree.

    State is read after it. Nothing that is read before can be trusted.
    """
    function = "pg_advisory_xact_lock" if exclusive else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(hashtextextended(%s, 0))", [f"tree {current_organization_id()}"])


def database_now() -> datetime:
    """The moment, by the one clock that everybody shares; asked after the locks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def settle_depths(objective_ids: Iterable[UUID]) -> None:
    """Count again how deep these objectives and all below them lie within their periods."""
    with connection.cursor() as cursor:
        cursor.execute(SUBTREE_DEPTHS, {"organization": current_organization_id(), "roots": list(objective_ids)})


def locked_chains(objective_ids: Iterable[UUID]) -> list[Objective]:
    """These objectives and everything above them, locked in the one order that all writers keep: deepest first."""
    chain = RawSQL(CHAINS, [list(objective_ids), current_organization_id()])
    return list(
        Objective.objects.filter(id__in=chain)
        .select_related("period")
        .select_for_update(of=("self",))
        .order_by(
            Case(When(period__kind=PeriodKind.QUARTER, then=0), default=1, output_field=IntegerField()), "-depth", "id"
        )
    )


def roll_up(
    objective_ids: Iterable[UUID], *, on: date, key_results: Iterable[UUID] = (), expectations: bool = False
) -> list[Objective]:
    """Recompute these objectives and all above them and write them back. Nothing follows but commit.

    `key_results` are those whose values moved, or whether they count: what they contribute to is added up again.
    `on` is the organization's day. `expectations` also redraws what is expected by day: needed after
    every change but a check-in. Returns the chains, leaves first.
    """
    moved = list(key_results)
    chains = leaves_first(locked_chains({*objective_ids, *(combine(moved, on=on) if moved else ())}))
    children = Children(chains, expectations)
    for objective in chains:
        children.support(objective)
        progress, confidence = children.means_of(objective)
        objective.progress, objective.confidence = progress, confidence
        index = week_index(on, objective.period.starts_on)
        objective.weekly_progress = with_week(objective.weekly_progress, index, progress)
        objective.weekly_confidence = with_week(objective.weekly_confidence, index, confidence)
        objective.version = F("version") + 1
        if expectations:
            objective.expected_by_day = children.curve_of(objective)
    Objective.objects.bulk_update(chains, [*WRITTEN, "expected_by_day"] if expectations else WRITTEN)
    write_supported(children.supported, on)
    return chains


def leaves_first(objectives: list[Objective]) -> list[Objective]:
    """Each after all that lies below it, across periods and across what is archived in between; depth alone is not."""
    parents = {objective.pk: objective.parent_id for objective in objectives}

    def steps_to_the_top(objective: Objective) -> int:
        steps, above = 0, objective.parent_id
        while above in parents and steps < len(parents):
            steps, above = steps + 1, parents[above]
        return steps

    return sorted(objectives, key=steps_to_the_top, reverse=True)


def write_supported(values: Mapping[UUID, Decimal | None], on: date) -> None:
    """What key results that are counted by what supports them have come to; no question where there are none."""
    if not values:
        return
    found = list(KeyResult.objects.filter(pk__in=values, period__closed_at=None).select_related("period"))
    for key_result in found:
        key_result.current = values[key_result.pk]
        key_result.progress = key_result_progress(key_result, key_result.current)
        index = week_index(on, key_result.period.starts_on)
        key_result.weekly_progress = with_week(key_result.weekly_progress, index, key_result.progress)
        key_result.version = F("version") + 1
    KeyResult.objects.bulk_update(found, ["current", "progress", "weekly_progress", "version"])


class Below:
    """What counts directly below some objectives: their key results, and what supports them.

    `supporting` is what supports a key result in particular; `supported` the values that those come to that are
    counted by it, as far as they have been worked out.
    """

    def __init__(self, key_results: Iterable[KeyResult], supporters: Iterable[Objective]) -> None:
        self.key_results: dict[UUID, list[KeyResult]] = defaultdict(list)
        self.supporters: dict[UUID, list[Objective]] = defaultdict(list)
        self.supporting: dict[UUID, list[Objective]] = defaultdict(list)
        self.supported: dict[UUID, Decimal | None] = {}
        for key_result in key_results:
            self.key_results[key_result.objective_id].append(key_result)
        for supporter in supporters:
            if supporter.parent_key_result_id:
                self.supporting[supporter.parent_key_result_id].append(supporter)
            elif supporter.parent_id:
                self.supporters[supporter.parent_id].append(supporter)

    def support(self, objective: Objective) -> None:
        """Give its key results that are counted by what supports them their values; those must have theirs."""
        for key_result in self.key_results.get(objective.id, ()):
            if key_result.measure == Measure.SUPPORTED:
                key_result.current = supported_by(self.supporting.get(key_result.pk, ()), *objective.period.days)
                key_result.progress = key_result_progress(key_result, key_result.current)
                self.supported[key_result.pk] = key_result.current

    def means_of(self, objective: Objective) -> tuple[Decimal | None, Decimal | None]:
        """Progress 0..1 and confidence 0..10, None where nothing counts or nothing was said."""
        return (
            objective_mean(*self.progress_of(objective), objective),
            objective_mean(*self.confidence_of(objective), objective),
        )

    def progress_of(self, objective: Objective) -> tuple[list[Part], Decimal | None]:
        """What its progress is the mean of: its key results, and its supporters together."""
        supporters = [
            Supporter(s.weight, s.progress, s.period.starts_on, s.period.ends_on)
            for s in self.supporters.get(objective.id, ())
        ]
        together = supporters_mean(supporters, *objective.period.days)
        return [Part(k.weight, k.progress) for k in self.key_results.get(objective.id, ())], together

    def confidence_of(self, objective: Objective) -> tuple[list[Part], Decimal | None]:
        """What its confidence is the mean of."""
        supporters = [
            Supporter(s.weight, s.confidence, s.period.starts_on, s.period.ends_on)
            for s in self.supporters.get(objective.id, ())
        ]
        together = supporters_mean(supporters, *objective.period.days, uncovered_days_count=False)
        return [Part(k.weight, whole(k.confidence)) for k in self.key_results.get(objective.id, ())], together

    def curve_of(self, objective: Objective) -> list[float | None]:
        return expected_curve(
            self.expected_key_results(objective),
            [
                ExpectedSupporter(s.weight, Span(s.period.starts_on, s.period.ends_on), s.expected_by_day)
                for s in self.supporters[objective.id]
            ],
            objective,
            Span(objective.period.starts_on, objective.period.ends_on),
        )

    def expected_key_results(self, objective: Objective) -> list[ExpectedKeyResult]:
        return [facts_of(k) for k in self.key_results[objective.id]]


class Children(Below):
    """The key results and supporters of some objectives, read in two queries; fresh numbers win over stored ones."""

    def __init__(self, objectives: list[Objective], expectations: bool) -> None:
        ids = [objective.id for objective in objectives]
        fresh = {objective.id: objective for objective in objectives}
        key_results = KeyResult.objects.filter(objective_id__in=ids, state=State.ACTIVE).only(
            "objective_id", "weight", "progress", "confidence", "measure", "added_on", "due_on", "milestones"
        )
        supporters = Objective.objects.filter(parent_id__in=ids, state=State.ACTIVE).select_related("period")
        super().__init__(
            key_results,
            [
                fresh.get(supporter.id, supporter)
                for supporter in (supporters if expectations else supporters.defer("expected_by_day"))
            ],
        )


def whole(confidence: int | None) -> Decimal | None:
    return None if confidence is None else Decimal(confidence)
