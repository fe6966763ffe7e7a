"""How an objective ends: its scores, what was learned, and what becomes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from objectives.actions.history import Change, begin_change, locked_objective
from objectives.errors import NotInGrace, ReasonIsMissing, ScoreDoesNotFit, SetAside
from objectives.models import KeyResult, Objective, Reflection, Score
from objectives.reviews import Grade, Review, review_of
from organizations.models import Membership, record

ANSWERS = ("went_well", "in_the_way", "learned", "decision")


@dataclass(frozen=True)
class Given:
    """A score 0..1 with two decimals, and why where it is not the suggested one; None follows what is suggested."""

    value: Decimal | None
    reason: str = ""


@dataclass(frozen=True)
class Answers:
    """The three questions in short Markdown, and a `Decision` or nothing yet."""

    went_well: str = ""
    in_the_way: str = ""
    learned: str = ""
    decision: str = ""


@transaction.atomic
def review_objective(
    objective: Objective,
    *,
    by: Membership,
    key_results: Mapping[UUID, Given],
    own: Given | None = None,
    answers: Answers | None = None,
    at: datetime | None = None,
) -> Review:
    """Keep what was said at the end, all of it or nothing; what was said before in the same words is not said again.

    `own` overrides the objective's score, which otherwise follows from its key results; an `own` of None, or of
    what is suggested, takes an override back. Raises PeriodIsClosed, NotInGrace, SetAside, ReasonIsMissing,
    ScoreDoesNotFit. Permission is the caller's question.
    """
    change = begin_change(by=by, at=at)
    objective = locked_objective(objective)
    if not objective.period.is_in_grace:
        raise NotInGrace
    if not objective.is_active:
        raise SetAside
    graded = {key_result.pk: (key_result, grade) for key_result, grade in review_of(objective).key_results}
    for key_result_id, given in key_results.items():
        if key_result_id not in graded:
            raise ScoreDoesNotFit("One of the key results is archived or lies elsewhere by now. Load the page again.")
        give(objective, *graded[key_result_id], given, change)
    if own is not None:
        give(objective, None, review_of(objective).grade, own, change)
    if answers is not None:
        reflect(objective, answers, change)
    return review_of(objective)


def give(objective: Objective, key_result: KeyResult | None, before: Grade, given: Given, change: Change) -> None:
    assert change.by is not None
    value, said, reason = given.value, before.said, given.reason.strip()
    if key_result is None and value in (None, before.suggested):
        if said is None:
            return
        value = before.suggested
    if value is None or not 0 <= value <= 1 or value != round(value, 2):
        raise ScoreDoesNotFit
    if value != before.suggested and not reason:
        raise ReasonIsMissing(f"“{key_result or objective}”: {why_not(before.suggested)}")
    if said and (said.value, said.reason, said.suggested) == (value, reason, before.suggested):
        return
    score = Score.objects.create(
        objective=objective,
        key_result=key_result,
        period_id=objective.period_id,
        value=value,
        suggested=before.suggested,
        reason=reason,
        author=change.by,
        created_at=change.at,
    )
    record(
        "scored",
        key_result or objective,
        by=change.by,
        at=change.at,
        objective_id=objective.pk,
        score=str(score.value),
        suggested=None if score.suggested is None else str(score.suggested),
    )


def why_not(suggested: Decimal | None) -> str:
    """What is asked of whoever gives another score than the suggested one."""
    return (
        "Nothing suggests a score: say why it is this one." if suggested is None else f"Say why it is not {suggested}."
    )


def reflect(objective: Objective, answers: Answers, change: Change) -> None:
    assert change.by is not None
    before = review_of(objective).reflection
    told = {name: getattr(answers, name).strip() for name in ANSWERS}
    if told == ({name: getattr(before, name) for name in ANSWERS} if before else dict.fromkeys(ANSWERS, "")):
        return
    Reflection.objects.create(
        objective=objective, period_id=objective.period_id, author=change.by, created_at=change.at, **told
    )
    record("reflected", objective, by=change.by, at=change.at, objective_id=objective.pk, decision=told["decision"])
