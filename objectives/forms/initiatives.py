"""Writing down the work that should move a key result."""

from typing import Any

from django import forms
from django.core.validators import URLValidator

from objectives.errors import LinkLeadsNowhere
from objectives.forms.choices import ReasonedForm, person_field
from objectives.models import Initiative, InitiativeState
from organizations.forms_wording import FriendlyForm
from organizations.models import Activity

TITLE_NEEDED = {"required": "Write what will be done."}
UNKNOWN_STATE = {"required": "Choose one of these.", "invalid_choice": "Choose one of these."}


class LinkField(forms.URLField):
    """The address of a site, and nothing that runs; where the scheme is left out it is https."""

    default_validators = [URLValidator(schemes=["https", "http"], message=LinkLeadsNowhere.why)]

    def __init__(self, **options: Any) -> None:
        messages = {"invalid": LinkLeadsNowhere.why}
        widget = forms.URLInput(attrs={"inputmode": "url", "autocomplete": "off"})
        super().__init__(assume_scheme="https", max_length=500, error_messages=messages, widget=widget, **options)


class NewInitiativeForm(FriendlyForm):
    """One line."""

    title = forms.CharField(label="New initiative", max_length=240, error_messages=TITLE_NEEDED)


class InitiativeStateForm(forms.Form):
    """How far it is."""

    state = forms.ChoiceField(label="How far it is", choices=InitiativeState.choices, error_messages=UNKNOWN_STATE)


class InitiativeForm(InitiativeStateForm, ReasonedForm):
    """All of it; `latest` is the last line of its history. It asks for no reason, as it moves no number."""

    field_order = ["title", "owner", "state", "url"]
    title = forms.CharField(label="What will be done", max_length=240, error_messages=TITLE_NEEDED)
    url = LinkField(label="Where it is done", required=False, help_text="A link to your tracker or document.")

    def __init__(self, *args: Any, initiative: Initiative, latest: Activity | None, **options: Any) -> None:
        options["initial"] = {name: getattr(initiative, name) for name in ("title", "state", "url")}
        options["initial"]["owner"] = initiative.owner_id
        super().__init__(*args, **options)
        self.latest = latest
        self.fields["owner"] = person_field(initiative.owner_id, label="Who does it")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        self.refuse_if_overtaken()
        return self.cleaned_data
