"""The Celery app: tasks are found in each app's `tasks.py`; worker and beat refuse an unsafe database role."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import beat_init, celeryd_init
from celery.worker.request import Request

from okr_site.safety import refuse_unsafe_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "okr_site.settings")


class WorkerRequest(Request):
    """A broker that cannot be told that a task is done is a broker that is lost: the worker connects again.

    Celery notes it and goes on, with one place fewer for a task: a worker with two is deaf after two of them.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"connection_errors": ()})


class WorkerTask(Task):
    Request = f"{__name__}:{WorkerRequest.__name__}"


app = Celery("sightline", task_cls=WorkerTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
@beat_init.connect
def refuse(**_: Any) -> None:
    refuse_unsafe_role()
