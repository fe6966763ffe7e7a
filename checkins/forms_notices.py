"""What somebody wants by mail."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html

from checkins.mail_topics import SENTENCES
from organizations.models import MailTopic

LINES = '{}<br><span class="meta">{}</span>'


class MailsForm(forms.Form):
    """A tick for each topic that can concern her."""

    wanted = forms.MultipleChoiceField(
        label="Send me mail about",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only what is on this list. Nothing was saved."},
    )

    def __init__(self, *args: Any, topics: Sequence[MailTopic], **options: Any) -> None:
        super().__init__(*args, **options)
        field: Any = self.fields["wanted"]
        field.choices = [(topic.value, format_html(LINES, topic.label, SENTENCES[topic])) for topic in topics]
