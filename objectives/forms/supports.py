"""The choice of what an objective supports, with a search that keeps what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from objectives.models import Objective, Period
from objectives.supports import Supported, find_supported, offered
from organizations.models import Membership


class SupportsField(forms.Field):
    """A select of objectives and key results; more may be chosen than it lists, as a search lists others."""

    widget = forms.Select

    def __init__(self, by: Membership) -> None:
        super().__init__(
            required=False,
            label="Supports",
            help_text="The objective or key result that this one helps, or nothing for one that stands alone.",
        )
        self.by, self.finds, self.is_searchable = by, False, False

    def clean(self, value: Any) -> Supported | None:
        if not value:
            return None
        supported = find_supported(self.by, str(value))
        if supported is None or not supported.is_active:
            raise ValidationError("This is no longer there. Choose another.")
        return supported

    def offer(
        self, period: Period | None, *, text: str, chosen: Supported | None = None, of: Objective | None = None
    ) -> None:
        """List what fits into this period, and always what is chosen."""
        groups = offered(self.by, period, text=text, chosen=chosen, of=of) if period else []
        self.finds = bool(groups)
        self.is_searchable = self.finds or bool(text) or self.something_is_there(of)
        self.widget.choices = [("", "Nothing: it stands alone"), *groups]

    def something_is_there(self, of: Objective | None) -> bool:
        """Whether a search in any period could find anything."""
        found = Objective.objects.visible_to(self.by).active()
        return (found.exclude(pk=of.pk) if of else found).exists()
