"""The milestones on a key result's page: which are reached, since when and by whose word, and which are overdue."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from checkins.models import CheckIn
from objectives.expected import course_of_row
from objectives.milestones import Milestone, expected_share, milestones_of, whole_weight
from objectives.models import KeyResult, Measure


@dataclass(frozen=True)
class MilestoneLine:
    """`said_by` is the check-in that ticked it, where it has stayed ticked since."""

    milestone: Milestone
    due_on: date
    is_reached: bool
    is_overdue: bool
    said_by: CheckIn | None


def milestone_lines(key_result: KeyResult, check_ins: Sequence[CheckIn], today: date) -> Iterator[MilestoneLine]:
    """In order of date; `check_ins` come the newest first, and the period is loaded."""
    if key_result.measure != Measure.MILESTONES:
        return
    last_day = course_of_row(key_result).due_on
    for milestone in milestones_of(key_result.milestones):
        is_reached, due_on = milestone.id in key_result.reached, milestone.due_by(last_day)
        said_by = ticked_by(milestone, check_ins) if is_reached else None
        yield MilestoneLine(milestone, due_on, is_reached, not is_reached and due_on < today, said_by)


def ticked_by(milestone: Milestone, check_ins: Sequence[CheckIn]) -> CheckIn | None:
    """The first of those in which it has been ticked without a break."""
    found = None
    for check_in in check_ins:
        if milestone.id not in (check_in.reached or ()):
            break
        found = check_in
    return found


def steps_expected(key_result: KeyResult) -> list[tuple[date, float]]:
    """The expected weight as corners of a line: a step up on the day of each milestone, and all of it when due."""
    course, milestones = course_of_row(key_result), milestones_of(key_result.milestones)
    if course.begins_on >= course.due_on or not milestones:
        return []
    whole, days = whole_weight(milestones), {milestone.due_by(course.due_on) for milestone in milestones}
    corners = [(course.begins_on, course.begins_on)]
    for day in sorted(day for day in {*days, course.due_on} if course.begins_on < day <= course.due_on):
        corners += [(day, day - timedelta(days=1)), (day, day)]
    return [(at, float(whole * expected_share(milestones, day, course.due_on))) for at, day in corners]
