"""Which rules of the attention page an organization wants."""

from typing import Any

from django import forms

from alignment.findings.rules import RULES


class RulesForm(forms.Form):
    """A box for each rule; what is left empty is switched off."""

    wanted = forms.MultipleChoiceField(
        choices=[(rule.name, rule.title) for rule in RULES], widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None, *, unwanted: list[str]) -> None:
        super().__init__(data, initial={"wanted": [rule.name for rule in RULES if rule.name not in unwanted]})

    @property
    def unwanted(self) -> list[str]:
        """Only of a form that is valid."""
        return [rule.name for rule in RULES if rule.name not in self.cleaned_data["wanted"]]
