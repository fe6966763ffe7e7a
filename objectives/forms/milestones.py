"""The milestones of a key result's form: a row for each, rows added and removed, and what is wrong said in its row."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from objectives.fields import NeededSometimes, QuantityField
from objectives.milestones import LONGEST_TITLE, Milestone, as_json, milestones_of, misfits, new_id
from objectives.models import Period
from objectives.quantities import plain_quantity
from organizations.forms_wording import FriendlyForm

ADD, REMOVE = "add_milestone", "remove_milestone"
PREFIX = "milestone"
COLUMNS = ("id", "title", "weight", "due_on")
TITLE_OF_A_ROW = re.compile(rf"{PREFIX}-([0-9]{{1,3}})-title")
EMPTY_ROWS = 3
# What the row that JavaScript copies has in the place of a number.
ANY = "__n__"


class TitleField(NeededSometimes, forms.CharField):
    """A row may be empty as a whole."""


class WeightOfMilestone(NeededSometimes, QuantityField):
    """1 where nothing is written."""


class DayField(NeededSometimes, forms.DateField):
    """Without a day it is due with its key result."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": "Write a day as 2026-03-31."}


class MilestoneForm(FriendlyForm):
    """One row; its fields are called by its `number`, from 1."""

    id = forms.CharField(required=False, widget=forms.HiddenInput)
    title = TitleField(max_length=LONGEST_TITLE)
    weight = WeightOfMilestone()
    due_on = DayField()

    def __init__(self, place: int | str, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, prefix=f"{PREFIX}-{place}", initial=initial)
        self.place, self.number = place, place + 1 if isinstance(place, int) else place
        for name, label in (("title", ""), ("weight", "Weight of "), ("due_on", "Day of ")):
            self.fields[name].label = f"{label}milestone {self.number}".capitalize()

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: such a row is left out."""
        title, weight, day = (str(self[name].data or "").strip() for name in ("title", "weight", "due_on"))
        return not title and not day and weight in ("", "1")

    def milestone(self, known: str) -> Milestone:
        """What a valid row says."""
        said = self.cleaned_data
        weight = Decimal(1) if said["weight"] is None else said["weight"]
        return Milestone(known, " ".join(said["title"].split()), weight, said["due_on"])


class MilestoneRows(Sequence[MilestoneForm]):
    """The rows of a form: those that were sent, or those of the key result with some that are empty.

    `taken` are ids that no new milestone may have.
    """

    def __init__(
        self, stored: Sequence[Mapping[str, Any]], data: QueryDict | None, taken: Collection[str] = ()
    ) -> None:
        self.stored = milestones_of(stored)
        self.own = {milestone.id for milestone in self.stored}
        self.taken = self.own.union(taken)
        if data is None:
            self.rows = self.rows_to_fill()
        elif asks_for_rows(data):
            self.rows = rows_asked_for(data)
        else:
            self.rows = [MilestoneForm(place, data) for place in places_of(data)]

    def __getitem__(self, place: Any) -> Any:
        return self.rows[place]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def any_row(self) -> MilestoneForm:
        """The one that JavaScript copies."""
        return empty_row(ANY)

    def rows_to_fill(self) -> list[MilestoneForm]:
        filled = [MilestoneForm(place, initial=as_typed(each)) for place, each in enumerate(self.stored)]
        return [*filled, *(empty_row(len(filled) + n) for n in range(1 if filled else EMPTY_ROWS))]

    def milestones(self, period: Period, due_on: date | None, *, may_wait: bool) -> list[dict[str, Any]] | None:
        """As a key result keeps them; None where something is wrong, which its row then says."""
        filled = [row for row in self.rows if not row.is_empty]
        if not filled:
            return [] if may_wait else None
        if not all([row.is_valid() for row in filled]):
            return None
        found: list[Milestone] = []
        for row in filled:
            found.append(row.milestone(self.id_for(row, {each.id for each in found})))
            refuse_day_outside(row, period, due_on or period.ends_on)
        for place, column, words in misfits(found):
            filled[place].add_error(column, words)
        return None if any(row.errors for row in filled) else as_json(found)

    def id_for(self, row: MilestoneForm, used: set[str]) -> str:
        """Its own where it is one of the key result's; what was made up is not taken for one."""
        known = row.cleaned_data["id"]
        return known if known in self.own - used else new_id(self.taken | used)


def asks_for_rows(data: Mapping[str, Any]) -> bool:
    """Whether a row was to be added or removed, and nothing to be saved yet."""
    return ADD in data or REMOVE in data


def rows_asked_for(data: QueryDict) -> list[MilestoneForm]:
    """Everything that was typed, with one more row or without one."""
    places = [place for place in places_of(data) if str(place) != data.get(REMOVE)]
    rows = [
        MilestoneForm(place, initial={name: data.get(f"{PREFIX}-{place}-{name}", "") for name in COLUMNS})
        for place in places
    ]
    return [*rows, empty_row(max(places, default=-1) + 1)] if ADD in data or not rows else rows


def places_of(data: QueryDict) -> list[int]:
    return sorted({int(found[1]) for name in data if (found := TITLE_OF_A_ROW.fullmatch(name))})


def empty_row(place: int | str) -> MilestoneForm:
    return MilestoneForm(place, initial={"weight": "1"})


def as_typed(milestone: Milestone) -> dict[str, Any]:
    weight = plain_quantity(milestone.weight)
    return {"id": milestone.id, "title": milestone.title, "weight": weight, "due_on": milestone.due_on}


def refuse_day_outside(row: MilestoneForm, period: Period, last: date) -> None:
    day = row.cleaned_data["due_on"]
    if day and not period.starts_on <= day <= last:
        days = f"from {in_words(period.starts_on)} to {in_words(last)}"
        row.add_error("due_on", f"Choose a day {days}, when the key result is due.")


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
