"""The list of initiatives, in the browser's words."""

from datetime import UTC, datetime, time, timedelta
from html import unescape

import pytest

from objectives.actions.initiatives import add_initiative, edit_initiative, withdraw_initiative
from objectives.errors import PeriodIsClosed
from objectives.models import Initiative
from tests.cast import client_of, make_key_result, make_objective, shut, statements
from tests.guards.routes import fields_in

HTMX = {"HX-Request": "true"}


@pytest.fixture
def customers(acme):
    return make_key_result(acme.owner, make_objective(acme.owner, acme.period), "Customers")


def list_of(cast, key_result):
    return cast.url(f"key-results/{key_result.pk}/initiatives/")


def page_of(cast, initiative, what):
    return cast.url(f"initiatives/{initiative.pk}/{what}/")


def words(response):
    return unescape(response.content.decode())


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_owner_writes_one_down_and_is_shown_it(acme, customers, headers):
    client = client_of(acme.owner)
    answer = client.post(list_of(acme, customers), {"title": "Call the ports"}, headers=headers, follow=not headers)
    assert answer.status_code == 200 and "Call the ports" in words(answer) and "Added" in words(answer)
    assert ("<html" in words(answer)) == (not headers)
    initiative = Initiative.objects.get()
    assert (initiative.title, initiative.owner, initiative.state) == ("Call the ports", acme.owner, "planned")
    assert "Call the ports" in words(client.get(acme.url(f"key-results/{customers.pk}/")))
    told = words(client.get(acme.url(f"key-results/{customers.pk}/numbers/")))
    of_health = told[told.index('id="health"') : told.index('id="check-ins"')]
    assert "Call the ports" in of_health and "planned" in of_health and "They count nowhere." in of_health
    of_objective = words(client.get(acme.url(f"objectives/{customers.objective_id}/")))
    assert "Initiative added: “Call the ports”" in of_objective and "1 initiative planned" in of_objective


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_one_without_a_title_is_refused_in_words(acme, customers, headers):
    answer = client_of(acme.owner).post(list_of(acme, customers), {"title": " "}, headers=headers)
    assert answer.status_code == 422 and "Write what will be done." in words(answer)
    assert not Initiative.objects.exists()


def test_everything_of_it_can_be_changed(acme, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports")
    client, path = client_of(acme.owner), page_of(acme, initiative, "edit")
    typed = {"title": "Visit the ports", "owner": str(acme.leader.pk), "state": "running", "url": "javascript:alert(1)"}
    answer = client.post(path, typed)
    assert answer.status_code == 422 and "Visit the ports" in words(answer) and "javascript:alert(1)" in words(answer)
    answer = client.post(path, typed | {"url": "tracker.example/7"}, follow=True)
    assert "https://tracker.example/7" in words(answer) and 'rel="noopener noreferrer"' in words(answer)
    initiative.refresh_from_db()
    assert (initiative.title, initiative.owner, initiative.state) == ("Visit the ports", acme.leader, "running")


def test_whoever_does_it_says_how_far_it_is_and_no_more(acme, customers):
    """Also where the key result is somebody else's."""
    leaders = make_key_result(acme.leader, make_objective(acme.leader, acme.period), "Ports")
    initiative = add_initiative(leaders, by=acme.leader, title="Call the ports", owner=acme.owner)
    client = client_of(acme.owner)
    answer = client.post(page_of(acme, initiative, "state"), {"state": "done"}, follow=True)
    assert "“Call the ports” is done." in words(answer)
    assert "/state/?state=planned" in words(answer), "it can be undone"
    assert client.post(page_of(acme, initiative, "state"), {"state": "nonsense"}).status_code == 422
    for what in ("edit", "withdraw"):
        assert client.post(page_of(acme, initiative, what), {"title": "Mine"}).status_code == 403
    assert client.post(page_of(acme, initiative, "state") + "?state=planned").status_code == 302
    initiative.refresh_from_db()
    assert (initiative.title, initiative.state) == ("Call the ports", "planned")


def test_withdrawing_can_be_undone(acme, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports")
    client = client_of(acme.owner)
    answer = client.post(page_of(acme, initiative, "withdraw"), follow=True)
    assert "Withdrew “Call the ports”." in words(answer) and page_of(acme, initiative, "restore") in words(answer)
    assert "1 withdrawn" in words(answer)
    client.post(page_of(acme, initiative, "restore"))
    assert "Nothing was changed." in words(client.post(page_of(acme, initiative, "restore"), follow=True))
    initiative.refresh_from_db()
    assert not initiative.is_withdrawn


def test_viewer_reads_and_changes_nothing(acme, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports")
    client = client_of(acme.viewer)
    shown = words(client.get(list_of(acme, customers)))
    assert "Call the ports" in shown and 'name="title"' not in shown
    assert client.post(list_of(acme, customers), {"title": "Mine"}).status_code == 403
    for what in ("edit", "state", "withdraw", "restore"):
        assert client.post(page_of(acme, initiative, what), {"state": "done"}).status_code == 403
    assert Initiative.objects.get().state == "planned"


def test_rivals_see_nothing_of_it(acme, rival, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports")
    client = client_of(rival.admin)
    assert client.get(rival.url(f"key-results/{customers.pk}/initiatives/")).status_code == 404
    for what in ("edit", "state", "withdraw", "restore"):
        assert client.post(rival.url(f"initiatives/{initiative.pk}/{what}/")).status_code == 404


def test_reading_an_address_that_writes_is_refused(acme, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports")
    for what in ("state", "withdraw", "restore"):
        assert client_of(acme.owner).get(page_of(acme, initiative, what)).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_whatever_there_is(acme, customers, count):
    for n in range(count):
        add_initiative(customers, by=acme.owner, title=f"Work {n}", owner=acme.leader)
        withdraw_initiative(add_initiative(customers, by=acme.owner, title=f"Gone {n}"), by=acme.owner)
    client = client_of(acme.owner)
    with statements() as asked:
        assert client.get(list_of(acme, customers)).status_code == 200
    assert len(asked) == 9, "\n".join(asked)


def test_second_of_two_who_edit_at_once_hears_of_the_first(acme, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports")
    client, path = client_of(acme.owner), page_of(acme, initiative, "edit")
    shown = fields_in(words(client.get(path)))
    edit_initiative(initiative, by=acme.leader, changes={"state": "running"})
    answer = client.post(path, shown | {"title": "Visit the ports"})
    assert answer.status_code == 422 and f"{acme.leader} changed this while you wrote" in words(answer)
    assert "Visit the ports" in words(answer) and Initiative.objects.get().title == "Call the ports"
    assert client.post(path, fields_in(words(answer))).status_code == 302
    assert Initiative.objects.get().title == "Visit the ports"


def test_pages_of_the_past_show_it_as_it_stood(acme, customers):
    then = acme.period.starts_on + timedelta(days=3)
    at = datetime.combine(then, time(9), UTC)
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports", owner=acme.owner, at=at)
    add_initiative(customers, by=acme.owner, title="Later")
    edit_initiative(initiative, by=acme.owner, changes={"title": "Visit the ports", "state": "done"})
    client = client_of(acme.owner)
    for path in (f"key-results/{customers.pk}/", f"key-results/{customers.pk}/numbers/"):
        page = words(client.get(acme.url(path), {"as_of": then.isoformat()}))
        assert "Call the ports" in page and "lanned" in page
        assert "Visit the ports" not in page and "Later" not in page and 'name="state"' not in page
        assert 'name="title"' not in page
    history = words(client.get(acme.url(f"objectives/{customers.objective_id}/"), {"as_of": then.isoformat()}))
    assert "Initiative added: “Call the ports”" in history and "Initiative changed" not in history


def test_closed_period_shows_them_and_offers_nothing(acme, customers):
    initiative = add_initiative(customers, by=acme.owner, title="Call the ports", owner=acme.owner)
    client = client_of(acme.owner)
    shut(acme.period, by=acme.admin)
    for path in (acme.url(f"key-results/{customers.pk}/"), list_of(acme, customers)):
        page = words(client.get(path))
        assert "Call the ports" in page and 'name="state"' not in page and "new-initiative" not in page
    answer = client.post(list_of(acme, customers), {"title": "Another"})
    assert answer.status_code == 422 and PeriodIsClosed.why in words(answer) and 'value="Another"' in words(answer)
    answer = client.post(page_of(acme, initiative, "state"), {"state": "done"}, follow=True)
    assert f"Nothing was changed. {PeriodIsClosed.why}" in words(answer)
    answer = client.post(page_of(acme, initiative, "withdraw"), headers=HTMX)
    assert answer.status_code == 200 and PeriodIsClosed.why in words(answer)
    assert (Initiative.objects.get().state, Initiative.objects.get().is_withdrawn) == ("planned", False)


@pytest.mark.parametrize("what", ["key_result", "numbers", "objective", "objective numbers"])
def test_pages_ask_the_same_for_one_and_for_three(acme, customers, what):
    paths = {
        "key_result": f"key-results/{customers.pk}/",
        "numbers": f"key-results/{customers.pk}/numbers/",
        "objective": f"objectives/{customers.objective_id}/",
        "objective numbers": f"objectives/{customers.objective_id}/numbers/",
    }
    client, counts = client_of(acme.owner), []
    for count in (1, 2):
        for n in range(count):
            add_initiative(customers, by=acme.owner, title=f"Work {count} {n}", owner=acme.leader)
        with statements() as asked:
            assert client.get(acme.url(paths[what])).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_link_opens_elsewhere_and_tells_nothing_of_where_it_came_from(acme, customers):
    add_initiative(customers, by=acme.owner, title="<b>Call</b>", url="https://tracker.example/7?a=%22%3E")
    page = client_of(acme.viewer).get(acme.url(f"key-results/{customers.pk}/")).content.decode()
    assert 'href="https://tracker.example/7?a=%22%3E" target="_blank" rel="noopener noreferrer"' in page
    assert "<b>Call</b>" not in page and "&lt;b&gt;Call&lt;/b&gt;" in page
