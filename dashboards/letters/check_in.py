"""The letter to whoever owes: what, with its last values, and what moved above and below it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from checkins.answering import may_answer_from_mail
from checkins.health import health_of
from checkins.models import Reminder, ReminderKind
from checkins.owing import WEEKLY, owed_by
from checkins.reminders.links import answer_address
from checkins.sheet import with_last_note
from checkins.windows import Moment
from dashboards.letters.conversation import questions
from dashboards.letters.document import Document, Link, Row, Section, section
from dashboards.letters.line_of_sight import Sight, moved_in_sight
from dashboards.letters.phrases import address, counted, day, mark, progress, quoted
from dashboards.letters.requests import requests
from objectives.wording import aim_in_words, value_in_words
from organizations.models import Membership, Organization
from organizations.rhythm import DAY, WEEK, monday_of

MOST_OWED = 10
IN_A_MINUTE = 5


def check_in_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """None where nothing of its week is owed any more."""
    membership = reminder.membership
    owed = still_owed(membership, moment)
    if not any(same_week(key_result.week_on, reminder.due_on) for key_result in owed):
        return None
    organization, count = membership.organization, len(owed)
    since = monday_of(moment.rhythms.usual.due_on(reminder.due_on - DAY))
    sights = moved_in_sight(membership, {key_result.objective_id for key_result in owed}, since, moment.today)
    rows = [row_of(key_result, reminder, moment) for key_result in owed]
    check_ins, may_answer = address("check_ins", organization), may_answer_from_mail(organization)
    return Document(
        subject=f"{finding(owed, reminder)} at {organization.name}",
        opening=[
            f"{finding(owed, reminder, in_full=True)}.{' It takes about a minute.' if count <= IN_A_MINUTE else ''}"
        ],
        sections=[*section("What you owe", rows, more=check_ins, most=MOST_OWED), *asked_of(membership)],
        button=Link("Check in", answer_address(reminder) if may_answer else check_ins),
        below=in_sight(sights, since, organization),
        closing=[*later_in_the_week(reminder, moment), *([ANSWERS] if may_answer else [])],
        why=f"You get this because these check-ins at {organization.name} are yours to give.",
    )


def asked_of(person: Membership) -> list[Section]:
    """Questions, and requests in one line."""
    return [*questions(person), *requests(person)]


ANSWERS = "The button works without signing in. It is meant for you alone, so do not pass this mail on."


def still_owed(membership: Membership, moment: Moment) -> list[Any]:
    """Not answered, of periods that are open; what is late comes first. One query."""
    owed = owed_by(membership.pk, moment).filter(WEEKLY, is_answered=False)
    people = with_last_note(owed).select_related("period", "objective", "owner__user")
    return list(people.order_by("week_on", "objective__title", "objective_id", "-weight", "id"))


def later_in_the_week(reminder: Reminder, moment: Moment) -> list[str]:
    """There is one mail a week: it names the days of teams whose day is still to come."""
    if not moment.rhythms.by_team:
        return []
    sunday = monday_of(reminder.due_on) + WEEK - DAY
    ahead = owed_by(reminder.membership_id, moment).filter(WEEKLY, next_on__lte=sunday).order_by("next_on")
    days = dict.fromkeys(ahead.values_list("next_on", flat=True))
    return [f"More is due on {' and on '.join(day(on) for on in days)}; no other mail tells you."] if days else []


def same_week(one: date, other: date) -> bool:
    return monday_of(one) == monday_of(other)


def finding(owed: Sequence[Any], reminder: Reminder, *, in_full: bool = False) -> str:
    """2 check-ins are due today; with other days among them, that they wait."""
    count = len(owed)
    what = counted(count, "check-in")
    if any(key_result.week_on != reminder.due_on for key_result in owed):
        return f"{what} {'waits' if count == 1 else 'wait'} for you"
    on = day(reminder.due_on)
    if reminder.kind == ReminderKind.LATE:
        return f"{what} {'was' if count == 1 else 'were'} due on {on if in_full else f'{reminder.due_on:%A}'}"
    return f"{what} {'is' if count == 1 else 'are'} due today{f', {on}' if in_full else ''}"


def row_of(key_result: Any, reminder: Reminder, moment: Moment) -> Row:
    facts = [aim_in_words(key_result), f"progress {progress(key_result.progress)}"]
    if key_result.owner and key_result.owner_id != reminder.membership_id:
        facts.append(f"for {key_result.owner}")
    if key_result.week_on != reminder.due_on:
        facts.append(f"due since {day(key_result.week_on)}")
    return Row(
        words=key_result.title,
        link=address("key_result", moment.organization, key_result_id=key_result.pk),
        figure=value_in_words(key_result, key_result.current),
        mark=mark(health_of(key_result, moment), key_result.confidence),
        meta=" · ".join(facts),
        note=quoted(key_result.last_note or ""),
    )


def in_sight(sights: Sequence[Sight], since: date, organization: Organization) -> list[Section]:
    rows = [
        Row(
            words=sight.objective.title,
            link=address("objective", organization, objective_id=sight.objective.pk),
            figure=progress(sight.objective.progress, sight.change),
            meta=f"{'above' if sight.is_above else 'supports'} yours · {sight.objective.owner or 'nobody owns it'}",
        )
        for sight in sights
    ]
    return section("What moved in your line of sight", rows, intro=[f"In points since {day(since)}."])
