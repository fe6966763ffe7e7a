"""What organizations do by themselves: each is woken when its moment has come, and says when to wake it next."""

import logging
import time
from collections import deque
from datetime import datetime, timedelta
from datetime import time as time_of_day
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min
from django.utils import timezone

from checkins.models import Reminder
from checkins.reminders.letters import Write
from checkins.reminders.making import make_reminders
from checkins.reminders.post import Post
from checkins.reminders.sending import Clock, send_reminders
from checkins.windows import Moment, moment_at
from objectives.actions.periods import begin_graces_due
from objectives.rhythm import plan_next_periods
from organizations.models import Organization
from organizations.tenancy import organization_scope, set_local

logger = logging.getLogger(__name__)
# Then the next tick goes on: one a minute is enough.
SECONDS_OF_SENDING = 50


def tick(write: Write, *, at: datetime | None = None) -> None:
    """Wake whoever is due, then send what they have to tell. One that fails does not stop the others."""
    due = Organization.objects.filter(wakes_at__lte=at or timezone.now()).order_by("wakes_at", "pk")
    have_something_to_tell = []
    for organization_id in list(due.values_list("pk", flat=True)):
        try:
            if wake(organization_id, at=at or timezone.now()):
                have_something_to_tell.append(organization_id)
        except Exception:
            logger.exception("Organization %s could not be woken; it is tried again.", organization_id)
    send(have_something_to_tell, write, clock=(lambda: at) if at else timezone.now)


def wake(organization_id: UUID, *, at: datetime) -> bool:
    """All that is due in one organization, in one transaction; whether anybody has to be told.

    Days that were slept through are caught up with. A second worker finds it locked, or done.
    """
    with organization_scope(organization_id):
        set_local("lock_timeout", "10s")
        locked = Organization.objects.select_for_update(skip_locked=True, no_key=True)
        organization = locked.filter(pk=organization_id, wakes_at__lte=at).first()
        if organization is None:
            return False
        begin_graces_due(at=at)
        plan_next_periods(at=at)
        moment = moment_at(organization, at)
        make_reminders(moment)
        organization.wakes_at = next_waking(moment, Reminder.objects.still_due().aggregate(at=Min("try_at"))["at"])
        organization.save(update_fields=["wakes_at"])
        return Reminder.objects.to_be_tried(at).exists()


def next_waking(moment: Moment, next_try_at: datetime | None) -> datetime:
    """Its next midnight, the next hour at which somebody's check-ins are due, or when a sender is to try again."""
    organization = moment.organization
    midnight = organization.start_of(moment.today + timedelta(days=1))
    hours = {choice.hour for rhythm in moment.rhythms.all for choice in rhythm.choices}
    zones = {organization.time_zone, *moment.zones}
    mornings = [next_time(moment.at.astimezone(ZoneInfo(zone)), hour) for zone in zones for hour in hours]
    return min([midnight, *mornings, *([next_try_at] if next_try_at else [])])


def next_time(local: datetime, hour: int) -> datetime:
    """When the clock shows that hour next."""
    today, tomorrow = (
        datetime.combine(local.date() + timedelta(days=days), time_of_day(hour), tzinfo=local.tzinfo) for days in (0, 1)
    )
    return today if today > local else tomorrow


def send(organization_ids: list[UUID], write: Write, *, clock: Clock) -> None:
    """Chunk by chunk, so that a large organization does not keep the others waiting."""
    post, waiting, began = Post(), deque(organization_ids), time.monotonic()
    while waiting and not post.is_down and time.monotonic() - began < SECONDS_OF_SENDING:
        organization_id = waiting.popleft()
        try:
            if send_reminders(organization_id, post, write, clock=clock):
                waiting.append(organization_id)
        except Exception:
            logger.exception("The reminders of organization %s could not be sent.", organization_id)
    post.close()
