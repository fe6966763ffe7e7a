"""A reminder that was mailed this Monday, and a browser that knows its address alone."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from checkins.actions import Statement, check_in
from checkins.models import CheckIn, Reminder, ReminderState
from checkins.reminders.links import answer_address
from objectives.actions.periods import create_period, open_period
from organizations.rhythm import monday_of
from tests.cast import Cast, ScopedClient, make_key_result, make_objective

# Ids and keys, which differ from page to page.
CHANCE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Mailed:
    """The owner owes check-ins, and was reminded of them on Monday at nine."""

    cast: Cast
    count: int = 3
    kind: str = "due"
    browser: Client = field(default_factory=lambda: ScopedClient(enforce_csrf_checks=True))

    def __post_init__(self):
        self.owner = self.cast.owner
        self.monday = monday_of(self.cast.organization.day_of(timezone.now()))
        with self.cast.scope():
            self.period = self.six_weeks_around()
            self.objective = make_objective(self.owner, self.period)
            self.key_results = [
                make_key_result(self.owner, self.objective, f"Customers {n}", unit="customers", weight=Decimal(9 - n))
                for n in range(self.count)
            ]
            self.reminder = self.remind(self.owner)

    def six_weeks_around(self):
        """Not the calendar's quarter: that may have begun yesterday."""
        self.cast.period.delete()
        days = {"starts_on": self.monday - timedelta(days=42), "ends_on": self.monday + timedelta(days=41)}
        period = create_period(by=self.cast.admin, name="These weeks", kind="quarter", **days)
        return open_period(period, by=self.cast.admin, at=self.cast.organization.start_of(period.starts_on))

    def remind(self, membership, kind="", **facts):
        facts = {"due_on": self.monday, "until_on": self.monday, "state": ReminderState.SENT} | facts
        facts.setdefault("created_at", self.at(facts["due_on"], 9))
        return Reminder.objects.create(membership=membership, kind=kind or self.kind, **facts)

    def say_last_week(self, key_result, value="40"):
        said = [Statement(key_result.pk, Decimal(value), 6, "A slow start.")]
        check_in(by=self.owner, statements=said, at=self.at(self.monday - timedelta(days=6)))

    def at(self, day: date, hour: int = 0, zone=None) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=zone or self.cast.organization.zone)

    @property
    def path(self) -> str:
        return path_of(self.reminder)

    def get(self, path: str = ""):
        return self.browser.get(path or self.path)

    def post(self, form, path: str = ""):
        return self.browser.post(path or self.path, form)


def path_of(reminder) -> str:
    return "/" + answer_address(reminder).split("/", 3)[3]


def typed(key_result_id, value="56", confidence="7", note="Two trials convert.", **more) -> dict[str, str]:
    """What a browser sends for a row that somebody filled in."""
    row = {"value": value, "confidence": confidence, "note": note, "was_value": "", "was_confidence": ""}
    row |= {"key": str(uuid4()), "seen": ""} | more
    return {f"{key_result_id}-{name}": text for name, text in row.items()}


def text(response) -> str:
    return response.content.decode()


def said() -> set[tuple]:
    return set(CheckIn.objects.values_list("key_result__title", "value", "confidence", "source"))
