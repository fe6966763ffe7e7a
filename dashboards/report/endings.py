"""How the objectives of a period ended: their scores, counted and in a sentence, and which of them were too easy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from objectives.models import BelongsTo, Objective, Period
from objectives.progress import Part, weighted_mean
from objectives.reviews import Review
from objectives.scores import score_in_words, suggested_score
from organizations.models import Team


class Outcome(StrEnum):
    """The bands, and what nobody has scored."""

    MET = "met"
    NEARLY = "nearly"
    PARTLY = "partly"
    MISSED = "missed"
    UNSCORED = "unscored"

    @property
    def label(self) -> str:
        return "not scored" if self == Outcome.UNSCORED else self.value


@dataclass(frozen=True)
class Ending:
    """One objective of a report; too easy is what has ended at 1.0 three periods running."""

    review: Review
    is_too_easy: bool = False

    @property
    def objective(self) -> Objective:
        return self.review.objective

    @property
    def outcome(self) -> Outcome:
        return outcome_of(self.review)


@dataclass(frozen=True)
class Group:
    """The objectives of the company, of one team, or of single people, in the order of the tree."""

    name: str
    team: Team | None
    endings: Sequence[Ending]


def groups_of(endings: Iterable[Ending]) -> list[Group]:
    """By whom they belong to, in the order in which they come."""
    groups: dict[tuple[str, UUID | None], list[Ending]] = {}
    for ending in endings:
        groups.setdefault((ending.objective.belongs_to, ending.objective.team_id), []).append(ending)
    return [Group(name_of(found[0].objective), found[0].objective.team, found) for found in groups.values()]


def name_of(objective: Objective) -> str:
    if objective.team:
        return objective.team.name
    return "The company" if objective.belongs_to == BelongsTo.COMPANY else "Personal"


def outcome_of(review: Review) -> Outcome:
    """Scored is what people said: a score that is only suggested is not."""
    if review.grade.band is None or not (review.is_scored or review.grade.said):
        return Outcome.UNSCORED
    return Outcome(review.grade.band)


def count_outcomes(endings: Iterable[Ending]) -> dict[Outcome, int]:
    """How many ended in each way, the empty ones too."""
    outcomes = [ending.outcome for ending in endings]
    return {each: outcomes.count(each) for each in Outcome}


def mean_score(reviews: Iterable[Review]) -> Decimal | None:
    """Weighted, rounded down; what is not scored counts with the score that is suggested for it."""
    return suggested_score(weighted_mean(Part(r.objective.weight, r.grade.value) for r in reviews))


def ending_in_words(name: str, period: Period, counts: Mapping[Outcome, int], mean: Decimal | None) -> str:
    """The finding: how many were met, and the mean score."""
    total, met = sum(counts.values()), counts[Outcome.MET]
    if not total:
        return f"{name} had no objective in {period.name}."
    if counts[Outcome.UNSCORED] == total:
        none = f"The one objective of {name}" if total == 1 else f"None of the {total} objectives of {name}"
        return f"{none} in {period.name} {'has not been' if total == 1 else 'has been'} scored."
    words = f"{name} {met_in_words(met, total, is_final=period.is_closed)} in {period.name}"
    words = words if period.is_closed else f"So far {words}"
    return f"{words}." if mean is None else f"{words}, with a mean score of {score_in_words(mean)}."


def met_in_words(met: int, total: int, *, is_final: bool) -> str:
    if total > 1:
        return f"{'met' if is_final else 'has met'} {met or 'none'} of its {total} objectives"
    if met:
        return f"{'met' if is_final else 'has met'} its one objective"
    return f"{'did not meet' if is_final else 'has not met'} its one objective"
