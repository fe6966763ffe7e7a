"""Where the rows of a tree come from: the database as it is now, or what stood at another moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db.models import Count, Q

from alignment.below import Below
from checkins.health import Verdict, verdict_of
from checkins.voices import Ears, Group, groups_below, is_behind
from checkins.windows import Moment
from objectives.as_of import Standing
from objectives.models import KeyResult, Objective, Period, State


class Source(Protocol):
    """The four questions that a tree asks about its objectives."""

    def key_results_of(self, objective_ids: Sequence[UUID]) -> Mapping[UUID, Sequence[KeyResult]]:
        """Those that count, in reading order, with their owner and period."""

    def counts_of_supporters(self, objective_ids: Sequence[UUID], periods: Sequence[Period]) -> Mapping[UUID, int]:
        """How many support each, of those periods; of any period where none is named."""

    def expected_of(self, objective: Objective, day: date) -> float | None:
        """Expected progress 0..1 at the end of `day`."""

    def below(self, objectives: Sequence[Objective], moment: Moment) -> Mapping[UUID, Below]:
        """What lies in each and below it; their periods are loaded."""


class AsItIs:
    """The database; asks four times, whatever the number."""

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

    def below(self, objectives: Sequence[Objective], moment: Moment) -> Mapping[UUID, Below]:
        own = {objective.pk: objective.period_id for objective in objectives}
        lasting = Q(closed_at=None) | Q(closed_at__gte=moment.at)
        periods = Period.objects.filter(Q(pk__in=own.values()) | lasting) if own else []
        groups = groups_below(own, periods, moment)
        return {objective.pk: Below(groups[objective.pk], objective.counting) for objective in objectives}


class AsItStood:
    """A standing; asks nothing."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.key_results_of = standing.key_results_of
        self.counts_of_supporters = standing.counts_of_supporters
        self.expected_of = standing.expected_of

    def below(self, objectives: Sequence[Objective], moment: Moment) -> Mapping[UUID, Below]:
        voices = Voices(self.standing, moment)
        return {objective.pk: Below(voices.groups_below(objective), objective.counting) for objective in objectives}


class Voices:
    """The verdicts on the key results of a standing, each taken once."""

    def __init__(self, standing: Standing, moment: Moment) -> None:
        self.standing, self.moment = standing, moment
        periods = {objective.period for objective in standing.objectives.values()}
        self.ears = Ears(periods, moment)
        self.verdicts: dict[UUID, Verdict] = {}

    def groups_below(self, objective: Objective) -> list[Group]:
        found, waiting = [], [objective]
        while waiting:
            each = waiting.pop()
            waiting += [below for below in self.standing.supporters_of.get(each.pk, ()) if below.is_active]
            if each.is_active and (each.period_id == objective.period_id or not is_behind(each.period, self.moment)):
                found += self.own_groups(each, is_own=each == objective)
        return found

    def own_groups(self, objective: Objective, *, is_own: bool) -> list[Group]:
        verdicts = [(k, self.verdict(k)) for k in self.standing.below.key_results.get(objective.pk, ())]
        return [Group(is_own, verdict.health, verdict.freshness, 1, k.weight) for k, verdict in verdicts]

    def verdict(self, key_result: KeyResult) -> Verdict:
        if key_result.pk not in self.verdicts:
            heard = self.ears.of(key_result.period_id, key_result.objective.team_id)
            self.verdicts[key_result.pk] = verdict_of(key_result, self.moment, heard)
        return self.verdicts[key_result.pk]


AS_IT_IS = AsItIs()
