"""Pages that keep themselves up to date: what asking again costs, and what it answers."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from organizations.models import Membership, TeamMembership
from tests.cast import client_of, make_key_result, make_objective, shut, statements

PAGES = ["", "company/", "teams/{team}/", "objectives/{objective}/", "key-results/{key_result}/"]
PAGES += ["alignment/", "alignment/?q=forty", "attention/"]
AGAIN = {"HX-Request": "true", "HX-Trigger": "live"}


@pytest.fixture
def calls(acme):
    objective = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team)
    return make_key_result(acme.owner, objective, "Calls")


@pytest.fixture(autouse=True)
def _at_noon(time_machine):
    time_machine.move_to("2026-10-29T12:00:00+01:00", tick=False)


def address(acme, calls, page):
    ids = {"team": acme.team.pk, "objective": calls.objective_id, "key_result": calls.pk}
    return acme.url(page.format(**ids))


def ask(client, path, tag=None):
    return client.get(path, headers=AGAIN | ({"If-None-Match": tag} if tag else {}))


@pytest.mark.parametrize("page", PAGES)
def test_what_has_not_changed_costs_five_statements(acme, calls, page):
    client, path = client_of(acme.owner), address(acme, calls, page)
    tag = client.get(path).headers["ETag"]
    with statements() as asked:
        again = ask(client, path, tag)
    assert again.status_code == 304 and again.headers["ETag"] == tag
    assert len(asked) == 5, "\n".join(asked)


@pytest.mark.parametrize("page", PAGES)
def test_check_in_of_somebody_else_changes_it(acme, calls, page):
    client, path = client_of(acme.leader), address(acme, calls, page)
    tag = client.get(path).headers["ETag"]
    check_in(by=acme.owner, statements=[Statement(calls.pk, Decimal(60), 8)])
    again = ask(client, path, tag)
    assert again.status_code == 200 and again.headers["ETag"] != tag
    content = again.content.decode()
    assert "<html" not in content and "<h1" not in content and "<live-board" in content
    assert f'data-etag="{again.headers["ETag"].replace(chr(34), "&quot;")}"' in content


@pytest.mark.parametrize("page", PAGES)
def test_page_and_what_is_answered_later_say_the_same(acme, calls, page):
    client, path = client_of(acme.owner), address(acme, calls, page)
    whole, part = client.get(path), ask(client, path)
    board = re.compile(r"<live-board.*</live-board>", re.DOTALL)
    once = re.compile(r'name="(?:key|csrfmiddlewaretoken)" value="[^"]*"')
    boards = [once.sub("", board.search(each.content.decode())[0]) for each in (whole, part)]
    assert boards[0] == boards[1]
    assert whole.headers["ETag"] == part.headers["ETag"]
    assert "HX-Request" in whole.headers["Vary"] and "no-store" in whole.headers["Cache-Control"]


def test_browser_without_htmx_always_gets_the_page(acme, calls):
    client = client_of(acme.owner)
    tag = client.get(acme.url()).headers["ETag"]
    assert client.get(acme.url(), headers={"If-None-Match": tag}).status_code == 200


def test_what_is_written_late_with_an_earlier_moment_changes_it_too(acme, calls):
    client, path = client_of(acme.leader), acme.url("company/")
    tag = client.get(path).headers["ETag"]
    before = timezone.now() - timedelta(seconds=2)
    check_in(by=acme.owner, statements=[Statement(calls.pk, Decimal(60), 8)], at=before)
    assert ask(client, path, tag).status_code == 200


def test_somebody_elses_answer_is_not_mine(acme, calls):
    path = acme.url("company/")
    tag = client_of(acme.leader).get(path).headers["ETag"]
    assert ask(client_of(acme.owner), path, tag).status_code == 200


def test_another_role_is_another_answer(acme, calls):
    client, path = client_of(acme.leader), acme.url(f"objectives/{calls.objective_id}/")
    tag = client.get(path).headers["ETag"]
    # Without the line that it leaves.
    Membership.objects.filter(pk=acme.leader.pk).update(role="viewer")
    assert ask(client, path, tag).status_code == 200


def test_what_another_company_does_is_no_news(acme, rival, calls):
    client = client_of(acme.owner)
    tag = client.get(acme.url()).headers["ETag"]
    with rival.scope():
        make_objective(rival.admin, rival.period)
    assert ask(client, acme.url(), tag).status_code == 304


def test_another_address_is_another_answer(acme, calls):
    client = client_of(acme.leader)
    tag = client.get(acme.url("company/")).headers["ETag"]
    assert ask(client, acme.url(f"company/?period={acme.period.pk}"), tag).status_code == 200


def test_a_quarter_of_an_hour_later_it_is_told_again(acme, calls, time_machine):
    client, path = client_of(acme.leader), acme.url("company/")
    tag = client.get(path).headers["ETag"]
    time_machine.move_to("2026-10-29T12:14:00+01:00", tick=False)
    assert ask(client, path, tag).status_code == 304
    time_machine.move_to("2026-10-29T12:15:00+01:00", tick=False)
    assert ask(client, path, tag).status_code == 200


@pytest.mark.parametrize(
    "page", ["teams/{team}/", "objectives/{objective}/", "key-results/{key_result}/", "alignment/"]
)
def test_the_past_names_nothing_and_is_not_asked_again(acme, calls, page):
    response = client_of(acme.leader).get(f"{address(acme, calls, page)}?as_of=2026-10-20")
    assert "ETag" not in response.headers and 'data-etag=""' in response.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_closed_period_names_nothing_and_is_not_asked_again(acme, calls, page):
    check_in(by=acme.owner, statements=[Statement(calls.pk, Decimal(60), 8)])
    shut(acme.period, by=acme.admin)
    response = client_of(acme.leader).get(address(acme, calls, page))
    assert "ETag" not in response.headers and 'data-etag=""' in response.content.decode()


def test_messages_wait_for_a_page(acme, calls):
    TeamMembership.objects.filter(team=acme.team, membership=acme.owner).update(is_lead=True)
    client, path = client_of(acme.owner), acme.url("company/")
    client.post(acme.url(f"key-results/{calls.pk}/done/"), {"done_as": "given_up", "reason": "Too far."})
    assert "Too far" not in ask(client, path).content.decode()
    assert 'class="message' in client.get(path).content.decode()


def test_strangers_get_404_whatever_they_claim_to_have(acme, rival, calls):
    tag = client_of(acme.leader).get(acme.url("company/")).headers["ETag"]
    assert ask(client_of(rival.admin), acme.url("company/"), tag).status_code == 404


def test_home_brings_the_count_in_the_navigation_along(acme, calls):
    assert 'id="owed-count"' in ask(client_of(acme.owner), acme.url()).content.decode()
