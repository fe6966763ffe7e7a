"""Searching: by words of names, within one's organization, the best first."""

from html import unescape

import pytest

from dashboards.search import search
from objectives.actions.objectives import put_objective_in_state
from objectives.models import State
from organizations.models import Team
from tests.cast import client_of, join, make_key_result, make_objective, statements


def names(found):
    return {kind.name: [str(thing) for thing in kind.things] for kind in found.kinds}


@pytest.fixture
def things(acme):
    grow = make_objective(acme.leader, acme.period, "Grow the revenue of new customers")
    make_objective(acme.leader, acme.period, "Revenue that stays")
    make_objective(acme.leader, acme.period, "Calm weekends")
    make_key_result(acme.owner, grow, "Monthly recurring revenue")
    return grow


def test_all_words_must_be_there_in_any_order_and_case(acme, things):
    assert names(search(acme.viewer, "CUST rev")) == {"objectives": ["Grow the revenue of new customers"]}
    assert names(search(acme.viewer, "revenue weekends")) == {}


def test_what_begins_with_the_text_comes_first_and_what_was_set_aside_last(acme, things):
    assert names(search(acme.viewer, "revenue"))["objectives"][0] == "Revenue that stays"
    put_objective_in_state(things, State.DROPPED, by=acme.leader, reason="No.")
    make_objective(acme.leader, acme.period, "Zero revenue lost")
    assert names(search(acme.viewer, "revenue"))["objectives"][-1] == "Grow the revenue of new customers"


def test_people_and_teams_are_found(acme):
    assert names(search(acme.viewer, "acme le")) == {"people": ["Acme Leader"]}
    assert names(search(acme.viewer, "growth")) == {"teams": ["Acme Growth"]}


def test_another_organization_is_never_found(acme, rival, things):
    with rival.scope():
        make_objective(rival.leader, rival.period, "Revenue of Rival")
        Team.objects.create(name="Revenue team")
        shown = client_of(rival.viewer).get(rival.url("search/?q=revenue")).content.decode()
    assert "of Rival" in unescape(shown).replace("<mark>", "").replace("</mark>", "")
    assert names(search(acme.viewer, "rival")) == {}
    assert client_of(rival.viewer).get(acme.url("search/?q=revenue")).status_code == 404


@pytest.mark.parametrize("text", ["", " ", "r", "%", "_%", "\0", "'", "\\"])
def test_short_and_odd_texts_find_nothing_that_was_not_asked_for(acme, things, text):
    assert names(search(acme.viewer, text)) == {}
    assert client_of(acme.viewer).get(acme.url("search/"), {"q": text}).status_code == 200


def test_what_was_typed_is_marked_and_never_runs(acme):
    make_objective(acme.leader, acme.period, "<script>alert(1)</script> first")
    shown = client_of(acme.viewer).get(acme.url("search/"), {"q": "script alert"}).content.decode()
    assert "&lt;<mark>script</mark>&gt;<mark>alert</mark>(1)" in shown
    assert "<script>alert" not in shown


def test_box_gets_a_piece_that_says_how_many_there_are(acme, things):
    answer = client_of(acme.viewer).get(acme.url("search/?q=revenue"), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "3 found" in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_many_of_a_kind_lead_to_all_of_them(acme):
    for n in range(9):
        make_objective(acme.leader, acme.period, f"Port {n}")
    client = client_of(acme.viewer)
    assert "kind=objectives" in client.get(acme.url("search/?q=port")).content.decode()
    everything = client.get(acme.url("search/?q=port&kind=objectives")).content.decode()
    assert all(f"</mark> {n}" in everything for n in range(9))
    assert client.get(acme.url("search/?q=port&kind=nonsense")).status_code == 200


@pytest.mark.parametrize("count", [1, 3, 12])
def test_it_asks_the_same_whatever_it_finds(acme, count):
    for n in range(count):
        found = make_objective(acme.leader, acme.period, f"Harbour {n}", belongs_to="team", team=acme.team)
        make_key_result(acme.owner, found, f"Harbour number {n}")
        join(acme.organization, "member", f"Harbour Person {n}")
        Team.objects.create(name=f"Harbour team {n}")
    client = client_of(acme.owner)
    client.get(acme.url("search/?q=harbour"))
    with statements() as asked:
        client.get(acme.url("search/?q=harbour"))
    assert len(asked) == 11, "\n".join(asked)
    with statements() as asked:
        client.get(acme.url("search/?q=harbour"), headers={"HX-Request": "true"})
    assert len(asked) == 8, "\n".join(asked)
