"""How objectives ended, as read: what was scored or is suggested, what was learned and decided, and what is missing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from objectives.models import Decision, KeyResult, Objective, Reflection, Score, State
from objectives.progress import Part
from objectives.scores import Band, band, objective_score, suggested_score


@dataclass(frozen=True)
class Grade:
    """A score 0..1: what was said and still stands, else what is suggested; None where nothing counts."""

    suggested: Decimal | None
    commitment: str
    said: Score | None = None

    @property
    def value(self) -> Decimal | None:
        return self.said.value if self.said and self.is_given else self.suggested

    @property
    def is_overtaken(self) -> bool:
        """Whether the suggested score was confirmed, and has changed since: it waits to be confirmed again."""
        said = self.said
        return said is not None and said.value == said.suggested and said.suggested != self.suggested

    @property
    def is_given(self) -> bool:
        """Whether somebody said it, and what was said still stands: this alone is called scored, on every page."""
        return self.said is not None and not self.is_overtaken

    @property
    def is_overridden(self) -> bool:
        """Whether somebody said something else than what is suggested now."""
        return self.said is not None and self.is_given and self.said.value != self.suggested

    @property
    def band(self) -> Band | None:
        return None if self.value is None else band(self.value, self.commitment)


@dataclass(frozen=True)
class Review:
    """One objective at the end of its period. Its own grade needs no confirmation: it follows from its key results."""

    objective: Objective
    grade: Grade
    key_results: Sequence[tuple[KeyResult, Grade]]
    reflection: Reflection | None

    @property
    def scored_count(self) -> int:
        return sum(grade.is_given for _, grade in self.key_results)

    @property
    def is_scored(self) -> bool:
        return self.scored_count == len(self.key_results)

    @property
    def is_reflected(self) -> bool:
        return self.reflection is not None and self.reflection.says_something

    @property
    def decision(self) -> Decision | None:
        return Decision(self.reflection.decision) if self.reflection and self.reflection.decision else None

    @property
    def is_complete(self) -> bool:
        return not self.missing

    @property
    def missing(self) -> list[str]:
        """What is still to say, in words."""
        count = len(self.key_results) - self.scored_count
        return [
            *([f"{count} score{'' if count == 1 else 's'}"] if count else []),
            *([] if self.is_reflected else ["what was learned"]),
            *([] if self.decision else ["the decision"]),
        ]


def review_of(objective: Objective) -> Review:
    return reviews_of([objective])[0]


def reviews_of(objectives: Sequence[Objective], at: datetime | None = None) -> list[Review]:
    """In the order given, in three queries; with `at`, what had been said by then."""
    known = {objective.pk: objective for objective in objectives}
    ids = list(known)
    key_results: dict[UUID, list[KeyResult]] = defaultdict(list)
    for key_result in (
        KeyResult.objects.filter(objective_id__in=ids, state=State.ACTIVE)
        .select_related("owner__user", "period")
        .in_reading_order()
    ):
        key_result.objective = known[key_result.objective_id]
        key_results[key_result.objective_id].append(key_result)
    said = newest_scores(ids, at)
    reflections = newest_reflections(ids, at)
    return [review(o, key_results[o.pk], said, reflections.get(o.pk)) for o in objectives]


def review(
    objective: Objective,
    key_results: Sequence[KeyResult],
    said: dict[tuple[UUID, UUID | None], Score],
    reflection: Reflection | None,
) -> Review:
    graded = [
        (k, Grade(suggested_score(k.progress), objective.commitment, said.get((objective.pk, k.pk))))
        for k in key_results
    ]
    suggested = objective_score((Part(k.weight, grade.value) for k, grade in graded), objective.progress)
    return Review(
        objective=objective,
        grade=Grade(suggested, objective.commitment, taken_as_said(said.get((objective.pk, None)))),
        key_results=graded,
        reflection=reflection,
    )


def taken_as_said(own: Score | None) -> Score | None:
    """An objective's own score that was the suggested one overrides nothing: it follows its key results again."""
    return None if own is None or own.value == own.suggested else own


def newest_scores(objective_ids: Sequence[UUID], at: datetime | None) -> dict[tuple[UUID, UUID | None], Score]:
    found = Score.objects.filter(objective_id__in=objective_ids, **until(at)).select_related("author__user")
    newest = found.order_by("objective_id", "key_result_id", "-created_at", "-id")
    return {(s.objective_id, s.key_result_id): s for s in newest.distinct("objective_id", "key_result_id")}


def newest_reflections(objective_ids: Sequence[UUID], at: datetime | None) -> dict[UUID, Reflection]:
    found = Reflection.objects.filter(objective_id__in=objective_ids, **until(at)).select_related("author__user")
    newest = found.order_by("objective_id", "-created_at", "-id").distinct("objective_id")
    return {reflection.objective_id: reflection for reflection in newest}


def until(at: datetime | None) -> dict[str, datetime]:
    return {} if at is None else {"created_at__lte": at}
