"""A week of November at Acme, minute by minute: whatever time it is said to be, the mails are real ones."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from checkins.models import Reminder, ReminderState
from checkins.waking import tick
from dashboards.letters import Desk
from objectives.actions.periods import create_period, open_period
from organizations.models import Membership, Organization
from tests.cast import join, make_cast
from tests.mail_servers import Sink
from tests.proof.harness import make_owers, wake_at

ZONE = ZoneInfo("Europe/Berlin")
# When check-ins are due, and when they are late.
MONDAY, TUESDAY = (datetime(2026, 11, day, 9, tzinfo=ZONE) for day in (23, 24))
MINUTE = timedelta(minutes=1)
PEOPLE_COUNT = 5


def post_to(port: int, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""


class Week:
    """Five people owe a check-in each, and nobody else is told anything on the due day."""

    def __init__(self, sink: Sink) -> None:
        self.sink, self.cast = sink, make_cast("acme", "Acme", ZONE.key)
        organization, admin = self.cast.organization, self.cast.admin
        with self.cast.scope():
            self.cast.period.delete()
            days = {"starts_on": MONDAY.date().replace(month=10, day=1), "ends_on": MONDAY.date().replace(month=12)}
            self.cast.period = create_period(by=admin, name="Q4 2026", kind="quarter", **days)
            open_period(self.cast.period, by=admin, at=organization.start_of(days["starts_on"]))
            self.people = [join(organization, "member", f"Person {n}") for n in range(PEOPLE_COUNT)]
        self.key_results = make_owers(self.cast, self.people)
        wake_at(self.cast, MONDAY)

    def tick(self, at: datetime) -> None:
        tick(Desk().write, at=at)

    def tick_until(self, at: datetime, until: datetime) -> dict[datetime, list[str]]:
        """From the next moment at which Acme wants to be woken to the next one; which addresses were tried when."""
        tried = {}
        while at < until:
            before = len(self.sink.asked_for)
            self.tick(at)
            tried[at] = self.sink.asked_for[before:]
            at = max(at + MINUTE, Organization.objects.get().wakes_at.astimezone(ZONE))
        return tried

    def reminder_of(self, person: Membership, kind: str = "due") -> Reminder:
        with self.cast.scope():
            return Reminder.objects.get(membership=person, kind=kind)

    def states(self) -> list[str]:
        """Of what the five were to be told, one after the other."""
        with self.cast.scope():
            rows = Reminder.objects.filter(membership__in=self.people).order_by("membership__created_at", "membership")
            return list(rows.values_list("state", flat=True))

    def again(self, person: Membership) -> Membership:
        """As the database has her now."""
        with self.cast.scope():
            return Membership.objects.select_related("user", "organization").get(pk=person.pk)

    def addresses(self, *, but: Membership | None = None) -> list[str]:
        return [person.user.email for person in self.people if person != but]

    def arrived(self) -> list[str]:
        """To which of the five, each time; sorted."""
        ours = self.addresses()
        return sorted(to for arrival in self.sink.arrivals for to in arrival.recipients if to in ours)

    def all_is_told_once(self) -> bool:
        return self.arrived() == self.addresses() and self.states() == [ReminderState.SENT] * PEOPLE_COUNT
