"""Signing up: an address is verified by code, and only then its organization is founded."""

import re

import pytest
from allauth.account.models import EmailAddress

from organizations.actions import found_organization
from organizations.models import Membership, Organization, User
from organizations.tenancy import organization_scope
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Maya Lindqvist",
    "email": "maya@harbour.test",
    "password1": "a long enough word",
    "password2": "a long enough word",
    "organization_name": "Harbour Lane",
    "slug": "",
    "time_zone": "Europe/Stockholm",
}


def sign_up(client, **changes):
    return client.post("/accounts/signup/", TYPED | changes)


def verify(client, mailoutbox):
    code = re.search(r"^\s*([A-Z0-9]{3,}-?[A-Z0-9]{3,})\s*$", mailoutbox[-1].body, re.MULTILINE)[1]
    return client.post("/accounts/confirm-email/", {"code": code})


def test_signing_up_and_verifying_founds_the_organization(client, mailoutbox):
    page = client.get("/accounts/signup/").content.decode()
    assert "<browser-time-zone><select" in page
    assert "js/time-zone.js" in page
    assert sign_up(client)["Location"] == "/accounts/confirm-email/"
    assert not Organization.objects.exists()
    answer = verify(client, mailoutbox)
    assert answer["Location"] == "/harbour-lane/"
    organization = Organization.objects.get()
    assert (organization.name, organization.slug, organization.time_zone) == (
        "Harbour Lane",
        "harbour-lane",
        "Europe/Stockholm",
    )
    with organization_scope(organization):
        founder = Membership.objects.get()
    assert founder.role == "admin"
    assert (founder.user.name, founder.user.email) == ("Maya Lindqvist", "maya@harbour.test")
    assert EmailAddress.objects.get().verified
    assert client.get("/")["Location"] == "/harbour-lane/"


def test_a_known_address_is_answered_alike_and_founds_nothing(client, mailoutbox):
    UserFactory(email="maya@harbour.test")
    assert sign_up(client)["Location"] == "/accounts/confirm-email/"
    assert not Organization.objects.exists()
    assert User.objects.count() == 1
    assert len(mailoutbox) == 1
    assert "code" not in mailoutbox[0].subject.lower()


def test_the_page_after_it_is_alike_too(client):
    pages = []
    for known in (False, True):
        client.cookies.clear()
        address = f"{'known' if known else 'other'}@harbour.test"
        if known:
            UserFactory(email=address)
        sign_up(client, email=address)
        page = client.get("/accounts/confirm-email/").content.decode()
        pages.append(re.sub(r'csrf\S+" value="\w+"|"x-csrftoken": "\w+"|(known|other)@', "", page))
    assert "Look at your mail" in pages[0]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("slug", "admin", "kept for Sightline"),
        ("slug", "no good", "small letters"),
        ("slug", "a--b", "small letters"),
        ("slug", "taken", "Another organization has this address"),
        ("organization_name", "港", "could not make an address"),
        ("organization_name", "", "Write the name of your organization."),
        ("time_zone", "Mars/Olympus", "Select a valid choice"),
        ("password1", "short", "too short"),
        ("name", "", "Write a name."),
    ],
)
def test_what_is_wrong_is_said_and_everything_is_kept(client, field, typed, words):
    found_organization(name="Taken", slug="taken", time_zone="UTC", founder=UserFactory())
    answer = sign_up(client, **{field: typed})
    page = answer.content.decode()
    assert answer.status_code == 200  # as the library answers
    assert words in page
    assert "There is a problem" in page
    assert 'value="maya@harbour.test"' in page
    assert User.objects.count() == 1
    assert Organization.objects.count() == 1


def test_an_address_made_from_the_name_avoids_what_is_taken_or_kept(client, mailoutbox):
    found_organization(name="Harbour Lane", slug="harbour-lane", time_zone="UTC", founder=UserFactory())
    sign_up(client)
    assert verify(client, mailoutbox)["Location"] == "/harbour-lane-2/"


def test_a_name_that_is_kept_gets_a_number(client, mailoutbox):
    sign_up(client, organization_name="Admin")
    assert verify(client, mailoutbox)["Location"] == "/admin-2/"


def test_when_the_address_is_taken_meanwhile_one_chooses_another(client, mailoutbox):
    sign_up(client)
    found_organization(name="Faster", slug="harbour-lane", time_zone="UTC", founder=UserFactory())
    answer = verify(client, mailoutbox)
    assert answer["Location"].startswith("/organizations/new/?")
    page = client.get(answer["Location"]).content.decode()
    assert 'value="Harbour Lane"' in page
    assert '<option value="Europe/Stockholm" selected>' in page
    assert Organization.objects.count() == 1
