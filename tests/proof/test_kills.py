"""Reminders arrive, whatever is killed while they are sent."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from django.utils import timezone

from checkins.models import Reminder, ReminderState
from okr_site.embedded.processes import Child, wait_until
from organizations.models import Membership
from tests.cast import Cast, join
from tests.proof.harness import Site, at_midday, make_owers, within

pytestmark = pytest.mark.slow
PEOPLE_COUNT = 500
SECONDS_BETWEEN_KILLS = 5
DELIVERIES = 3
# Long enough for a kill to hit a mail on its way.
SECONDS_OF_A_MAIL = 0.1
PATIENCE = 420


@pytest.fixture
def cast(site) -> Cast:
    return at_midday()


@pytest.fixture
def people(cast) -> list[Membership]:
    with cast.scope():
        return [join(cast.organization, "member", f"Person {n}") for n in range(PEOPLE_COUNT)]


def still_due_count(cast: Cast) -> int:
    """Of those that are made; none is made before the first tick."""
    with cast.scope():
        return Reminder.objects.filter(state=ReminderState.DUE).count()


def reminders_of(cast: Cast, people: list[Membership]) -> list[Reminder]:
    with cast.scope():
        return list(Reminder.objects.filter(membership__in=people))


def killed_every_five_seconds(site: Site, workers: list[Child]) -> Iterator[Child]:
    """One worker after the other, with all its processes; another takes its place at once."""
    while True:
        site.publish_tick(times=DELIVERIES)
        time.sleep(SECONDS_BETWEEN_KILLS)
        site.kill(workers[0])
        yield workers.pop(0)
        workers.append(site.start_worker())


def test_every_reminder_arrives_while_workers_are_killed(site, cast, people, tell):
    """Two beats run, every message comes three times: nothing is lost, and a kill costs one duplicate at most."""
    site.sink.delay = SECONDS_OF_A_MAIL
    workers = [site.start_worker(), site.start_worker()]
    beats = [site.start_beat(), site.start_beat()]
    site.worker_is_ready(times=2)
    make_owers(cast, people)

    begun, kills_count = time.monotonic(), 0
    for _ in killed_every_five_seconds(site, workers):
        kills_count += 1
        if site.sink.arrivals and still_due_count(cast) == 0:
            break
        assert time.monotonic() - begun < PATIENCE, still_due_count(cast)
    taken = time.monotonic() - begun
    let_the_rest_come_in_vain(site, cast)

    rows, sent = reminders_of(cast, people), Counter(arrival.message_id for arrival in site.sink.arrivals)
    duplicates_count = sent.total() - len(sent)
    tell(f"{len(sent)} mails in {taken:.0f} s, {kills_count} kills, {duplicates_count} duplicates")
    assert len(rows) == len(sent) == PEOPLE_COUNT
    assert {row.state for row in rows} == {ReminderState.SENT}
    assert duplicates_count <= kills_count
    assert ids_by_address(site) == {person.user.email: 1 for person in people}
    assert {(row.iso_year, row.iso_week) for row in rows} == {this_week(cast)}
    assert all(beat.runs() for beat in beats)


def let_the_rest_come_in_vain(site: Site, cast: Cast) -> None:
    """Whatever still lies in the queue, and a message more, finds nothing to do."""
    count = len(site.sink.arrivals)
    site.start_worker()
    site.publish_tick(times=DELIVERIES)
    within(60, lambda: site.queue_length() == 0)
    assert not wait_until(lambda: len(site.sink.arrivals) > count, 3)
    assert still_due_count(cast) == 0


def ids_by_address(site: Site) -> dict[str, int]:
    """How many mails, told apart by their Message-ID, came to each address."""
    found: dict[str, set[str]] = defaultdict(set)
    for arrival in site.sink.arrivals:
        for address in arrival.recipients:
            found[address].add(arrival.message_id)
    return {address: len(ids) for address, ids in found.items()}


def this_week(cast: Cast) -> tuple[int, int]:
    year, week, _ = cast.organization.day_of(timezone.now()).isocalendar()
    return year, week
