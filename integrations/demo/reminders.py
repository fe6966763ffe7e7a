"""The reminders that the demo's people were sent: by the rule that makes them, at the hours at which it would have."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from checkins.models import Reminder, ReminderState
from checkins.reminders.making import make_reminders
from checkins.windows import moment_at
from integrations.demo.calendar import THIS_WEEK
from integrations.demo.world import Event, World

# Mondays when check-ins are due, Tuesdays when they are late, Thursdays when leads hear of it.
DAYS = (0, 1, 3)
WEEKS = range(-2, THIS_WEEK)


def reminders(world: World) -> Iterator[Event]:
    """Those of this week are left to the clock."""
    for week in WEEKS:
        for day in DAYS:
            at = world.calendar.moment(week, day, 9)
            yield at, partial(remind, world, at)


def remind(world: World, at: datetime) -> None:
    make_reminders(moment_at(world.cast.organization, at))
    send_all(at)


def send_all(at: datetime) -> None:
    """What is due by then has been sent then."""
    Reminder.objects.still_due().update(state=ReminderState.SENT, sent_at=at)
