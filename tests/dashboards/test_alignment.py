"""The page of the tree: opened level by level, searched with its lines to the top, one's own line, one objective's."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from objectives.actions.objectives import move_objective, put_objective_in_state
from objectives.actions.periods import create_period, open_period
from organizations.models import Team
from tests.cast import ask_no_pace, client_of, make_key_result, make_objective, statements
from tests.forests import plant

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _thursday(time_machine):
    time_machine.move_to("2026-08-13T12:00:00+02:00", tick=False)


@pytest.fixture
def team(acme):
    return Team.objects.create(name="Acme Lyon")


@pytest.fixture
def tree(acme, team):
    """Four levels of a company, something beside them, and something that supports nothing."""
    ask_no_pace(acme)
    top = make_objective(acme.leader, acme.period, "Win the quarter")
    middle = make_objective(
        acme.owner, acme.period, "Sell to forty", parent=top, belongs_to="team", team=acme.team, weight=Decimal(2)
    )
    low = make_objective(acme.admin, acme.period, "Hire in Lyon", parent=middle, belongs_to="team", team=team)
    lowest = make_objective(acme.admin, acme.period, "Find the office", parent=low, belongs_to="person")
    beside = make_objective(acme.admin, acme.period, "Keep the lights on", parent=top, belongs_to="team", team=team)
    alone = make_objective(acme.admin, acme.period, "Learn to weld", belongs_to="person")
    numbers = {
        "customers": make_key_result(acme.owner, middle, "Customers"),
        "people": make_key_result(acme.admin, low, "People"),
        "desks": make_key_result(acme.admin, lowest, "Desks"),
        "rooms": make_key_result(acme.leader, lowest, "Rooms"),
        "outages": make_key_result(acme.admin, beside, "Outages"),
    }
    says(acme, numbers["customers"], 9)
    says(acme, numbers["people"], 9)
    says(acme, numbers["desks"], 1)
    says(acme, numbers["rooms"], 9)
    says(acme, numbers["outages"], 5)
    objectives = {"top": top, "middle": middle, "low": low, "lowest": lowest, "beside": beside, "alone": alone}
    return objectives | numbers


def says(cast, key_result, confidence):
    statement = Statement(key_result.pk, Decimal(10), confidence, "So.")
    check_in(by=cast.admin, statements=[statement], at=timezone.now())


def page(cast, query="", *, by=None, status=200, headers=None):
    response = client_of(by or cast.viewer).get(cast.url(f"alignment/{query}"), headers=headers or {})
    assert response.status_code == status
    return response.content.decode()


def shown(page):
    """Titles of objectives and key results, in their order."""
    return re.findall(r'<a class="name" id="(?:objective|key-result)-[^>]*>([^<]*)</a>', page)


def greyed(page):
    return re.findall(r'<div class="score-row d\d context">.*?<a class="name"[^>]*>([^<]*)</a>', page, flags=re.DOTALL)


def test_nothing_shows_that_is_not_opened(acme, tree):
    assert shown(page(acme)) == ["Win the quarter"]
    one = page(acme, f"?open={tree['top'].pk}")
    assert shown(one) == ["Win the quarter", "Sell to forty", "Customers", "Keep the lights on", "Outages"]
    assert "1 objective stands alone" in one
    two = page(acme, f"?open={tree['top'].pk}&open={tree['middle'].pk}&open=unaligned")
    assert shown(two)[3:5] == ["Hire in Lyon", "People"]
    assert shown(two)[-1] == "Learn to weld"


def test_htmx_gets_the_board_alone(acme, tree):
    board = page(acme, f"?open={tree['top'].pk}", headers=FRAGMENT)
    assert board.strip().startswith('<live-board id="board"')
    assert "Sell to forty" in board and "<form" not in board


def test_what_was_found_shows_with_its_line_to_the_top(acme, tree, team):
    found = page(acme, "?q=office")
    assert shown(found) == ["Win the quarter", "Sell to forty", "Hire in Lyon", "Find the office", "Desks", "Rooms"]
    assert greyed(found) == ["Win the quarter", "Sell to forty", "Hire in Lyon"]
    assert "1 objective fits." in found
    by_team = page(acme, f"?team={team.pk}")
    assert shown(by_team) == [
        *("Win the quarter", "Sell to forty", "Hire in Lyon", "People"),
        *("Keep the lights on", "Outages"),
    ]
    assert greyed(by_team) == ["Win the quarter", "Sell to forty"]


def test_key_result_is_found_by_its_title_and_its_owner(acme, tree):
    assert shown(page(acme, "?q=ROOM"))[-2:] == ["Find the office", "Rooms"]
    by_owner = page(acme, f"?owner={acme.leader.pk}")
    assert shown(by_owner)[-2:] == ["Find the office", "Rooms"]
    assert greyed(by_owner) == ["Sell to forty", "Hire in Lyon"]


def test_health_is_of_a_key_result_or_of_the_objective_itself(acme, tree):
    assert shown(page(acme, "?health=off_track"))[-2:] == ["Find the office", "Desks"]
    # Its mean of 1 and 9 is 5.
    at_risk = page(acme, "?health=at_risk")
    assert set(shown(at_risk)) - set(greyed(at_risk)) >= {"Find the office", "Keep the lights on", "Outages"}
    assert "Customers" not in shown(at_risk)
    assert "Nothing here fits" in page(acme, "?health=done")


def test_my_line_is_what_i_own_and_all_above_it(acme, tree):
    mine = page(acme, "?mine=1", by=acme.owner)
    assert shown(mine) == ["Win the quarter", "Sell to forty", "Customers"]
    assert greyed(mine) == ["Win the quarter"]
    assert "see what you own" in page(acme, "?mine=1", by=acme.viewer)


def test_what_supports_it_stands_below_its_line(acme, tree):
    below = page(acme, f"?of={tree['low'].pk}")
    assert shown(below) == [
        *("Win the quarter", "Sell to forty", "Customers", "Hire in Lyon", "People"),
        *("Find the office", "Desks", "Rooms"),
    ]
    assert greyed(below) == ["Win the quarter", "Sell to forty"]
    assert "Nothing supports it yet" in page(acme, f"?of={tree['lowest'].pk}")


def weakest_links(page):
    links = re.findall(r'<a class="weakest \w+" href="([^"]*)">.*?</svg>(\d+) ([a-z ]+) below', page, flags=re.DOTALL)
    return [(address.replace("&amp;", "&"), int(count)) for address, count, _ in links]


def test_mark_of_the_weakest_below_leads_to_exactly_those_that_it_counts(acme, tree):
    deep = make_objective(acme.admin, acme.period, "Sign the lease", parent=tree["lowest"], belongs_to="person")
    for n in range(3):
        says(acme, make_key_result(acme.admin, deep, f"Signature {n}"), 2)
    ((address, count), *_) = weakest_links(page(acme))
    assert count == 4
    response = client_of(acme.viewer).get(address)
    found = response.content.decode()
    assert "4 key results off track in “Win the quarter” and below" in found
    assert [t for t in shown(found) if t in ("Desks", "Rooms", "People", "Customers")] == ["Desks"]
    assert sorted(t for t in shown(found) if t.startswith("Signature")) == [f"Signature {n}" for n in range(3)]
    assert greyed(found)[:3] == ["Win the quarter", "Sell to forty", "Hire in Lyon"]


def test_what_does_not_count_breaks_the_line(acme, tree):
    put_objective_in_state(tree["middle"], "archived", by=acme.admin, reason="So.")
    assert shown(page(acme, "?q=office")) == ["Hire in Lyon", "Find the office", "Desks", "Rooms"]
    assert "2 objectives stand alone" in page(acme)


def test_longer_period_stands_above_and_shorter_ones_below(acme, tree):
    year = make_year(acme)
    top = make_objective(acme.leader, year, "Win the year")
    move_objective(tree["top"], by=acme.leader, parent=top, reason="So.")
    both = ["Win the year", "Win the quarter"]
    assert shown(page(acme, f"?open={top.pk}")) == both
    assert shown(page(acme, f"?open={top.pk}&period={year.pk}")) == both
    assert shown(page(acme, "?q=win the quarter")) == both
    assert shown(page(acme, f"?of={top.pk}")) == both


def make_year(cast):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    at = cast.organization.start_of(days["starts_on"])
    return open_period(create_period(by=cast.admin, name="2026", kind="year", at=at, **days), by=cast.admin, at=at)


QUERIES = [
    *("", "?open={top}&open={middle}&open=unaligned", "?q=e", "?team={team}", "?owner={owner}", "?health=at_risk"),
    *("?mine=1", "?of={low}", "?of={low}&open={lowest}", "?of={top}&health=off_track", "?team={team}&helps={other}"),
]


@pytest.mark.parametrize("query", QUERIES)
def test_as_it_stood_it_shows_what_it_showed(acme, tree, team, time_machine, query):
    ids = {name: thing.pk for name, thing in tree.items()} | {"owner": acme.owner.pk, "team": team.pk}
    query = query.format(**ids, other=acme.team.pk) or "?"
    time_machine.move_to("2026-08-13T23:59:59+02:00", tick=False)
    before = page(acme, query, by=acme.owner)
    time_machine.move_to("2026-08-20T12:00:00+02:00", tick=False)
    move_objective(tree["low"], by=acme.admin, parent=tree["top"], reason="So.", at=timezone.now())
    put_objective_in_state(tree["beside"], "dropped", by=acme.admin, reason="So.", at=timezone.now())
    make_objective(acme.leader, acme.period, "Another eel", at=timezone.now())
    says(acme, tree["rooms"], 1)
    says(acme, tree["customers"], 1)
    then = page(acme, f"{query}&as_of=2026-08-13", by=acme.owner)
    assert "As it stood at the end of" in then
    assert rows_of(then) == rows_of(before)
    assert rows_of(page(acme, query, by=acme.owner)) != rows_of(before)


ROW = r'<div class="score-title">.*?<a class="name"[^>]*>([^<]*)</a>(.*?)<div class="score-owner'


def rows_of(page):
    return [
        (name, re.findall(r'<span class="health (\w+)', rest)[:1], re.findall(r'score-percent"[^>]*>([^<]*)', rest))
        for name, rest in re.findall(ROW, page, flags=re.DOTALL)
    ]


def test_before_the_period_was_planned_there_is_nothing(acme, tree):
    assert "had not been planned by then" in page(acme, "?as_of=2025-01-01")
    later = make_objective(acme.admin, acme.period, "Written today", at=timezone.now())
    assert "had not been written by then" in page(acme, f"?of={later.pk}&as_of=2026-08-10")


@pytest.mark.parametrize("path", ["alignment/", "alignment/teams/"])
def test_stranger_gets_404(acme, rival, tree, path):
    assert client_of(rival.admin).get(acme.url(path)).status_code == 404


def test_objective_and_team_of_another_organization_are_404(acme, rival, tree):
    for query in (f"alignment/?of={tree['top'].pk}", f"alignment/teams/?team={acme.team.pk}"):
        with rival.scope():
            assert client_of(rival.admin).get(rival.url(query)).status_code == 404


def test_empty_organization_is_told_what_will_be_here(acme):
    assert "leads up to what the company wants" in page(acme)
    assert "Write the first objective" not in page(acme)
    assert "Write the first objective" in page(acme, by=acme.leader)
    assert "No objective of one team supports" in page(acme, "teams/")


COUNTS = [
    ("", 16),
    ("?open={top}&open={middle}&open=unaligned", 17),
    ("?q=e", 17),
    ("?owner={owner}", 17),
    ("?health=at_risk", 19),
    ("?mine=1", 16),
    ("?of={middle}", 18),
    ("?of={top}&health=off_track", 20),
    ("?of={top}&as_of=2026-08-12", 23),
    ("teams/", 10),
    ("teams/?team={team}", 11),
    ("teams/?as_of=2026-08-12", 20),
]


@pytest.mark.parametrize("count", [1, 3, 40])
@pytest.mark.parametrize(("query", "questions"), COUNTS)
def test_it_asks_the_same_questions_whatever_there_is(acme, tree, team, count, query, questions):
    ids = {name: thing.pk for name, thing in tree.items()} | {"owner": acme.owner.pk, "team": team.pk}
    ours = {"belongs_to": "team", "team": team, "owner": acme.owner}
    plant(acme, count, parent=tree["middle"], key_results=1, title="Even more", **ours)
    client = client_of(acme.owner)
    with statements() as asked:
        assert client.get(acme.url(f"alignment/{query.format(**ids)}")).status_code == 200
    assert len(asked) == questions, "\n".join(asked)


def test_two_thousand_objectives_open_one_level_at_a_time(acme, tree):
    """Twenty below the top, each with a hundred below it."""
    branches = plant(acme, 20, parent=tree["top"], key_results=1, title="Branch")
    for number, branch in enumerate(branches):
        plant(acme, 100, parent=branch, key_results=1, title=f"Leaf {number}.")
    closed = page(acme, f"?open={tree['top'].pk}")
    assert len(closed) < 250_000
    assert "Leaf" not in closed and closed.count("Branch 19") > 0
    opened = page(acme, f"?open={tree['top'].pk}&open={branches[7].pk}")
    leaves = [title for title in shown(opened) if title.startswith("Leaf")]
    assert len(leaves) == 200 and all(title.startswith("Leaf 7.") for title in leaves)
    found = page(acme, "?q=leaf 3. 4")
    assert len([title for title in shown(found) if title.startswith("Leaf")]) == 22
    assert greyed(found) == ["Win the quarter", "Branch 3"]
    assert "More than 100 objectives fit" in page(acme, "?q=leaf")
    assert "more than fits on a page" in page(acme, "?q=leaf")


def test_across_teams_it_says_who_rests_on_whom(acme, tree, team):
    table = page(acme, "teams/")
    assert "<table" in table
    (growth, lyon) = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', table, flags=re.DOTALL)
    assert "Acme Lyon" in growth.split("</th>")[1] and "1 objective" in growth and "On track" in growth
    address = re.search(r'nowrap" href="([^"]+)"', growth).group(1).replace("&amp;", "&")
    found = client_of(acme.viewer).get(address).content.decode()
    assert shown(found) == ["Win the quarter", "Sell to forty", "Hire in Lyon", "People"]
    assert greyed(found) == ["Win the quarter", "Sell to forty"]
    one = page(acme, f"teams/?team={team.pk}")
    assert "None of its objectives" not in one and "No other team’s objective supports one of its own" in one
    assert "Hire in Lyon" in one and "Sell to forty" in one
