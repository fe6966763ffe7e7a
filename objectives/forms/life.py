"""Putting things away, marking them done, and how much each counts."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms

from objectives.fields import WeightField
from objectives.forms.choices import ReasonedForm, ReasonForm, TextField, explained, reason_field
from objectives.models import Counting, DoneAs, KeyResult, Objective, State
from objectives.weighing import Weighed, Weighing, weighing_of

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


COUNTINGS = [
    (Counting.TOGETHER, "Its key results, and what supports it as one more part"),
    (Counting.KEY_RESULTS, "Its key results alone"),
    (Counting.SUPPORTERS, "What supports it alone"),
]


class WeightsForm(ReasonedForm):
    """What an objective counts, and a weight for each key result and each supporter; those of closed periods stay."""

    counting = forms.ChoiceField(
        label="What counts?", choices=COUNTINGS, initial=Counting.TOGETHER, widget=forms.RadioSelect, required=False
    )
    supporters_weight = WeightField(
        label="What supports it, together", help_text="It counts like one more key result of this weight."
    )

    def __init__(
        self,
        *args: Any,
        objective: Objective,
        key_results: Sequence[KeyResult],
        supporters: Sequence[Objective],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.objective, self.key_results, self.supporters = objective, key_results, supporters
        self.fields["counting"].initial = objective.counting
        self.fields["supporters_weight"].initial = objective.supporters_weight
        self.fields["supporters_weight"].required = False
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

    def way(self) -> dict[str, Any]:
        """How the objective counts; what was not sent stays as it is."""
        weight = self.cleaned_data.get("supporters_weight")
        return {
            "counting": self.cleaned_data.get("counting") or self.objective.counting,
            "supporters_weight": self.objective.supporters_weight if weight is None else weight,
        }

    def weights_of(self, things: Sequence[KeyResult] | Sequence[Objective]) -> dict[UUID, Decimal]:
        """The weight of each, of those that stay as they are too."""
        return {thing.pk: self.cleaned_data[str(thing.pk)] for thing in things}

    def key_result_rows(self) -> list[tuple[forms.BoundField, Weighed]]:
        """Each field with what its weight comes to."""
        return [(self[str(row.thing.pk)], row) for row in self.weighing.key_results if row.thing]

    def supporter_fields(self) -> list[forms.BoundField]:
        return [self[str(thing.pk)] for thing in self.supporters]

    @cached_property
    def weighing(self) -> Weighing:
        """Of what is stored."""
        return weighing_of(self.objective, self.key_results, self.supporters)

    def ways(self) -> list[tuple[Any, str]]:
        """Each choice with the progress that it comes to."""
        return [(choice, self.weighing.ways[str(choice.data["value"])]) for choice in self["counting"]]
