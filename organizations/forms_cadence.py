"""What people choose about check-ins and mails: cleaned and explained, never saved."""

from typing import Any, TypedDict

from django import forms

from organizations.cadences import TeamCadence
from organizations.forms_wording import FriendlyForm
from organizations.models import FIRST_HOUR, LAST_HOUR, WEEKDAYS, Frequency
from organizations.rhythm import in_words

DAY = ("every_weeks", "weekday", "hour")
OWN, FOLLOWED = "own", "followed"


class ChosenDay(TypedDict):
    every_weeks: int
    weekday: int
    hour: int


class DayForm(FriendlyForm):
    """How often, on which day, at which hour."""

    every_weeks = forms.TypedChoiceField(label="How often", coerce=int, choices=Frequency.choices)
    weekday = forms.TypedChoiceField(label="Day", coerce=int, choices=list(enumerate(WEEKDAYS)))
    hour = forms.TypedChoiceField(
        label="Hour",
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
    )

    @property
    def day(self) -> ChosenDay:
        """Only of a form that is valid."""
        chosen = self.cleaned_data
        return {"every_weeks": chosen["every_weeks"], "weekday": chosen["weekday"], "hour": chosen["hour"]}


class CheckInsForm(DayForm):
    escalates = forms.BooleanField(
        required=False,
        label="Tell leads what stays silent",
        help_text="Three days after a check-in was due: the team\u2019s leads, in one mail for the whole team. "
        "Without a team, the owner of the objective above.",
    )
    answers_from_mail = forms.BooleanField(
        required=False,
        label="Check-ins straight from the mail",
        help_text="The button in a reminder opens one\u2019s own check-ins of that week without signing in, "
        "and nothing else.",
    )


class TeamDayForm(DayForm):
    """A day of a team's own, or what the team would have without."""

    whose = forms.ChoiceField(label="Which day", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, cadence: TeamCadence) -> None:
        day = {name: getattr(cadence.own_or_held, name) for name in DAY}
        super().__init__(data, initial=day | {"whose": OWN if cadence.own else FOLLOWED})
        followed = f"As {cadence.above or 'the organization'}: {in_words(cadence.followed)}"
        field: Any = self.fields["whose"]
        field.choices = [(FOLLOWED, followed), (OWN, "A day of its own")]
        if self.is_bound and self["whose"].value() != OWN:
            for name in DAY:
                self.fields[name].required = False

    @property
    def has_its_own(self) -> bool:
        return bool(self.cleaned_data["whose"] == OWN)
