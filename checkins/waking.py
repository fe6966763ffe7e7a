"""What organizations do by themselves: each is woken when its moment has come, and says when to wake it next."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import get_connection
from django.utils import timezone

from checkins.models import Reminder, ReminderState
from checkins.reminding import LEASE, make_reminders
from checkins.sending import send_reminders
from checkins.windows import morning_of
from objectives.actions.periods import begin_graces_due
from objectives.rhythm import plan_next_periods
from organizations.models import Organization
from organizations.tenancy import organization_scope, set_local

logger = logging.getLogger(__name__)


def tick(*, at: datetime | None = None) -> None:
    """Wake whoever is due, then send what they have to tell. One that fails does not stop the others."""
    due = Organization.objects.filter(wakes_at__lte=at or timezone.now()).order_by("wakes_at", "pk")
    have_something_to_tell = []
    for organization_id in list(due.values_list("pk", flat=True)):
        try:
            if wake(organization_id, at=at or timezone.now()):
                have_something_to_tell.append(organization_id)
        except Exception:
            logger.exception("Organization %s could not be woken; it is tried again.", organization_id)
    send(have_something_to_tell, at=at)


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
        make_reminders(organization, organization.day_of(at))
        has_something_to_tell = Reminder.objects.filter(state=ReminderState.DUE).exists()
        organization.wakes_at = next_waking(organization, at, has_something_to_tell)
        organization.save(update_fields=["wakes_at"])
        return has_something_to_tell


def next_waking(organization: Organization, at: datetime, has_something_to_tell: bool) -> datetime:
    """Its next midnight; earlier while there is something to tell: at nine, and then whenever a lease has ended."""
    today = organization.day_of(at)
    midnight = organization.start_of(today + timedelta(days=1))
    if not has_something_to_tell:
        return midnight
    morning = morning_of(organization, today)
    return morning if at < morning else min(midnight, at + LEASE)


def send(organization_ids: list[UUID], *, at: datetime | None = None) -> None:
    """Through one connection to the mail server; when that fails, nobody else waits for it."""
    server = get_connection()
    try:
        for organization_id in organization_ids:
            try:
                send_reminders(organization_id, server, at=at or timezone.now())
            except OSError:
                logger.warning("The mail server did not take the reminders; they are tried again.", exc_info=True)
                return
            except Exception:
                logger.exception("The reminders of organization %s could not be sent.", organization_id)
    finally:
        server.close()
