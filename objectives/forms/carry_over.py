"""What goes on into the next period, and from where its key results begin."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from objectives.actions.carried_copies import StartFrom
from objectives.context import as_id
from objectives.forms.choices import explained
from organizations.forms_wording import FriendlyForm

BEGINNINGS = [
    (StartFrom.VALUE, explained("From the last value", "What was reached is where the next period begins.")),
    (StartFrom.START, explained("From the old start", "The way is measured from where it began.")),
]


class ObjectivesField(forms.MultipleChoiceField):
    """Ids of ticked boxes; what is no id was not ticked."""

    def valid_value(self, value: Any) -> bool:
        return True

    def clean(self, value: Any) -> set[UUID]:
        ids = {found for text in super().clean(value) if (found := as_id(text))}
        if not ids:
            raise ValidationError(self.error_messages["required"], code="required")
        return ids

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class CarryOverForm(FriendlyForm):
    """`next` is the page of the list that follows, where there is one."""

    objectives = ObjectivesField(
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Tick at least one objective."}
    )
    start_from = forms.ChoiceField(
        label="Where do the key results begin?", choices=BEGINNINGS, initial=StartFrom.VALUE, widget=forms.RadioSelect
    )
    next = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def is_ticked(self, objective_id: UUID) -> bool:
        field: BoundField = self["objectives"]
        return str(objective_id) in (field.value() or ())
