from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from organizations.actions import invite
from organizations.models import Membership, Organization, Role, User
from tests.cast import client_of, make_key_result, make_objective, refuse


def typed(**changes):
    return {"name": "Acme", "time_zone": "Europe/Berlin", "year_starts_in": "1", "grace_days": "14"} | changes


def test_an_admin_changes_name_and_time_zone(acme):
    browser = client_of(acme.admin)
    page = browser.get("/acme/settings/").content.decode()
    assert "/acme/" in page
    assert '<option value="Europe/Berlin" selected>' in page
    assert "browser-time-zone" not in page
    answer = browser.post("/acme/settings/", typed(name="Acme Ltd", time_zone="Asia/Tokyo"))
    assert answer["Location"] == "/acme/settings/"
    organization = Organization.objects.get(pk=acme.organization.pk)
    assert (organization.name, organization.time_zone, organization.slug) == ("Acme Ltd", "Asia/Tokyo", "acme")


def test_a_time_zone_outside_the_usual_list_stays_a_choice(acme):
    Organization.objects.filter(pk=acme.organization.pk).update(time_zone="GMT")
    browser = client_of(acme.admin)
    assert '<option value="GMT" selected>' in browser.get("/acme/settings/").content.decode()
    assert browser.post("/acme/settings/", typed(time_zone="GMT")).status_code == 302


def test_an_admin_says_when_the_fiscal_year_begins_and_how_long_grace_lasts(acme):
    browser = client_of(acme.admin)
    page = browser.get("/acme/settings/").content.decode()
    assert '<option value="1" selected>January</option>' in page
    assert 'value="14"' in page
    assert browser.post("/acme/settings/", typed(year_starts_in="2", grace_days="0")).status_code == 302
    organization = Organization.objects.get(pk=acme.organization.pk)
    assert (organization.year_starts_in, organization.grace_days) == (2, 0)
    assert " FY" in browser.get("/acme/periods/new/").content.decode()


@pytest.mark.parametrize("days", ["-1", "91", "1.5", "two", ""])
def test_days_of_grace_are_from_0_to_90(acme, days):
    answer = client_of(acme.admin).post("/acme/settings/", typed(grace_days=days))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a whole number from 0 to 90" in page or "Fill this in" in page
    assert f'value="{days}"' in page or not days
    assert Organization.objects.get(pk=acme.organization.pk).grace_days == 14


def test_a_month_that_does_not_exist_is_refused(acme):
    assert client_of(acme.admin).post("/acme/settings/", typed(year_starts_in="13")).status_code == 422


def test_wrong_settings_are_explained_and_kept(acme):
    answer = client_of(acme.admin).post("/acme/settings/", {"name": "Kept", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="Kept"' in page
    assert "<title>Error: Settings" in page
    assert Organization.objects.get(pk=acme.organization.pk).name == "Acme"


@pytest.mark.parametrize("who", ["leader", "owner", "viewer"])
def test_only_admins_see_the_settings(acme, who):
    browser = client_of(getattr(acme, who))
    assert browser.get("/acme/settings/").status_code == 403
    assert browser.post("/acme/settings/", {"name": "Mine", "time_zone": "UTC"}).status_code == 403


@pytest.mark.parametrize("who", ["admin", "viewer"])
def test_everybody_says_their_name_and_how_long_they_are_away(acme, who):
    membership = getattr(acme, who)
    browser = client_of(membership)
    day = acme.organization.day_of(timezone.now()) + timedelta(days=9)
    assert browser.post("/acme/me/", {"name": "Olu", "away_until": day})["Location"] == "/acme/me/"
    assert User.objects.get(pk=membership.user_id).name == "Olu"
    assert Membership.objects.get(pk=membership.pk).away_until == day
    page = browser.get("/acme/me/").content.decode()
    assert f'value="{day.isoformat()}"' in page
    assert "/accounts/password/change/" in page
    browser.post("/acme/me/", {"name": "Olu", "away_until": ""})
    assert Membership.objects.get(pk=membership.pk).away_until is None


def test_one_comes_back_on_a_day_after_today(acme):
    today = acme.organization.day_of(timezone.now())
    answer = client_of(acme.owner).post("/acme/me/", {"name": "Kept", "away_until": today})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Choose a day after today" in page
    assert 'value="Kept"' in page


def test_a_day_that_has_passed_is_forgotten(acme):
    Membership.objects.filter(pk=acme.owner.pk).update(away_until=acme.organization.day_of(timezone.now()))
    browser = client_of(acme.owner)
    assert 'value="20' not in browser.get("/acme/me/").content.decode()


def test_another_organizations_settings_are_not_there(acme, rival):
    for page in ("settings", "me"):
        assert client_of(acme.admin).get(f"/rival/{page}/").status_code == 404


def test_time_zones_are_cities_by_region(acme):
    page = client_of(acme.admin).get("/acme/settings/").content.decode()
    assert '<optgroup label="Europe">' in page
    assert 'value="Asia/Tokyo"' in page
    assert 'value="UTC"' in page
    for old in ("US/Eastern", "Etc/GMT", "posix/", "Canada/", "EST5EDT"):
        assert f'value="{old}' not in page


@pytest.mark.parametrize("address", ["settings/", "me/", "people/", "teams/new/"])
def test_what_is_left_empty_is_explained_in_our_words(acme, address):
    answer = client_of(acme.admin).post(f"/acme/{address}", {})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is a problem" in page
    assert "This field is required" not in page


def test_everybody_has_a_clock_of_their_own_or_the_organizations(acme):
    browser = client_of(acme.viewer)
    page = browser.get("/acme/me/").content.decode()
    assert '<option value="" selected>As the organization (Europe/Berlin)</option>' in page
    assert '<offered-zone data-usual="Europe/Berlin">' in page
    assert browser.post("/acme/me/", {"name": "Vi", "time_zone": "Asia/Tokyo"})["Location"] == "/acme/me/"
    assert Membership.objects.get(pk=acme.viewer.pk).time_zone == "Asia/Tokyo"
    assert '<option value="Asia/Tokyo" selected>' in browser.get("/acme/me/").content.decode()
    browser.post("/acme/me/", {"name": "Vi", "time_zone": ""})
    assert Membership.objects.get(pk=acme.viewer.pk).time_zone == ""


def test_a_zone_that_does_not_exist_is_explained_and_the_rest_kept(acme):
    answer = client_of(acme.owner).post("/acme/me/", {"name": "Kept", "time_zone": "Mars/Olympus"})
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.content.decode()
    assert Membership.objects.get(pk=acme.owner.pk).time_zone == ""


def test_an_unusual_zone_of_ones_own_stays_a_choice(acme):
    Membership.objects.filter(pk=acme.owner.pk).update(time_zone="GMT")
    browser = client_of(acme.owner)
    assert '<option value="GMT" selected>' in browser.get("/acme/me/").content.decode()
    assert browser.post("/acme/me/", {"name": "Olu", "time_zone": "GMT"}).status_code == 302


def test_moments_are_shown_by_ones_own_clock(acme):
    moment = invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)[0].created_at
    for zone in ("Europe/Berlin", "Pacific/Kiritimati"):
        Membership.objects.filter(pk=acme.admin.pk).update(time_zone=zone)
        local = moment.astimezone(ZoneInfo(zone))
        page = client_of(acme.admin).get("/acme/people/").content.decode()
        assert f'title="{local.day} {local:%B %Y, %H:%M}"' in page


def test_days_that_figures_stand_for_are_the_organizations(acme):
    """At half past eleven at night in Berlin it is the next day already in Kiritimati."""
    owned = make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    night = acme.organization.start_of(acme.period.starts_on + timedelta(days=2)) - timedelta(minutes=30)
    check_in(by=acme.owner, statements=[Statement(owned.pk, Decimal(4), 7, "")], at=night)
    Membership.objects.filter(pk=acme.viewer.pk).update(time_zone="Pacific/Kiritimati")
    page = client_of(acme.viewer).get(f"/acme/key-results/{owned.pk}/").content.decode()
    day = acme.period.starts_on + timedelta(days=1)
    assert f'<th scope="row">{day.day} {day:%B %Y}</th>' in page


def test_who_gets_no_mail_is_told_on_her_own_page(acme):
    browser = client_of(acme.owner)
    assert "came back" not in browser.get("/acme/me/").content.decode()
    refuse(acme.owner)
    assert f"Mail to {acme.owner.user.email} came back" in browser.get("/acme/me/").content.decode()
