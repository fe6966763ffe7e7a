"""What people type about organizations, people and teams: cleaned and explained, never saved."""

from calendar import month_name
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from organizations.actions import Place, Refused
from organizations.forms_wording import FriendlyForm
from organizations.models import Membership, Organization, Role, Team, User
from organizations.teams import ParentChoice
from organizations.time_zones import time_zone_choices

MOST_GRACE_DAYS = 90
LONGEST_SLUG = Organization._meta.get_field("slug").max_length or 40


class explained_in(AbstractContextManager[None, bool]):
    """`with explained_in(form, "name"):` what an action refuses becomes an error of the form."""

    def __init__(self, form: forms.BaseForm, field: str | None = None) -> None:
        self.form, self.field = form, field

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, Refused):
            return False
        self.form.add_error(self.field, str(error))
        return True


class TimeZoneField(forms.ChoiceField):
    def __init__(self, **options: Any) -> None:
        help_text = "Days begin and end by this clock."
        super().__init__(choices=time_zone_choices, help_text=help_text, initial="Europe/London", **options)


class BrowserTimeZone(forms.Select):
    """A choice that starts with the browser's own zone, where there is JavaScript."""

    presets = False

    class Media:
        js = [forms.Script("js/time-zone.js", defer=True)]

    def render(self, *args: Any, **options: Any) -> SafeString:
        select = super().render(*args, **options)
        return format_html("<browser-time-zone>{}</browser-time-zone>", select) if self.presets else select


class OrganizationForm(FriendlyForm):
    """A new organization. Without an address it gets one from its name."""

    organization_name = forms.CharField(
        max_length=120, label="Name of the organization", widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    slug = forms.CharField(
        max_length=LONGEST_SLUG,
        required=False,
        label="Web address",
        help_text="The part of every link that names your organization, such as harbour-lane. "
        "Leave it empty to take it from the name.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
    )
    time_zone = TimeZoneField(widget=BrowserTimeZone)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        widget: Any = self.fields["time_zone"].widget
        widget.presets = not self.is_bound

    def clean(self) -> dict[str, Any]:
        super().clean()
        name = self.cleaned_data.get("organization_name", "")
        if "slug" in self.cleaned_data and name:
            try:
                self.cleaned_data["slug"] = valid_slug(self.cleaned_data["slug"].lower(), name)
            except ValidationError as error:
                self.add_error("slug", error)
        return self.cleaned_data


def valid_slug(slug: str, name: str) -> str:
    """The slug that was typed, if it may be used, or else a free one made from the name."""
    field: Any = Organization._meta.get_field("slug")
    if slug:
        field.run_validators(slug)
        if Organization.objects.filter(slug=slug).exists():
            raise ValidationError(field.error_messages["unique"])
        return slug
    base = slugify(name).replace("_", "-")[: LONGEST_SLUG - 4].strip("-")
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    for candidate in [base, *(f"{base}-{number}" for number in range(2, 100))]:
        if candidate not in taken and fits(field, candidate):
            return candidate
    raise ValidationError("We could not make an address from the name. Type one, such as harbour-lane.")


def fits(field: Any, slug: str) -> bool:
    try:
        field.run_validators(slug)
    except ValidationError:
        return False
    return bool(slug)


class SettingsForm(FriendlyForm):
    name = forms.CharField(max_length=120, label="Name of the organization")
    time_zone = TimeZoneField()
    year_starts_in = forms.TypedChoiceField(
        label="The fiscal year begins in",
        coerce=int,
        choices=[(number, month) for number, month in enumerate(month_name) if number],
        help_text="The next quarters and years are proposed by it. Periods that exist stay as they are.",
    )
    grace_days = forms.IntegerField(
        label="Days of grace",
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=f"After the last day of a period: for the last check-ins, the scores and what was learned. "
        f"From 0 to {MOST_GRACE_DAYS}.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), f"Write a whole number from 0 to {MOST_GRACE_DAYS}."
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        """The zone that the organization has is always among the choices, however unusual."""
        super().__init__(*args, **options)
        field: Any = self.fields["time_zone"]
        zone = self.initial.get("time_zone")
        if zone and not field.valid_value(zone):
            field.choices = [("Now", [(zone, zone)]), *time_zone_choices()]


class OfferedTimeZone(forms.Select):
    """A choice beside which the browser's own zone is offered, where it differs and there is JavaScript."""

    usual = ""

    class Media:
        js = [forms.Script("js/offered-zone.js", defer=True)]

    def render(self, *args: Any, **options: Any) -> SafeString:
        select = super().render(*args, **options)
        return format_html('<offered-zone data-usual="{}">{}</offered-zone>', self.usual, select)


class MeForm(FriendlyForm):
    name = forms.CharField(max_length=120, label="Your name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    time_zone = forms.ChoiceField(
        required=False,
        label="Your time zone",
        help_text="Reminders come by this clock.",
        widget=OfferedTimeZone,
    )
    away_until = forms.DateField(
        required=False,
        label="Away until",
        help_text="While you are away, your deputies owe your check-ins. You are back on this day.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, today: date, usual_zone: str, **options: Any) -> None:
        """The zone that one has is always among the choices, however unusual."""
        super().__init__(*args, **options)
        self.today = today
        field: Any = self.fields["time_zone"]
        field.widget.usual = usual_zone
        field.choices = [("", f"As the organization ({usual_zone})"), *time_zone_choices()]
        zone = self.initial.get("time_zone")
        if zone and not field.valid_value(zone):
            field.choices = [*field.choices, ("Now", [(zone, zone)])]

    def clean_away_until(self) -> date | None:
        day: date | None = self.cleaned_data["away_until"]
        if day and day <= self.today:
            raise ValidationError("Choose a day after today, or leave this empty.")
        return day


class InviteForm(FriendlyForm):
    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(choices=Role.choices, initial=Role.MEMBER)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class RoleForm(FriendlyForm):
    role = forms.ChoiceField(
        choices=Role.choices,
        help_text="Admins may do everything, leaders also keep the company objectives, members keep their own, "
        "viewers read.",
    )


class TeamForm(FriendlyForm):
    """A team's name and where it stands in the tree."""

    name = forms.CharField(max_length=80)
    parent = forms.TypedChoiceField(
        label="Part of",
        coerce=UUID,
        empty_value=None,
        error_messages={
            "required": "Choose the team that it is part of.",
            "invalid_choice": "A team cannot be part of itself, of a team below it, or of one that you do not lead.",
        },
    )

    def __init__(self, *args: Any, parents: Sequence[ParentChoice], may_stand_alone: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.teams = {choice.team.pk: choice.team for choice in parents}
        top = [("", "Nothing: it stands at the top")] if may_stand_alone else []
        field: Any = self.fields["parent"]
        field.choices = [*top, *((choice.team.pk, choice.path) for choice in parents)]
        field.required = not may_stand_alone

    def clean_parent(self) -> Team | None:
        parent_id = self.cleaned_data["parent"]
        return self.teams[parent_id] if parent_id else None


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Membership) -> str:
        user: User = obj.user
        return f"{user.name} ({user.email})" if user.name else user.email


class PlaceForm(FriendlyForm):
    """Somebody's place in a team."""

    membership = PersonChoice(label="Person", queryset=None, empty_label="Choose somebody")
    place = forms.ChoiceField(label="As", choices=Place.choices, initial=Place.MEMBER)

    def __init__(self, *args: Any, people: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["membership"].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        super().clean()
        membership: Membership | None = self.cleaned_data.get("membership")
        if membership and not membership.may_write and self.cleaned_data.get("place") == Place.LEAD:
            self.add_error("membership", "A viewer cannot lead a team. Give this person another role first.")
        return self.cleaned_data
