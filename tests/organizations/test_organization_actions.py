from datetime import date, timedelta

import pytest
from django.utils import timezone

from organizations.actions import SlugTaken, change_settings, found_organization, introduce_oneself
from organizations.models import Activity, Membership, Organization, User
from organizations.tenancy import organization_scope
from tests.factories import UserFactory


def found(slug="harbour-lane", **facts):
    return found_organization(name="Harbour Lane", slug=slug, time_zone="Asia/Tokyo", **facts)


@pytest.mark.django_db
def test_the_founder_is_the_admin():
    maya = UserFactory()
    membership = found(founder=maya)
    organization = Organization.objects.get(slug="harbour-lane")
    assert (organization.name, organization.time_zone) == ("Harbour Lane", "Asia/Tokyo")
    with organization_scope(organization):
        assert Membership.objects.get() == membership
        assert (membership.role, membership.user) == ("admin", maya)
        line = Activity.objects.get()
        assert (line.verb, line.thing_id, line.actor_id) == ("founded", organization.pk, membership.pk)


@pytest.mark.django_db
def test_a_taken_address_founds_nothing():
    found(founder=UserFactory())
    with pytest.raises(SlugTaken):
        found(founder=UserFactory())
    assert Organization.objects.count() == 1


def test_settings_leave_a_trace(acme):
    change_settings(name="Acme Ltd", time_zone="Asia/Tokyo", by=acme.admin)
    organization = Organization.objects.get(pk=acme.organization.pk)
    assert (organization.name, organization.time_zone) == ("Acme Ltd", "Asia/Tokyo")
    line = Activity.objects.get(thing_id=organization.pk)
    assert (line.verb, line.data["after"]) == ("settings_changed", {"name": "Acme Ltd", "time_zone": "Asia/Tokyo"})


@pytest.mark.parametrize("setting", [{"time_zone": "Asia/Tokyo"}, {"year_starts_in": 2}, {"grace_days": 3}])
def test_where_days_begin_otherwise_the_tick_looks_again(acme, setting):
    later = timezone.now() + timedelta(hours=20)
    Organization.objects.filter(pk=acme.organization.pk).update(wakes_at=later)
    change_settings(name="Acme", by=acme.admin, **setting)
    assert Organization.objects.get(pk=acme.organization.pk).wakes_at <= timezone.now()
    assert Activity.objects.get(thing_id=acme.organization.pk).data["after"] == setting


def test_another_name_leaves_the_tick_alone(acme):
    later = timezone.now() + timedelta(hours=20)
    Organization.objects.filter(pk=acme.organization.pk).update(wakes_at=later)
    change_settings(name="Acme Ltd", time_zone="Europe/Berlin", by=acme.admin)
    assert Organization.objects.get(pk=acme.organization.pk).wakes_at == later


def test_settings_that_stay_leave_no_trace(acme):
    change_settings(name="Acme", time_zone="Europe/Berlin", year_starts_in=1, grace_days=14, by=acme.admin)
    assert not Activity.objects.filter(thing_id=acme.organization.pk).exists()


def test_history_keeps_the_days_away_and_no_names(acme):
    introduce_oneself(name="Olu", away_until=date(2026, 12, 24), by=acme.owner)
    assert User.objects.get(pk=acme.owner.user_id).name == "Olu"
    assert Membership.objects.get(pk=acme.owner.pk).away_until == date(2026, 12, 24)
    line = Activity.objects.get(thing_id=acme.owner.pk)
    assert (line.verb, line.data) == ("away", {"before": None, "after": "2026-12-24"})


def sleep(acme):
    later = timezone.now() + timedelta(hours=20)
    Organization.objects.filter(pk=acme.organization.pk).update(wakes_at=later)
    return later


def wakes_at(acme):
    return Organization.objects.get(pk=acme.organization.pk).wakes_at


def test_another_clock_leaves_a_trace_and_the_tick_looks_again(acme):
    sleep(acme)
    introduce_oneself(name=acme.owner.user.name, away_until=None, time_zone="Asia/Tokyo", by=acme.owner)
    assert Membership.objects.get(pk=acme.owner.pk).time_zone == "Asia/Tokyo"
    line = Activity.objects.get(thing_id=acme.owner.pk)
    assert (line.verb, line.data) == ("time_zone", {"before": "", "after": "Asia/Tokyo"})
    assert wakes_at(acme) <= timezone.now()


def test_who_goes_or_comes_back_has_the_tick_look_again(acme):
    sleep(acme)
    introduce_oneself(name=acme.owner.user.name, away_until=date(2026, 12, 24), by=acme.owner)
    assert wakes_at(acme) <= timezone.now()


def test_who_stays_as_they_are_leaves_the_tick_alone(acme):
    later = sleep(acme)
    introduce_oneself(name="Olu", away_until=None, time_zone="", by=acme.owner)
    introduce_oneself(name="Olu", away_until=None, by=acme.owner)
    assert wakes_at(acme) == later
    assert not Activity.objects.filter(thing_id=acme.owner.pk).exists()


def test_what_mails_do_is_a_setting_with_a_trace(acme):
    change_settings(escalates=False, answers_from_mail=True, by=acme.admin)
    assert not Organization.objects.get(pk=acme.organization.pk).escalates
    assert Activity.objects.get(thing_id=acme.organization.pk).data["after"] == {"escalates": False}
