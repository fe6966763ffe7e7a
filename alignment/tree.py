"""The tree as pages show it: objectives with their key results, level by level, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from alignment.below import Weakest
from alignment.sources import AS_IT_IS, Source
from checkins.health import Health, Verdict, verdict_at, verdict_of_objective
from checkins.windows import Moment
from objectives.confidence import to_one_decimal
from objectives.expected import expected_of_row
from objectives.models import KeyResult, Objective, Period
from objectives.weekly import change_this_week, week_index


@dataclass(frozen=True)
class KeyResultRow:
    """A key result as a line: progress and expected 0..1, change since Monday -1..1."""

    key_result: KeyResult
    verdict: Verdict
    expected: float | None
    change: Decimal | None

    @property
    def health(self) -> Health:
        return self.verdict.health


@dataclass(frozen=True)
class ObjectiveRow:
    """An objective as a line, with its key results and, where it is opened, what supports it.

    `weakest` is what is worse below it than it is itself.
    """

    objective: Objective
    verdict: Verdict
    weakest: Weakest | None
    expected: float | None
    change: Decimal | None
    last_at: datetime | None
    depth: int
    supporter_count: int
    is_open: bool
    key_results: Sequence[KeyResultRow]
    supporters: Sequence["ObjectiveRow"] = field(default_factory=tuple)

    @property
    def health(self) -> Health:
        return self.verdict.health

    @property
    def confidence(self) -> Decimal | None:
        return to_one_decimal(self.objective.confidence)

    @property
    def key_result_depth(self) -> int:
        return min(self.depth + 1, 8)


class Forest:
    """Some objectives and whatever of them is opened, as rows; asks four questions, whatever their number.

    `source` is where what hangs on them is read; the objectives themselves come from the same.
    """

    def __init__(
        self,
        objectives: Iterable[Objective],
        moment: Moment,
        opened: frozenset[UUID] = frozenset(),
        periods: Sequence[Period] = (),
        source: Source = AS_IT_IS,
    ) -> None:
        self.moment = moment
        self.source = source
        self.opened = opened
        self.objectives = list(objectives)
        ids = [objective.pk for objective in self.objectives]
        self.key_results = source.key_results_of(ids)
        self.supporter_counts = source.counts_of_supporters(ids, periods)
        self.below = source.below(self.objectives, moment)
        for objective in self.objectives:
            for key_result in self.key_results[objective.pk]:
                key_result.objective = objective
        self.by_parent: dict[UUID, list[Objective]] = defaultdict(list)
        for objective in self.objectives:
            if objective.parent_id:
                self.by_parent[objective.parent_id].append(objective)

    def row(self, objective: Objective, depth: int = 0) -> ObjectiveRow:
        key_results = self.key_results[objective.pk]
        is_open = objective.pk in self.opened
        supporters = self.by_parent[objective.pk] if is_open and depth < 50 else []
        below, expected = self.below[objective.pk], self.source.expected_of(objective, self.moment.today)
        verdict = verdict_of_objective(objective, expected, below.freshness, self.moment)
        return ObjectiveRow(
            objective=objective,
            verdict=verdict,
            weakest=below.weakest(verdict.health),
            expected=expected,
            change=change_this_week(
                objective.weekly_progress, week_index(self.moment.today, objective.period.starts_on)
            ),
            last_at=max((k.heard_at for k in key_results if k.heard_at), default=None),
            depth=min(depth, 8),
            supporter_count=self.supporter_counts.get(objective.pk, 0),
            is_open=is_open,
            key_results=[key_result_row(k, self.moment) for k in key_results],
            supporters=[self.row(supporter, depth + 1) for supporter in supporters],
        )


def key_result_row(key_result: KeyResult, moment: Moment) -> KeyResultRow:
    period = key_result.period
    return KeyResultRow(
        key_result=key_result,
        verdict=verdict_at(key_result, moment),
        expected=expected_of_row(key_result, moment.today),
        change=change_this_week(key_result.weekly_progress, week_index(moment.today, period.starts_on)),
    )
