"""What happens by itself, for every organization."""

from celery import shared_task

from checkins.waking import tick
from dashboards.letters import Desk


@shared_task
def wake_organizations() -> None:
    """Every minute: whatever is due by now. Safe to run twice, and by two workers at once."""
    tick(Desk().write)
