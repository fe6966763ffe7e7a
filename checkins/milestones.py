"""Ticked milestones as a form sends them, as a draft keeps them, and as a row shows them.

As one text, as a number would be one, they read `reached a1b2c d3e4f`: the ids in order. So a row, a draft and what
the page had prefilled can be held against each other, and `reached` alone says that none is ticked.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.http import QueryDict

from checkins.actions import MilestonesHaveChanged
from checkins.models import CheckIn
from objectives.milestones import Milestone, milestones_of, reached_of
from objectives.models import KeyResult, Measure

MARK = "reached"


@dataclass(frozen=True)
class Tick:
    """One box of a row; `was_reached` as it was said last, `is_overdue` where its day has passed without."""

    box: BoundWidget
    milestone: Milestone
    due_on: date
    was_reached: bool
    is_overdue: bool


class MilestonesField(forms.MultipleChoiceField):
    """A box for each milestone; none of them is an answer too."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": MilestonesHaveChanged.why}

    def __init__(self, milestones: Sequence[Milestone], **options: Any) -> None:
        super().__init__(required=False, choices=[(each.id, each.title) for each in milestones], **options)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or ()) != set(data or ())


def has_milestones(key_result: KeyResult) -> bool:
    return key_result.measure == Measure.MILESTONES


def ticks_of(key_result: KeyResult, field: BoundField, today: date) -> Iterator[Tick]:
    """In order of date."""
    last_day = key_result.due_on or key_result.period.ends_on
    for box, milestone in zip(field, milestones_of(key_result.milestones), strict=True):
        was_reached, due_on = milestone.id in key_result.reached, milestone.due_by(last_day)
        yield Tick(box, milestone, due_on, was_reached, is_overdue=not was_reached and due_on < today)


def ticked(key_result: KeyResult) -> list[str]:
    """The ids of those that are reached, as it was said last."""
    return [milestone.id for milestone in reached_of(milestones_of(key_result.milestones), key_result.reached)]


def as_words(ids: Collection[str]) -> str:
    return " ".join([MARK, *sorted(set(ids))])


def from_words(text: str) -> list[str]:
    return text.split()[1:]


def are_ticks(text: str) -> bool:
    return text.split()[:1] == [MARK]


def typed_value(data: QueryDict, prefix: str) -> str:
    """What stands in a row's value: a number as it was typed, or the boxes that are ticked."""
    if are_ticks(data.get(f"{prefix}was_value", "")):
        return as_words(data.getlist(f"{prefix}value"))
    return data.get(f"{prefix}value", "").strip()


def read_back(text: str) -> str:
    """For whoever typed it and has to copy it."""
    if not are_ticks(text):
        return text
    count = len(from_words(text))
    return f"{count} milestone{'' if count == 1 else 's'} ticked"


def others_of(meanwhile: CheckIn, yours: KeyResult) -> str:
    """“, “Pilot runs” among them”: what somebody else has ticked and you have not."""
    ids = set(meanwhile.reached or ()) - set(yours.reached)
    titles = [f"“{milestone.title}”" for milestone in reached_of(milestones_of(yours.milestones), ids)]
    return f", {' and '.join(titles)} among them" if titles else ""
