import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.actions import deactivate, introduce_oneself, invite
from organizations.models import Invitation, Membership, Role, TeamMembership
from organizations.people import people_page
from tests.cast import client_of, join, refuse


def page_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode()


def test_everybody_is_listed_with_role_and_teams(acme, rival):
    page = page_of(client_of(acme.viewer).get("/acme/people/"))
    for who in (acme.admin, acme.leader, acme.owner, acme.viewer):
        assert who.user.email in page
        assert f"/acme/people/{who.pk}/" in page
    assert 'Acme Growth <span class="badge strong">lead</span>' in page
    assert "Rival" not in page
    assert "#invite" not in page


def test_the_list_takes_as_many_queries_whatever_its_size(acme, django_assert_num_queries):
    browser, counts = client_of(acme.admin), []
    for number in range(3):
        person = join(acme.organization, "member", f"More {number}")
        TeamMembership.objects.create(team=acme.team, membership=person)
        invite(email=f"waiting{number}@new.test", role=Role.MEMBER, by=acme.admin)
        with django_assert_num_queries(3):
            people_page(acme.organization, now=timezone.now(), with_invitations=True)
        with CaptureQueriesContext(connection) as queries:
            page_of(browser.get("/acme/people/"))
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_admins_see_who_was_invited_and_the_others_do_not(acme):
    invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)
    assert "dee@new.test" in page_of(client_of(acme.admin).get("/acme/people/"))
    assert "dee@new.test" not in page_of(client_of(acme.leader).get("/acme/people/"))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "no address", "role": "member"}, "Enter a valid email address"),
        ({"email": "acme.owner@acme.test", "role": "member"}, "This person is a member already."),
        ({"email": "dee@new.test", "role": "emperor"}, "Select a valid choice"),
    ],
)
def test_a_wrong_invitation_is_explained_and_kept(acme, typed, words):
    page = page_of(client_of(acme.admin).post("/acme/people/", typed), 422)
    assert words in page
    assert f'value="{typed["email"]}"' in page
    assert "<title>Error: People" in page
    assert not Invitation.objects.exists()


def test_inviting_again_sends_a_fresh_link(acme, mailoutbox, django_capture_on_commit_callbacks):
    old, _ = invite(email="dee@new.test", role=Role.LEADER, by=acme.admin)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(acme.admin).post(f"/acme/people/invitations/{old.pk}/again/")
    assert answer["Location"] == "/acme/people/"
    fresh = Invitation.objects.get(withdrawn_at=None)
    assert (fresh.email, fresh.role) == ("dee@new.test", "leader")
    assert fresh != old
    assert mailoutbox[0].to == ["dee@new.test"]


def test_an_invitation_is_withdrawn_once(acme):
    invitation, _ = invite(email="dee@new.test", role=Role.LEADER, by=acme.admin)
    browser = client_of(acme.admin)
    url = f"/acme/people/invitations/{invitation.pk}/withdraw/"
    assert browser.post(url)["Location"] == "/acme/people/"
    assert "is withdrawn" in page_of(browser.get("/acme/people/"))
    assert browser.post(url).status_code == 404


def test_a_persons_page_shows_their_teams(acme):
    page = page_of(client_of(acme.viewer).get(f"/acme/people/{acme.leader.pk}/"))
    assert acme.leader.user.email in page
    assert "Acme Growth" in page
    assert "Change role" not in page


def test_an_admin_changes_a_role_and_undoes_it(acme):
    browser = client_of(acme.admin)
    url = f"/acme/people/{acme.owner.pk}/"
    assert browser.post(f"{url}role/", {"role": "leader"})["Location"] == url
    assert Membership.objects.get(pk=acme.owner.pk).role == "leader"
    page = page_of(browser.get(url))
    assert "Acme Owner is now leader." in page
    undo = f"{url}role/?role=member"
    assert f'action="{undo}"' in page
    browser.post(undo)
    assert Membership.objects.get(pk=acme.owner.pk).role == "member"


def test_an_admin_deactivates_and_undoes_it(acme):
    browser, theirs = client_of(acme.admin), client_of(acme.owner)
    url = f"/acme/people/{acme.owner.pk}/"
    assert browser.post(f"{url}deactivate/")["Location"] == url
    page = page_of(browser.get(url))
    assert f'action="{url}reactivate/"' in page
    assert "Deactivated" in page
    assert theirs.get("/acme/people/").status_code == 404
    browser.post(f"{url}reactivate/")
    assert theirs.get("/acme/people/").status_code == 200


@pytest.mark.parametrize(("what", "typed"), [("role", {"role": "member"}), ("deactivate", {})])
def test_the_last_admin_is_told_why_they_stay(acme, what, typed):
    page = page_of(client_of(acme.admin).post(f"/acme/people/{acme.admin.pk}/{what}/", typed), 422)
    assert "This is the only active admin." in page
    row = Membership.objects.get(pk=acme.admin.pk)
    assert (row.role, row.is_active) == ("admin", True)
    assert '<span class="words">Admin</span>' in page
    assert "Deactivated" not in page


def test_an_admin_who_leaves_goes_out_by_the_front_door(acme):
    join(acme.organization, "admin", "Second Admin")
    assert client_of(acme.admin).post(f"/acme/people/{acme.admin.pk}/deactivate/")["Location"] == "/"


@pytest.mark.parametrize("who", ["leader", "owner", "viewer"])
def test_only_admins_change_people(acme, who):
    browser = client_of(getattr(acme, who))
    invitation, _ = invite(email="dee@new.test", role=Role.MEMBER, by=acme.admin)
    deactivate(membership=join(acme.organization, "member", "Gone"), by=acme.admin)
    assert browser.post("/acme/people/", {"email": "eve@new.test", "role": "admin"}).status_code == 403
    for what in ("role", "deactivate", "reactivate"):
        assert browser.post(f"/acme/people/{acme.owner.pk}/{what}/", {"role": "admin"}).status_code == 403
    for what in ("again", "withdraw"):
        assert browser.post(f"/acme/people/invitations/{invitation.pk}/{what}/").status_code == 403
    assert Membership.objects.get(pk=acme.owner.pk).role == "member"
    assert Invitation.objects.get().withdrawn_at is None


def test_people_of_another_organization_are_like_nobody(acme, rival):
    browser = client_of(acme.admin)
    with rival.scope():
        invitation, _ = invite(email="dee@new.test", role=Role.MEMBER, by=rival.admin)
    for pk in (rival.owner.pk, uuid.uuid4()):
        assert browser.get(f"/acme/people/{pk}/").status_code == 404
        for what in ("role", "deactivate", "reactivate"):
            assert browser.post(f"/acme/people/{pk}/{what}/", {"role": "viewer"}).status_code == 404
    for pk in (invitation.pk, uuid.uuid4()):
        for what in ("again", "withdraw"):
            assert browser.post(f"/acme/people/invitations/{pk}/{what}/").status_code == 404
    assert browser.get("/rival/people/").status_code == 404


def test_admins_see_where_mail_came_back_and_have_it_tried_again(acme):
    refuse(acme.owner)
    browser, url = client_of(acme.admin), f"/acme/people/{acme.owner.pk}/"
    page = page_of(browser.get("/acme/people/"))
    assert "Mail to 1 person came back." in page
    assert page.count("<strong>mail came back</strong>") == 1
    assert f"Mail to {acme.owner.user.email} came back: 550 no such user" in page_of(browser.get(url))
    assert browser.post(f"{url}try-mail-again/")["Location"] == url
    page = page_of(browser.get(url))
    assert f"The next mail to Acme Owner is sent to {acme.owner.user.email} again." in page
    assert "came back" not in page
    assert "came back" not in page_of(browser.get("/acme/people/"))


def test_another_address_than_the_refused_one_is_no_trouble(acme):
    refuse(acme.owner, "old@acme.test")
    assert "came back" not in page_of(client_of(acme.admin).get("/acme/people/"))
    assert "came back" not in page_of(client_of(acme.admin).get(f"/acme/people/{acme.owner.pk}/"))


def test_admins_see_who_lives_by_another_clock_and_who_is_away(acme):
    until = acme.organization.day_of(timezone.now()) + timedelta(days=9)
    introduce_oneself(name="Olu", away_until=until, time_zone="Asia/Tokyo", by=acme.owner)
    refuse(acme.owner)
    for page in ("people/", f"people/{acme.owner.pk}/"):
        seen = page_of(client_of(acme.admin).get(acme.url(page)))
        assert "Asia/Tokyo" in seen
        assert f"{until.day} {until:%B}" in seen
        others = page_of(client_of(acme.leader).get(acme.url(page)))
        assert "Asia/Tokyo" not in others
        assert f"{until.day} {until:%B}" not in others
        assert "came back" not in others


def test_who_is_back_is_not_away(acme):
    Membership.objects.filter(pk=acme.owner.pk).update(away_until=acme.organization.day_of(timezone.now()))
    assert "away until" not in page_of(client_of(acme.admin).get("/acme/people/"))


@pytest.mark.parametrize("who", ["leader", "owner", "viewer"])
def test_only_admins_have_an_address_tried_again(acme, who):
    refuse(acme.owner)
    assert client_of(getattr(acme, who)).post(f"/acme/people/{acme.owner.pk}/try-mail-again/").status_code == 403
    assert Membership.objects.get(pk=acme.owner.pk).is_refused


def test_addresses_of_another_organization_are_tried_by_nobody_here(acme, rival):
    for pk in (rival.owner.pk, uuid.uuid4()):
        assert client_of(acme.admin).post(f"/acme/people/{pk}/try-mail-again/").status_code == 404


def test_an_invitation_says_its_end_by_the_organizations_clock(acme, mailoutbox, django_capture_on_commit_callbacks):
    Membership.objects.filter(pk=acme.admin.pk).update(time_zone="Pacific/Kiritimati")
    with django_capture_on_commit_callbacks(execute=True):
        client_of(acme.admin).post("/acme/people/", {"email": "dee@new.test", "role": "member"})
    ends = Invitation.objects.get().expires_at.astimezone(acme.organization.zone)
    assert f"until {ends.day} {ends:%B %Y, %H:%M} (Europe/Berlin)" in mailoutbox[0].body
