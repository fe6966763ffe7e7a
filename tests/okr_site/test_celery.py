"""Tasks go through the real Valkey to a real worker; a broker that does not answer keeps nobody waiting."""

import socket
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest
from celery import Celery
from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

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


@pytest.fixture(params=["unix", "tcp"])
def silent(request, tmp_path):
    """A broker that takes connections and never says a word."""
    is_unix = request.param == "unix"
    path = str(tmp_path / "broker")
    with socket.socket(socket.AF_UNIX if is_unix else socket.AF_INET) as server:
        server.bind(path if is_unix else ("127.0.0.1", 0))
        server.listen(20)
        yield f"redis+socket://{path}" if is_unix else f"redis://127.0.0.1:{server.getsockname()[1]}/0"


def seconds_of_publishing(url):
    begun = time.monotonic()
    with closing(Celery("publisher", set_as_current=False)) as publisher:
        publisher.config_from_object(settings, namespace="CELERY")
        publisher.conf.broker_url = url
        for _ in range(2):
            with pytest.raises(OperationalError):
                publisher.send_task("tests.reach")
    return (time.monotonic() - begun) / 2


def test_publishing_to_a_silent_broker_fails_within_two_seconds(silent):
    assert 1 < seconds_of_publishing(silent) < 2


def test_publishing_to_a_broker_that_is_gone_fails_at_once(tmp_path):
    assert seconds_of_publishing(f"redis+socket://{tmp_path}/nobody") < 1
