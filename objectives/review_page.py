"""The page on which an objective ends, as read: what was said, what is suggested, and who may say what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from objectives.models import KeyResult, Objective
from objectives.permissions import can_check_in, can_review_objective, can_score_key_result
from objectives.reviews import Grade, Review, reviews_of
from objectives.scores import BANDS_IN_WORDS, are_too_easy
from organizations.models import Membership


@dataclass(frozen=True)
class Line:
    """One key result: its grade, whether its score may be said, and what is worth a look."""

    key_result: KeyResult
    grade: Grade
    may_score: bool
    may_check_in: bool
    is_unheard: bool
    is_too_easy: bool


@dataclass(frozen=True)
class ReviewPage:
    objective: Objective
    review: Review
    lines: Sequence[Line]
    expected: float | None
    bands: str
    is_too_easy: bool
    may_review: bool

    @property
    def may_say_something(self) -> bool:
        return self.may_review or any(line.may_score for line in self.lines)

    @property
    def begins_on(self) -> date:
        """The first day on which scores are given."""
        return self.objective.period.ends_on + timedelta(days=1)

    @property
    def is_open_for_scores(self) -> bool:
        return self.objective.period.is_in_grace and self.objective.is_active


def build_review_page(objective: Objective, membership: Membership) -> ReviewPage:
    """In four queries, one more for whom a lead's teams must be known. Its period and people are loaded."""
    earlier = earlier_ones(objective)
    reviews = reviews_of([objective, *earlier])
    review = reviews[0]
    scores = {key_result.pk: (key_result, grade.value) for r in reviews for key_result, grade in r.key_results}
    period = objective.period
    return ReviewPage(
        objective=objective,
        review=review,
        lines=[
            Line(
                key_result=key_result,
                grade=grade,
                may_score=can_score_key_result(membership, key_result),
                may_check_in=period.is_running and can_check_in(membership, key_result),
                is_unheard=period.is_in_grace and is_unheard(key_result),
                is_too_easy=are_too_easy(scores_along(key_result, scores)),
            )
            for key_result, grade in review.key_results
        ],
        expected=objective.expected_on(period.ends_on),
        bands=BANDS_IN_WORDS[objective.commitment],
        is_too_easy=are_too_easy([r.grade.value for r in reversed(reviews)]),
        may_review=can_review_objective(membership, objective),
    )


def earlier_ones(objective: Objective) -> list[Objective]:
    """What it continues and what that continued, the newest first: as far back as anything is said about it."""
    if objective.continues_id is None:
        return []
    before = Objective.objects.select_related("continues").get(pk=objective.continues_id)
    return [before, before.continues] if before.continues else [before]


def scores_along(key_result: KeyResult, scores: dict[UUID, tuple[KeyResult, Decimal | None]]) -> list[Decimal | None]:
    """The scores of what this key result continues, the oldest first, its own last."""
    found = []
    at: UUID | None = key_result.pk
    while at in scores:
        one, score = scores[at]
        found.append(score)
        at = one.continues_id
    return found[::-1]


def is_unheard(key_result: KeyResult) -> bool:
    """Whether no value has come since the period ended; what is done asks for none."""
    began_at = key_result.period.grace_began_at
    if key_result.is_done or began_at is None:
        return False
    return key_result.current_at is None or key_result.current_at < began_at
