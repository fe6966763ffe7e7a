"""Where an organization, a team and a person say when they want to hear of check-ins."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.dateformat import format as formatted

from organizations.actions import set_cadence
from organizations.models import Activity, Cadence, Organization, Team
from organizations.rhythm import WEEK, monday_of
from tests.cast import client_of, statements

THURSDAYS = {"every_weeks": "1", "weekday": "3", "hour": "10"}
SWITCHES = {"escalates": "on", "answers_from_mail": "on"}


@pytest.fixture
def acme(acme):
    """It is no new organization."""
    Organization.objects.filter(pk=acme.organization.pk).update(created_at=timezone.now() - timedelta(days=99))
    return acme


def page_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def chosen(page):
    return re.findall(r'name="whose" value="(\w+)"[^>]* checked', page)


def next_monday(acme):
    return monday_of(acme.organization.day_of(timezone.now())) + WEEK


def test_an_admin_chooses_the_day_and_sees_from_when_it_holds(acme):
    browser = client_of(acme.admin)
    page = page_of(browser.get("/acme/settings/check-ins/"))
    assert "Now <strong>every Monday at 9:00</strong>." in page
    assert "this week keeps its day" in page
    assert '<option value="0" selected>Monday</option>' in page
    assert 'href="/acme/settings/"' in page
    answer = browser.post("/acme/settings/check-ins/", THURSDAYS | SWITCHES)
    assert answer["Location"] == "/acme/settings/check-ins/"
    page = page_of(browser.get("/acme/settings/check-ins/"))
    words = f"every Monday at 9:00, and from {formatted(next_monday(acme), 'l j F')} on every Thursday at 10:00"
    assert f"Saved. Check-ins are due {words}." in page
    assert f"<strong>{words}</strong>" in page
    assert '<option value="3" selected>Thursday</option>' in page


def test_a_new_organization_is_told_that_a_choice_holds_at_once(acme):
    Organization.objects.filter(pk=acme.organization.pk).update(created_at=timezone.now())
    browser = client_of(acme.admin)
    assert "A change holds at once." in page_of(browser.get("/acme/settings/check-ins/"))
    browser.post("/acme/settings/check-ins/", THURSDAYS | SWITCHES)
    assert "Now <strong>every Thursday at 10:00</strong>." in page_of(browser.get("/acme/settings/check-ins/"))


def test_the_settings_lead_to_each_other(acme):
    assert 'href="/acme/settings/check-ins/"' in page_of(client_of(acme.admin).get("/acme/settings/"))


def test_an_admin_switches_what_mails_do(acme):
    browser = client_of(acme.admin)
    assert page_of(browser.get("/acme/settings/check-ins/")).count(" checked") == 2
    browser.post("/acme/settings/check-ins/", {"every_weeks": "1", "weekday": "0", "hour": "9"})
    organization = Organization.objects.get(pk=acme.organization.pk)
    assert (organization.escalates, organization.answers_from_mail) == (False, False)
    line = Activity.objects.get(verb="settings_changed")
    assert line.data["after"] == {"escalates": False, "answers_from_mail": False}
    assert not Cadence.objects.exists()
    assert " checked" not in page_of(browser.get("/acme/settings/check-ins/"))


@pytest.mark.parametrize(
    "wrong", [{"hour": "5"}, {"hour": "18"}, {"weekday": "7"}, {"every_weeks": "3"}, {"hour": ""}, {"weekday": "Mon"}]
)
def test_what_cannot_be_is_explained_and_the_rest_kept(acme, wrong):
    answer = client_of(acme.admin).post("/acme/settings/check-ins/", THURSDAYS | {"escalates": "on"} | wrong)
    page = page_of(answer, 422)
    assert "<title>Error: Check-ins and mails" in page
    assert page.count(" checked") == 1
    assert page.count(" selected") == 2
    assert not Cadence.objects.exists()
    assert Organization.objects.get(pk=acme.organization.pk).answers_from_mail


@pytest.mark.parametrize("who", ["leader", "owner", "viewer"])
def test_only_admins_choose_for_the_organization(acme, who):
    browser = client_of(getattr(acme, who))
    assert browser.get("/acme/settings/check-ins/").status_code == 403
    assert browser.post("/acme/settings/check-ins/", THURSDAYS | SWITCHES).status_code == 403
    assert not Cadence.objects.exists()


def test_another_organizations_days_are_not_there(acme, rival):
    assert client_of(acme.admin).get("/rival/settings/check-ins/").status_code == 404
    browser = client_of(acme.admin)
    for pk in (rival.team.pk, uuid.uuid4()):
        assert browser.post(f"/acme/teams/{pk}/check-in-day/", THURSDAYS | {"whose": "own"}).status_code == 404


def test_whoever_leads_a_team_gives_it_a_day_of_its_own_and_takes_it_back(acme):
    browser, url = client_of(acme.leader), f"/acme/teams/{acme.team.pk}"
    page = page_of(browser.get(f"{url}/edit/"))
    assert "As the organization: every Monday at 9:00" in page
    assert chosen(page) == ["followed"]
    assert browser.post(f"{url}/check-in-day/", THURSDAYS | {"whose": "own"})["Location"] == f"{url}/edit/"
    words = f"every Monday at 9:00, and from {formatted(next_monday(acme), 'l j F')} on every Thursday at 10:00"
    page = page_of(browser.get(f"{url}/edit/"))
    assert f"Saved. Check-ins of Acme Growth are due {words}." in page
    assert chosen(page) == ["own"]
    assert '<option value="3" selected>Thursday</option>' in page
    assert f"Check-ins are due {words}" in page_of(client_of(acme.viewer).get(f"{url}/"))
    browser.post(f"{url}/check-in-day/", {"whose": "followed"})
    assert not Cadence.objects.exists()
    assert "Check-ins are due every Monday at 9:00" in page_of(browser.get(f"{url}/"))


def test_a_team_follows_the_team_above_it_where_that_has_its_own_day(acme):
    lyon = Team.objects.create(name="Lyon", parent=acme.team)
    long_ago = timezone.now() - 9 * WEEK
    set_cadence(by=acme.leader, team=acme.team, every_weeks=2, weekday=4, hour=8, at=long_ago)
    page = page_of(client_of(acme.leader).get(f"/acme/teams/{lyon.pk}/edit/"))
    assert "As Acme Growth: every second Friday at 8:00" in page
    assert "Due every second Friday at 8:00." in page


def test_a_teams_day_that_cannot_be_is_explained_and_kept(acme):
    url = f"/acme/teams/{acme.team.pk}/check-in-day/"
    page = page_of(client_of(acme.leader).post(url, {"whose": "own", "every_weeks": "2", "weekday": "4"}), 422)
    assert "<title>Error: Edit Acme Growth" in page
    assert '<option value="4" selected>Friday</option>' in page
    assert 'value="Acme Growth"' in page
    assert "Choose one of these." in page
    assert page_of(client_of(acme.leader).post(url, {}), 422)
    assert not Cadence.objects.exists()


@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_only_who_may_edit_a_team_gives_it_a_day(acme, who):
    url = f"/acme/teams/{acme.team.pk}/check-in-day/"
    assert client_of(getattr(acme, who)).post(url, THURSDAYS | {"whose": "own"}).status_code == 403
    assert client_of(getattr(acme, who)).get(url).status_code == 403
    assert not Cadence.objects.exists()


def test_the_page_of_a_team_takes_as_many_queries_whatever_was_chosen(acme):
    browser, counts = client_of(acme.admin), []
    for number in range(3):
        team = Team.objects.create(name=f"Team {number}")
        set_cadence(by=acme.admin, team=team, every_weeks=1, weekday=number + 1, hour=9)
        with statements() as asked:
            page_of(browser.get(f"/acme/teams/{team.pk}/edit/"))
        counts.append(len(asked))
    assert counts == [13] * 3
