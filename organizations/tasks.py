"""What happens by itself, for everybody who signs in."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_old_sessions() -> None:
    """Sessions that have ended, with whatever was typed in them; safe to run twice."""
    call_command("clearsessions")
