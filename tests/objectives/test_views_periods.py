"""The line of periods, in the browser's words."""

from datetime import date

import pytest
from django.contrib.messages import get_messages

from objectives.actions.periods import close_period, create_period
from objectives.models import Period
from tests.cast import client_of, make_key_result, make_objective, statements


@pytest.fixture
def client(acme):
    return client_of(acme.admin)


@pytest.fixture
def planned(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)


def typed(**changes):
    return {"name": "Q2 2031", "kind": "quarter", "starts_on": "2031-04-01", "ends_on": "2031-06-30", **changes}


def test_list_shows_each_period_with_its_state_and_objectives(acme, client, planned):
    make_objective(acme.admin, acme.period)
    page = client.get(acme.url("periods/")).content.decode()
    assert page.index("Q1 2031") < page.index("This quarter</a></th>") if "This quarter</a></th>" in page else True
    assert "planned" in page
    assert ">1<span" in page
    assert f"{planned.pk}/open/" in page
    assert f"{acme.period.pk}/close/" in page


def test_list_offers_nothing_to_others(acme, planned):
    page = client_of(acme.leader).get(acme.url("periods/")).content.decode()
    assert "/open/" not in page
    assert "/edit/" not in page


def test_first_visit_offers_the_first_period(acme, client):
    Period.objects.all().delete()
    assert b"Plan the first period" in client.get(acme.url("periods/")).content
    assert b"An admin plans" in client_of(acme.viewer).get(acme.url("periods/")).content
    assert b"Plan a period" in client.get(acme.url("objectives/")).content
    assert b"Plan a period" in client.get(acme.url("objectives/new/")).content


def test_new_period_is_proposed_and_planned(acme, client):
    page = client.get(acme.url("periods/new/?name=Q2+2031&kind=quarter&starts_on=2031-04-01&ends_on=2031-06-30"))
    assert 'value="2031-04-01"' in page.content.decode()
    assert client.post(acme.url("periods/new/"), typed()).status_code == 302
    made = Period.objects.get(name="Q2 2031")
    assert (made.starts_on, made.is_planned) == (date(2031, 4, 1), True)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": "2031-03-31"}, "Q1 2031 is a quarter too"),
        ({"name": "q1 2031"}, "Another period has this name"),
        ({"ends_on": "2031-03-01"}, "comes before the first"),
        ({"ends_on": "2031-04-02"}, "a week at least"),
        ({"ends_on": "2061-04-02"}, "three years at most"),
        ({"starts_on": "someday"}, "Write a day as"),
        ({"starts_on": "0001-01-01", "ends_on": "0001-03-01"}, "from 2000"),
        ({"kind": "sprint"}, "Select a valid choice"),
    ],
)
def test_impossible_period_is_explained(acme, client, planned, changes, words):
    response = client.post(acme.url("periods/new/"), typed(**changes))
    assert response.status_code == 422
    assert words in response.content.decode()


def test_year_may_cover_its_quarters(acme, client, planned):
    data = typed(name="2031", kind="year", starts_on="2031-01-01", ends_on="2031-12-31")
    assert client.post(acme.url("periods/new/"), data).status_code == 302


def test_edit_and_undo(acme, client, planned):
    response = client.post(acme.url(f"periods/{planned.pk}/edit/"), typed(name="Spring"))
    planned.refresh_from_db()
    assert (planned.name, planned.ends_on) == ("Spring", date(2031, 6, 30))
    undo = [message.extra_tags for message in get_messages(response.wsgi_request)][-1]
    client.post(undo)
    planned.refresh_from_db()
    assert (planned.name, planned.ends_on) == ("Q1 2031", date(2031, 3, 31))


def test_open_period_keeps_its_days(acme, client):
    was = acme.period.ends_on
    client.post(acme.url(f"periods/{acme.period.pk}/edit/"), typed(name="Renamed"))
    acme.period.refresh_from_db()
    assert (acme.period.name, acme.period.ends_on) == ("Renamed", was)


def test_opening_says_beforehand_what_it_does(acme, client, planned):
    objective = make_objective(acme.admin, planned)
    make_key_result(acme.admin, objective, owner=None)
    page = client.get(acme.url(f"periods/{planned.pk}/open/")).content.decode()
    assert "1 objective with 1 key result start" in page
    assert "1 key result has no owner" in page
    planned.refresh_from_db()
    assert planned.is_planned
    client.post(acme.url(f"periods/{planned.pk}/open/"))
    planned.refresh_from_db()
    assert planned.is_open


def test_closing_says_beforehand_what_it_does(acme, client):
    make_key_result(acme.admin, make_objective(acme.admin, acme.period))
    page = client.get(acme.url(f"periods/{acme.period.pk}/close/")).content.decode()
    assert "1 key result has no value yet" in page
    client.post(acme.url(f"periods/{acme.period.pk}/close/"))
    acme.period.refresh_from_db()
    assert acme.period.is_closed


def test_closing_twice_is_explained(acme, client):
    close_period(acme.period, by=acme.admin)
    response = client.post(acme.url(f"periods/{acme.period.pk}/close/"))
    assert response.status_code == 422
    assert "no longer open" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_its_length(acme, client, count):
    for year in range(2031, 2030 + count):
        days = {"starts_on": date(year, 1, 1), "ends_on": date(year, 12, 31)}
        make_objective(acme.admin, create_period(by=acme.admin, name=str(year), kind="year", **days))
    with statements() as asked:
        client.get(acme.url("periods/"))
    assert len(asked) == 7, "\n".join(asked)


def test_list_says_days_and_objectives_on_phones_too(acme, client, planned):
    page = client.get(acme.url("periods/")).content.decode()
    assert "31 Mar 2031</span><br>0 objectives" in page
