"""The row of one key result on the check-ins page, sent, or kept half-written."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from checkins.actions import OFF_TRACK, Statement
from checkins.milestones import MilestonesField, as_words, from_words, has_milestones, ticked, typed_value
from checkins.models import Draft
from objectives.context import as_id, as_moment
from objectives.fields import QuantityField
from objectives.milestones import milestones_of
from objectives.models import KeyResult, Measure
from objectives.quantities import plain_quantity

NOTE_LENGTH = 5000
VALUE_LENGTH = 200
WORDS = ["value", "confidence", "note"]
CONFIDENCES = [(n, str(n)) for n in range(11)]
NOTE_IS_LONG = f"Keep the note below {NOTE_LENGTH} characters."
VALUE_IS_LONG = f"Keep the value below {VALUE_LENGTH} characters."


class CheckInForm(forms.Form):
    """Value, confidence, note; and what the page had prefilled, to tell whether anybody looked at the row.

    The words of a `draft` stand in the fields where its author has typed any.
    """

    confidence = forms.TypedChoiceField(
        choices=CONFIDENCES,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how sure you are, from 0 to 10."},
    )
    note = forms.CharField(
        label="What changed?",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 1}),
        error_messages={"max_length": NOTE_IS_LONG},
    )
    unchanged = forms.BooleanField(required=False)
    was_value = forms.CharField(required=False, widget=forms.HiddenInput)
    was_confidence = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, key_result: KeyResult, data: QueryDict | None = None, draft: Draft | None = None) -> None:
        self.key_result = key_result
        self.draft = draft if data is None else None
        initial = prefilled(key_result) | words_of(self.draft, key_result)
        super().__init__(data, prefix=str(key_result.pk), initial=initial)
        self.fields["value"] = value_field(key_result)
        self.order_fields(["value", "confidence", "note"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        confidence = cleaned.get("confidence")
        is_off_track = isinstance(confidence, int) and confidence <= OFF_TRACK
        if is_off_track and "note" not in self.errors and not cleaned["note"].strip():
            self.add_error("note", "Off track: what is in the way?")
        return cleaned

    def statement(self) -> Statement:
        """What a valid row says."""
        value, are_ticks = self.cleaned_data["value"], has_milestones(self.key_result)
        return Statement(
            key_result_id=self.key_result.pk,
            value=None if are_ticks or self.key_result.is_computed else value,
            reached=tuple(value) if are_ticks else None,
            confidence=self.cleaned_data["confidence"],
            note=self.cleaned_data["note"],
            submission_key=self.cleaned_data["key"],
            seen_at=as_moment(self.cleaned_data["seen"]),
        )


class DraftForm(forms.Form):
    """A row as it stands while somebody types: any words will do, if they are not too many."""

    value = forms.CharField(
        required=False, strip=False, max_length=VALUE_LENGTH, error_messages={"max_length": VALUE_IS_LONG}
    )
    confidence = forms.ChoiceField(required=False, choices=CONFIDENCES)
    note = forms.CharField(
        required=False, strip=False, max_length=NOTE_LENGTH, error_messages={"max_length": NOTE_IS_LONG}
    )
    was_value = forms.CharField(required=False)
    was_confidence = forms.CharField(required=False)
    key = forms.UUIDField(required=False)

    def __init__(self, key_result: KeyResult, data: QueryDict) -> None:
        self.key_result = key_result
        whole = data.copy()
        whole[f"{key_result.pk}-value"] = typed_value(data, f"{key_result.pk}-")
        super().__init__(whole, prefix=str(key_result.pk))

    def words(self) -> dict[str, str]:
        """Of a valid row, what differs from what the page had prefilled."""
        typed = {name: self.cleaned_data[name] for name in WORDS}
        return {name: text for name, text in typed.items() if text.strip() != self.cleaned_data.get(f"was_{name}", "")}

    def complaint(self) -> str:
        """Why these words cannot be kept."""
        return " ".join(str(sentence) for sentences in self.errors.values() for sentence in sentences)


def words_of(draft: Draft | None, key_result: KeyResult) -> dict[str, Any]:
    """What somebody has typed; what she left alone is empty, and reads as it was said last."""
    words: dict[str, Any] = {name: text for name in WORDS if draft and (text := getattr(draft, name))}
    if "value" in words and has_milestones(key_result):
        words["value"] = from_words(words["value"])
    return words


def prefilled(key_result: KeyResult) -> dict[str, Any]:
    """The last value and confidence; a first confidence is never put into anybody's mouth."""
    are_ticks, number = has_milestones(key_result), "" if key_result.is_computed else plain_quantity(key_result.current)
    confidence = "" if key_result.confidence is None else str(key_result.confidence)
    return {
        "value": ticked(key_result) if are_ticks else number,
        "confidence": confidence,
        "was_value": as_words(ticked(key_result)) if are_ticks else number,
        "was_confidence": confidence,
        "seen": (key_result.current_at or key_result.created_at).isoformat(),
        "key": uuid4(),
    }


def value_field(key_result: KeyResult) -> forms.Field:
    """How it stands now; when its period is over, how it ended."""
    label = "Final value" if key_result.period.is_in_grace else "Now"
    if has_milestones(key_result):
        label = "Reached in the end" if key_result.period.is_in_grace else "Reached by now"
        return MilestonesField(milestones_of(key_result.milestones), label=label)
    if key_result.is_computed:
        return forms.Field(required=False, widget=forms.HiddenInput)
    if key_result.measure == Measure.YES_NO:
        return forms.TypedChoiceField(
            label=label,
            choices=[("0", "No"), ("1", "Yes")],
            coerce=QuantityField().clean,
            widget=forms.RadioSelect,
            error_messages={"required": "Say yes or no."},
        )
    return QuantityField(label=f"{label}, {key_result.unit}" if key_result.unit else label, unit=key_result.unit)


def key_result_ids(data: QueryDict) -> list[UUID]:
    """The key results of which a form has rows; what is no id is not one."""
    return [key_result_id for name in data if name.endswith("-was_value") and (key_result_id := as_id(name[:36]))]


def touched_ids(data: QueryDict) -> list[UUID]:
    """The rows in which anything differs from what the page had prefilled, or *no change* is ticked."""
    return [key_result_id for key_result_id in key_result_ids(data) if is_touched(data, f"{key_result_id}-")]


def is_touched(data: QueryDict, prefix: str) -> bool:
    def typed(name: str) -> str:
        return data.get(prefix + name, "").strip()

    return bool(
        typed("note")
        or typed("unchanged")
        or typed_value(data, prefix) != typed("was_value")
        or typed("confidence") != typed("was_confidence")
    )
