"""The choice of what an objective supports, with a search that keeps what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from objectives.models import Objective, Period
from objectives.picking import Asked, Picker, pick
from objectives.supports import Supported, find_supported
from organizations.models import Membership


class SupportsField(forms.Field):
    """One of the objectives and key results of a tree; more may be chosen than is listed, as a search lists others."""

    widget = forms.RadioSelect

    def __init__(self, by: Membership) -> None:
        super().__init__(
            required=False,
            label="Supports",
            help_text="The objective or key result that this one helps, or nothing for one that stands alone.",
        )
        self.by, self.is_searchable = by, False
        self.picker = Picker()

    def clean(self, value: Any) -> Supported | None:
        if not value:
            return None
        supported = find_supported(self.by, str(value))
        if supported is None or not supported.is_active:
            raise ValidationError("This is no longer there. Choose another.")
        return supported

    def offer(self, period: Period | None, asked: Asked) -> None:
        """List what fits into this period, and always what is chosen."""
        self.picker = pick(self.by, period, asked) if period else Picker()
        self.is_searchable = bool(self.picker.offers_something or asked.text) or self.something_is_there(asked.of)

    def something_is_there(self, of: Objective | None) -> bool:
        """Whether a search in any period could find anything."""
        found = Objective.objects.visible_to(self.by).active()
        return (found.exclude(pk=of.pk) if of else found).exists()
