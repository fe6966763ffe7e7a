"""Whom and what a form offers: people who may own, teams, and fields that several forms have."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.html import format_html
from django.utils.safestring import SafeString

from objectives.fields import NeededSometimes
from objectives.models import Period
from objectives.models.versions import Version
from organizations.forms import PersonChoice
from organizations.forms_wording import FriendlyForm
from organizations.models import Activity, Membership, Role, Team

LONGEST_REASON = 1000
REASON_HELP = "The period is open. Your reason stays in the history for everyone to read."
OVERTAKEN = (
    "{} changed this while you wrote. Nothing was saved and your text is kept: "
    "look at what is there now, then save again to put yours in its place."
)
REASON_NEEDED = "Say why, so that everyone can follow what moved."


def person_field(current_id: UUID | None, **options: Any) -> PersonChoice:
    """Active people who may write, by name; who owns it now stays, even if deactivated."""
    people = Membership.objects.filter(Q(is_active=True) & ~Q(role=Role.VIEWER) | Q(pk=current_id)).by_name()
    options.setdefault("empty_label", "Nobody yet")
    return PersonChoice(queryset=people, required=False, **options)


def team_field(team_ids: Collection[UUID | None] | None, **options: Any) -> forms.ModelChoiceField:
    """These teams, or all of them for None, by name."""
    teams = Team.objects.order_by(Lower("name"))
    if team_ids is not None:
        teams = teams.filter(pk__in=[team_id for team_id in team_ids if team_id])
    return forms.ModelChoiceField(teams, required=False, **options)


class TextField(forms.CharField):
    """Several lines, with the line ends that every other text has."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class ReasonNeededSometimes(NeededSometimes, TextField):
    """A reason of which the action knows whether it is needed."""


def reason_field(*, is_needed: bool, help_text: str = REASON_HELP) -> TextField:
    """Why something moves while the period is open."""
    kind = TextField if is_needed else ReasonNeededSometimes
    messages = {"required": REASON_NEEDED}
    return kind(rows=2, label="Reason", max_length=LONGEST_REASON, help_text=help_text, error_messages=messages)


class ReasonedForm(FriendlyForm):
    """A form of which the reason is a part, where the period has opened; and which notices that it was overtaken.

    `latest` is the last version of what it edits, or its last line of history; the page sends back the one that it
    showed as `seen`.
    """

    latest: Version | Activity | None = None
    shown: str = ""

    @property
    def seen(self) -> str:
        """The version that the page shows: the last one, or while somebody asks for more rows the one before those."""
        return self.shown or (str(self.latest.pk) if self.latest else "")

    def refuse_if_overtaken(self) -> None:
        """Whoever saves second hears of the first; saving again is then meant."""
        seen = self.data.get("seen")
        if self.latest and seen and seen != str(self.latest.pk):
            self.add_error(None, OVERTAKEN.format(self.latest.actor or "An import"))

    @property
    def reason(self) -> str:
        """Empty also before anything was sent: a template asks for it where the form has no such field."""
        return str(getattr(self, "cleaned_data", {}).get("reason", ""))


class ReasonForm(ReasonedForm):
    """A question that only needs a reason, and that only where the period has opened."""

    def __init__(self, *args: Any, period: Period, **options: Any) -> None:
        super().__init__(*args, **options)
        if not period.is_planned:
            self.fields["reason"] = reason_field(is_needed=period.is_running)


def explained(word: str, explanation: str) -> SafeString:
    """A choice with the line that explains it."""
    return format_html('{}<br><span class="meta">{}</span>', word, explanation)


def date_field(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Write a day as 2026-03-31."},
        **options,
    )
