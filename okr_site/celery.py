"""The Celery app: tasks are found in each app's `tasks.py`; worker and beat refuse an unsafe database role."""

import os
from typing import Any

from celery import Celery
from celery.signals import beat_init, celeryd_init

from okr_site.safety import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okr_site.settings")
app = Celery("sightline")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def refuse(**_: Any) -> None:
    refuse_unsafe_role()
