"""What ended at 1.0 three times running: an objective along what it continues, a mean from period to period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Q

from dashboards.report.endings import mean_score
from objectives.models import BelongsTo, Objective, Period, State
from objectives.reviews import Review, reviews_of
from objectives.scores import PERIODS_UNTIL_TOO_EASY, are_too_easy
from organizations.models import Team

SUPPORTS_ANOTHER_PERIOD = Q(parent__isnull=False) & ~Q(parent__period=F("period"))


@dataclass(frozen=True)
class Before:
    """The periods of the same kind before this one, the oldest first, and how objectives ended by then."""

    periods: Sequence[Period]
    reviews: Mapping[UUID, Review]

    def made_it_easy(self, review: Review) -> bool:
        """Whether it and the two that it continues, one after the other, all ended at 1.0."""
        scores, earlier = [review.grade.value], review.objective.continues_id
        while earlier in self.reviews:
            found = self.reviews[earlier]
            scores.insert(0, found.grade.value)
            earlier = found.objective.continues_id
        return are_too_easy(scores)

    def made_the_mean_easy(self, mean: Decimal | None, team: Team | None) -> bool:
        """Whether the mean score was 1.0 in this period and the two before it."""
        means = [
            mean_score(what_counts([r for r in self.reviews.values() if r.objective.period_id == period.pk], team))
            for period in self.periods
        ]
        return are_too_easy([*means, mean])


def what_counts(reviews: Sequence[Review], team: Team | None) -> list[Review]:
    """Behind the mean: a team's own; the company's at the top of the period, else what supports a longer period's."""
    if team is not None:
        return [r for r in reviews if r.objective.team_id == team.pk]
    company = [r for r in reviews if r.objective.belongs_to == BelongsTo.COMPANY and not r.objective.depth]
    return company or [
        r for r in reviews if r.objective.parent and r.objective.parent.period_id != r.objective.period_id
    ]


def read_before(
    reviews: Sequence[Review],
    mean: Decimal | None,
    period: Period,
    team: Team | None,
    periods: Sequence[Period],
    at: datetime,
) -> Before:
    """Asks only after what ended at 1.0 now. `periods` come newest first; each review has what it continues at hand."""
    count = PERIODS_UNTIL_TOO_EASY - 1
    earlier = [p for p in periods if p.kind == period.kind and p.ends_on < period.starts_on][:count][::-1]
    chain: set[UUID | None] = set()
    for review in reviews:
        if review.objective.continues and review.grade.value == 1:
            chain |= {review.objective.continues_id, review.objective.continues.continues_id}
    of_the_mean = Q(team=team) if team else Q(belongs_to=BelongsTo.COMPANY, depth=0) | SUPPORTS_ANOTHER_PERIOD
    in_earlier = Q(period__in=earlier if mean == 1 else [], state=State.ACTIVE) & of_the_mean
    found = Objective.objects.filter(Q(pk__in=chain - {None}) | in_earlier).select_related("parent")
    return Before(earlier, {review.objective.pk: review for review in reviews_of(list(found), at)})
