"""Tasks go through the real Valkey to a real worker."""

import threading

from celery.contrib.testing.worker import start_worker

from okr_site.celery import app


def test_task_reaches_a_worker():
    done = threading.Event()

    @app.task(name="tests.reach")
    def reach():
        done.set()

    with start_worker(app, perform_ping_check=False, pool="solo"):
        reach.delay()
        assert done.wait(20)
