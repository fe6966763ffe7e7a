"""The tree from which one picks what an objective supports: small enough to look through, and never a loop."""

import re

import pytest

from objectives.models import Objective
from objectives.picking import MOST_OFFERED, Asked, pick
from objectives.supports import find_supported
from tests.cast import client_of, make_key_result, make_objective, statements
from tests.forests import plant

TOP = "Win the quarter"


@pytest.fixture
def top(acme):
    return make_objective(acme.leader, acme.period, TOP)


def picked(cast, **asked):
    return pick(cast.leader, cast.period, Asked(**asked))


def lines(picker):
    return [(offer.depth, offer.title, offer.refusal) for offer in picker.offers]


def test_small_tree_is_offered_whole(acme, top):
    middle = make_objective(acme.owner, acme.period, "Sell to forty", parent=top, belongs_to="team", team=acme.team)
    make_key_result(acme.owner, top, "Customers")
    picker = picked(acme)
    assert lines(picker) == [(0, TOP, ""), (1, "Customers", ""), (1, "Sell to forty", "")]
    assert [offer.where for offer in picker.offers][::2] == [
        "the company, This quarter",
        "Acme Growth, This quarter",
    ]
    assert picker.offers[2].value == f"objective:{middle.pk}" and picker.is_whole


def test_itself_and_what_is_below_it_are_refused_with_words(acme, top):
    middle = make_objective(acme.owner, acme.period, "Middle", parent=top)
    low = make_objective(acme.owner, acme.period, "Low", parent=middle)
    make_key_result(acme.owner, low, "Number")
    assert lines(picked(acme, of=middle)) == [
        (0, TOP, ""),
        (1, "Middle", "it cannot support itself"),
        (2, "Low", "is below it"),
        (3, "Number", "is below it"),
    ]
    assert (2, "Low", "is below it") in lines(picked(acme, of=middle, text="low"))


def test_large_tree_opens_by_level(acme, top):
    branches = plant(acme, 20, parent=top, key_results=1, title="Branch")
    plant(acme, 100, parent=branches[3], title="Leaf")
    assert lines(picked(acme)) == [(0, TOP, "")]
    assert picked(acme).offers[0].below_count == 20
    one = picked(acme, opened=frozenset({top.pk}))
    assert len(one.offers) == 21 and one.offers[0].is_open
    two = picked(acme, opened=frozenset({top.pk, branches[3].pk}))
    assert len(two.offers) == MOST_OFFERED and two.is_cut


def test_search_finds_titles_key_results_and_teams_with_their_line(acme, top):
    plant(acme, 60, parent=top, title="Branch")
    team = make_objective(acme.owner, acme.period, "Sell", parent=top, belongs_to="team", team=acme.team)
    make_key_result(acme.owner, team, "Customers")
    person = make_objective(acme.owner, acme.period, "Learn to weld", belongs_to="person")
    assert lines(picked(acme, text="custom")) == [(0, TOP, ""), (1, "Sell", ""), (2, "Customers", "")]
    assert lines(picked(acme, text="GROWTH")) == [(0, TOP, ""), (1, "Sell", "")]
    assert picked(acme, text="weld").offers[0].value == f"objective:{person.pk}"
    nothing = picked(acme, text="zzz")
    assert not nothing.offers and "finds nothing" in nothing.in_words
    many = picked(acme, text="branch")
    assert len(many.offers) == MOST_OFFERED and "The first 50" in many.in_words


def test_what_is_chosen_is_always_there(acme, top):
    branches = plant(acme, 60, parent=top, key_results=1, title="Branch")
    (low,) = plant(acme, 1, parent=branches[55], key_results=1, title="Low")
    for value in (f"objective:{low.pk}", f"key_result:{low.key_results.get().pk}"):
        chosen = find_supported(acme.leader, value)
        for text in ("", "branch 1"):
            (offer,) = [each for each in picked(acme, chosen=chosen, text=text).offers if each.is_chosen]
            assert offer.value == value


@pytest.mark.parametrize(("asked", "questions"), [({}, 4), ({"text": "branch"}, 5), ({"opened": "top"}, 7)])
@pytest.mark.parametrize("count", [60, 200])
def test_it_asks_the_same_questions_whatever_there_is(acme, top, asked, questions, count):
    plant(acme, count, parent=top, key_results=1, title="Branch")
    if "opened" in asked:
        asked = {"opened": frozenset({top.pk})}
    with statements() as made:
        picked(acme, **asked)
    assert len(made) == questions, "\n".join(made)


def test_page_opens_a_level_without_javascript_and_keeps_what_was_typed(acme, top):
    plant(acme, 60, parent=top, title="Branch")
    client = client_of(acme.leader)
    address = acme.url("objectives/new/")
    assert "Branch 7" not in client.get(address).content.decode()
    typed = {"title": "Typed so far", "period": acme.period.pk, "q": "", "q_shown": ""}
    opened = client.post(address, typed | {"open": str(top.pk)})
    page = opened.content.decode()
    assert opened.status_code == 200 and 'value="Typed so far"' in page and "Branch 1" in page
    assert re.search(rf'name="opened" value="{top.pk}"', page)
    closed = client.post(address, typed | {"open": str(top.pk), "opened": str(top.pk)}).content.decode()
    assert "Branch 1" not in closed
    assert Objective.objects.filter(title="Typed so far").count() == 0


def test_loop_is_refused_by_the_action_too(acme, top):
    below = make_objective(acme.leader, acme.period, "Below", parent=top)
    page = client_of(acme.leader).get(acme.url(f"objectives/{top.pk}/move/")).content.decode()
    assert re.search(rf'value="objective:{below.pk}"\s+disabled', page)
    sent = {"supports": f"objective:{below.pk}", "reason": "So."}
    response = client_of(acme.leader).post(acme.url(f"objectives/{top.pk}/move/"), sent)
    assert response.status_code == 422 and "cannot support itself" in response.content.decode()
    top.refresh_from_db()
    assert top.parent is None
