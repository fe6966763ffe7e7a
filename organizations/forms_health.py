"""How pace is judged: cleaned, explained in words, never saved."""

from typing import Any

from django import forms

from organizations.forms_wording import FriendlyForm

MOST_WEEKS = 13
# The day by which the preview tells what the figures mean.
EXAMPLE = 60
Rules = dict[str, int]


def whole_number(label: str, least: int, most: int, help_text: str) -> forms.IntegerField:
    said = f"Write a whole number from {least} to {most}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": said, "invalid": said, "min_value": said, "max_value": said},
    )


class HealthForm(FriendlyForm):
    """Per cent, points of progress and weeks, as `Organization` has them."""

    committed_pace = whole_number(
        "Asked of a committed objective", 1, 100, "Per cent of what is expected by the day. 100 asks for all of it."
    )
    aspirational_pace = whole_number(
        "Asked of an aspirational objective",
        1,
        100,
        "Per cent of what is expected by the day. 70 leaves room.",
    )
    at_risk_behind = whole_number("At risk when behind by more than", 0, 99, "Points of progress below what is asked.")
    off_track_behind = whole_number(
        "Off track when behind by more than", 1, 100, "Points of progress below what is asked; more than for at risk."
    )
    quiet_weeks = whole_number(
        "Weeks before pace is judged", 0, MOST_WEEKS, "From the day on which a key result or an objective begins."
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        at_risk, off_track = cleaned.get("at_risk_behind"), cleaned.get("off_track_behind")
        if at_risk is not None and off_track is not None and at_risk >= off_track:
            self.add_error(
                "off_track_behind",
                f"At risk comes before off track: write more than {at_risk} here, or less than {off_track} above.",
            )
        return cleaned


def in_words(rules: Rules) -> list[str]:
    """What the figures come to, by an example for each kind and for the first weeks."""
    return [
        of_kind("A committed", rules["committed_pace"], rules),
        of_kind("An aspirational", rules["aspirational_pace"], rules),
        quiet_in_words(rules["quiet_weeks"]),
    ]


def of_kind(kind: str, share: int, rules: Rules) -> str:
    """Said of whole points; what cannot fall below 0 is not mentioned."""
    asked = EXAMPLE * share / 100
    asked_in_words = f"{kind} objective that is expected at {EXAMPLE}\u00a0% is asked for {points(asked)}\u00a0%"
    bounds = [
        f"{name} below {points(asked - rules[column])}\u00a0%"
        for name, column in (("at risk", "at_risk_behind"), ("off track", "off_track_behind"))
        if asked > rules[column]
    ]
    return f"{asked_in_words}: {' and '.join(bounds) or 'then it is never behind'}."


def points(figure: float) -> str:
    return f"{figure:.1f}".removesuffix(".0")


def quiet_in_words(weeks: int) -> str:
    if not weeks:
        return "Pace is judged from the first day."
    return f"Pace says nothing in the first {'week' if weeks == 1 else f'{weeks} weeks'}."
