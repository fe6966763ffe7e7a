"""Which objectives a list shows; what is nonsense in an address is left out."""

from typing import Any

from django import forms

from objectives.forms.choices import team_field
from objectives.models import State
from organizations.forms import PersonChoice
from organizations.models import Membership


class ObjectiveFilterForm(forms.Form):
    """Text, team, owner and state, from the address."""

    q = forms.CharField(label="Title", required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(choices=State.choices, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"] = team_field(None, empty_label="All teams")
        self.fields["owner"] = PersonChoice(Membership.objects.by_name(), required=False, empty_label="All owners")
        self.order_fields(["q", "team", "owner", "state"])

    def wanted(self) -> dict[str, Any]:
        """What a list is filtered by; without a state the active ones."""
        self.full_clean()
        return self.cleaned_data | {"state": self.cleaned_data.get("state") or State.ACTIVE}
