"""One transaction and one scope for each request, and nothing of either afterwards."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection

from organizations.models import Membership, Team
from organizations.tenancy import _scope
from tests.cast import client_of, make_cast
from tests.guards.routes import answer_of


@pytest.fixture(autouse=True)
def misbehaving_views(settings):
    settings.ROOT_URLCONF = "tests.organizations.urls_of_middleware"


@pytest.fixture
def client(acme):
    client = client_of(acme.owner)
    client.raise_request_exception = False
    return client


def written():
    return Team.objects.filter(name="Written").exists()


@pytest.mark.parametrize(("how", "status", "stays"), [("200", 200, True), ("422", 422, True), ("500", 500, False)])
def test_what_was_written_stays_unless_the_answer_says_that_something_broke(acme, client, how, status, stays):
    assert client.get(acme.url(f"write/{how}/")).status_code == status
    assert written() == stays


@pytest.mark.parametrize(("how", "status"), [("crash", 500), ("forbidden", 403)])
def test_view_that_raises_leaves_nothing(acme, client, how, status):
    assert client.get(acme.url(f"write/{how}/")).status_code == status
    assert not written()


def test_page_that_breaks_while_it_is_rendered_leaves_nothing(acme, client):
    assert client.get(acme.url("breaks-late/")).status_code == 500
    assert not written()


def test_rows_read_while_rendering_are_there(acme, client):
    assert client.get(acme.url("lazy/")).content.decode() == acme.team.name


def test_request_gets_its_organization_membership_and_clock(acme, client):
    seen = client.get(acme.url("peek/")).json()
    assert seen["scope"] == seen["setting"] == str(acme.organization.pk)
    assert (seen["organization"], seen["membership"]) == ("Acme", "Acme Owner")
    assert (seen["zone"], seen["count"]) == ("Europe/Berlin", 1)


@pytest.mark.parametrize("stranger", ["rival", "gone", "nowhere"])
def test_stranger_gets_the_answer_of_a_place_that_does_not_exist(acme, rival, stranger):
    person = rival.admin if stranger == "rival" else acme.owner
    Membership.objects.filter(pk=acme.owner.pk).update(is_active=False)
    answer = client_of(person).get("/no-such-place/peek/" if stranger == "nowhere" else acme.url("peek/"))
    assert answer.status_code == 404
    assert answer_of(answer) == answer_of(client_of(person).get("/neither-is-this/peek/"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["peek/", "write/200/", "write/crash/", "write/500/", "breaks-late/", "nothing/"])
def test_nothing_of_a_request_reaches_the_next_on_the_same_connection(first):
    acme, rival = make_cast("acme", "Acme"), make_cast("rival", "Rival", "America/New_York")
    client, other = client_of(acme.owner), client_of(rival.owner)
    client.raise_request_exception = False
    assert connection.settings_dict["OPTIONS"]["pool"]
    client.get(acme.url(first))
    assert _scope.get() is None
    nothing = {"setting": "", "scope": "", "count": 0, "zone": "UTC", "organization": "", "membership": ""}
    assert client.get("/peek/").json() == nothing
    seen = other.get(rival.url("peek/")).json()
    assert seen["setting"] == seen["scope"] == str(rival.organization.pk)
    assert (seen["count"], seen["zone"]) == (1, "America/New_York")
    assert other.get("/peek/").json() == nothing


def next_of(location):
    return parse_qs(urlsplit(location).query)["next"]


def test_browser_is_sent_to_sign_in_and_back(acme, client):
    client.logout()
    response = client.get(acme.url("peek/?week=31"))
    assert response.status_code == 302
    assert next_of(response["Location"]) == ["/acme/peek/?week=31"]


def test_htmx_is_sent_to_sign_in_and_back_to_the_page_it_is_on(acme, client):
    client.logout()
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/acme/lazy/?open=1"}
    response = client.get(acme.url("peek/"), headers=headers)
    assert (response.status_code, response.content) == (204, b"")
    assert next_of(response["HX-Redirect"]) == ["/acme/lazy/?open=1"]
