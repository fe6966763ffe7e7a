"""The letters to admins: a period is to be opened, or to be closed."""

from collections.abc import Sequence
from datetime import date

from checkins.models import Reminder
from checkins.reminders.periods import Due
from checkins.windows import Moment
from dashboards.letters.asked import dues_of, names_of
from dashboards.letters.document import Document, Link, Row, section
from dashboards.letters.phrases import address, full_day
from objectives.models import Objective, Period
from objectives.readiness import readiness_of
from objectives.reviews import reviews_of


def open_period_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """None where nothing waits any more, or she is no admin any more."""
    found, today = asked_of_an_admin(reminder, moment), today_of(reminder, moment)
    return letter(
        reminder,
        subject="Time to open",
        opening=[f"{beginning(due, today)} and is still planned. {ready(due.period)}" for due in found],
        look=[step("See what is not ready", "period_checklist", due, reminder) for due in found],
        act=[step(f"Open {due.period.name}", "period_open", due, reminder) for due in found],
        closing="People check in from the moment you open it.",
        names=names_of(found),
    )


def close_period_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """None where nothing waits any more, or she is no admin any more."""
    found, today = asked_of_an_admin(reminder, moment), today_of(reminder, moment)
    return letter(
        reminder,
        subject="Time to close",
        opening=[f"{ending(due, today)} {reviewed(due.period)}" for due in found],
        look=[step("See who has not scored yet", "period_scoring", due, reminder) for due in found],
        act=[step(f"Close {due.period.name} when all is said", "period_close", due, reminder) for due in found],
        closing="Once it is closed, nothing in it changes any more.",
        names=names_of(found),
    )


def letter(
    reminder: Reminder,
    *,
    subject: str,
    opening: Sequence[str],
    look: Sequence[Link],
    act: Sequence[Link],
    closing: str,
    names: str,
) -> Document | None:
    """Of one period the act is the button; of several, each has its own line."""
    if not act:
        return None
    is_one = len(act) == 1
    steps = look if is_one else [link for pair in zip(look, act, strict=True) for link in pair]
    return Document(
        subject=f"{subject} {names}",
        opening=opening,
        sections=section("What to do", [Row(link.words, link.address) for link in steps]),
        button=act[0] if is_one else None,
        closing=[closing],
        why=f"You get this because you are an admin of {reminder.membership.organization.name}. It comes once.",
    )


def asked_of_an_admin(reminder: Reminder, moment: Moment) -> list[Due]:
    return dues_of(reminder, moment) if reminder.membership.is_admin else []


def today_of(reminder: Reminder, moment: Moment) -> date:
    return moment.at.astimezone(reminder.membership.zone).date()


def step(words: str, page: str, due: Due, reminder: Reminder) -> Link:
    return Link(words, address(page, reminder.membership.organization, period_id=due.period.pk))


def beginning(due: Due, today: date) -> str:
    verb = "began" if due.period.starts_on < today else "begins"
    return f"{due.period.name} {verb} on {full_day(due.until)}"


def ending(due: Due, today: date) -> str:
    verb = "ended" if due.period.ends_on < today else "ends"
    return (
        f"{due.period.name} {verb} on {full_day(due.period.ends_on)}. "
        f"The last check-ins and the scores are expected until {full_day(due.until)}."
    )


def ready(period: Period) -> str:
    """How many of its objectives are ready to be opened; four queries."""
    readiness = readiness_of(period)
    if not readiness.objective_count:
        return "Nothing is in it yet."
    return f"{share(readiness.ready_count, readiness.objective_count)} ready."


def reviewed(period: Period) -> str:
    """How many of its objectives are scored, reflected on and decided; four queries."""
    reviews = reviews_of(list(Objective.objects.active().in_period(period)))
    if not reviews:
        return "Nothing is in it."
    complete = sum(review.is_complete for review in reviews)
    return f"{share(complete, len(reviews))} scored, reflected on and decided."


def share(count: int, of: int) -> str:
    if of == 1:
        return f"Its one objective is{'' if count else ' not yet'}"
    return f"{count or 'None'} of its {of} objectives {'is' if count < 2 else 'are'}"
