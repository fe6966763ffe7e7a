"""Where the rows of a tree come from: the database as it is now, or a standing of another moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import Count

from objectives.models import KeyResult, Objective, Period, State


class Source(Protocol):
    """The three questions that a tree asks about its objectives; `objectives.as_of.Standing` answers them as well."""

    def key_results_of(self, objective_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[KeyResult]]:
        """Those that count, in reading order, with their owner and period."""

    def counts_of_supporters(self, objective_ids: Sequence[UUID], periods: Sequence[Period]) -> Mapping[UUID, int]:
        """How many support each, of those periods; of any period where none is named."""

    def expected_of(self, objective: Objective, day: date) -> float | None:
        """Expected progress 0..1 at the end of `day`."""


class AsItIs:
    """The database; asks twice, whatever the number."""

    def key_results_of(self, objective_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[KeyResult]]:
        found: dict[UUID, list[KeyResult]] = defaultdict(list)
        key_results = KeyResult.objects.filter(objective_id__in=objective_ids, state=State.ACTIVE)
        for key_result in key_results.select_related("owner__user", "period").in_reading_order():
            found[key_result.objective_id].append(key_result)
        return found

    def counts_of_supporters(self, objective_ids: Sequence[UUID], periods: Sequence[Period]) -> Mapping[UUID, int]:
        supporters = Objective.objects.active().filter(parent_id__in=objective_ids).order_by()
        if periods:
            supporters = supporters.in_period(*periods)
        return dict(supporters.values_list("parent_id").annotate(Count("id")))

    def expected_of(self, objective: Objective, day: date) -> float | None:
        return objective.expected_on(day)


AS_IT_IS = AsItIs()
