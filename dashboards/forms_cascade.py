"""Whom to ask for which share, and what the asked accepts or writes otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html

from alignment.candidates import Candidate, Candidates
from alignment.drafts import Ask, Left, even_shares
from alignment.models import MOST_WORDS, Request
from alignment.shares import why_wrong
from objectives.fields import QuantityField
from objectives.forms.choices import TextField
from objectives.models import KeyResult, Measure, Objective, Period
from objectives.models.key_result import FROM_START_TO_TARGET
from organizations.forms_wording import FriendlyForm

ZERO = Decimal(0)
NOBODY = "Choose at least one team or person."
LONGEST_TITLE = 240


@dataclass(frozen=True)
class Choice:
    """A row of the form: the box, and the share beside it where the target is shared out."""

    candidate: Candidate
    box: forms.BoundField
    share: forms.BoundField | None


class CascadeForm(FriendlyForm):
    """The draft, and a box for each team and person; `left` is given where a target is shared out among them."""

    title = forms.CharField(
        max_length=LONGEST_TITLE,
        label="Draft of the objective",
        help_text="Each gets it as a draft of her own and may change it.",
        error_messages={"required": "Write what they would want, in words."},
    )
    message = TextField(
        label="Message", required=False, max_length=MOST_WORDS, rows=2, help_text="Why you ask, and what matters."
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        objective: Objective,
        key_result: KeyResult | None,
        candidates: Candidates,
        periods: Sequence[Period],
        left: Left | None,
        first_choice: Period | None = None,
    ) -> None:
        super().__init__(data, initial={"title": (key_result or objective).title})
        self.left, self.unit = left, key_result.unit if key_result else ""
        self.periods, self.candidates = {str(each.pk): each for each in periods}, candidates
        if len(periods) > 1:
            chosen = str((first_choice if first_choice in periods else objective.period).pk)
            self.fields["period"] = forms.ChoiceField(
                choices=[(pk, each.name) for pk, each in self.periods.items()], initial=chosen
            )
        for each in self.offered:
            self.fields[f"ask-{each.key}"] = forms.BooleanField(required=False, label=label_of(each))
            if left:
                self.fields[f"share-{each.key}"] = QuantityField(
                    required=False, unit=self.unit, label=format_html("Share of {}", str(each))
                )
        if left:
            self.fields["kept"] = QuantityField(
                required=False,
                unit=self.unit,
                label="Asked of nobody",
                help_text="What you keep, or share out later. Empty is 0.",
            )

    @property
    def offered(self) -> list[Candidate]:
        return [each for each in (*self.candidates.teams, *self.candidates.people) if not each.why_not]

    @property
    def teams(self) -> list[Choice]:
        return [self.choice(each) for each in self.candidates.teams if not each.why_not]

    @property
    def people(self) -> list[Choice]:
        return [self.choice(each) for each in self.candidates.people if not each.why_not]

    @property
    def left_out(self) -> list[Candidate]:
        return [each for each in (*self.candidates.teams, *self.candidates.people) if each.why_not]

    @property
    def has_people_ticked(self) -> bool:
        return any(each.box.value() for each in self.people)

    def choice(self, each: Candidate) -> Choice:
        return Choice(each, self[f"ask-{each.key}"], self[f"share-{each.key}"] if self.left else None)

    def clean(self) -> dict[str, Any]:
        super().clean()
        picked = [each for each in self.offered if self.cleaned_data.get(f"ask-{each.key}")]
        if not picked:
            self.add_error(None, NOBODY)
        elif self.left:
            self.check_shares(picked)
        return self.cleaned_data

    def check_shares(self, picked: Sequence[Candidate]) -> None:
        """All are there and add up, or none is and they are even."""
        assert self.left is not None
        names = [f"share-{each.key}" for each in picked]
        if any(name in self.errors for name in (*names, "kept")):
            return
        kept, shares = self.kept, [self.cleaned_data.get(name) for name in names]
        if all(share is None for share in shares):
            left = Left(self.left.start, self.left.target - kept, self.left.taken)
            self.cleaned_data |= zip(names, even_shares(left, len(names)), strict=True)
            return
        for name, share in zip(names, shares, strict=True):
            if share is None:
                self.add_error(name, "Write a share, or leave all of them empty to share evenly.")
        known = [share for share in shares if share is not None]
        if len(known) == len(shares) and (words := why_wrong([kept, *known], self.left.target, self.unit)):
            self.add_error(None, words)

    @property
    def kept(self) -> Decimal:
        return self.cleaned_data.get("kept") or ZERO

    def asks(self) -> list[Ask]:
        picked = [each for each in self.offered if self.cleaned_data[f"ask-{each.key}"]]
        return [Ask(each.team, each.person, self.cleaned_data.get(f"share-{each.key}")) for each in picked]

    def facts(self, objective: Objective) -> dict[str, Any]:
        """Everything that is asked, of a valid form."""
        period = self.periods.get(self.cleaned_data.get("period", ""), objective.period)
        words = {name: self.cleaned_data[name] for name in ("title", "message")}
        return words | {"asks": self.asks(), "period": period, "kept": self.kept}


def label_of(candidate: Candidate) -> str:
    if not candidate.answers:
        return str(candidate)
    return format_html('{} <span class="meta">{}</span>', str(candidate), candidate.answers)


# What of a draft's key result may be written otherwise, by its measure.
NUMBERS_OF: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(FROM_START_TO_TARGET, ("start", "target")),
    Measure.AT_LEAST: ("low",),
    Measure.AT_MOST: ("high",),
    Measure.BETWEEN: ("low", "high"),
}
LABELS = {"start": "Start", "target": "Target", "low": "Lowest", "high": "Highest"}


class ChangeForm(FriendlyForm):
    """The draft as the asked would have it, and a word about that."""

    title = forms.CharField(
        max_length=LONGEST_TITLE, label="Objective", error_messages={"required": "Write what you want, in words."}
    )
    note = TextField(label="What should whoever asked know?", required=False, max_length=MOST_WORDS, rows=2)

    def __init__(self, data: QueryDict | None = None, *, about: Request) -> None:
        self.names = NUMBERS_OF.get(about.measure, ())
        names = ("title", *(("unit",) if self.asks_for_unit(about) else ()), *self.names)
        super().__init__(data, initial={name: getattr(about, name) for name in names})
        if "unit" in names:
            self.fields["unit"] = forms.CharField(max_length=20, required=False)
        unit = str(self["unit"].data or "").strip() if self.is_bound and "unit" in names else about.unit
        for name in self.names:
            label = "Your share" if name == "target" and about.contributes else LABELS[name]
            self.fields[name] = QuantityField(unit=unit, label=label)
        self.order_fields(("title", "unit", *self.names, "note"))

    def asks_for_unit(self, about: Request) -> bool:
        return bool(self.names) and about.measure != Measure.PERCENT

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("unit", *self.names) if name in self.fields]

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "note"}


class DeclineForm(FriendlyForm):
    reason = TextField(
        rows=3,
        max_length=MOST_WORDS,
        label="Why not?",
        help_text="Whoever asked reads it, and so does everyone on the page of what it was asked for.",
        error_messages={"required": "Say why, so that whoever asked knows how to go on."},
    )
