"""The carry-over page: what is ticked, what is said beside it, who may, and what comes of it."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages

from checkins.actions import Statement, check_in
from objectives import carry_over as reading
from objectives.actions.key_results import edit_key_result
from objectives.actions.objectives import edit_objective, put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.actions.reviews import Answers, review_objective
from objectives.carry_over import build_carry_over, targets_for
from objectives.models import Objective, Period, State
from organizations.models import Activity
from tests.cast import client_of, end, make_key_result, make_objective, shut, statements
from tests.guards.routes import Fields, fields_in
from tests.objectives.test_actions_carry_over import around, carry, copy_of, following


@pytest.fixture
def client(acme):
    return client_of(acme.admin)


@pytest.fixture
def target(acme):
    return following(acme)


def address(cast, source=None, **query):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return cast.url(f"periods/{(source or cast.period).pk}/carry-over/") + (f"?{asked}" if asked else "")


def decide(cast, objective, decision, by=None):
    review_objective(
        objective, by=by or cast.admin, key_results={}, answers=Answers(learned="Much.", decision=decision)
    )


def decided(cast):
    """One objective for each decision, and one without, in grace."""
    found = {word: make_objective(cast.admin, cast.period, f"We {word}") for word in ("continue", "change", "drop", "")}
    end(cast.period, by=cast.admin)
    for word, objective in found.items():
        if word:
            decide(cast, objective, word)
    return found


def boxes(page):
    """Objective id → whether its box is ticked."""

    class Boxes(Fields):
        def handle_starttag(self, tag, attrs):
            given = dict(attrs)
            if tag == "input" and given.get("type") == "checkbox":
                self.found[given["value"]] = "checked" in given

    parser = Boxes()
    parser.feed(page)
    return parser.found


def post(client, path, *objectives, start_from="value", **fields):
    ids = [objective.pk for objective in objectives]
    return client.post(path, {"objectives": ids, "start_from": start_from, **fields})


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_what_goes_on_is_ticked_and_the_rest_is_listed_apart(acme, client, target):
    found = decided(acme)
    page = client.get(address(acme)).content.decode()
    ticked = boxes(page)
    assert {word: ticked[str(objective.pk)] for word, objective in found.items()} == {
        "continue": True,
        "change": True,
        "drop": False,
        "": False,
    }
    assert page.index("To continue or change</h2>") < page.index("Not decided</h2>") < page.index("Dropped</h2>")


@pytest.mark.parametrize(("tick", "words"), [("all", {"continue", "change", ""}), ("none", set())])
def test_all_or_none_are_ticked_by_an_address(acme, client, target, tick, words):
    found = decided(acme)
    ticked = boxes(client.get(address(acme, tick=tick)).content.decode())
    assert {word for word, objective in found.items() if ticked[str(objective.pk)]} == words


def test_rows_say_owner_team_score_decision_and_key_results(acme, client, target):
    ours = {"belongs_to": "team", "team": acme.team}
    objective = make_objective(acme.owner, acme.period, "Sell to forty", **ours)
    for n in range(2):
        key_result = make_key_result(acme.owner, objective, f"Customers {n}")
        check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(64), 8)])
    end(acme.period, by=acme.admin)
    decide(acme, objective, "continue")
    page = client.get(address(acme)).content.decode()
    for words in ("Sell to forty", "Acme Owner", "Acme Growth", "2 key results", "0.64", "continue"):
        assert words in page
    assert f"/acme/objectives/{objective.pk}/review/" in page


def test_rows_are_in_the_order_of_the_tree(acme, client, target):
    top = make_objective(acme.admin, acme.period, "B top")
    other = make_objective(acme.admin, acme.period, "A other", weight=Decimal(2))
    below = make_objective(acme.admin, acme.period, "Z below", parent=top)
    deeper = make_objective(acme.admin, acme.period, "Y deeper", parent=below)
    own = make_objective(acme.admin, acme.period, "A own", belongs_to="person")
    page = client.get(address(acme)).content.decode()
    assert list(boxes(page)) == [str(o.pk) for o in (other, top, below, deeper, own)]
    assert [f"team-name d{n}" in page for n in (0, 1, 2, 3)] == [True, True, True, False]


def test_carrying_over_says_what_is_there_and_goes_to_the_checklist(acme, client, target):
    tops = [make_objective(acme.admin, acme.period, f"Top {n}") for n in range(2)]
    lonely = make_objective(acme.admin, acme.period, "Lonely", parent=make_objective(acme.admin, acme.period, "Stays"))
    key_result = make_key_result(acme.admin, tops[0])
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(40), 8)])
    carry(acme, target, tops[1])
    response = post(client, address(acme), *tops, lonely, start_from="start")
    assert response.status_code == 302
    assert response.url == acme.url(f"periods/{target.pk}/checklist/")
    assert said(response) == [
        "2 objectives with 1 key result are in Next. 1 was there before. 1 supports nothing there yet."
    ]
    assert copy_of(key_result, target).start == 0
    assert Activity.objects.filter(verb="carried", actor=acme.admin).count() == 4
    again = post(client, address(acme), *tops)
    assert said(again)[1:] == ["Nothing new is in Next. 2 were there before."]


def test_what_was_carried_links_to_its_copy(acme, client, target):
    objective, aside = make_objective(acme.admin, acme.period), make_objective(acme.admin, acme.period, "Aside")
    copy, archived = carry(acme, target, objective, aside).objectives
    put_objective_in_state(archived, State.ARCHIVED, by=acme.admin)
    page = client.get(address(acme)).content.decode()
    assert boxes(page) == {}
    assert f'href="/acme/objectives/{copy.pk}/"' in page
    assert "Is in Next already" in page and "Is in Next already, archived" in page


def test_what_would_support_nothing_is_said_beside_it(acme, client, target):
    old = around(acme, acme.period, name="Old year")
    goal = make_objective(acme.admin, old, "Goal")
    top = make_objective(acme.admin, acme.period, "Top", parent=goal)
    make_objective(acme.admin, acme.period, "Child", parent=top)
    page = client.get(address(acme, to=target.pk)).content.decode()
    assert "Supports “Goal”, which is not there in Next: it will support nothing." in page
    assert "Supports “Top”, which is not carried over: without it, it will support nothing." in page
    page = client.get(address(acme, to=target.pk, tick="all")).content.decode()
    assert "Supports “Top”" not in page
    carry(acme, target, top)
    assert "Supports “Top”" not in client.get(address(acme, to=target.pk)).content.decode()


def test_copies_that_are_to_be_changed_are_listed_until_they_are(acme, client, target):
    changing = [make_objective(acme.admin, acme.period, f"Changing {n}") for n in range(2)]
    key_result = make_key_result(acme.admin, changing[1])
    end(acme.period, by=acme.admin)
    for objective in changing:
        decide(acme, objective, "change")
    first, second = carry(acme, target, *changing).objectives
    edits = [f"/acme/objectives/{copy.pk}/edit/" for copy in (first, second)]
    page = client.get(address(acme)).content.decode()
    assert "To be changed in Next" in page and all(edit in page for edit in edits)
    edit_objective(first, by=acme.admin, changes={"title": "Better"})
    page = client.get(address(acme)).content.decode()
    assert [edit in page for edit in edits] == [False, True]
    edit_key_result(copy_of(key_result, target), by=acme.admin, changes={"target": Decimal(80)})
    assert "To be changed" not in client.get(address(acme)).content.decode()


def test_target_is_the_next_of_the_same_kind_and_can_be_chosen(acme, client):
    year = create_period(
        by=acme.admin, name="Year", kind="year", starts_on=date(2081, 1, 1), ends_on=date(2081, 12, 31)
    )
    make_objective(acme.admin, acme.period)
    assert "into Year" in client.get(address(acme)).content.decode()
    later = following(acme, "Later", after=following(acme, "Sooner"))
    page = client.get(address(acme)).content.decode()
    assert "into Sooner" in page and f'value="{later.pk}"' in page and f'value="{year.pk}"' in page
    assert "Carry over into Later" in client.get(address(acme, to=later.pk)).content.decode()
    shut(open_period(Period.objects.get(name="Sooner"), by=acme.admin), by=acme.admin)
    assert [p.name for p in targets_for(acme.period, list(Period.objects.all()))] == ["Later", "Year"]


def test_without_a_next_period_one_is_offered(acme, client):
    make_objective(acme.admin, acme.period)
    assert "/acme/periods/new/" in client.get(address(acme)).content.decode()
    page = client_of(acme.leader).get(address(acme)).content.decode()
    assert "Ask an admin" in page and "/periods/new/" not in page
    assert post(client, address(acme), Objective.objects.get()).status_code == 200
    assert Objective.objects.count() == 1


def test_planned_period_has_nothing_to_carry_over(acme, client, target):
    following(acme, "Later", after=target)
    assert "has not been opened" in client.get(address(acme, source=target)).content.decode()
    objective = make_objective(acme.admin, target)
    response = post(client, address(acme, source=target), objective)
    assert response.status_code == 422
    assert Objective.objects.count() == 1


def test_nothing_ticked_is_answered_with_the_page(acme, client, target):
    make_objective(acme.admin, acme.period)
    for fields in ({}, {"objectives": "nonsense"}):
        response = client.post(address(acme), {"start_from": "start", **fields})
        assert response.status_code == 422
        assert "Tick at least one objective." in response.content.decode()


def test_target_that_was_closed_meanwhile_is_refused_and_the_ticks_are_kept(acme, client):
    target = following(acme, opened=True)
    one, other = make_objective(acme.admin, acme.period, "One"), make_objective(acme.admin, acme.period, "Other")
    shut(target, by=acme.admin)
    for person in (acme.admin, acme.leader):
        response = post(client_of(person), address(acme, to=target.pk), one, start_from="start")
        page = response.content.decode()
        assert response.status_code == 422
        assert "The period is closed, so nothing in it can change." in page
        assert boxes(page) == {str(one.pk): True, str(other.pk): False}
        assert fields_in(page)["start_from"] == "start"
    assert not Objective.objects.filter(period=target).exists()


def test_members_carry_what_they_may_write(acme, target):
    company = make_objective(acme.leader, acme.period, "Company's")
    own = make_objective(acme.owner, acme.period, "Own", belongs_to="person", owner=acme.owner)
    ours = make_objective(acme.leader, acme.period, "Team's", belongs_to="team", team=acme.team)
    client = client_of(acme.owner)
    page = client.get(address(acme)).content.decode()
    assert set(boxes(page)) == {str(own.pk), str(ours.pk)}
    assert "1 more belongs to others" in page
    assert post(client, address(acme), own, company).status_code == 403
    assert not Objective.objects.filter(period=target).exists()
    open_period(target, by=acme.admin)
    assert post(client, address(acme), ours).status_code == 403
    assert post(client, address(acme), own).status_code == 302
    assert [o.continues_id for o in Objective.objects.filter(period=target)] == [own.pk]


def test_viewer_and_rival_are_kept_out(acme, rival, target):
    make_objective(acme.admin, acme.period)
    for method in ("get", "post"):
        assert getattr(client_of(acme.viewer), method)(address(acme)).status_code == 403
        assert getattr(client_of(rival.admin), method)(address(acme)).status_code == 404


def test_rivals_period_and_objectives_are_none_of_ours(acme, rival, client, target):
    objective = make_objective(acme.admin, acme.period)
    with rival.scope():
        theirs = make_objective(rival.admin, rival.period)
    assert client.get(address(acme, to=rival.period.pk)).status_code == 404
    assert client.get(address(acme, to="nonsense")).status_code == 404
    assert client.get(address(acme, source=rival.period)).status_code == 404
    response = post(client, address(acme), objective, theirs)
    assert said(response) == ["1 objective with 0 key results is in Next."]


def test_what_was_archived_meanwhile_is_passed_over(acme, client, target):
    one, other = make_objective(acme.admin, acme.period, "One"), make_objective(acme.admin, acme.period, "Other")
    put_objective_in_state(other, State.ARCHIVED, by=acme.admin, reason="Rest.")
    assert said(post(client, address(acme), one, other)) == ["1 objective with 0 key results is in Next."]


def test_long_list_comes_in_pages_and_each_is_carried_over(acme, client, target, monkeypatch):
    monkeypatch.setattr(reading, "PER_PAGE", 2)
    tops = [make_objective(acme.admin, acme.period, f"Top {n}") for n in range(3)]
    first = client.get(address(acme)).content.decode()
    assert list(boxes(first)) == [str(tops[0].pk), str(tops[1].pk)]
    assert 'name="next" value="2"' in first
    response = post(client, address(acme), *tops[:2], next=2)
    assert response.url == address(acme, to=target.pk, page=2)
    second = client.get(response.url).content.decode()
    assert list(boxes(second)) == [str(tops[2].pk)]
    assert 'name="next"' not in second


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_whatever_is_on_it(acme, target, count):
    year = around(acme, acme.period, name="Old year")
    for n in range(count):
        goal = make_objective(acme.admin, year, f"Goal {n}")
        top = make_objective(acme.leader, acme.period, f"Top {n}", parent=goal)
        child = make_objective(acme.leader, acme.period, f"Child {n}", parent=top, belongs_to="team", team=acme.team)
        for k in range(count):
            make_key_result(acme.owner, child, f"Customers {k}")
        carried = make_objective(acme.leader, acme.period, f"Carried {n}")
        carry(acme, target, carried)
    end(acme.period, by=acme.admin)
    for objective in Objective.objects.filter(period=acme.period):
        decide(acme, objective, "change")
    asking = {"may_have": lambda *_: True, "ticked": lambda *_: True}
    with statements() as asked:
        build_carry_over(acme.period, target, **asking)
    assert len(asked) == 8, "\n".join(asked)
    client = client_of(acme.leader)
    with statements() as asked:
        assert client.get(address(acme)).status_code == 200
    assert len(asked) == 17, "\n".join(asked)
