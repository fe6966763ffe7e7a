import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Membership, Organization
from organizations.tenancy import organization_scope
from tests.cast import ScopedClient, client_of
from tests.factories import UserFactory

TYPED = {"organization_name": "Harbour Lane", "slug": "", "time_zone": "Asia/Tokyo"}


def as_user(user):
    browser = ScopedClient()
    browser.force_login(user)
    return browser


@pytest.mark.django_db
def test_the_front_door_asks_strangers_to_sign_in():
    assert ScopedClient().get("/")["Location"] == "/accounts/login/"


def test_the_front_door_leads_to_the_only_organization(acme):
    assert client_of(acme.viewer).get("/")["Location"] == "/acme/"


def test_the_front_door_lets_one_choose_between_several(acme, rival):
    with rival.scope():
        Membership.objects.create(user=acme.viewer.user)
    browser = client_of(acme.viewer)
    assert browser.get("/")["Location"] == "/organizations/"
    page = browser.get("/organizations/").content.decode()
    assert 'href="/acme/">Acme</a><span class="meta">Viewer</span>' in page
    assert 'href="/rival/">Rival</a><span class="meta">Member</span>' in page


@pytest.mark.django_db
def test_who_belongs_nowhere_may_begin():
    browser = as_user(UserFactory())
    assert browser.get("/")["Location"] == "/organizations/"
    assert "Create an organization" in browser.get("/organizations/").content.decode()


def test_the_list_takes_as_many_queries_whatever_its_size(acme):
    browser, counts = client_of(acme.viewer), []
    for number in range(3):
        organization = Organization.objects.create(name=f"More {number}", slug=f"more-{number}")
        with organization_scope(organization):
            Membership.objects.create(user=acme.viewer.user)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/organizations/").content.decode().count("More ") == number + 1
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_the_menu_names_the_other_organizations(acme, rival):
    with rival.scope():
        Membership.objects.create(user=acme.viewer.user)
    browser = client_of(acme.viewer)
    answer = browser.get(
        "/organizations/menu/",
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/acme/people/"},
    )
    assert answer.content.decode().strip() == '<a href="/rival/">Rival</a>'
    assert "HX-Request" in answer["Vary"]
    assert browser.get("/organizations/menu/")["Location"] == "/organizations/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/organizations/", "/organizations/new/", "/organizations/menu/"])
def test_strangers_sign_in_first(path):
    assert ScopedClient().get(path)["Location"] == f"/accounts/login/?next={path}"


def test_somebody_founds_another_organization(acme):
    browser = client_of(acme.viewer)
    assert "<browser-time-zone>" in browser.get("/organizations/new/").content.decode()
    assert browser.post("/organizations/new/", TYPED)["Location"] == "/harbour-lane/"
    organization = Organization.objects.get(slug="harbour-lane")
    assert organization.time_zone == "Asia/Tokyo"
    with organization_scope(organization):
        assert [(row.user_id, row.role) for row in Membership.objects.all()] == [(acme.viewer.user_id, "admin")]


@pytest.mark.parametrize(("slug", "words"), [("acme", "Another organization"), ("join", "kept for Sightline")])
def test_an_address_that_cannot_be_is_explained_and_kept(acme, slug, words):
    answer = client_of(acme.viewer).post("/organizations/new/", TYPED | {"slug": slug})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    assert f'value="{slug}"' in page
    assert '<option value="Asia/Tokyo" selected>' in page
    assert "<browser-time-zone>" not in page
