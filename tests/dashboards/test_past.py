"""A closed period looks the same for ever, and what was closed before can still be read by its date."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result
from objectives.actions.objectives import edit_objective, move_objective, put_objective_in_state
from objectives.actions.periods import begin_grace, close_period, create_period, open_period, reopen_period
from objectives.errors import AlreadyDone
from tests.cast import ask_no_pace, client_of, make_key_result, make_objective, statements

CLOSED_AT = "2026-10-14T15:02:00+02:00"
SCORECARD = "scorecard/?period={period}"
BOARD = {"HX-Request": "true"}


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture(autouse=True)
def _in_the_third_quarter(time_machine):
    time_machine.move_to("2026-08-13T12:00:00+02:00", tick=False)


@pytest.fixture
def year(acme):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    planned = create_period(by=acme.admin, name="2026", kind="year", at=at("2026-01-01T00:00+01:00"), **days)
    return open_period(planned, by=acme.admin, at=at("2026-01-01T00:00+01:00"))


@pytest.fixture
def tree(acme, year):
    """A quarter that supports a year, with a word for everything; and another quarter in the same year."""
    ask_no_pace(acme)
    company = make_objective(acme.leader, year, "Win the year")
    other = make_objective(acme.leader, year, "Another of the year")
    top = make_objective(acme.leader, acme.period, "Win the quarter", parent=company)
    alone = make_objective(acme.owner, acme.period, "Learn to weld", belongs_to="person")
    team = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team, parent=top)
    numbers = {
        "customers": make_key_result(acme.owner, team, "Customers"),
        "silent": make_key_result(acme.owner, team, "Never heard of"),
        "years": make_key_result(acme.leader, company, "Revenue"),
        "welds": make_key_result(acme.owner, alone, "Welds"),
    }
    says(acme, numbers["customers"], 40, "2026-09-28T10:00+02:00")
    says(acme, numbers["welds"], 10, "2026-09-29T10:00+02:00", 5)
    says(acme, numbers["years"], 20, "2026-10-12T10:00+02:00")
    return {"company": company, "other": other, "top": top, "team": team, "alone": alone} | numbers


@pytest.fixture
def closed(acme, tree):
    return close(acme)


def close(cast, when=CLOSED_AT):
    with suppress(AlreadyDone):
        begin_grace(cast.period, at=at("2026-10-01T00:05+02:00"))
    return close_period(cast.period, by=cast.admin, at=at(when))


def says(cast, key_result, value, when, confidence=8):
    check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), confidence, "So.")], at=at(when))


def address(cast, tree, query=""):
    opened = "".join(f"&open={tree[name].pk}" for name in ("company", "top", "team"))
    return cast.url(f"scorecard/?period={cast.period.pk}{opened}&open=unaligned{query}")


def board(cast, where, *, headers=BOARD):
    response = client_of(cast.viewer).get(where, headers=headers)
    assert response.status_code == 200
    return without_names_of_the_request(response.content.decode())


def without_names_of_the_request(page):
    """The board as it is read: without the token, the tag of this answer and the address that was asked for."""
    page = re.sub(r'name="(?:key|csrfmiddlewaretoken)" value="[^"]*"|"x-csrftoken": "[^"]*"', "", page)
    page = re.sub(r'data-etag="[^"]*"', "", page)
    return re.sub(r"as_of=[^&\"#]*&amp;|&amp;as_of=[^&\"#]*", "", page)


def change_the_year(cast, tree, moved_to=None):
    """Whatever may still happen around a closed quarter."""
    says(cast, tree["years"], 90, "2026-10-19T10:00+02:00")
    new = {"title": "Win another year", "supporters_weight": Decimal(7)}
    edit_objective(tree["company"], by=cast.leader, changes=new, reason="So.", at=at("2026-10-20T10:00+02:00"))
    edit_key_result(
        tree["years"],
        by=cast.leader,
        changes={"target": Decimal(500), "title": "Profit", "owner": cast.admin},
        reason="So.",
        at=at("2026-10-20T11:00+02:00"),
    )
    move_objective(tree["company"], by=cast.leader, parent=tree["other"], reason="So.", at=at("2026-10-20T12:00+02:00"))
    make_key_result(cast.leader, tree["other"], "A new one", at=at("2026-10-20T13:00+02:00"))
    make_objective(cast.leader, tree["company"].period, "A new root", at=at("2026-10-21T10:00+02:00"))
    edit_objective(
        tree["other"],
        by=cast.leader,
        changes={"title": "Something else"},
        reason="So.",
        at=at("2026-10-22T09:00+02:00"),
    )
    put_objective_in_state(tree["other"], "dropped", by=cast.leader, reason="So.", at=at("2026-10-22T10:00+02:00"))


FILTERS = ["", "&health=silent", "&health=on_track", "&team={team}", "&owner={owner}"]


@pytest.mark.parametrize("query", FILTERS)
def test_scorecard_of_a_closed_quarter_is_the_same_for_ever(acme, tree, closed, time_machine, query):
    where = address(acme, tree, query.format(team=acme.team.pk, owner=acme.owner.pk))
    time_machine.move_to("2026-10-14T15:03:00+02:00", tick=False)
    before = board(acme, where)
    assert "Sell to forty" in before
    assert ("Win the year" in before) is (query == "")
    change_the_year(acme, tree)
    for later in ("2026-10-24T15:00:00+02:00", "2026-11-30T09:00:00+01:00", "2027-06-01T09:00:00+02:00"):
        time_machine.move_to(later, tick=False)
        assert board(acme, where) == before


def test_it_shows_what_the_open_one_showed_a_moment_before(acme, tree, time_machine):
    begin_grace(acme.period, at=at("2026-10-01T00:05+02:00"))
    time_machine.move_to(CLOSED_AT, tick=False)
    before = figures_in(board(acme, address(acme, tree)))
    close(acme)
    assert figures_in(board(acme, address(acme, tree))) == before
    assert len(before) > 30


def figures_in(page):
    """Names, percentages, health and owners, in their order; not when they were last heard of, which is put in days."""
    page = re.sub(r'<div class="score-last">.*?</div>|<p><strong>.*?</p>|<live-board[^>]*>', "", page, flags=re.DOTALL)
    page = page.replace("by then", "by today").replace("that Monday", "Monday")
    page = re.sub(r'<div id="announcer".*?</div>', "", page, flags=re.DOTALL)
    return [words for words in re.sub(r"<[^>]*>", "\n", page).split("\n") if words.strip()]


def test_reopened_and_changed_it_can_be_read_as_it_was_closed(acme, tree, closed, time_machine):
    time_machine.move_to("2026-10-14T15:03:00+02:00", tick=False)
    first = board(acme, address(acme, tree))
    reopen_period(closed, by=acme.admin, reason="A mistake.", at=at("2026-10-15T09:00+02:00"))
    says(acme, tree["customers"], 95, "2026-10-15T10:00+02:00", 2)
    says(acme, tree["silent"], 5, "2026-10-15T10:00+02:00")
    new = {"title": "Sell to fifty", "parent": None}
    edit_objective(tree["team"], by=acme.owner, changes=new, reason="So.", at=at("2026-10-15T11:00+02:00"))
    time_machine.move_to("2026-10-15T12:00:00+02:00", tick=False)
    assert "Sell to fifty" in board(acme, address(acme, tree))
    # A plus in an address is a space, and as good.
    for moment in (CLOSED_AT, CLOSED_AT.replace("+", "%2B"), "2026-10-14", "2026-10-15T06:30:00Z"):
        assert without_the_day(board(acme, address(acme, tree, f"&as_of={moment}"))) == first
    close(acme, "2026-10-16T10:00+02:00")
    change_the_year(acme, tree)
    time_machine.move_to("2026-12-01T12:00:00+01:00", tick=False)
    assert "Sell to fifty" in board(acme, address(acme, tree))
    assert without_the_day(board(acme, address(acme, tree, "&as_of=2026-10-14"))) == first
    assert ">14 October 2026, 15:02</a>" in board(acme, address(acme, tree), headers={})


def without_the_day(page):
    """Links that stay in the past name the day that was asked for; those of its closing have none to name."""
    return re.sub(r"\?as_of=[^\"#]*", "", page)


def test_page_says_as_of_when_it_is_read_and_leads_to_today(acme, tree, closed, time_machine):
    time_machine.move_to("2026-11-01T12:00:00+01:00", tick=False)

    def page(query=""):
        return board(acme, address(acme, tree, query), headers={})

    assert "As it stood when it was closed, 14 October 2026, 15:02." in page()
    assert "As it stands today" not in page()
    assert f"/periods/{closed.pk}/report/" in page()
    earlier = page("&as_of=2026-09-10")
    assert "at the end of <strong>Thursday 10 September 2026</strong>" in earlier
    assert "As it stands today" in earlier
    assert "when it was closed, 14 October 2026, 15:02." in page("&as_of=2026-10-20")
    reopen_period(closed, by=acme.admin, reason="A mistake.", at=at("2026-11-01T11:00+01:00"))
    assert "It can also be read as it was closed on" in page()
    assert ">14 October 2026, 15:02</a>" in page()
    assert "of 3</strong> final values are in" in page()
    assert f"/periods/{closed.pk}/scoring/" in page()


def test_open_period_is_read_as_of_any_day(acme, tree, time_machine):
    says(acme, tree["customers"], 80, "2026-09-30T10:00+02:00")
    time_machine.move_to("2026-09-30T12:00:00+02:00", tick=False)
    assert "80\u00a0%" in board(acme, address(acme, tree))
    before = board(acme, address(acme, tree, "&as_of=2026-09-29"))
    assert "40\u00a0%" in before and "80\u00a0%" not in before
    assert "checked in this week" not in before
    for nothing in ("2026-09-30", "2031-01-01", "9999-12-31", "yesterday", "", "2026-13-45", "0000-00-00"):
        assert "80\u00a0%" in board(acme, address(acme, tree, f"&as_of={nothing}"))


@pytest.mark.parametrize("day", ["2025-01-01", "0001-01-01", "1900-01-01"])
def test_before_it_was_planned_there_is_nothing(acme, tree, day):
    assert "had not been planned by then" in board(acme, address(acme, tree, f"&as_of={day}"), headers={})
    assert "had not been planned by then" in board(acme, address(acme, tree, f"&as_of={day}"))


def test_stranger_gets_404_as_of_any_day(acme, rival, tree):
    assert client_of(rival.admin).get(address(acme, tree, "&as_of=2026-08-01")).status_code == 404


@pytest.mark.parametrize("query", ["", "&health=on_track"])
def test_refresh_of_a_closed_scorecard_is_unchanged_on_any_day(acme, tree, closed, time_machine, query):
    time_machine.move_to("2026-10-14T16:00:00+02:00", tick=False)
    tag = client_of(acme.viewer).get(address(acme, tree, query), headers=BOARD).headers["ETag"]
    time_machine.move_to("2026-11-20T16:00:00+01:00", tick=False)
    client = client_of(acme.viewer)
    with statements() as asked:
        again = client.get(address(acme, tree, query), headers=BOARD | {"If-None-Match": tag})
    assert again.status_code == 304
    assert len(asked) == 5, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "questions"), [("", 23), ("&owner={owner}", 23), ("&as_of=2026-09-15", 23)])
def test_past_asks_the_same_questions_whatever_is_open(acme, tree, time_machine, count, query, questions):
    for n in range(count):
        make_key_result(acme.owner, tree["team"], f"Number {n}")
        make_key_result(acme.admin, make_objective(acme.admin, acme.period, f"Objective {n}", parent=tree["top"]))
    close(acme)
    time_machine.move_to("2026-11-01T12:00:00+01:00", tick=False)
    client = client_of(acme.leader)
    with statements() as asked:
        client.get(address(acme, tree, query.format(owner=acme.owner.pk)))
    assert len(asked) == questions, "\n".join(asked)


@pytest.fixture
def ended_early(acme, tree):
    """Closed on the last day but one, so that every day after it would show; it moved around in the year before."""
    moves = [("11", {"parent": tree["other"]}), ("12", {"parent": None, "parent_key_result": tree["years"]})]
    for day, where in moves:
        move_objective(tree["top"], by=acme.leader, reason="So.", at=at(f"2026-09-{day}T10:00+02:00"), **where)
    begin_grace(acme.period, by=acme.admin, reason="It ends early.", at=at("2026-09-29T12:00+02:00"))
    return close_period(acme.period, by=acme.admin, at=at("2026-09-29T15:02+02:00"))


PAGES = [
    *("objectives/{top}/", "objectives/{team}/", "objectives/{team}/review/", "objectives/?period={its}"),
    *("key-results/{customers}/", "key-results/{silent}/", "teams/{growth}/?period={its}", "?period={its}"),
    *("periods/{its}/report/", "periods/{its}/report/?team={growth}", "periods/{its}/scoring/"),
]


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_what_is_closed_show_the_same_for_ever(acme, tree, ended_early, time_machine, name):
    ids = {key: thing.pk for key, thing in tree.items()}
    path = name.format(its=acme.period.pk, growth=acme.team.pk, **ids)
    time_machine.move_to("2026-09-29T15:03:00+02:00", tick=False)
    before = page_as_read(acme, path)
    assert "Sell to forty" in before
    assert "expected by today" not in before and "since Monday" not in before
    change_the_year(acme, tree)
    for later in ("2026-10-24T15:00:00+02:00", "2026-12-20T15:03:00+01:00"):
        time_machine.move_to(later, tick=False)
        assert page_as_read(acme, path) == before


def page_as_read(cast, path):
    """From the line above it on; how long ago something was is a word about today."""
    response = client_of(cast.owner).get(cast.url(path))
    assert response.status_code == 200
    page = without_names_of_the_request(response.content.decode())
    line = re.search(r'<nav class="crumbs" aria-label="Line to the top">.*?</nav>', page, flags=re.DOTALL)
    body = re.sub(r"<time.*?</time>", "", page[page.index('<main id="content"') :], flags=re.DOTALL)
    return (line[0] if line else "") + body


def test_silence_stays_what_it_had_become(acme, tree, time_machine):
    """Never heard of in 14 weeks; one that was heard of in the last week stays as it was said."""
    for day, silent in (("2026-09-30", 1), ("2026-10-10", 1), ("2026-11-30", 1)):
        time_machine.move_to(f"{day}T12:00:00+01:00", tick=False)
        if day == "2026-10-10":
            begin_grace(acme.period, at=at("2026-10-01T00:05+02:00"))
        assert silent_count(acme) == silent
    says(acme, tree["silent"], 5, "2026-11-30T10:00+01:00")
    assert silent_count(acme) == 0
    close_period(acme.period, by=acme.admin, at=at("2026-11-30T11:00+01:00"))
    time_machine.move_to(at("2026-11-30T11:00+01:00") + timedelta(days=90), tick=False)
    assert silent_count(acme) == 0


def silent_count(cast):
    page = board(cast, cast.url(f"scorecard/?period={cast.period.pk}"), headers={})
    return int(re.search(r'id="count-silent"[^>]*>(\d+)<', page).group(1))
