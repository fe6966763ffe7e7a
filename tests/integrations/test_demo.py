"""The demo organization: a company in the seventh week of its quarter, whenever it is made."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from checkins.models import CheckIn, Reminder
from checkins.owing import owed_by, owing
from checkins.windows import moment_at
from integrations.demo.builder import build_demo
from integrations.demo.calendar import Calendar
from integrations.demo.closing import CARRIED_ON, CLOSED_ON
from integrations.demo.endings import ENDINGS, LAST_WORDS
from integrations.demo.objectives import BEFORE, QUARTER, YEAR
from integrations.demo.people import PASSWORD, PEOPLE, TEAMS
from integrations.demo.plans import AFTER, CARRIED
from integrations.demo.shapes import PACES
from integrations.demo.story import STORY, Added
from objectives.findings import Kind
from objectives.models import (
    KeyResult,
    KeyResultVersion,
    Measure,
    Objective,
    ObjectiveVersion,
    Period,
    Reflection,
    Score,
)
from objectives.models.key_result import FROM_START_TO_TARGET
from objectives.readiness import readiness_of
from objectives.reviews import reviews_of
from objectives.weekly import week_index
from organizations.models import Activity, Membership, Organization, Team, User
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
        quarter, before, after, year = calendar.quarter, calendar.before, calendar.after, calendar.year
        assert week_index(organization.day_of(calendar.now), quarter.starts_on) == 6
        assert {(s.ends_on - s.starts_on).days for s in (before, quarter, after)} == {90}
        assert before.ends_on + timedelta(days=1) == quarter.starts_on
        assert quarter.ends_on + timedelta(days=1) == after.starts_on
        assert year.starts_on <= before.starts_on
        assert after.ends_on <= year.ends_on
        assert len({quarter.name, before.name, after.name, year.name}) == 4
    calendar = Calendar(organization, datetime(2026, 11, 22, 12, tzinfo=UTC))
    stretches = calendar.before, calendar.quarter, calendar.after, calendar.year
    assert [s.name for s in stretches] == ["Q3 2026", "Q4 2026", "Q1 2027", "2026/27"]
    assert calendar.quarter.starts_on == date(2026, 10, 5)


def test_this_weeks_moments_never_lie_in_the_future():
    organization = Organization(time_zone="Europe/Berlin")
    now = datetime(2026, 11, 16, 0, 1, tzinfo=organization.zone)
    moment = Calendar(organization, now).moment_so_far(6, 4, 9, 0.5)
    assert datetime(2026, 11, 16, tzinfo=organization.zone) < moment < now


def test_the_company_is_complete_on_paper():
    handles = {person.handle for person in PEOPLE}
    assert (len(PEOPLE), len(handles), len(TEAMS)) == (60, 60, 10)
    everything = key_results(YEAR, QUARTER, BEFORE, AFTER)
    assert {key_result.owner for key_result in everything} < handles
    assert {key_result.measure for key_result in everything} == set(Measure.values)
    titles = [key_result.title for key_result in everything]
    assert len(titles) == len(set(titles))
    keys = {objective.key for objective in (*YEAR, *QUARTER, *BEFORE, *AFTER)}
    assert len(keys) == sum(len(part) for part in (YEAR, QUARTER, BEFORE, AFTER))
    for happening in STORY:
        assert happening.who in handles
        assert happening.what in {*keys, *titles, *handles} or isinstance(happening, Added)


def test_the_end_of_the_quarter_before_is_complete_on_paper():
    ended = {objective.key: {k.title for k in objective.key_results} for objective in BEFORE}
    assert sorted(ending.objective for ending in ENDINGS) == sorted(ended)
    for ending in ENDINGS:
        assert ending.verdicts.keys() <= ended[ending.objective]
    assert {word.key_result for word in LAST_WORDS} <= set().union(*ended.values())
    for carried in CARRIED:
        assert {k.title for k in carried.key_results} <= ended[carried.continues]
    days = [*(word.day for word in LAST_WORDS), *(ending.day for ending in ENDINGS), CARRIED_ON, CLOSED_ON]
    assert days == sorted(days)
    assert days[-1] < Organization().grace_days


@pytest.mark.parametrize("key_result", key_results(YEAR, QUARTER, CARRIED), ids=lambda k: k.title)
def test_values_tell_what_the_pace_says(key_result):
    shares, _ = PACES[key_result.pace]
    for week, share in enumerate(shares):
        if key_result.steps:
            weights = [Decimal(key_result.steps[int(n)].weight) for n in key_result.reached_in(week)]
            assert sum(weights) <= Decimal(str(share)) * sum(Decimal(step.weight) for step in key_result.steps)
            continue
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
        check_the_end_of_the_quarter_before(organization)
        check_the_chain()
        check_the_reminders()
        check_the_quarter_after()
    call_command("verify_progress", "--organization=demo", stdout=StringIO())
    for login in ("admin", "leader", "owner", "viewer"):
        client.logout()
        page = client.post("/accounts/login/", {"login": f"{login}@demo.test", "password": PASSWORD})
        assert page.status_code == 302
        assert "confirm" not in page["Location"]


def check_people_and_tree():
    assert (Membership.objects.count(), Team.objects.count()) == (60, 10)
    states = list(Period.objects.order_by("kind", "starts_on").values_list("kind", "state"))
    assert states == [("quarter", "closed"), ("quarter", "open"), ("quarter", "planned"), ("year", "open")]
    quarter = Period.objects.get(state="open", kind="quarter")
    assert set(Objective.objects.filter(period=quarter).values_list("depth", flat=True)) == {0, 1, 2, 3}
    assert Objective.objects.filter(period=quarter).count() == 49
    assert KeyResult.objects.filter(period=quarter).count() == 134
    assert not CheckIn.objects.filter(created_at__gt=timezone.now()).exists()
    assert not CheckIn.objects.filter(confidence__lte=3, note="").exists()


def check_this_week(organization):
    now = timezone.now()
    moment = moment_at(organization, now)
    owed = list(owing(moment))
    answered = sum(key_result.is_answered for key_result in owed)
    assert 0.3 < answered / len(owed) < 0.7
    owner = Membership.objects.get(user__email="owner@demo.test")
    mine = list(owed_by(owner.pk, moment))
    assert (len(mine), any(key_result.is_answered for key_result in mine)) == (5, False)


def check_the_reminders():
    """Six weeks and two, each with its own; this week's are left to the clock."""
    kinds = Counter(Reminder.objects.values_list("kind", flat=True))
    assert min(kinds[kind] for kind in ("due", "late", "digest", "escalation")) > 20
    assert set(Reminder.objects.values_list("state", flat=True)) == {"sent"}
    per_person = Counter(Reminder.objects.filter(kind="due").values_list("membership_id", "iso_week"))
    assert set(per_person.values()) == {1}


def check_the_end_of_the_quarter_before(organization):
    period = Period.objects.get(state="closed")
    assert period.grace_began_at == organization.start_of(period.ends_on + timedelta(days=1))
    began = Activity.objects.get(thing_id=period.pk, verb="grace_began")
    assert (began.actor, began.data["reason"]) == (None, "")
    assert period.closed_at <= organization.start_of(period.grace_ends_on(organization))
    grace = period.grace_began_at, period.closed_at
    assert CheckIn.objects.filter(period=period, created_at__range=grace).count() == 4
    for rows in (Score, Reflection):
        assert not rows.objects.exclude(period=period, created_at__range=grace).exists()
    check_reviews(reviews_of(list(Objective.objects.filter(period=period)), period.closed_at))


def check_reviews(reviews):
    assert len(reviews) == 8
    assert [review.missing for review in reviews if not review.is_complete] == []
    decisions = Counter(review.decision.value for review in reviews)
    assert decisions == {"continue": 2, "change": 1, "drop": 5}
    grades = [grade for review in reviews for grade in (review.grade, *(grade for _, grade in review.key_results))]
    overridden = [str(grade.said.value) for grade in grades if grade.is_overridden]
    assert sorted(overridden) == ["0.50", "0.60", "0.90", "1.00"]
    bands = Counter(review.grade.band.value for review in reviews)
    assert bands == {"met": 5, "nearly": 1, "partly": 1, "missed": 1}


def check_the_chain():
    copies = Objective.objects.filter(continues__isnull=False).select_related("continues", "parent", "period")
    assert {(copy.continues.title, copy.title, copy.parent.title) for copy in copies} == {
        ("Find it before a port does", "Find it before a port does", "Make every plan dependable"),
        (
            "Ship positions that are never older than a minute",
            "Ship positions that are never older than a minute",
            "Plans that hold when ships come late",
        ),
        ("Fifty first talks", "First talks that become offers", "A pipeline that fills itself"),
    }
    assert {copy.period.state for copy in copies} == {"open"}
    carried = KeyResult.objects.filter(continues__isnull=False)
    # What was done stays behind; the last value is where the copy begins, and it goes further.
    assert carried.count() == 5
    for key_result in carried.filter(measure__in=FROM_START_TO_TARGET).select_related("continues"):
        assert key_result.start == key_result.continues.current
        assert key_result.target != key_result.continues.target
    assert not carried.filter(current=None).exists()


def check_the_quarter_after():
    period = Period.objects.get(state="planned")
    readiness = readiness_of(period)
    assert (readiness.objective_count, readiness.ready_count) == (4, 1)
    found = {(item.finding.kind, item.thing.title) for group in readiness.groups for item in group.found}
    assert found == {
        (Kind.NO_OWNER, "Cranes that draw power when it is cheap"),
        (Kind.SUPPORTS_NOTHING, "Cranes that draw power when it is cheap"),
        (Kind.NO_AIM, "Ships that wait at the mouth on a weekday"),
        (Kind.COUNTS_WORK, "Launch the new portal"),
    }
    now = timezone.now()
    moment = moment_at(Organization.objects.get(slug="demo"), now)
    assert not owing(moment).filter(period=period).exists()
    assert not Objective.objects.filter(period=period, parent__period__state="open", parent__period__kind="quarter")


@pytest.mark.slow
@pytest.mark.parametrize(
    "now",
    [
        # The first minute of a week, on the morning after the clocks were changed.
        datetime(2027, 3, 29, 0, 1, tzinfo=ZoneInfo("Europe/Berlin")),
        # The quarter goes over New Year, and began in the year before.
        datetime(2027, 1, 1, 0, 0, tzinfo=ZoneInfo("Pacific/Auckland")),
        # The last minute of a leap day, elsewhere.
        datetime(2028, 2, 29, 23, 59, tzinfo=ZoneInfo("America/Los_Angeles")),
    ],
    ids=str,
)
def test_it_can_be_made_at_any_moment(db, now):
    organization = build_demo(now)
    with organization_scope(organization):
        for rows in (CheckIn, Score, Reflection, ObjectiveVersion, KeyResultVersion):
            assert not rows.objects.filter(created_at__gt=now).exists()
        check_the_end_of_the_quarter_before(organization)
        check_the_chain()
    call_command("verify_progress", "--organization=demo", stdout=StringIO())
