"""How an objective ends, as a form: a score for each key result, the objective's own, three answers and a decision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from objectives.actions.reviews import ANSWERS, Answers, Given, why_not
from objectives.context import as_moment
from objectives.fields import NeededSometimes, QuantityField
from objectives.forms.choices import OVERTAKEN, ReasonNeededSometimes, TextField, explained
from objectives.models import Decision, Reflection, Score
from objectives.models.reviews import LONGEST_ANSWER
from objectives.progress import Part
from objectives.review_page import Line, ReviewPage
from objectives.reviews import Grade
from objectives.scores import TWO_PLACES, objective_score, score_in_words
from organizations.forms_wording import FriendlyForm
from organizations.models import Membership

LONGEST_WHY = 1000
DECISIONS = [
    (Decision.CONTINUE, explained("Continue", "It is offered for the next period as it is.")),
    (Decision.CHANGE, explained("Change", "It is offered for the next period, and opened there to be edited.")),
    (Decision.DROP, explained("Drop", "It stays behind. This period keeps it, to be read.")),
]
LABELS = {"went_well": "What went well?", "in_the_way": "What was in the way?", "learned": "What did we learn?"}


class ScoreField(NeededSometimes, QuantityField):
    """0 to 1 with two decimals: `0.64`, `0,64` and `64 %` are the same."""

    def to_python(self, value: Any) -> Decimal | None:
        number = super().to_python(value)
        if number is None:
            return None
        score = number / 100 if str(value).strip().endswith("%") else number
        if not 0 <= score <= 1:
            raise ValidationError("A score is from 0 to 1. Write something like 0.64 or 64 %.")
        lower = score.quantize(TWO_PLACES, "ROUND_DOWN")
        if score != lower:
            raise ValidationError(f"A score has two decimals. Write {lower} or {lower + TWO_PLACES}.")
        return lower


class DecisionField(NeededSometimes, forms.ChoiceField):
    """A choice that may wait."""


@dataclass(frozen=True)
class ScoredLine:
    """A key result with its fields, where its score may be said by this person."""

    line: Line
    score: forms.BoundField | None
    reason: forms.BoundField | None
    suggested: forms.BoundField | None


class ReviewForm(FriendlyForm):
    """Whatever of an objective's end this person may say; the rest has no fields.

    The page sends back what it showed: `seen`, the moment of the last word, and what each key result was suggested.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, page: ReviewPage, by: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page, self.by = page, by
        self.mine = [line for line in page.lines if line.may_score]
        self.fields["seen"].initial = max((said.created_at.isoformat() for said in self.said_before()), default="none")
        for line in self.mine:
            self.add_line(line)
        if page.may_review:
            self.add_own(page.review.grade)
            self.add_answers(page.review.reflection)

    def add_line(self, line: Line) -> None:
        grade, pk, title = line.grade, line.key_result.pk, line.key_result.title
        shown = grade.said.value if grade.said and grade.is_given else grade.suggested
        reason = grade.said.reason if grade.said and grade.is_given else ""
        self.fields[f"score-{pk}"] = ScoreField(label=f"Score of {title}", initial=score_in_words(shown))
        self.fields[f"reason-{pk}"] = why_field(label=f"Why {title} is not as suggested", initial=reason)
        self.fields[f"suggested-{pk}"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=score_in_words(grade.suggested)
        )

    def add_own(self, grade: Grade) -> None:
        said = grade.said
        self.fields["own"] = ScoreField(
            label="The objective’s own score", initial=score_in_words(said.value) if said else ""
        )
        self.fields["own_reason"] = why_field(
            label="Why the objective’s own score", initial=said.reason if said else ""
        )

    def add_answers(self, before: Reflection | None) -> None:
        for name, label in LABELS.items():
            self.fields[name] = ReasonNeededSometimes(
                rows=3, label=label, max_length=LONGEST_ANSWER, initial=getattr(before, name, "")
            )
        self.fields["decision"] = DecisionField(
            label="What shall become of it?",
            choices=DECISIONS,
            widget=forms.RadioSelect,
            initial=getattr(before, "decision", ""),
        )

    def lines(self) -> Iterator[ScoredLine]:
        for line in self.page.lines:
            names = [f"{name}-{line.key_result.pk}" for name in ("score", "reason", "suggested")]
            yield ScoredLine(line, *(self[name] if line.may_score else None for name in names))

    def answers(self) -> list[forms.BoundField]:
        return [self[name] for name in LABELS if name in self.fields]

    def said_before(self) -> list[Score | Reflection]:
        """The last word of everything that this form could say."""
        said: list[Score | Reflection | None] = [line.grade.said for line in self.mine]
        if self.page.may_review:
            said += [self.page.review.grade.said, self.page.review.reflection]
        return [one for one in said if one is not None]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.refuse_if_overtaken()
        for line in self.mine:
            self.check_line(line)
        if self.page.may_review:
            self.check_own()
        return self.cleaned_data

    def refuse_if_overtaken(self) -> None:
        """Whoever saves second hears of the first; saving again is then meant. One's own words overtake nobody."""
        seen = self.cleaned_data.get("seen", "")
        moment = as_moment(seen)
        if moment is None and seen != "none":
            return
        for said in self.said_before():
            if said.author_id != self.by.pk and is_later(said.created_at, moment):
                self.add_error(None, OVERTAKEN.format(said.author))
                self.data = {name: self.data[name] for name in self.data} | {"seen": self.fields["seen"].initial}
                return

    def check_line(self, line: Line) -> None:
        pk, suggested = line.key_result.pk, line.grade.suggested
        field, score, reason = (
            f"score-{pk}",
            self.cleaned_data.get(f"score-{pk}"),
            self.cleaned_data.get(f"reason-{pk}"),
        )
        if field in self.errors:
            return
        if score is None:
            if line.grade.is_given:
                self.add_error(field, "A score that was given can be changed, not taken back. Write one.")
        elif score != suggested and not reason:
            if score_in_words(score) == self.cleaned_data.get(f"suggested-{pk}"):
                self.add_error(field, moved_words(suggested, score))
            else:
                self.add_error(f"reason-{pk}", why_not(suggested))

    def check_own(self) -> None:
        own = self.cleaned_data.get("own")
        if own is None or self.errors:
            return
        follows = self.what_follows()
        if own != follows and not self.cleaned_data["own_reason"]:
            self.add_error("own_reason", why_not(follows))

    def what_follows(self) -> Decimal | None:
        """The objective's score with what is typed here."""
        typed = {line.key_result.pk: self.cleaned_data[f"score-{line.key_result.pk}"] for line in self.mine}
        parts = [
            Part(k.weight, grade.value if typed.get(k.pk) is None else typed[k.pk])
            for k, grade in self.page.review.key_results
        ]
        return objective_score(parts, self.page.objective.progress)

    def given(self) -> dict[str, Any]:
        """What the action needs; a key result whose score was left empty is scored later."""
        data = self.cleaned_data
        scores: dict[UUID, Given] = {}
        for line in self.mine:
            pk = line.key_result.pk
            if data[f"score-{pk}"] is not None:
                scores[pk] = Given(data[f"score-{pk}"], data[f"reason-{pk}"])
        if not self.page.may_review:
            return {"key_results": scores}
        own, answers = Given(data["own"], data["own_reason"]), Answers(**{name: data[name] for name in ANSWERS})
        return {"key_results": scores, "own": own, "answers": answers}


def why_field(**options: Any) -> TextField:
    return ReasonNeededSometimes(rows=1, max_length=LONGEST_WHY, **options)


def is_later(moment: datetime, seen: datetime | None) -> bool:
    return seen is None or moment > seen


def moved_words(suggested: Decimal | None, score: Decimal) -> str:
    return (
        f"A check-in came while this page was open: {score_in_words(suggested)} is suggested now. "
        f"Write that, or say why it stays {score_in_words(score)}."
    )
