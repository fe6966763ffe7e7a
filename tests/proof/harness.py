"""A whole site for a proof: real workers, beats and servers on the test's database, with a Valkey of their own."""

import os
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import redis
from celery import Celery
from django.conf import settings
from django.db import connection
from django.test import Client
from psycopg.conninfo import conninfo_to_dict

from objectives.models import KeyResult
from okr_site.embedded import valkey
from okr_site.embedded.places import BASE, Places
from okr_site.embedded.processes import Child, remembered, start, stop, stop_all, wait_until
from okr_site.embedded.supervisor import BEAT, WEB, WORKER
from okr_site.health import is_healthy
from organizations.models import Cadence, Membership, Organization
from tests.cast import Cast, make_cast, make_key_result, make_objective
from tests.mail_servers import Sink
from tests.okr_site.clone import free_port

TICK = settings.CELERY_BEAT_SCHEDULE["wake organizations"]
NOT_FOR_THE_SITE = ("DATABASE_OWNER_URL", "SIGHTLINE_TEST_TEMPLATE", "SIGHTLINE_TEST_RUN")
# Every process of the site alone; the test's own pool stands beside them.
POOL_SIZE = "4"
KEY_RESULTS_OF_AN_OBJECTIVE = 5
# A Monday.
LONG_AGO = date(2020, 1, 6)
CSRF = "c" * 32
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


class Site:
    """Started piece by piece; `freeze` and `stop_broker` reach its own Valkey alone."""

    def __init__(self, root: Path, sink: Sink) -> None:
        self.places, self.sink = Places(root), sink
        self.app = Celery("proof", set_as_current=False)
        self.app.config_from_object(settings, namespace="CELERY")
        self.started_count = 0

    def __enter__(self) -> "Site":
        self.places.make()
        self.app.conf.broker_url = valkey.url(self.places).replace("unix://", "redis+socket://").split("?")[0]
        self.start_broker()
        return self

    def __exit__(self, *_: object) -> None:
        self.app.close()
        self.thaw()
        for child in remembered(self.places):
            stop(self.places, child, sign=signal.SIGKILL)
        stop_all(self.places)

    # The broker.

    def start_broker(self) -> None:
        self.broker = valkey.start_valkey(self.places)

    def stop_broker(self) -> None:
        stop(self.places, self.broker)

    def freeze(self) -> None:
        """It neither answers nor hangs up."""
        os.kill(self.broker.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        if self.broker.runs():
            os.kill(self.broker.pid, signal.SIGCONT)

    def publish_tick(self, *, times: int = 1) -> None:
        """One message, delivered so many times: the same id and the same words."""
        task_id = f"tick-{time.time_ns()}"
        for _ in range(times):
            self.app.send_task(TICK["task"], task_id=task_id, **TICK["options"])

    def queue_length(self) -> int:
        """Messages that nobody has taken yet."""
        with redis.Redis.from_url(valkey.url(self.places)) as client:
            return client.llen(settings.CELERY_TASK_DEFAULT_QUEUE)

    # What works for it.

    def start_worker(self) -> Child:
        """With one process for the tasks: it does one thing at a time, and so does whoever kills it."""
        name = f"worker{self.next_number()}@%h"
        return self.start("worker", [*WORKER, "--concurrency", "1", "--hostname", name])

    def start_beat(self) -> Child:
        return self.start("beat", BEAT)

    def start_web(self) -> str:
        """Its address, when it answers."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        self.start("web", WEB, {"HOST": "127.0.0.1", "PORT": str(port)})
        assert wait_until(lambda: is_healthy(address, "localhost"), 60), self.log("web")
        return address

    def start(self, name: str, argv: list[str], more: Mapping[str, str] | None = None) -> Child:
        return start(self.places, name, argv, env=self.environment() | dict(more or {}), cwd=BASE)

    def kill(self, child: Child) -> None:
        """A power cut: the process and all that it forked, at once."""
        os.killpg(child.pid, signal.SIGKILL)
        assert wait_until(lambda: not child.runs(), 5)

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_FOR_THE_SITE}
        return kept | {
            "DATABASE_URL": app_url(),
            "DATABASE_POOL_SIZE": POOL_SIZE,
            "REDIS_URL": valkey.url(self.places),
            "EMAIL_URL": self.sink.url,
            "SIGHTLINE_VAR": str(self.places.root),
        }

    def next_number(self) -> int:
        self.started_count += 1
        return self.started_count

    def log(self, name: str) -> str:
        """What its processes of that name have said."""
        return (self.places.logs / f"{name}.log").read_text(errors="replace")

    def wait_until_said(self, name: str, words: str, *, times: int = 1, seconds: float = 30) -> None:
        assert wait_until(lambda: self.log(name).count(words) >= times, seconds), self.log(name)

    def worker_is_ready(self, *, times: int = 1) -> None:
        self.wait_until_said("worker", " ready.", times=times)


def app_url() -> str:
    """The test's database, for the role of the app."""
    folder = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["host"]
    return f"postgresql://sightline_app@/{connection.settings_dict['NAME']}?host={folder}"


@dataclass
class Visitor:
    """Somebody who is signed in, in a browser that keeps nothing but the cookie."""

    address: str
    membership: Membership

    def __post_init__(self) -> None:
        client = Client()
        client.force_login(self.membership.user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def get(self, path: str) -> tuple[int, str]:
        return self.ask("GET", path)

    def post(self, path: str, fields: Mapping[str, Any]) -> tuple[int, str]:
        return self.ask("POST", path, urlencode({**fields, "csrfmiddlewaretoken": CSRF}))

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        server = HTTPConnection(self.address.removeprefix("http://"), timeout=30)
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            server.request(method, path, body or None, headers)
            answer = server.getresponse()
            return answer.status, answer.read().decode()
        finally:
            server.close()


def hidden_fields(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def at_midday() -> Cast:
    """Acme, where it is about noon, check-ins are due today, and its period is neither young nor almost over.

    So whatever is due may be sent at once, and nothing else is. It sleeps until the test wakes it.
    """
    now = datetime.now(UTC)
    cast = make_cast("acme", "Acme", f"Etc/GMT{now.hour - 12:+d}")
    today = cast.organization.day_of(now)
    with cast.scope():
        Cadence.objects.create(holds_from=LONG_AGO, every_weeks=1, weekday=today.weekday(), hour=9)
        cast.period.starts_on, cast.period.ends_on = today - timedelta(days=30), today + timedelta(days=60)
        cast.period.save(update_fields=["starts_on", "ends_on"])
    wake_at(cast, now + timedelta(days=1))
    return cast


def wake_at(cast: Cast, moment: datetime) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(wakes_at=moment)


def make_owers(cast: Cast, people: Sequence[Membership]) -> list[KeyResult]:
    """Each owns a key result, on which a check-in is due today; from now on the organization is to be woken."""
    with cast.scope():
        found = []
        for n, person in enumerate(people):
            if n % KEY_RESULTS_OF_AN_OBJECTIVE == 0:
                objective = make_objective(cast.admin, cast.period)
            found.append(make_key_result(person, objective))
    wake_at(cast, datetime.now(UTC))
    return found


def within(seconds: float, true: Callable[[], bool]) -> float:
    """How long it took; it must not take longer."""
    begun = time.monotonic()
    assert wait_until(true, seconds)
    return time.monotonic() - begun
