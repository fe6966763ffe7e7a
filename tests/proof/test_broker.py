"""A broker that is silent or gone keeps nobody waiting, and loses nothing."""

import time
from statistics import median

import pytest
from kombu.exceptions import OperationalError

from checkins.models import CheckIn
from tests.cast import make_key_result, make_objective
from tests.proof.harness import Visitor, at_midday, hidden_fields, make_owers, within

pytestmark = pytest.mark.slow
COUNT = 100
# Nobody waits longer for a check-in, whatever the broker does.
A_COUPLE_OF_SECONDS = 2
# Beat publishes every minute, and a worker that lost its broker looks for it every half minute at the latest.
SOON_AFTER = 100


@pytest.fixture
def cast(site):
    return at_midday()


@pytest.fixture
def owner(site, cast):
    return Visitor(site.start_web(), cast.owner)


@pytest.fixture
def addresses(cast):
    """Where the owner says how her five key results stand."""
    with cast.scope():
        objective = make_objective(cast.owner, cast.period)
        key_results = [make_key_result(cast.owner, objective, f"Customers {n}") for n in range(5)]
    return [cast.url(f"key-results/{key_result.pk}/check-in/") for key_result in key_results]


def seconds_of_check_ins(visitor, addresses):
    """How long each of a hundred took, from the form to the answer that it is saved."""
    return [seconds_of(visitor, addresses[n % len(addresses)], n) for n in range(COUNT)]


def seconds_of(visitor, address, value):
    begun = time.monotonic()
    status, page = visitor.get(address)
    assert status == 200
    fields = hidden_fields(page)
    row = next(name for name in fields if name.endswith("-key")).removesuffix("key")
    status, page = visitor.post(address, fields | {f"{row}value": value, f"{row}confidence": "7", f"{row}note": ""})
    assert status == 302, page
    return time.monotonic() - begun


def test_check_ins_do_not_notice_the_broker_and_reminders_wait_for_it(site, cast, owner, addresses, tell):
    """Running, then frozen, then stopped; what comes due meanwhile is sent when it is back."""
    worker, beat = site.start_worker(), site.start_beat()
    site.worker_is_ready()
    running = seconds_of_check_ins(owner, addresses)

    site.freeze()
    make_owers(cast, [cast.leader])
    frozen = seconds_of_check_ins(owner, addresses)
    assert site.sink.arrivals == []
    site.thaw()
    after_freeze = within(SOON_AFTER, lambda: cast.leader.user.email in site.sink.addresses())

    site.stop_broker()
    make_owers(cast, [cast.admin])
    stopped = seconds_of_check_ins(owner, addresses)
    assert cast.admin.user.email not in site.sink.addresses()
    site.start_broker()
    after_stop = within(SOON_AFTER, lambda: cast.admin.user.email in site.sink.addresses())

    for name, seconds in {"running": running, "frozen": frozen, "stopped": stopped}.items():
        ratio = median(seconds) / median(running)
        tell(f"{name}: median {median(seconds):.3f} s ({ratio:.2f}), longest {max(seconds):.3f} s")
        assert max(seconds) < A_COUPLE_OF_SECONDS
    tell(f"reminders went out {after_freeze:.0f} s after the freeze and {after_stop:.0f} s after the stop")
    with cast.scope():
        assert CheckIn.objects.count() == 3 * COUNT
    assert worker.runs() and beat.runs()


def test_worker_that_finishes_while_the_broker_is_silent_goes_on_after_it(site, cast):
    """What it was sending is sent; that it could not say so does not leave it deaf."""
    worker = site.start_worker()
    site.worker_is_ready()
    site.sink.delay = 3
    make_owers(cast, [cast.leader])
    site.publish_tick()
    within(20, lambda: site.sink.begun_count == 1)
    site.freeze()
    within(20, lambda: cast.leader.user.email in site.sink.addresses())
    site.wait_until_said("worker", "Connection to broker lost")
    site.thaw()
    make_owers(cast, [cast.admin])
    site.wait_until_said("worker", "Connected to ", times=2)
    site.publish_tick()
    within(20, lambda: cast.admin.user.email in site.sink.addresses())
    assert worker.runs()


def test_task_that_comes_twice_does_nothing_twice(site, cast):
    site.start_worker()
    make_owers(cast, [cast.leader])
    site.publish_tick(times=3)
    site.wait_until_said("worker", "succeeded in", times=3)
    assert [arrival.recipients for arrival in site.sink.arrivals] == [(cast.leader.user.email,)]


def test_publishing_fails_soon_and_works_again(site):
    for hinder, mend in ((site.freeze, site.thaw), (site.stop_broker, site.start_broker)):
        site.publish_tick()
        hinder()
        for _ in range(3):
            begun = time.monotonic()
            with pytest.raises(OperationalError):
                site.publish_tick()
            assert time.monotonic() - begun < A_COUPLE_OF_SECONDS
        mend()
        site.publish_tick()
