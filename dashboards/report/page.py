"""The report of a period as read, for the organization or one team, in a fixed number of queries."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Lower

from checkins.models import CheckIn
from dashboards.report.before import read_before, what_counts
from dashboards.report.changes import MOST_MOVES, Move, moves_in, set_aside_in
from dashboards.report.endings import (
    Ending,
    Group,
    Outcome,
    count_outcomes,
    ending_in_words,
    groups_of,
    mean_score,
)
from dashboards.report.weeks import (
    Week,
    Word,
    confidence_by_week,
    confidence_chart,
    confidence_in_words,
    ends_of_weeks,
    progress_by_week,
)
from objectives.models import BelongsTo, Objective, ObjectiveVersion, Period
from objectives.models.objective import ObjectiveQuerySet
from objectives.reviews import Review, reviews_of
from objectives.titles import titles_of_key_results, titles_of_objectives
from organizations.charts import LineChart
from organizations.models import Membership, Organization, Team

MOST_OBJECTIVES = 200


@dataclass(frozen=True)
class PeriodReport:
    """One page for paper. What is over the bounds is counted; `is_too_easy` is said of the mean score."""

    finding: str
    counts: dict[Outcome, int]
    mean: Decimal | None
    is_too_easy: bool
    groups: Sequence[Group]
    objective_count: int
    teams: Sequence[Team]
    learned: Sequence[Ending]
    moves: Sequence[Move]
    moves_count: int
    set_aside: Sequence[ObjectiveVersion]
    weeks: Sequence[Week]
    confidence: str
    chart: LineChart

    @property
    def shown_counts(self) -> list[tuple[Outcome, int]]:
        """How many ended in each band; and how many nobody scored, if any."""
        return [each for each in self.counts.items() if each[1] or each[0] != Outcome.UNSCORED]

    @property
    def more_objectives_count(self) -> int:
        return max(self.objective_count - MOST_OBJECTIVES, 0)

    @property
    def more_moves_count(self) -> int:
        return self.moves_count - len(self.moves)


def build_report(
    period: Period, team: Team | None, membership: Membership, periods: Sequence[Period], now: datetime
) -> PeriodReport:
    """As it stood when the period closed; until then as it stands now."""
    at, is_over = period.read_at(now), period.is_in_grace or period.is_closed
    reviews = reviews_of(call_parents_as_then(list(objectives_of(period, team, membership)), at), at)
    counted = what_counts(reviews, team)
    mean = mean_score(counted)
    before = read_before(reviews, mean, period, team, periods, at)
    endings = [Ending(review, is_over and before.made_it_easy(review)) for review in reviews]
    counts = count_outcomes(endings)
    moves = moves_in(period, team, at)
    weeks = weeks_of(period, reviews, counted, membership.organization, at)
    return PeriodReport(
        finding=ending_in_words(str(team or membership.organization.name), period, counts, mean),
        counts=counts,
        mean=mean,
        is_too_easy=is_over and before.made_the_mean_easy(mean, team),
        groups=groups_of(endings[:MOST_OBJECTIVES]),
        objective_count=len(endings),
        teams=sorted({e.objective.team for e in endings if e.objective.team}, key=lambda each: each.name.lower()),
        learned=[each for each in endings if each.review.reflection and each.review.reflection.learned],
        moves=moves[:MOST_MOVES],
        moves_count=len(moves),
        set_aside=set_aside_in(period, team, at),
        weeks=weeks,
        confidence=confidence_in_words(weeks),
        chart=confidence_chart(weeks, period),
    )


def objectives_of(period: Period, team: Team | None, membership: Membership) -> ObjectiveQuerySet:
    """Those that count: the company's, then team by team, then people's; each from the top of the tree down."""
    rank = Case(
        When(belongs_to=BelongsTo.COMPANY, then=Value(0)),
        When(belongs_to=BelongsTo.TEAM, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    found = Objective.objects.visible_to(membership).active().in_period(period)
    if team is not None:
        found = found.filter(team=team)
    people = found.with_people().select_related("parent", "parent_key_result", "continues")
    return people.order_by(rank, Lower("team__name"), "depth", "-weight", "title", "id")


def call_parents_as_then(objectives: list[Objective], at: datetime) -> list[Objective]:
    """What lies in a longer period may be called otherwise by now; asks nothing where there is no such thing."""
    outside = [each for each in objectives if each.parent and each.parent.period_id != each.period_id]
    titles = titles_of_objectives({each.parent.pk for each in outside if each.parent}, at) if outside else {}
    particular = {each.parent_key_result_id for each in outside if each.parent_key_result_id}
    titles |= titles_of_key_results(particular, at) if particular else {}
    for each in outside:
        for above in (each.parent, each.parent_key_result):
            if above:
                above.title = titles.get(above.pk, above.title)
    return objectives


def weeks_of(
    period: Period, reviews: Sequence[Review], counted: Sequence[Review], organization: Organization, at: datetime
) -> list[Week]:
    """How sure people were of the key results that count; how far the objectives behind the mean were."""
    days = ends_of_weeks(period, organization.day_of(at))
    key_result_ids = {key_result.pk for review in reviews for key_result, _ in review.key_results}
    confidence = confidence_by_week(words_in(period, key_result_ids, organization, at), days)
    progress = progress_by_week([review.objective for review in counted], len(days))
    return [Week(*each) for each in zip(days, confidence, progress, strict=True)]


def words_in(period: Period, key_result_ids: set[UUID], organization: Organization, at: datetime) -> Iterator[Word]:
    """What was said of these by `at`, the oldest first."""
    said = CheckIn.objects.filter(
        period=period, key_result_id__in=key_result_ids, confidence__isnull=False, created_at__lte=at
    )
    rows = said.order_by("created_at", "id").values_list("key_result_id", "created_at", "confidence")
    return ((key_result_id, organization.day_of(moment), confidence) for key_result_id, moment, confidence in rows)
