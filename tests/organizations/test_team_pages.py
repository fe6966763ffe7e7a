import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Membership, Team, TeamMembership
from organizations.teams import people_of_team, team_rows
from tests.cast import client_of, join


def page_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def place_of(membership, team):
    held = TeamMembership.objects.filter(team=team, membership=membership).first()
    return held and ("lead" if held.is_lead else "member")


def test_the_tree_is_listed_from_the_top_down(acme, rival):
    lyon = Team.objects.create(name="Lyon", parent=acme.team)
    Team.objects.create(name="Croix-Rousse", parent=lyon)
    Team.objects.create(name="Board")
    page = page_of(client_of(acme.viewer).get("/acme/teams/"))
    assert re.findall(r'team-name d(\d)"><a [^>]+>([^<]+)<', page) == [
        ("0", "Acme Growth"),
        ("1", "Lyon"),
        ("2", "Croix-Rousse"),
        ("0", "Board"),
    ]
    assert "Acme Leader" in page
    assert "Rival" not in page
    assert "/edit/" not in page
    assert "New team" not in page


@pytest.mark.parametrize(("who", "count"), [("admin", 2), ("leader", 3)])
def test_the_tree_takes_as_many_queries_whatever_its_size(acme, django_assert_num_queries, who, count):
    browser, counts = client_of(getattr(acme, who)), []
    for number in range(3):
        team = Team.objects.create(name=f"Team {number}", parent=acme.team)
        person = join(acme.organization, "member", f"More {number}")
        TeamMembership.objects.create(team=team, membership=person, is_lead=True)
        fresh = Membership.objects.get(pk=getattr(acme, who).pk)
        with django_assert_num_queries(count):
            team_rows(fresh)
        with CaptureQueriesContext(connection) as queries:
            page_of(browser.get("/acme/teams/"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_without_teams_an_admin_is_asked_to_begin(acme):
    TeamMembership.objects.all().delete()
    Team.objects.all().delete()
    assert "Create the first team" in page_of(client_of(acme.admin).get("/acme/teams/"))
    assert "Create the first team" not in page_of(client_of(acme.owner).get("/acme/teams/"))


def test_an_admin_makes_a_team_and_then_says_who_is_in_it(acme):
    answer = client_of(acme.admin).post("/acme/teams/new/", {"name": "Lyon", "parent": acme.team.pk})
    lyon = Team.objects.get(name="Lyon")
    assert lyon.parent == acme.team
    assert answer["Location"] == f"/acme/teams/{lyon.pk}/people/"


def test_a_lead_divides_only_the_own_team(acme):
    other = Team.objects.create(name="Other")
    browser = client_of(acme.leader)
    page = page_of(browser.get("/acme/teams/new/"))
    assert "Acme Growth" in page
    assert "Other" not in page
    for parent in ("", other.pk):
        page_of(browser.post("/acme/teams/new/", {"name": "Lyon", "parent": parent}), 422)
    assert browser.post("/acme/teams/new/", {"name": "Lyon", "parent": acme.team.pk}).status_code == 302
    assert Team.objects.get(name="Lyon").parent == acme.team


def test_a_used_name_is_explained_and_kept(acme):
    page = page_of(client_of(acme.admin).post("/acme/teams/new/", {"name": "ACME GROWTH", "parent": ""}), 422)
    assert "Another team has this name." in page
    assert 'value="ACME GROWTH"' in page


def test_a_team_is_renamed_and_moved_and_put_back(acme):
    lyon = Team.objects.create(name="Lyon")
    browser, url = client_of(acme.admin), f"/acme/teams/{lyon.pk}/edit/"
    assert browser.post(url, {"name": "Paris", "parent": acme.team.pk})["Location"] == "/acme/teams/"
    undo = re.search(r'action="([^"]+/edit/[^"]+)"', page_of(browser.get("/acme/teams/")))[1].replace("&amp;", "&")
    lyon.refresh_from_db()
    assert (lyon.name, lyon.parent) == ("Paris", acme.team)
    browser.post(undo)
    lyon = Team.objects.get(pk=lyon.pk)
    assert (lyon.name, lyon.parent) == ("Lyon", None)


def test_a_team_is_not_moved_below_itself(acme):
    lyon = Team.objects.create(name="Lyon", parent=acme.team)
    page = page_of(
        client_of(acme.admin).post(f"/acme/teams/{acme.team.pk}/edit/", {"name": "Growth", "parent": lyon.pk}), 422
    )
    assert "A team cannot be part of itself" in page
    assert Team.objects.get(pk=acme.team.pk).parent is None


def test_a_lead_renames_a_team_that_stands_at_the_top(acme):
    browser = client_of(acme.leader)
    assert browser.post(f"/acme/teams/{acme.team.pk}/edit/", {"name": "Sales", "parent": ""}).status_code == 302
    assert Team.objects.get(pk=acme.team.pk).name == "Sales"


def test_people_are_added_made_lead_and_removed_with_undo(acme):
    browser, url = client_of(acme.leader), f"/acme/teams/{acme.team.pk}/people/"
    for place, held in [("member", "member"), ("lead", "lead"), ("out", None)]:
        typed = {"membership": acme.admin.pk, "place": place}
        assert browser.post(url, typed)["Location"] == url
        assert place_of(acme.admin, acme.team) == held
    undo = re.findall(r'action="([^"]+\?membership[^"]+)"', page_of(browser.get(url)))[-1].replace("&amp;", "&")
    browser.post(undo)
    assert place_of(acme.admin, acme.team) == "lead"


def test_a_viewer_cannot_lead(acme):
    url = f"/acme/teams/{acme.team.pk}/people/"
    page = page_of(client_of(acme.admin).post(url, {"membership": acme.viewer.pk, "place": "lead"}), 422)
    assert "A viewer cannot lead a team." in page
    assert place_of(acme.viewer, acme.team) is None


def test_a_lead_who_steps_down_goes_back_to_the_list(acme):
    url = f"/acme/teams/{acme.team.pk}/people/"
    answer = client_of(acme.leader).post(url, {"membership": acme.leader.pk, "place": "member"})
    assert answer["Location"] == "/acme/teams/"
    assert client_of(acme.leader).get(url).status_code == 403


def test_somebody_deactivated_can_still_be_removed_but_not_added(acme):
    Membership.objects.filter(pk__in=[acme.owner.pk, acme.viewer.pk]).update(is_active=False)
    browser, url = client_of(acme.admin), f"/acme/teams/{acme.team.pk}/people/"
    page_of(browser.post(url, {"membership": acme.viewer.pk, "place": "member"}), 422)
    assert browser.post(url, {"membership": acme.owner.pk, "place": "out"}).status_code == 302
    assert place_of(acme.owner, acme.team) is None


def test_a_teams_people_take_as_many_queries_whatever_their_number(acme, django_assert_num_queries):
    browser, counts = client_of(acme.admin), []
    for number in range(3):
        person = join(acme.organization, "member", f"More {number}")
        TeamMembership.objects.create(team=acme.team, membership=person)
        with django_assert_num_queries(1):
            assert len(people_of_team(acme.team)) == 3 + number
        with CaptureQueriesContext(connection) as queries:
            page_of(browser.get(f"/acme/teams/{acme.team.pk}/people/"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


@pytest.mark.parametrize("who", ["owner", "viewer"])
def test_only_admins_and_leads_change_teams(acme, who):
    browser = client_of(getattr(acme, who))
    assert browser.get("/acme/teams/new/").status_code == 403
    assert browser.post("/acme/teams/new/", {"name": "Lyon", "parent": ""}).status_code == 403
    for what in ("edit", "people"):
        assert browser.get(f"/acme/teams/{acme.team.pk}/{what}/").status_code == 403
        assert browser.post(f"/acme/teams/{acme.team.pk}/{what}/", {"name": "Lyon"}).status_code == 403
    assert Team.objects.get().name == "Acme Growth"


def test_teams_and_people_of_another_organization_are_like_nothing(acme, rival):
    browser = client_of(acme.admin)
    for pk in (rival.team.pk, uuid.uuid4()):
        for what in ("edit", "people"):
            assert browser.get(f"/acme/teams/{pk}/{what}/").status_code == 404
        assert browser.post("/acme/teams/new/", {"name": "Lyon", "parent": pk}).status_code == 422
        typed = {"membership": rival.owner.pk, "place": "lead"}
        assert browser.post(f"/acme/teams/{acme.team.pk}/people/", typed).status_code == 422
