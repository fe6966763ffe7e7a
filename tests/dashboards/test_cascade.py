"""Asking for a part and answering, in pages: the boxes and shares, the inbox, the lists, and who may what."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alignment.actions import ask, decline
from alignment.drafts import Ask
from alignment.models import Request
from checkins.actions import Statement, check_in
from objectives.models import KeyResult, Measure, Objective
from organizations.models import Team, TeamMembership
from tests.cast import client_of, make_key_result, make_objective, make_team, shut, statements


@pytest.fixture
def revenue(acme):
    company = make_objective(acme.leader, acme.period, "Win the year")
    money = {"measure": Measure.SUM, "unit": "$", "target": Decimal(120_000)}
    return make_key_result(acme.leader, company, "Revenue", **money)


@pytest.fixture
def teams(acme):
    return [make_team(acme, name) for name in ("North", "South", "West")]


def asked_of(acme, revenue, *teams):
    title = "Sell more"
    asks = [Ask(team) for team in teams]
    return ask(revenue.objective, revenue, by=acme.leader, period=acme.period, asks=asks, title=title, message="Help.")


def path_of(revenue, what="cascade/"):
    return f"/acme/key-results/{revenue.pk}/{what}"


def form(*teams, **more):
    return {"title": "Sell more", "message": "It is time."} | {f"ask-team-{team.pk}": "on" for team in teams} | more


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# Asking.


def test_the_page_shows_whom_one_may_ask_and_why_others_not(acme, revenue, teams):
    Team.objects.create(name="Lonely")
    page = text_of(client_of(acme.leader).get(path_of(revenue)))
    assert "North Lead North" in page and "Share of North" in page and "Acme Owner" in page
    assert "Nobody leads it who could answer" in page and "You lead it: add its objective yourself." in page
    assert "$120 000 is to be shared" in page.replace("\u202f", " ")


def test_teams_are_asked_with_even_shares(acme, revenue, teams):
    answer = client_of(acme.leader).post(path_of(revenue), form(*teams), follow=True)
    assert "North, South and West are asked." in text_of(answer)
    assert set(Request.objects.values_list("target", "message")) == {(Decimal(40_000), "It is time.")}


def test_shares_that_do_not_add_up_are_said_and_everything_typed_is_kept(acme, revenue, teams):
    shares = {f"share-team-{team.pk}": share for team, share in zip(teams, ("50k", "30k", "30k"), strict=True)}
    answer = client_of(acme.leader).post(path_of(revenue), form(*teams, **shares))
    assert answer.status_code == 422 and not Request.objects.exists()
    page = answer.content.decode()
    assert "$10\u202f000 is missing" in page and 'value="50k"' in page and "It is time." in page
    assert len(re.findall(r'name="ask-team[^>]*checked', page)) == 3
    del shares[f"share-team-{teams[0].pk}"]
    assert "Write a share, or leave all" in text_of(
        client_of(acme.leader).post(path_of(revenue), form(*teams, **shares))
    )
    assert client_of(acme.leader).post(path_of(revenue), form(*teams, **shares, kept="x")).status_code == 422


def test_what_is_kept_is_part_of_the_target(acme, revenue, teams):
    client_of(acme.leader).post(path_of(revenue), form(*teams, kept="30k"))
    assert set(Request.objects.values_list("target", flat=True)) == {Decimal(30_000)}


def test_nobody_chosen_is_said(acme, revenue, teams):
    answer = client_of(acme.leader).post(path_of(revenue), form())
    assert answer.status_code == 422 and "Choose at least one team or person." in text_of(answer)


def test_an_objective_is_cascaded_to_people_too(acme, revenue, teams):
    path = f"/acme/objectives/{revenue.objective_id}/cascade/"
    assert "Share of" not in text_of(client_of(acme.leader).get(path))
    client_of(acme.leader).post(path, {"title": "Help", f"ask-person-{acme.owner.pk}": "on"})
    request = Request.objects.get()
    assert (request.asked, request.team, request.measure) == (acme.owner, None, "")


def test_the_source_lists_its_requests_and_says_where_shares_are_missing(acme, revenue, teams):
    first, *_ = asked_of(acme, revenue, *teams)
    client = client_of(acme.viewer)
    assert "asked of nobody" not in text_of(client.get(path_of(revenue, "")))
    decline(first, by=first.asked, reason="No people.")
    page = text_of(client.get(path_of(revenue, ""))).replace("\u202f", " ")
    assert "“No people.”" in page and "$80 000 of $120 000: $40 000 is asked of nobody." in page
    above = text_of(client.get(f"/acme/objectives/{revenue.objective_id}/"))
    assert "Asked of others" in above and "South" in above


def test_a_closed_period_is_not_asked_in(acme, revenue, teams):
    shut(acme.period, by=acme.admin)
    answer = client_of(acme.leader).post(path_of(revenue), form(*teams))
    assert answer.status_code == 422 and not Request.objects.exists()


# Answering.


def test_home_shows_what_is_asked_and_what_one_asks(acme, revenue, teams):
    request, *_ = asked_of(acme, revenue, *teams)
    home = text_of(client_of(request.asked).get("/acme/"))
    assert "Requests to you" in home and "Acme Leader asks for Revenue" in home and "“Help.”" in home
    mine = text_of(client_of(acme.leader).get("/acme/"))
    assert "You asked" in mine and mine.count("has not answered") == 3
    assert "Requests to you" not in text_of(client_of(acme.owner).get("/acme/"))
    decline(request, by=request.asked, reason="No people.")
    mine = text_of(client_of(acme.leader).get("/acme/"))
    assert mine.count("has not answered") == 2 and "North declined “No people.”" in mine


def test_accepting_makes_it_hers_and_a_second_time_is_answered_politely(acme, revenue, teams):
    request, *_ = asked_of(acme, revenue, *teams)
    client, path = client_of(request.asked), f"/acme/requests/{request.pk}/accept/"
    assert "supports “Win the year”" in text_of(client.post(path, follow=True))
    assert "accepted by Lead North already" in text_of(client.post(path, follow=True))
    made = Objective.objects.get(title="Sell more")
    assert made.owner == request.asked and made.parent_key_result == revenue


def test_changing_says_what_was_changed_and_refuses_other_money_in_words(acme, revenue, teams):
    request, *_ = asked_of(acme, revenue, *teams)
    client, path = client_of(request.asked), f"/acme/requests/{request.pk}/change/"
    assert 'value="40000"' in client.get(path).content.decode()
    typed = {"title": "Sell up north", "unit": "€", "start": "0", "target": "30k", "note": "Two left."}
    refused = client.post(path, typed)
    assert refused.status_code == 422 and "only what has one unit can be added up" in text_of(refused)
    assert 'value="30k"' in refused.content.decode()
    client.post(path, typed | {"unit": "$"})
    assert KeyResult.objects.get(objective__title="Sell up north").target == 30_000
    mine = text_of(client_of(acme.leader).get("/acme/")).replace("\u202f", " ")
    assert "North accepted" in mine and "from $0 to $40 000" in mine and "Two left." in mine


def test_declining_asks_for_a_reason_and_can_be_undone_at_once_and_from_the_list(acme, revenue, teams):
    request, *_ = asked_of(acme, revenue, *teams)
    client, path = client_of(request.asked), f"/acme/requests/{request.pk}/"
    assert client.post(f"{path}decline/", {"reason": " "}).status_code == 422
    page = client.post(f"{path}decline/", {"reason": "No people."}, follow=True)
    assert "Declined. Acme Leader reads why." in text_of(page)
    assert page.content.decode().count(f'action="{path}undo/"') == 2, "in the message and in the list"
    assert "waits for your answer again" in text_of(client.post(f"{path}undo/", follow=True))
    assert "Nothing was undone." in text_of(client.post(f"{path}undo/", follow=True))
    assert Request.objects.get(pk=request.pk).is_open


def test_the_asker_withdraws(acme, revenue, teams):
    request, *_ = asked_of(acme, revenue, *teams)
    answer = client_of(acme.leader).post(f"/acme/requests/{request.pk}/withdraw/", follow=True)
    assert "Withdrawn: North is not asked any more." in text_of(answer)
    assert "withdrawn by Acme Leader already" in text_of(
        client_of(request.asked).post(f"/acme/requests/{request.pk}/accept/", follow=True)
    )


def test_shares_add_up_in_the_scorecard_after_check_ins(acme, revenue, teams):
    for request in asked_of(acme, revenue, *teams):
        client_of(request.asked).post(f"/acme/requests/{request.pk}/accept/")
        own = Request.objects.get(pk=request.pk).made_key_result
        check_in(by=request.asked, statements=[Statement(own.pk, Decimal(10_000), 7)])
    revenue.refresh_from_db()
    assert (revenue.current, revenue.progress) == (30_000, Decimal("0.25"))


# Who may.


@pytest.mark.parametrize("what", ["accept/", "change/", "decline/", "undo/"])
def test_only_the_asked_answer(acme, revenue, teams, what):
    request, *_ = asked_of(acme, revenue, *teams)
    for person in (acme.viewer, acme.owner, acme.leader, Request.objects.get(team=teams[1]).asked):
        assert client_of(person).post(f"/acme/requests/{request.pk}/{what}", {"reason": "x"}).status_code == 403
    assert Request.objects.get(pk=request.pk).is_open


def test_only_who_may_edit_it_asks_and_withdraws(acme, revenue, teams):
    request, *_ = asked_of(acme, revenue, *teams)
    for person in (acme.viewer, acme.owner):
        assert client_of(person).get(path_of(revenue)).status_code == 403
        assert client_of(person).get(f"/acme/objectives/{revenue.objective_id}/cascade/").status_code == 403
        assert client_of(person).post(f"/acme/requests/{request.pk}/withdraw/").status_code == 403
        assert client_of(person).get(f"/acme/requests/{request.pk}/").status_code == 200


def test_what_is_rivals_is_not_there(acme, revenue, teams, rival):
    request, *_ = asked_of(acme, revenue, *teams)
    client = client_of(rival.admin)
    for path in (f"requests/{request.pk}/", f"key-results/{revenue.pk}/cascade/"):
        assert client.get(f"/rival/{path}").status_code == 404
        assert client.get(f"/acme/{path}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_whatever_is_asked(acme, revenue, teams, count):
    first, *_ = asked_of(acme, revenue, *teams[:count])
    for path, person, expected in (
        ("requests/", acme.leader, 8),
        (f"requests/{first.pk}/", acme.leader, 8),
        (f"key-results/{revenue.pk}/cascade/", acme.leader, 14),
    ):
        client = client_of(person)
        with statements() as asked:
            assert client.get(f"/acme/{path}").status_code == 200
        assert len(asked) == expected, "\n".join(asked)


# Where else it is said.


@pytest.mark.parametrize(("count", "words"), [(1, "1 request waits for"), (2, "2 requests wait for")])
def test_one_line_tells_of_what_waits_on_the_check_in_page(acme, revenue, teams, count, words):
    for team in teams[:count]:
        TeamMembership.objects.create(team=team, membership=acme.owner, is_lead=True)
    asked_of(acme, revenue, *teams[:count])
    assert f"{words} your answer." in text_of(client_of(acme.owner).get("/acme/check-ins/"))
    assert "your answer." not in text_of(client_of(acme.viewer).get("/acme/check-ins/"))


def test_what_nobody_answers_is_a_finding_after_three_days(acme, revenue, teams):
    asked_of(acme, revenue, teams[0])
    words = "North was asked for a part of it and has not answered."
    assert words not in text_of(client_of(acme.viewer).get("/acme/attention/"))
    Request.objects.update(created_at=timezone.now() - timedelta(days=4))
    assert words in text_of(client_of(acme.viewer).get("/acme/attention/"))
