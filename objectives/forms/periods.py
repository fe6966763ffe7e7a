"""A period's name, kind and days."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from objectives.forms.choices import date_field, reason_field
from objectives.models import Period, PeriodKind
from organizations.forms_wording import FriendlyForm

SHORTEST, LONGEST = timedelta(days=6), timedelta(days=3 * 366)
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class PeriodForm(FriendlyForm):
    """Two of one kind do not share a day, and no two share a name."""

    name = forms.CharField(max_length=60, help_text="As people say it, such as Q1 2027.")
    kind = forms.ChoiceField(
        choices=PeriodKind.choices,
        widget=forms.RadioSelect,
        help_text="Objectives of a quarter may support objectives of the year around it.",
    )
    starts_on = date_field(label="First day")
    ends_on = date_field(label="Last day")

    def __init__(self, *args: Any, period: Period | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.period = period
        for name in kept_by(period):
            # What an old page sends all the same is refused in words, not passed over.
            self.fields[name].disabled = name not in self.data

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if self.others().filter(name__iexact=name).exists():
            raise ValidationError("Another period has this name.")
        return name

    def clean(self) -> dict[str, Any]:
        super().clean()
        days = [self.cleaned_data.get(name) for name in ("starts_on", "ends_on")]
        if all(days) and "kind" in self.cleaned_data:
            self.check_days(*days)  # type: ignore[arg-type]
        return self.cleaned_data

    def check_days(self, starts_on: date, ends_on: date) -> None:
        if ends_on < starts_on:
            self.add_error("ends_on", "The last day comes before the first.")
        elif starts_on < EARLIEST or ends_on > LATEST:
            self.add_error("starts_on", "Choose days from 2000 to 2199.")
        elif not SHORTEST <= ends_on - starts_on <= LONGEST:
            self.add_error("ends_on", "A period lasts a week at least, and three years at most.")
        else:
            self.check_overlap(starts_on, ends_on)

    def check_overlap(self, starts_on: date, ends_on: date) -> None:
        kind = self.cleaned_data["kind"]
        shared = self.others().filter(kind=kind, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
        if shared:
            self.add_error("starts_on", f"{shared.name} is a {kind} too and covers some of these days.")

    def others(self) -> Any:
        return Period.objects.exclude(pk=self.period.pk) if self.period else Period.objects.all()


def kept_by(period: Period | None) -> tuple[str, ...]:
    """What cannot change any more: days that people count on, and everything of what is closed."""
    if period is None or period.is_planned:
        return ()
    return ("name", "kind", "starts_on", "ends_on") if period.is_closed else ("kind", "starts_on", "ends_on")


class PeriodReasonForm(FriendlyForm):
    """Why a period ends before its last day, or is opened again."""

    def __init__(self, *args: Any, is_needed: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"] = reason_field(is_needed=is_needed, help_text="It stays in the history for all to read.")
