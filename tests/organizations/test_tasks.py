"""What happens by itself."""

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from organizations.tasks import clear_old_sessions


def test_sessions_that_have_ended_are_cleared_and_no_others(db):
    now = timezone.now()
    for key, days in (("old", -1), ("new", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    clear_old_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_every_scheduled_task_exists():
    clear_old_sessions.app.loader.import_default_modules()
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert clear_old_sessions.name in names
    assert names <= set(clear_old_sessions.app.tasks)
