"""The words of the mails that nobody asked for; each is the same whenever it is made from the same row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from checkins.models import Reminder, ReminderKind
from checkins.reminding import Due
from objectives.models import Objective, Period
from objectives.readiness import readiness_of
from objectives.reviews import reviews_of
from organizations.models import Organization

TEMPLATES = {
    ReminderKind.OPEN_PERIOD: "checkins/open_period_mail.txt",
    ReminderKind.CLOSE_PERIOD: "checkins/close_period_mail.txt",
}
SUBJECTS = {ReminderKind.OPEN_PERIOD: "Time to open", ReminderKind.CLOSE_PERIOD: "Time to close"}
# The pages on which something is to be done, by the name that the template has for them.
PAGES = {
    ReminderKind.OPEN_PERIOD: {"checklist": "period_checklist", "open": "period_open"},
    ReminderKind.CLOSE_PERIOD: {"scoring": "period_scoring", "close": "period_close"},
}


@dataclass(frozen=True)
class PeriodLine:
    """One period in a mail: how many objectives it has, how many of them are as they should be, and where to act."""

    period: Period
    until: date
    is_past: bool
    objective_count: int
    ready_count: int
    links: dict[str, str]


def period_line(due: Due, organization: Organization, today: date) -> PeriodLine:
    kind, period = due.kind, due.period
    is_closing = kind == ReminderKind.CLOSE_PERIOD
    ready_count, objective_count = reviewed(period) if is_closing else ready(period)
    return PeriodLine(
        period=period,
        until=due.until,
        is_past=(period.ends_on if is_closing else period.starts_on) < today,
        objective_count=objective_count,
        ready_count=ready_count,
        links={word: address(page, organization, period) for word, page in PAGES[kind].items()},
    )


def ready(period: Period) -> tuple[int, int]:
    """How many of its objectives are ready to be opened, and how many there are."""
    readiness = readiness_of(period)
    return readiness.ready_count, readiness.objective_count


def reviewed(period: Period) -> tuple[int, int]:
    """How many of its objectives are scored, reflected on and decided, and how many there are."""
    reviews = reviews_of(list(Objective.objects.active().in_period(period)))
    return sum(review.is_complete for review in reviews), len(reviews)


def period_mail(reminder: Reminder, lines: Sequence[PeriodLine], organization: Organization) -> EmailMessage:
    kind = ReminderKind(reminder.kind)
    names = " and ".join(line.period.name for line in lines)
    facts = {"who": str(reminder.membership), "organization": organization, "lines": lines, "names": names}
    return EmailMessage(
        subject=" ".join(f"{SUBJECTS[kind]} {names}".split()),
        body=render_to_string(TEMPLATES[kind], facts),
        to=[reminder.membership.user.email],
        headers={"Message-ID": message_id(reminder), "Auto-Submitted": "auto-generated"},
    )


def message_id(reminder: Reminder) -> str:
    """The same for the same row, so that a mail that went out twice is shown once."""
    return f"<reminder-{reminder.pk}@{urlsplit(settings.SITE_URL).hostname}>"


def address(page: str, organization: Organization, period: Period) -> str:
    path = reverse(page, kwargs={"organization": organization.slug, "period_id": period.pk})
    return f"{settings.SITE_URL}{path}"
