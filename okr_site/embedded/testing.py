"""The services of the tests under var/test: the first run starts them, the last one that ends stops them."""

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import psycopg
from psycopg import sql

from okr_site.embedded import postgres, valkey
from okr_site.embedded.locks import held, shared, upgraded
from okr_site.embedded.places import VAR, Places
from okr_site.embedded.processes import remembered, stop_all
from okr_site.embedded.template import ensure_template

PLACES = Places(VAR / "test")
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB"}
# Settings of a real installation that must not reach the tests.
NOT_FOR_TESTS = ("DEBUG", "EMAIL_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DJANGO_SETTINGS_MODULE")


def run(argv: Sequence[str], env: dict[str, str]) -> int:
    """Ctrl-C reaches the child from the terminal and SIGTERM through us; either way we live on to tidy up."""
    child = subprocess.Popen(argv, env=env)

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    before = signal.signal(signal.SIGINT, signal.SIG_IGN), signal.signal(signal.SIGTERM, pass_on)
    try:
        return child.wait()
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


@contextmanager
def services() -> Iterator[dict[str, str]]:
    """The environment of a test run, while PostgreSQL and Valkey run."""
    PLACES.make()
    users = shared(PLACES.root / "users.lock")
    try:
        with held(PLACES.root / "start.lock"):
            start_services()
            template = ensure_template(PLACES)
        yield environment(template)
    finally:
        with users, held(PLACES.root / "start.lock"):
            if upgraded(users):
                stop_all(PLACES)


def start_services() -> None:
    running = {child.name for child in remembered(PLACES)}
    if "postgres" not in running or not postgres.answers(PLACES):
        postgres.start_postgres(PLACES, FAST)
        drop_leftovers()
    if "valkey" not in running or not valkey.answers(PLACES):
        valkey.start_valkey(PLACES)


def environment(template: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_FOR_TESTS}
    return kept | {
        "DATABASE_URL": postgres.url(PLACES, "sightline_app"),
        "DATABASE_OWNER_URL": postgres.url(PLACES, "sightline_owner"),
        "REDIS_URL": valkey.url(PLACES, os.getpid() % 1024),
        "SECRET_KEY": "only-for-the-tests-" * 4,
        "SIGHTLINE_EMBEDDED": "1",
        "SIGHTLINE_VAR": str(PLACES.root),
        "SIGHTLINE_TEST_TEMPLATE": template,
        "SIGHTLINE_TEST_RUN": str(os.getpid()),
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }


def drop_leftovers() -> None:
    """Databases of runs that were killed."""
    with psycopg.connect(postgres.url(PLACES, "postgres", "postgres"), autocommit=True) as server:
        for (name,) in server.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'sightline\\_test\\_%'"
        ).fetchall():
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
