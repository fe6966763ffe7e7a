"""What organizations do by themselves, at their own midnight."""

import logging
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from checkins.models import Reminder
from checkins.reminders.letters import Letter
from checkins.waking import next_waking, send, wake
from checkins.waking import tick as tick_with
from checkins.windows import Moment, moment_at
from dashboards.letters import Desk
from dashboards.tasks import wake_organizations
from objectives.actions.periods import create_period, open_period
from objectives.models import Period
from organizations.actions.organization import change_settings
from organizations.models import Activity, Organization
from organizations.rhythm import Choice, Rhythm, Rhythms
from tests.cast import make_cast, statements

# Where an organization is, and when the last day of 2026 has passed there.
PLACES = {
    "Pacific/Auckland": datetime(2026, 12, 31, 11, 0, tzinfo=UTC),
    "Asia/Kathmandu": datetime(2026, 12, 31, 18, 15, tzinfo=UTC),
    "America/Los_Angeles": datetime(2027, 1, 1, 8, 0, tzinfo=UTC),
}
MINUTE = timedelta(minutes=1)


def tick(at):
    tick_with(Desk().write, at=at)


def with_quarter(zone, starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)):
    """An organization there whose only period is an open quarter, and which was woken as it began."""
    cast = make_cast(zone.lower().replace("/", "-").replace("_", "-"), zone, zone)
    with cast.scope():
        cast.period.delete()
        planned = create_period(by=cast.admin, name="Q4 2026", kind="quarter", starts_on=starts_on, ends_on=ends_on)
        cast.period = open_period(planned, by=cast.admin, at=cast.organization.start_of(starts_on))
    Organization.objects.filter(pk=cast.organization.pk).update(wakes_at=cast.organization.start_of(starts_on))
    return cast


def state_of(cast):
    with cast.scope():
        return Period.objects.get(pk=cast.period.pk).state


def wakes_at(cast):
    return Organization.objects.get(pk=cast.organization.pk).wakes_at


@pytest.fixture
def places(db):
    return {zone: with_quarter(zone) for zone in PLACES}


def test_last_day_belongs_to_the_period_where_the_organization_is(places):
    tick(at=datetime(2026, 12, 30, 9, tzinfo=UTC))
    for moment in sorted(PLACES.values()):
        for at in (moment - MINUTE, moment):
            tick(at=at)
            expected = {zone: "grace" if midnight <= at else "open" for zone, midnight in PLACES.items()}
            assert {zone: state_of(cast) for zone, cast in places.items()} == expected


def test_grace_that_began_by_itself_says_so(places):
    cast = places["Asia/Kathmandu"]
    at = PLACES["Asia/Kathmandu"]
    tick(at=at)
    with cast.scope():
        line = Activity.objects.get(verb="grace_began")
        assert (line.actor_id, line.created_at, line.thing_id) == (None, at, cast.period.pk)
        assert Period.objects.get(pk=cast.period.pk).grace_began_at == at


def test_beat_that_slept_for_days_catches_up_in_one_tick(places):
    """Where it is a decent hour, people hear of it: by night nobody does."""
    at = datetime(2027, 1, 7, 20, tzinfo=UTC)
    tick(at=at)
    told = {}
    for zone, cast in places.items():
        assert state_of(cast) == "grace"
        assert wakes_at(cast) >= at
        with cast.scope():
            assert Period.objects.filter(name="Q1 2027").count() == 1
            told[zone] = set(Reminder.objects.values_list("kind", flat=True))
    both = {"open_period", "close_period"}
    assert told == {"Pacific/Auckland": both, "Asia/Kathmandu": set(), "America/Los_Angeles": both}


def test_second_tick_finds_nothing_to_do(places):
    at = datetime(2027, 1, 2, 12, tzinfo=UTC)
    tick(at=at)
    before = {zone: wakes_at(cast) for zone, cast in places.items()}
    with statements() as asked:
        tick(at=at + MINUTE)
    assert len(asked) == 1, "\n".join(asked)
    assert {zone: wakes_at(cast) for zone, cast in places.items()} == before


def test_organization_that_sleeps_is_left_alone(places):
    cast = places["Asia/Kathmandu"]
    at = PLACES["Asia/Kathmandu"]
    Organization.objects.filter(pk=cast.organization.pk).update(wakes_at=at + MINUTE)
    assert wake(cast.organization.pk, at=at) is False
    assert state_of(cast) == "open"


def test_failing_organization_does_not_stop_the_others(places, caplog):
    broken, others = places["Pacific/Auckland"], ["Asia/Kathmandu", "America/Los_Angeles"]
    Organization.objects.filter(pk=broken.organization.pk).update(time_zone="Nowhere/Nothing")
    before = wakes_at(broken)
    with caplog.at_level(logging.ERROR):
        tick(at=datetime(2027, 1, 2, 12, tzinfo=UTC))
    assert [record.args for record in caplog.records] == [(broken.organization.pk,)]
    assert wakes_at(broken) == before
    assert state_of(broken) == "open"
    assert [state_of(places[zone]) for zone in others] == ["grace", "grace"]
    Organization.objects.filter(pk=broken.organization.pk).update(time_zone="Pacific/Auckland")
    tick(at=datetime(2027, 1, 2, 12, 1, tzinfo=UTC))
    assert state_of(broken) == "grace"


@pytest.mark.parametrize(
    ("zone", "at", "midnight"),
    [
        # The clocks go forward, and back, on this day.
        ("Europe/Berlin", datetime(2027, 3, 27, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 22, 0, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 10, 30, 22, 30, tzinfo=UTC), datetime(2027, 10, 31, 23, 0, tzinfo=UTC)),
        # By half an hour.
        ("Australia/Lord_Howe", datetime(2026, 10, 3, 14, 0, tzinfo=UTC), datetime(2026, 10, 4, 13, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 13, 30, tzinfo=UTC), datetime(2027, 4, 4, 13, 30, tzinfo=UTC)),
        # There is no midnight on the 5th: the day begins at one.
        ("America/Santiago", datetime(2027, 9, 4, 20, 0, tzinfo=UTC), datetime(2027, 9, 5, 4, 0, tzinfo=UTC)),
        # The hour before midnight of the 3rd comes twice.
        ("America/Santiago", datetime(2027, 4, 4, 2, 30, tzinfo=UTC), datetime(2027, 4, 4, 4, 0, tzinfo=UTC)),
        ("America/Santiago", datetime(2027, 4, 4, 3, 30, tzinfo=UTC), datetime(2027, 4, 4, 4, 0, tzinfo=UTC)),
        # The first hour of the day comes twice; the day begins once.
        ("America/Havana", datetime(2026, 10, 31, 12, 0, tzinfo=UTC), datetime(2026, 11, 1, 4, 0, tzinfo=UTC)),
        ("America/Havana", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 2, 5, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2028, 2, 28, 18, 15, tzinfo=UTC), datetime(2028, 2, 29, 18, 15, tzinfo=UTC)),
    ],
)
def test_next_midnight_is_the_organizations_own(zone, at, midnight):
    organization = Organization(time_zone=zone)
    # Where nobody has an hour, midnight is what comes next.
    at_midnight = Rhythms(Rhythm((Choice(date(1970, 1, 5), date(1970, 1, 5), 1, 0, 0),)))
    found = next_waking(Moment(organization, at, at_midnight), None)
    assert found.astimezone(UTC) == midnight
    assert organization.day_of(midnight) == organization.day_of(at) + timedelta(days=1)
    assert organization.day_of(midnight - timedelta(seconds=1)) == organization.day_of(at)


BERLIN = Organization(time_zone="Europe/Berlin")
DAY = BERLIN.start_of(date(2026, 11, 23))


def hours(number):
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("at", "next_try_at", "zones", "then"),
    [
        (3, None, (), 9),
        (9, None, (), 24),
        (10, 10.5, (), 10.5),
        (10, 10, (), 10),
        # It is nine in Kathmandu at a quarter past four, in New York at three in the afternoon.
        (3, None, ("Asia/Kathmandu",), 4.25),
        (4.25, None, ("Asia/Kathmandu",), 9),
        (10, None, ("Asia/Kathmandu", "America/New_York"), 15),
        (23.9, 25, ("Asia/Tokyo",), 24),
    ],
)
def test_it_wakes_when_anybodys_hour_comes_or_a_sender_may_try_again(at, next_try_at, zones, then):
    moment = Moment(BERLIN, DAY + hours(at), Rhythms(zones=frozenset(zones)))
    assert next_waking(moment, DAY + hours(next_try_at) if next_try_at else None) == DAY + hours(then)


def test_it_wakes_at_the_hours_of_all_rhythms():
    team = Rhythm((Choice(date(1970, 1, 5), date(1970, 1, 5), 1, 3, 14),))
    rhythms = Rhythms(by_team={uuid4(): team})
    found = [next_waking(Moment(BERLIN, DAY + hours(at), rhythms), None) for at in (8, 9, 14)]
    assert found == [DAY + hours(then) for then in (9, 14, 24)]


@pytest.mark.parametrize(
    ("at", "nine"),
    [
        # Eight hours of the night in which the clocks go forward, ten of the one in which they go back.
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (datetime(2027, 10, 30, 22, 30, tzinfo=UTC), datetime(2027, 10, 31, 8, tzinfo=UTC)),
    ],
)
def test_nine_is_nine_also_when_the_clocks_change(at, nine):
    assert next_waking(Moment(BERLIN, at, Rhythms()), None).astimezone(UTC) == nine


def test_whoever_has_nothing_to_tell_sleeps_until_the_next_hour(places):
    """Also right after a sender has told it all."""
    cast = places["Asia/Kathmandu"]
    at = datetime(2027, 1, 4, 4, 0, tzinfo=UTC)
    tick(at=at)
    tick(at=at + MINUTE)
    with cast.scope():
        assert not Reminder.objects.still_due().exists()
        assert wakes_at(cast) == next_waking(moment_at(cast.organization, at + MINUTE), None)
    assert wakes_at(cast) > at + hours(1)


@pytest.fixture
def two_to_tell(acme, rival):
    """Whose admins are to hear of their weeks, and when it is a decent hour for both."""
    at = datetime(2026, 12, 28, 15, tzinfo=UTC)
    for cast in (acme, rival):
        with cast.scope():
            Reminder.objects.create(
                membership=cast.admin, kind="digest", due_on=at.date(), until_on=at.date(), try_at=at
            )
    Organization.objects.update(wakes_at=at)
    return at


def test_organization_that_cannot_be_told_does_not_stop_the_others(two_to_tell, acme, rival, caplog):
    gone, asked = uuid4(), []

    def write(reminder, moment):
        asked.append(reminder.organization_id)

    send([gone, acme.organization.pk, rival.organization.pk], write, clock=lambda: two_to_tell)
    assert asked == [acme.organization.pk, rival.organization.pk]
    assert [record.args for record in caplog.records] == [(gone,)]


def test_what_was_put_off_wakes_its_organization_until_it_is_told(two_to_tell, acme, mailoutbox, settings):
    works, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "tests.mail_servers.Down"

    def write(reminder, moment):
        return Letter("Subject", "Words.", "<p>Words.</p>")

    def attempts():
        with acme.scope():
            return Reminder.objects.get(membership=acme.admin, kind="digest").attempts

    found = []
    for minutes in range(3):
        tick_with(write, at=two_to_tell + minutes * MINUTE)
        found.append((attempts(), wakes_at(acme) > two_to_tell + hours(1)))
        settings.EMAIL_BACKEND = works
    assert found == [(1, False), (1, False), (1, True)]
    addresses = [mail.to[0] for mail in mailoutbox]
    assert acme.admin.user.email in addresses
    assert len({mail.message()["Message-ID"] for mail in mailoutbox}) == len(mailoutbox)


def test_another_time_zone_has_another_midnight(acme):
    Organization.objects.filter(pk=acme.organization.pk).update(wakes_at=timezone.now() + timedelta(hours=20))
    change_settings(name="Acme", time_zone="Pacific/Auckland", by=acme.admin)
    assert wakes_at(acme) <= timezone.now()


def test_task_wakes_those_whose_moment_has_come(acme):
    before = timezone.now()
    Organization.objects.filter(pk=acme.organization.pk).update(wakes_at=before)
    wake_organizations()
    assert before < wakes_at(acme) <= before + timedelta(days=1, hours=1)
