"""The demo organization: a company in the seventh week of its quarter, whenever it is made."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from checkins.models import CheckIn
from checkins.owing import owed_by, owing
from checkins.windows import window_at
from integrations.demo.builder import build_demo
from integrations.demo.calendar import Calendar
from integrations.demo.objectives import BEFORE, QUARTER, YEAR
from integrations.demo.people import PASSWORD, PEOPLE, TEAMS
from integrations.demo.shapes import PACES
from integrations.demo.story import STORY, Added
from objectives.models import KeyResult, Measure, Objective, Period
from objectives.weekly import week_index
from organizations.models import Membership, Organization, Team, User
from organizations.tenancy import organization_scope


@pytest.fixture
def last_thursday():
    """In the middle of a week, so that half of it has been answered and no midnight falls into the test."""
    now = datetime.now(UTC)
    thursday = now - timedelta(days=(now.weekday() - 3) % 7 or 7)
    with time_machine.travel(thursday.replace(hour=14), tick=True):
        yield


def key_results(*parts):
    return [key_result for part in parts for objective in part for key_result in objective.key_results]


def test_every_day_of_five_years_is_in_the_seventh_week_of_a_quarter_with_a_name_of_its_own():
    organization = Organization(time_zone="Europe/Berlin")
    for n in range(5 * 366):
        calendar = Calendar(organization, datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n))
        quarter, before, year = calendar.quarter, calendar.before, calendar.year
        assert week_index(organization.day_of(calendar.now), quarter.starts_on) == 6
        assert (quarter.ends_on - quarter.starts_on).days == (before.ends_on - before.starts_on).days == 90
        assert before.ends_on + timedelta(days=1) == quarter.starts_on
        assert year.starts_on <= before.starts_on
        assert quarter.ends_on <= year.ends_on
        assert len({quarter.name, before.name, year.name}) == 3
    calendar = Calendar(organization, datetime(2026, 11, 22, 12, tzinfo=UTC))
    assert [s.name for s in (calendar.quarter, calendar.before, calendar.year)] == ["Q4 2026", "Q3 2026", "2026/27"]
    assert calendar.quarter.starts_on == date(2026, 10, 5)


def test_this_weeks_moments_never_lie_in_the_future():
    organization = Organization(time_zone="Europe/Berlin")
    now = datetime(2026, 11, 16, 0, 1, tzinfo=organization.zone)
    moment = Calendar(organization, now).moment_so_far(6, 4, 9, 0.5)
    assert datetime(2026, 11, 16, tzinfo=organization.zone) < moment < now


def test_the_company_is_complete_on_paper():
    handles = {person.handle for person in PEOPLE}
    assert (len(PEOPLE), len(handles), len(TEAMS)) == (60, 60, 9)
    everything = key_results(YEAR, QUARTER, BEFORE)
    assert {key_result.owner for key_result in everything} < handles
    assert {key_result.measure for key_result in everything} == set(Measure.values)
    titles = [key_result.title for key_result in everything]
    assert len(titles) == len(set(titles))
    keys = {objective.key for objective in (*YEAR, *QUARTER, *BEFORE)}
    for happening in STORY:
        assert happening.who in handles
        assert happening.what in keys or happening.what in titles or isinstance(happening, Added)


@pytest.mark.parametrize("key_result", key_results(YEAR, QUARTER), ids=lambda k: k.title)
def test_values_tell_what_the_pace_says(key_result):
    shares, _ = PACES[key_result.pace]
    for week, share in enumerate(shares):
        value, low, high = key_result.value_in(week), key_result.aim.get("low"), key_result.aim.get("high")
        if low is not None or high is not None:
            is_kept = (low is None or value >= low) and (high is None or value <= high)
            assert is_kept == (share == 1)
        elif share == 1 and "target" in key_result.aim:
            assert value == key_result.aim["target"]


def test_it_is_made_only_on_a_machine_of_ones_own(db, settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="made by `make run` alone"):
        call_command("seed_demo")


def test_an_organization_of_that_name_stays_as_it_is(db):
    Organization.objects.create(name="Somebody's", slug="demo")
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert out.getvalue() == "There is an organization “demo” already. Nothing was changed.\n"
    assert User.objects.count() == 0


def test_addresses_that_are_taken_are_left_alone(db):
    User.objects.create_user("owner@demo.test", "another password")
    with pytest.raises(CommandError, match=r"owner@demo\.test belongs to somebody already"):
        call_command("seed_demo")


@pytest.mark.slow
def test_the_demo_is_a_believable_company_whose_numbers_are_right(db, client, last_thursday):
    call_command("seed_demo", stdout=StringIO())
    organization = Organization.objects.get(slug="demo")
    with organization_scope(organization):
        check_people_and_tree()
        check_this_week(organization)
    call_command("verify_progress", "--organization=demo", stdout=StringIO())
    for login in ("admin", "leader", "owner", "viewer"):
        client.logout()
        page = client.post("/accounts/login/", {"login": f"{login}@demo.test", "password": PASSWORD})
        assert page.status_code == 302
        assert "confirm" not in page["Location"]


def check_people_and_tree():
    assert (Membership.objects.count(), Team.objects.count()) == (60, 9)
    states = dict(Period.objects.values_list("kind", "state").exclude(state="closed"))
    assert states == {"quarter": "open", "year": "open"}
    assert Period.objects.filter(state="closed", kind="quarter").count() == 1
    quarter = Period.objects.get(state="open", kind="quarter")
    assert set(Objective.objects.filter(period=quarter).values_list("depth", flat=True)) == {0, 1, 2, 3}
    assert Objective.objects.filter(period=quarter).count() == 46
    assert KeyResult.objects.filter(period=quarter).count() == 117
    assert not CheckIn.objects.filter(created_at__gt=timezone.now()).exists()
    assert not CheckIn.objects.filter(confidence__lte=3, note="").exists()


def check_this_week(organization):
    now = timezone.now()
    window = window_at(organization, now)
    owed = list(owing(window, now))
    answered = sum(key_result.is_answered for key_result in owed)
    assert 0.3 < answered / len(owed) < 0.7
    owner = Membership.objects.get(user__email="owner@demo.test")
    mine = list(owed_by(owner.pk, window, now))
    assert (len(mine), any(key_result.is_answered for key_result in mine)) == (5, False)


@pytest.mark.slow
def test_it_can_be_made_in_the_first_minute_of_a_week(db):
    organization = build_demo(datetime(2027, 3, 29, 0, 1, tzinfo=timezone.get_fixed_timezone(120)))
    with organization_scope(organization):
        assert not CheckIn.objects.filter(created_at__gt=datetime(2027, 3, 28, 22, 1, tzinfo=UTC)).exists()
