"""Where scores come from, once there are any."""

from datetime import datetime

from dashboards.numbers.derivation import Component, Derivation
from objectives.models import KeyResult, Objective
from objectives.progress import Part, shares
from objectives.reviews import Grade, Review, newest_scores, review
from objectives.scores import BANDS_IN_WORDS, score_in_words, suggested_score


def score_of_key_result(key_result: KeyResult, as_of: datetime | None) -> Derivation | None:
    """One question, and none while the period runs."""
    if not has_ended(key_result):
        return None
    objective = key_result.objective
    said = newest_scores([objective.pk], as_of).get((objective.pk, key_result.pk))
    grade = Grade(suggested_score(key_result.progress), objective.commitment, said)
    return derivation(grade, [f"Its progress suggests {score_in_words(grade.suggested)}: two decimals, rounded down."])


def score_of_objective(objective: Objective, key_results: list[KeyResult], as_of: datetime | None) -> Derivation | None:
    if not has_ended(objective):
        return None
    found = review(objective, key_results, newest_scores([objective.pk], as_of), None)
    mean = "The weighted mean of the scores of its key results"
    steps = [f"{mean}, rounded down, is {score_in_words(found.grade.suggested)}."]
    if not found.key_results:
        steps = [f"Without key results its progress suggests {score_in_words(found.grade.suggested)}."]
    return derivation(found.grade, steps, components_of(found))


def derivation(grade: Grade, steps: list[str], components: tuple[Component, ...] = ()) -> Derivation:
    if said := grade.said:
        if grade.is_overtaken:
            steps.append(f"{score_in_words(said.value)} had been confirmed; its suggestion has changed since.")
        elif grade.is_overridden:
            steps.append(f"{said.author or 'An import'} gave {score_in_words(said.value)} instead: “{said.reason}”")
        else:
            steps.append(f"{said.author or 'An import'} confirmed it.")
    if grade.band:
        steps.append(f"That is {grade.band.value}: {BANDS_IN_WORDS[grade.commitment]}")
    rule = "A score is given at the end of a period: what progress suggests, unless somebody says otherwise and why."
    return Derivation("score", "Score", grade.value, score_in_words(grade.value), rule, steps, components)


def components_of(found: Review) -> tuple[Component, ...]:
    parts = [Part(key_result.weight, grade.value) for key_result, grade in found.key_results]
    return tuple(
        Component(key_result.title, score_in_words(grade.value), key_result.weight, share, key_result_id=key_result.pk)
        for (key_result, grade), share in zip(found.key_results, shares(parts), strict=True)
    )


def has_ended(thing: KeyResult | Objective) -> bool:
    return thing.period.is_in_grace or thing.period.is_closed
