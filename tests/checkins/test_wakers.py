"""Two workers at the same moment."""

import threading
from datetime import date, timedelta
from functools import partial

import pytest

from checkins.models import Reminder
from checkins.reminders.making import make_reminders
from checkins.reminders.post import Post
from checkins.reminders.sending import send_reminders
from checkins.waking import tick, wake
from checkins.windows import moment_at
from dashboards.letters import Desk
from objectives.actions.periods import create_period, open_period
from objectives.models import Period
from objectives.rhythm import plan_next_periods
from organizations.models import Activity, Organization
from tests.cast import make_cast
from tests.writers import PATIENCE, Person, answers_of, at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 4


@pytest.fixture
def cast():
    """An organization that slept over New Year: its quarter is over, the next is not there, and in grace it is told."""
    cast = make_cast("acme", "Acme")
    with cast.scope():
        cast.period.delete()
        days = {"starts_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31)}
        planned = create_period(by=cast.admin, name="Q4 2026", kind="quarter", **days)
        cast.period = open_period(planned, by=cast.admin, at=cast.organization.start_of(date(2026, 10, 1)))
    Organization.objects.update(wakes_at=cast.organization.start_of(date(2026, 10, 1)))
    return cast


def noon(cast, day):
    return cast.organization.start_of(day) + timedelta(hours=12)


def together(what, count=WORKERS):
    """Each with a connection of its own, at the same moment, in no transaction."""
    start = threading.Barrier(count)

    def act():
        start.wait(PATIENCE)
        return what()

    return answers_of([Person(act) for _ in range(count)])


def test_ticks_at_once_do_everything_once(cast, mailoutbox):
    assert together(partial(tick, Desk().write, at=noon(cast, date(2027, 1, 8)))) == [None] * WORKERS
    with cast.scope():
        assert Activity.objects.filter(verb="grace_began").count() == 1
        assert Period.objects.filter(name="Q1 2027").count() == 1
        reminders = list(Reminder.objects.order_by("kind").values_list("kind", "state"))
        assert reminders == [("close_period", "sent"), ("open_period", "sent")]
    assert sorted(mail.subject for mail in mailoutbox) == ["Time to close Q4 2026", "Time to open Q1 2027"]


def test_who_comes_second_does_not_wait(cast):
    at = noon(cast, date(2027, 1, 8))
    answers = together(partial(wake, cast.organization.pk, at=at))
    assert sorted(answers) == [False] * (WORKERS - 1) + [True]


def test_next_period_is_planned_once_whoever_plans(cast):
    """The database says it, even where nobody takes turns."""
    plans = at_once(cast.organization, *[partial(plan_next_periods, at=noon(cast, date(2026, 12, 1)))] * WORKERS)
    assert sorted(len(planned) for planned in plans) == [0] * (WORKERS - 1) + [1]
    with cast.scope():
        assert Period.objects.filter(name="Q1 2027").count() == 1
        assert Period.objects.count() == 2


def test_reminder_is_made_once_whoever_makes_it(cast):

    def make():
        make_reminders(moment_at(cast.organization, noon(cast, date(2027, 1, 8))))

    answers = at_once(cast.organization, *[make] * WORKERS)
    assert answers == [None] * WORKERS
    with cast.scope():
        made = list(Reminder.objects.values_list("kind", "membership_id"))
        assert ("close_period", cast.admin.pk) in made
        assert len(made) == len(set(made))


def test_reminder_is_sent_once_whoever_sends_it(cast, mailoutbox):
    at = noon(cast, date(2027, 1, 8))
    with cast.scope():
        make_reminders(moment_at(cast.organization, at))
    together(lambda: send_reminders(cast.organization.pk, Post(), Desk().write, clock=lambda: at))
    assert [mail.subject for mail in mailoutbox] == ["Time to close Q4 2026"]
    with cast.scope():
        assert Reminder.objects.get(kind="close_period").sent_at == at
