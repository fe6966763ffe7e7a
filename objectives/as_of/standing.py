"""The tree as it stood: rolled up again, leaves first, by the functions that rolled it up then."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from objectives.as_of.rows import Word, rows_at
from objectives.contribution import Web
from objectives.expected import Span, as_decimal, expected_of_objective
from objectives.models import Contribution, KeyResult, Objective, Period
from objectives.models.key_result import CONTRIBUTED
from objectives.progress import Supporter, key_result_progress
from objectives.roll_up import Below, leaves_first
from objectives.verification import depths
from objectives.weekly import week_index, with_week
from organizations.models import Membership, Organization, Team


class Standing:
    """Every objective and key result of some periods at a moment, in memory, with the numbers that it had.

    The periods are as `periods_at` has them, and with each comes all that lies within it, or its numbers would
    miss what supports them. Names of people, teams and periods are those of today. Reads five queries; `dress`
    adds four for what a page shows.
    """

    def __init__(self, periods: Iterable[Period], words: Mapping[UUID, Word], at: datetime) -> None:
        self.at = at
        self.objectives, self.key_results = rows_at({period.pk: period for period in periods}, words, at)
        self.combine()
        objectives = leaves_first(list(self.objectives.values()))
        supporters = [o for o in objectives if o.is_active and o.parent_id]
        self.supporters_of: dict[UUID, list[Objective]] = defaultdict(list)
        for supporter in supporters:
            assert supporter.parent_id is not None
            self.supporters_of[supporter.parent_id].append(supporter)
        self.below = Below([k for k in self.key_results.values() if k.is_active], supporters)
        self.expectations: dict[tuple[UUID, date], float | None] = {}
        settled = depths(objectives)
        for objective in objectives:
            self.below.support(objective)
            objective.progress, objective.confidence = self.below.means_of(objective)
            objective.depth = settled[objective.pk]

    def combine(self) -> None:
        """Add up what contributed by then; of what was closed already, as it had been closed."""
        standing = Contribution.objects.at(self.at).filter(period__in={o.period_id for o in self.objectives.values()})
        counting = [k for k in self.key_results.values() if k.is_active and k.objective.is_active]
        self.contributions = list(standing.values_list("key_result_id", "to_id"))
        self.web = Web(counting, self.contributions)
        for key_result in self.key_results.values():
            if key_result.measure in CONTRIBUTED:
                self.web.settle(key_result)
                key_result.progress = key_result_progress(key_result, key_result.current)

    def key_results_of(self, objective_ids: Iterable[UUID]) -> dict[UUID, list[KeyResult]]:
        """Those that count, in reading order."""
        return defaultdict(
            list,
            {pk: sorted(self.below.key_results.get(pk, ()), key=lambda k: (-k.weight, k.pk)) for pk in objective_ids},
        )

    def counts_of_supporters(self, objective_ids: Iterable[UUID], periods: Sequence[Period]) -> dict[UUID, int]:
        """How many supported each, of those periods; of any period where none is named."""
        wanted = {period.pk for period in periods}
        return Counter(
            pk
            for pk in objective_ids
            for supporter in self.supporters_of.get(pk, ())
            if not wanted or supporter.period_id in wanted
        )

    def expected_of(self, objective: Objective, day: date) -> float | None:
        """What `Objective.expected_on` said, worked out for this day alone: ten thousand curves would take too long."""
        period = objective.period
        day = period.starts_on + timedelta(days=period.day_index(day))
        if (objective.pk, day) not in self.expectations:
            self.expectations[objective.pk, day] = expected_of_objective(
                self.below.expected_key_results(objective),
                [self.seen_from_above(supporter, day) for supporter in self.below.supporters.get(objective.pk, ())],
                objective,
                Span(period.starts_on, period.ends_on),
                day,
            )
        return self.expectations[objective.pk, day]

    def seen_from_above(self, supporter: Objective, day: date) -> Supporter:
        """Nothing is expected of it before its own period, and after it what was expected at its end."""
        period, expected = supporter.period, self.expected_of(supporter, day)
        if expected is not None and day < period.starts_on:
            expected = 0.0
        return Supporter(supporter.weight, as_decimal(expected), period.starts_on, period.ends_on)

    def dress(self, objectives: Iterable[Objective], organization: Organization) -> None:
        """What a page shows of these and their key results beside the numbers: people, teams, the trend.

        The trend of the weeks before is the stored one: a week that is over is never written again.
        """
        things = list(objectives)
        key_results = [k for objective in things for k in self.below.key_results.get(objective.pk, ())]
        owned: list[Objective | KeyResult] = [*things, *key_results]
        people = Membership.objects.select_related("user").in_bulk({row.owner_id for row in owned if row.owner_id})
        teams = Team.objects.in_bulk({o.team_id for o in things if o.team_id})
        kept = Objective.objects.filter(pk__in=[o.pk for o in things])
        weeks = {pk: both for pk, *both in kept.values_list("pk", "weekly_progress", "weekly_confidence")}
        trends = trends_of(KeyResult.objects.filter(pk__in=[k.pk for k in key_results]))
        trends |= {pk: progress for pk, (progress, _) in weeks.items()}
        for objective in things:
            objective.team = teams.get(objective.team_id)
            index = week_index(organization.day_of(self.at), objective.period.starts_on)
            objective.weekly_confidence = with_week(weeks.get(objective.pk, ([], []))[1], index, objective.confidence)
        for row in owned:
            row.owner = people.get(row.owner_id)
            index = week_index(organization.day_of(self.at), row.period.starts_on)
            row.weekly_progress = with_week(trends.get(row.pk, []), index, row.progress)


def trends_of(rows: QuerySet[Any]) -> dict[UUID, list[Decimal | None]]:
    return dict(rows.values_list("pk", "weekly_progress"))
