"""Tasks go through the real Valkey to a real worker."""

import threading
from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.utils import timezone

from okr_site.celery import app
from okr_site.embedded.processes import wait_until
from organizations.models import Organization
from tests.cast import make_cast


def test_task_reaches_a_worker():
    done = threading.Event()

    @app.task(name="tests.reach")
    def reach():
        done.set()

    with start_worker(app, perform_ping_check=False, pool="solo"):
        reach.delay()
        assert done.wait(20)


@pytest.mark.django_db(transaction=True)
def test_what_beat_sends_every_minute_wakes_whoever_is_due():
    app.loader.import_default_modules()
    organization = make_cast("acme", "Acme").organization
    Organization.objects.update(wakes_at=timezone.now() - timedelta(days=1))
    entry = settings.CELERY_BEAT_SCHEDULE["wake organizations"]
    with start_worker(app, perform_ping_check=False, pool="solo"):
        app.send_task(entry["task"], **entry["options"])
        sleeping = Organization.objects.filter(pk=organization.pk, wakes_at__gt=timezone.now())
        assert wait_until(sleeping.exists, 20)
