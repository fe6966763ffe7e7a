"""The pages that show several apps' things: the answer, and what it costs."""

from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.objectives import edit_objective
from tests.cast import client_of, make_key_result, make_objective, statements


@pytest.fixture
def tree(acme):
    company = make_objective(acme.leader, acme.period, "Win the mid-market")
    team = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team, parent=company)
    make_objective(acme.owner, acme.period, "Learn to weld", belongs_to="person")
    key_result = make_key_result(acme.owner, team, "Customers")
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 8, "Two **large** trials.")])
    return company, team, key_result


PAGES = ["", "scorecard/", "check-ins/", "objectives/{team}/", "key-results/{key_result}/", "teams/{its_team}/"]


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("role", ["admin", "leader", "owner", "viewer"])
def test_page_answers_everybody(acme, tree, address, role):
    company, team, key_result = tree
    path = acme.url(address.format(team=team.pk, key_result=key_result.pk, its_team=acme.team.pk))
    response = client_of(getattr(acme, role)).get(path)
    assert response.status_code == 200


@pytest.mark.parametrize("address", ["", "scorecard/", "check-ins/"])
def test_stranger_gets_404(acme, rival, address):
    assert client_of(rival.admin).get(acme.url(address)).status_code == 404


def test_scorecard_opens_level_by_level(acme, tree):
    company, team, key_result = tree
    client = client_of(acme.leader)
    closed = client.get(acme.url("scorecard/")).content.decode()
    assert "Win the mid-market" in closed and "Sell to forty" not in closed
    opened = client.get(acme.url(f"scorecard/?open={company.pk}")).content.decode()
    assert "Sell to forty" in opened and "Customers" in opened
    assert "1 objective supports nothing" in closed


@pytest.mark.parametrize("with_children", [False, True])
def test_scorecard_asks_the_same_questions_whatever_is_open(acme, tree, with_children):
    company, team, _ = tree
    client = client_of(acme.leader)
    opened = f"scorecard/?open={company.pk}&open={team.pk}&open=unaligned" if with_children else "scorecard/"
    with statements() as asked:
        client.get(acme.url(opened))
    assert len(asked) == 16, "\n".join(asked)


def test_refresh_of_an_unchanged_scorecard_costs_six_statements(acme, tree):
    client = client_of(acme.leader)
    first = client.get(acme.url("scorecard/"), headers={"HX-Request": "true"})
    with statements() as asked:
        again = client.get(
            acme.url("scorecard/"), headers={"HX-Request": "true", "If-None-Match": first.headers["ETag"]}
        )
    assert again.status_code == 304
    assert len(asked) == 6, "\n".join(asked)


def test_check_in_deep_below_changes_what_the_refresh_answers(acme, tree):
    company, team, key_result = tree
    client = client_of(acme.leader)
    first = client.get(acme.url("scorecard/"), headers={"HX-Request": "true"})
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(60), 8)])
    again = client.get(acme.url("scorecard/"), headers={"HX-Request": "true", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "60\u00a0%" in again.content.decode()


def test_home_tells_who_aligned_to_what_i_may_edit(acme):
    company = make_objective(acme.admin, acme.period, "Win the mid-market")
    now = timezone.now()
    supporter = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="person", parent=company, at=now)
    for person, is_told in ((acme.admin, True), (acme.leader, True), (acme.owner, False), (acme.viewer, False)):
        content = client_of(person).get(acme.url()).content.decode()
        assert ("Aligned to yours" in content) is is_told
    assert supporter.parent_id == company.pk


@pytest.mark.parametrize("count", [1, 3])
def test_home_asks_the_same_questions_whatever_one_owns(acme, count):
    for n in range(count):
        make_key_result(acme.owner, make_objective(acme.owner, acme.period, f"Objective {n}"))
    client = client_of(acme.owner)
    with statements() as asked:
        client.get(acme.url())
    assert len(asked) == 19, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_own_pages_ask_the_same_questions_whatever_hangs_on_them(acme, count):
    top = make_objective(acme.leader, acme.period)
    objective = make_objective(acme.owner, acme.period, parent=top)
    for n in range(count):
        key_result = make_key_result(acme.owner, objective, f"Customers {n}")
        make_objective(acme.owner, acme.period, f"Supporter {n}", parent=objective, team=acme.team, belongs_to="team")
        make_objective(acme.owner, acme.period, f"Helper {n}", parent_key_result=key_result)
        for value in range(count):
            check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(value), 8)])
    client = client_of(acme.owner)
    costs = {f"objectives/{objective.pk}/": 27, f"key-results/{key_result.pk}/": 25, f"teams/{acme.team.pk}/": 18}
    for path, questions in costs.items():
        with statements() as asked:
            client.get(acme.url(path))
        assert len(asked) == questions, path + "\n".join(asked)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("health=on_track", {"Sell to forty"}),
        ("health=off_track", set()),
        ("team={team}", {"Sell to forty"}),
        ("owner={leader}", {"Win the mid-market"}),
        ("owner={owner}", {"Sell to forty", "Learn to weld"}),
        ("owner={owner}&health=on_track", {"Sell to forty"}),
        ("team=nonsense&owner=&health=blue", {"Win the mid-market"}),
    ],
)
def test_filters_live_in_the_address(acme, tree, query, shown):
    query = query.format(team=acme.team.pk, owner=acme.owner.pk, leader=acme.leader.pk)
    content = client_of(acme.leader).get(acme.url(f"scorecard/?{query}")).content.decode()
    titles = {"Win the mid-market", "Sell to forty", "Learn to weld"}
    assert {title for title in titles if f">{title}</a>" in content} == shown


def test_history_folds_after_ten_changes(acme):
    objective = make_objective(acme.leader, acme.period)
    address = f"/acme/objectives/{objective.pk}/"
    client = client_of(acme.leader)
    assert "Older changes" not in client.get(address).content.decode()
    for number in range(10):
        edit_objective(objective, by=acme.leader, changes={"title": f"Title {number}"}, reason="Clearer.")
    assert "Older changes" in client.get(address).content.decode()
