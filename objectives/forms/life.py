"""Putting things away, marking them done, and how much each counts."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms

from objectives.fields import WeightField
from objectives.forms.choices import ReasonedForm, ReasonForm, TextField, explained, reason_field
from objectives.models import DoneAs, KeyResult, Objective, State

PUT_AWAY = [
    (
        State.ARCHIVED,
        explained("Archive it", "It was a draft, a duplicate or a mistake. It leaves the lists and counts nowhere."),
    ),
    (
        State.DROPPED,
        explained(
            "Drop it",
            "We wanted it and decided against it. It counts nowhere from now on, and stays in sight as dropped.",
        ),
    ),
]
DONE_AS = [
    (DoneAs.REACHED, explained("Reached", "What it asked for is there.")),
    (DoneAs.GIVEN_UP, explained("Given up", "Nothing more will come of it in this period.")),
]


class PutAwayForm(ReasonForm):
    """Archive or drop; both can be restored."""

    state = forms.ChoiceField(
        label="What happens to it?", choices=PUT_AWAY, initial=State.ARCHIVED, widget=forms.RadioSelect
    )


class DoneForm(forms.Form):
    """Reached or given up, and a word why."""

    done_as = forms.ChoiceField(
        label="How did it end?",
        choices=DONE_AS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it was reached or given up."},
    )
    reason = TextField(
        label="Why", rows=2, max_length=1000, error_messages={"required": "Say in a word why it is done."}
    )


class WeightsForm(ReasonedForm):
    """A weight for each key result and each supporter of one objective; those of closed periods stay."""

    def __init__(
        self,
        *args: Any,
        objective: Objective,
        key_results: Sequence[KeyResult],
        supporters: Sequence[Objective],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.key_results, self.supporters = key_results, supporters
        things: list[KeyResult | Objective] = [*key_results, *supporters]
        for thing in things:
            is_fixed = thing.period.is_closed
            help_text = f"{thing.period.name} is closed, so this stays." if is_fixed else ""
            # What a page from before sends all the same is refused in words, not passed over.
            is_disabled = is_fixed and str(thing.pk) not in self.data
            field = WeightField(label=thing.title, help_text=help_text, disabled=is_disabled)
            field.initial = thing.weight
            self.fields[str(thing.pk)] = field
        if not all(thing.period.is_planned for thing in [objective, *things]):
            self.fields["reason"] = reason_field(is_needed=False)

    def weights_of(self, things: Sequence[KeyResult] | Sequence[Objective]) -> dict[UUID, Decimal]:
        """The weight of each, of those that stay as they are too."""
        return {thing.pk: self.cleaned_data[str(thing.pk)] for thing in things}

    def key_result_fields(self) -> list[forms.BoundField]:
        return [self[str(thing.pk)] for thing in self.key_results]

    def supporter_fields(self) -> list[forms.BoundField]:
        return [self[str(thing.pk)] for thing in self.supporters]
