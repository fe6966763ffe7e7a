"""What somebody says about a thing, and whether she asks."""

from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from checkins.models.comment import MOST_CHARACTERS
from checkins.subjects import Subject
from organizations.models import Membership

HINT = "Type @ and a name, and that person is told."


class WordsForm(forms.Form):
    """The words alone, as when a comment is changed."""

    text = forms.CharField(
        label="Comment",
        max_length=MOST_CHARACTERS,
        help_text=HINT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Write something first.",
            "max_length": f"Keep it below {MOST_CHARACTERS} characters.",
        },
    )


class CommentForm(WordsForm):
    """`asks` is there where somebody else answers for the thing. `key` is the form's own: twice sent is once said."""

    asks = forms.BooleanField(required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, subject: Subject, by: Membership, data: QueryDict | None = None, *, is_question: bool = False
    ) -> None:
        super().__init__(data, initial={"key": uuid4(), "asks": is_question}, auto_id=f"id_{subject.thing.pk}_%s")
        answerer = subject.answerer
        if answerer is None or answerer == by or not answerer.is_active:
            del self.fields["asks"]
        else:
            self.fields["asks"].label = f"Ask {answerer}"
            self.fields["asks"].help_text = "It stands on Home there, and in the next reminder, until answered here."

    def facts(self) -> dict[str, Any]:
        """What a valid form says, for the action."""
        said = self.cleaned_data
        return {"text": said["text"], "asks": said.get("asks", False), "submission_key": said["key"]}
