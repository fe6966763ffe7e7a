"""Several people at the same moment: threads, each with a connection of its own."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from django.db import connection, connections, transaction

from organizations.models import Organization
from organizations.tenancy import organization_scope

PATIENCE = 20


@contextmanager
def room_for(count: int) -> Iterator[None]:
    """A pool in which everybody finds a connection."""
    options = connections.settings["default"]["OPTIONS"]
    usual = options["pool"]
    connection.close()
    connection.close_pool()
    options["pool"] = usual | {"max_size": count + 4, "timeout": PATIENCE}
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        options["pool"] = usual


class Person(threading.Thread):
    """Does something; `answer` is what came of it, an error too."""

    def __init__(self, what: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.what, self.answer = what, None

    def run(self) -> None:
        try:
            self.answer = self.what()
        except Exception as error:
            self.answer = error
        finally:
            connections.close_all()


def at_once(organization: Organization, *whats: Callable[[], Any]) -> list[Any]:
    """All of it at the same moment, each in a transaction of its own; what came of each."""
    start = threading.Barrier(len(whats))

    def act(what: Callable[[], Any]) -> Any:
        start.wait(PATIENCE)
        with organization_scope(organization):
            return what()

    return answers_of([Person(partial(act, what)) for what in whats])


def one_waiting_for_the_other(
    organization: Organization, first: Callable[[], Any], second: Callable[[], Any], meanwhile: Callable[[], Any] = int
) -> list[Any]:
    """The second begins when the first has done it all but commit, and is seen to wait for it.

    `meanwhile` happens while it waits; its answer is the third.
    """
    is_done, may_commit = threading.Event(), threading.Event()

    def hold() -> Any:
        with organization_scope(organization):
            answer = first()
            is_done.set()
            assert may_commit.wait(PATIENCE)
            return answer

    def follow() -> Any:
        assert is_done.wait(PATIENCE)
        with organization_scope(organization):
            return second()

    people = [Person(hold), Person(follow)]
    for person in people:
        person.start()
    try:
        wait_until_somebody_waits()
        seen = meanwhile()
    finally:
        may_commit.set()
    return [*joined(people), seen]


def wait_until_somebody_waits() -> None:
    deadline = time.monotonic() + PATIENCE
    while not waiting_count():
        assert time.monotonic() < deadline, "nobody waits for a lock"
        time.sleep(0.01)


def waiting_count() -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN "
            "(SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        return cursor.fetchone()[0]


def answers_of(people: list[Person]) -> list[Any]:
    for person in people:
        person.start()
    return joined(people)


def joined(people: list[Person]) -> list[Any]:
    for person in people:
        person.join(PATIENCE * 6)
        assert not person.is_alive(), "still at it"
    return [person.answer for person in people]
