"""The windows that the database knows are those of `Moment.window_of`, and few words tell it."""

from datetime import UTC, datetime, time, timedelta
from itertools import product

import pytest

from checkins.owing import owing, with_windows
from checkins.windows import moment_at
from objectives.models import KeyResult
from organizations.models import Cadence, Membership, Team
from organizations.rhythm import monday_of
from tests.cast import join, make_key_result, make_objective

ZONES = [
    *("", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "Australia/Lord_Howe"),
    *("America/Sao_Paulo", "Pacific/Chatham", "America/Los_Angeles", "Asia/Tokyo", "Africa/Cairo", "America/Halifax"),
]


@pytest.fixture
def many(acme):
    """Three teams of each weekday, which chose it one after the other; people of many zones, and one who left."""
    monday = monday_of(acme.period.starts_on) - timedelta(weeks=20)
    teams = [Team.objects.create(name=f"Team {n}") for n in range(15)]
    for n, team in enumerate(teams):
        Cadence.objects.create(team=team, holds_from=monday + timedelta(weeks=n), every_weeks=1, weekday=n % 5, hour=9)
    people = [join(acme.organization, "owner", f"Person {n}") for n in range(len(ZONES))]
    for person, zone in zip(people, ZONES, strict=True):
        Membership.objects.filter(pk=person.pk).update(time_zone=zone, is_active=zone != "Asia/Tokyo")
    for n, (team, owner) in enumerate(product([None, *teams[:5]], people)):
        owned = {"team": team, "belongs_to": "team"} if team else {}
        objective = make_objective(people[(n * 7) % len(people)], acme.period, f"Objective {n}", **owned)
        make_key_result(acme.admin, objective, owner=owner)
    return acme


def test_every_key_result_has_the_window_of_its_team_and_its_owners_clock(many):
    first = datetime.combine(many.period.starts_on + timedelta(days=20), time(), tzinfo=UTC)
    for hours in range(0, 168, 11):
        moment = moment_at(many.organization, first + timedelta(hours=hours))
        for key_result in with_windows(KeyResult.objects.select_related("owner", "objective__owner"), moment):
            window = moment.window_of(key_result)
            found = key_result.week_on, key_result.next_on, key_result.hour
            assert found == (window.due_on, window.next_due_on, window.hour)


def test_many_teams_and_zones_are_few_words_to_the_database(many):
    moment = moment_at(many.organization, many.organization.start_of(many.period.starts_on) + timedelta(days=20))
    assert len(str(owing(moment).query)) < 400_000
