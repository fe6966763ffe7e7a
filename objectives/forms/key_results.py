"""A key result: the number that shows it, how it is counted and from where to where."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from objectives.fields import AimField, WeightField
from objectives.forms.choices import (
    REASON_HELP,
    ReasonedForm,
    TextField,
    date_field,
    explained,
    person_field,
    reason_field,
)
from objectives.forms.milestones import MilestoneRows, asks_for_rows
from objectives.milestones import NOTHING_IS_LEFT
from objectives.models import KeyResult, Measure, Objective
from objectives.models.key_result import AIM_OF, FROM_START_TO_TARGET, LIMITS
from objectives.models.versions import Version

MEASURES = [
    (Measure.NUMBER, explained("A number", "From a start to a target, such as from 120 to 200 customers.")),
    (Measure.PERCENT, explained("Per cent", "From a start to a target, such as from 20 % to 35 %.")),
    (Measure.CURRENCY, explained("Money", "From a start to a target, such as from €1.2m to €1.5m.")),
    (Measure.AT_LEAST, explained("At least", "A floor to stay above, such as at least 99.9 % uptime.")),
    (Measure.AT_MOST, explained("At most", "A ceiling to stay below, such as at most 2 % churn.")),
    (Measure.BETWEEN, explained("Between", "A range to stay inside, such as between 10 and 15 people.")),
    (Measure.YES_NO, explained("Yes or no", "Done or not done, without any number.")),
    (Measure.MILESTONES, explained("Milestones", "A list to tick off, each with its weight and its day.")),
    (Measure.SUM, explained("Sum", "What other key results in the same unit come to, added up.")),
    (Measure.MEAN, explained("Mean", "The mean of what other key results have come to.")),
    (Measure.SUPPORTED, explained("What supports it", "As far as the objectives that support it, by weight.")),
]
# Which of the four numbers a measure may have beside those that it needs.
MAY_HAVE: dict[str, tuple[str, ...]] = dict.fromkeys(LIMITS, ("start",))
MISSING = {
    "start": "Write where it starts. It may be 0.",
    "target": "Write where it should be in the end.",
    "low": "Write the lowest that is still fine.",
    "high": "Write the highest that is still fine.",
}


MAY_WAIT = "May wait until the period opens."
STILL_MISSING = "Until it is there, nothing counts."


class KeyResultForm(ReasonedForm):
    """Numbers as people write them; those that the chosen measure has no use for are left out.

    While its period is planned a key result may wait for them; and one that went into an open period without them
    is not held up by that when something else of it changes. Milestones have `rows` of their own.
    """

    title = forms.CharField(
        max_length=240,
        label="What shows it?",
        help_text="In words, such as “Grow paying customers”.",
        error_messages={"required": "Write what shows it, in words."},
    )
    measure = forms.ChoiceField(
        label="How is it counted?", choices=MEASURES, initial=Measure.NUMBER, widget=forms.RadioSelect
    )
    unit = forms.CharField(
        max_length=20, required=False, help_text="What is counted, such as customers, hours, % or €."
    )
    start = AimField(help_text="Where it stands at the beginning. Limits may leave it empty.")
    target = AimField(help_text="Where it should be in the end. For a number, per cent, money, a sum and a mean.")
    low = AimField(label="Lowest", help_text="The lowest that is still fine. For at least and between.")
    high = AimField(label="Highest", help_text="The highest that is still fine. For at most and between.")
    description = TextField(label="How it is measured", required=False, max_length=5000, rows=2)
    milestones = forms.Field(required=False, widget=forms.HiddenInput)
    due_on = date_field(label="Due", required=False)
    weight = WeightField(label="Weight in its objective", help_text="1 counts as much as each of the others, 2 twice.")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        objective: Objective,
        key_result: KeyResult | None = None,
        latest: Version | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        known = (key_result.milestones, key_result.reached) if key_result else ((), ())
        self.rows = MilestoneRows(known[0], data, taken=known[1])
        if data is not None and asks_for_rows(data):
            # Whoever asks for a row goes on typing: nothing is checked yet.
            initial, self.shown = (initial or {}) | data.dict(), data.get("seen", "")
            data = None
        super().__init__(data, initial=initial)
        self.latest = latest
        self.period, owner_id = objective.period, key_result.owner_id if key_result else None
        self.fields["owner"] = person_field(owner_id, help_text="Who checks in each week.")
        self.fields["deputy"] = person_field(
            key_result.deputy_id if key_result else None,
            empty_label="Nobody",
            help_text="Checks in while the owner is away.",
        )
        self.fields["due_on"].help_text = f"Leave it empty for the period's last day, {long_day(self.period.ends_on)}."
        if not self.period.is_planned:
            is_needed = key_result is None and self.period.is_running
            help_text = REASON_HELP_OF_EDIT if key_result else REASON_HELP
            self.fields["reason"] = reason_field(is_needed=is_needed, help_text=help_text)
        is_without_aim = key_result is not None and not key_result.has_an_aim and not self.period.is_closed
        self.aim_may_wait = self.period.is_planned or is_without_aim
        for name in MISSING:
            self.fields[name].unit = self.typed_unit()  # type: ignore[attr-defined]
            if self.aim_may_wait:
                self.fields[name].help_text += f" {MAY_WAIT if self.period.is_planned else STILL_MISSING}"
        self.order_fields(ORDER)

    def typed_unit(self) -> str:
        """The unit that the numbers of this form are read with."""
        if not self.is_bound:
            return ""
        return (
            "%"
            if self["measure"].data in (Measure.PERCENT, Measure.SUPPORTED)
            else str(self["unit"].data or "").strip()
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.refuse_if_overtaken()
        measure = self.cleaned_data.get("measure")
        if measure:
            self.check_numbers(measure)
            self.check_unit(measure)
        self.check_due_day()
        self.check_milestones(measure)
        if self.cleaned_data.get("deputy") and self.cleaned_data.get("deputy") == self.cleaned_data.get("owner"):
            self.add_error("deputy", "The deputy is somebody else than the owner.")
        return self.cleaned_data

    def check_numbers(self, measure: str) -> None:
        """What the measure needs is there and leads somewhere; what it has no use for is left out, nonsense too."""
        for name in MISSING.keys() - set(numbers_of(measure)):
            self.errors.pop(name, None)
            self.cleaned_data[name] = None
        for name in () if self.aim_may_wait else AIM_OF[Measure(measure)]:
            if name not in self.errors and self.cleaned_data.get(name) is None:
                self.add_error(name, MISSING[name])
        if measure in FROM_START_TO_TARGET:
            self.compare("start", "target", lambda start, target: start == target, SAME)
        if measure == Measure.BETWEEN:
            self.compare("low", "high", lambda low, high: low > high, "The highest is below the lowest.")

    def compare(self, first: str, second: str, wrong: Callable[[Decimal, Decimal], bool], words: str) -> None:
        one, other = self.cleaned_data.get(first), self.cleaned_data.get(second)
        if one is not None and other is not None and wrong(one, other):
            self.add_error(second, words)

    def check_unit(self, measure: str) -> None:
        if measure in (Measure.PERCENT, Measure.SUPPORTED):
            self.cleaned_data["unit"] = "%"
        elif measure in (Measure.YES_NO, Measure.MILESTONES):
            self.cleaned_data["unit"] = ""
        elif measure == Measure.CURRENCY and not self.cleaned_data.get("unit"):
            self.add_error("unit", "Say which money, such as €.")

    def check_due_day(self) -> None:
        due_on, period = self.cleaned_data.get("due_on"), self.period
        if due_on and not period.starts_on <= due_on <= period.ends_on:
            days = f"from {long_day(period.starts_on)} to {long_day(period.ends_on)}"
            self.add_error("due_on", f"Choose a day of {period.name}: {days}.")

    def check_milestones(self, measure: str | None) -> None:
        """Other measures have none."""
        self.cleaned_data["milestones"] = []
        if measure != Measure.MILESTONES:
            return
        due_on = self.cleaned_data.get("due_on")
        found = self.rows.milestones(self.period, due_on, may_wait=self.aim_may_wait)
        if found is None:
            wrong = any(row.errors for row in self.rows)
            self.add_error("milestones", LOOK_AGAIN if wrong else NOTHING_IS_LEFT)
        else:
            self.cleaned_data["milestones"] = found

    def facts(self) -> dict[str, Any]:
        """The columns that a valid form says."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


def numbers_of(measure: str) -> tuple[str, ...]:
    return (*AIM_OF[Measure(measure)], *MAY_HAVE.get(measure, ()))


def long_day(day: Any) -> str:
    return f"{day.day} {day:%B %Y}"


REASON_HELP_OF_EDIT = "Needed for every change but of owner and deputy. It stays in the history for everyone to read."
LOOK_AGAIN = "Something is wrong with the milestones."
SAME = "Start and target are the same, so nothing could move. Write another target, or count it as at least or at most."
ORDER = (
    *("title", "measure", "unit", "start", "target", "low", "high", "description"),
    *("owner", "deputy", "due_on", "weight", "reason"),
)
