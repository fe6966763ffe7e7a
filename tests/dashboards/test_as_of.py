"""An objective and a key result as they stood at the end of a day: numbers, words, tree; and nothing to change."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from objectives.actions.objectives import edit_objective, move_objective
from objectives.actions.periods import begin_grace, close_period
from tests.cast import client_of, make_key_result, make_objective, make_period, statements

NOW = "2026-08-20T12:00:00+02:00"
THEN = "2026-07-31"


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture(autouse=True)
def _in_august(time_machine):
    time_machine.move_to(NOW, tick=False)


def says(cast, key_result, value, when, confidence=8, note=""):
    check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), confidence, note)], at=at(when))


@pytest.fixture
def aim(acme):
    """Something that stood differently on the last day of July."""
    top = make_objective(acme.leader, acme.period, "Win the quarter")
    other = make_objective(acme.leader, acme.period, "Another way")
    whose = {"belongs_to": "team", "team": acme.team}
    why = "Because of the rent."
    aim = make_objective(acme.owner, acme.period, "Sell to forty", parent=top, description=why, **whose)
    number = make_key_result(acme.owner, aim, "Customers", unit="shops")
    second = make_key_result(acme.owner, aim, "Churn", weight=Decimal(3))
    below = make_objective(acme.owner, acme.period, "Open in Lyon", parent=aim)
    make_key_result(acme.owner, below, "Shops in Lyon")
    says(acme, number, 40, "2026-07-20T10:00+02:00", note="It begins.")
    said = {"by": acme.leader, "reason": "So."}
    edit_key_result(number, changes={"target": Decimal(200), "title": "Customers in all"}, at=at(AUGUST), **said)
    edit_objective(aim, changes={"title": "Sell to fifty", "description": ""}, at=at(AUGUST), **said)
    move_objective(aim, parent=other, at=at(AUGUST), **said)
    put_key_result_in_state(second, "archived", at=at(AUGUST), **said)
    move_objective(below, parent=None, at=at(AUGUST), **said)
    says(acme, number, 150, "2026-08-11T10:00+02:00", confidence=2, note="It went wrong.")
    return {"aim": aim, "number": number, "second": second, "top": top, "below": below}


AUGUST = "2026-08-05T10:00+02:00"


def page(cast, path, who="owner", status=200):
    response = client_of(getattr(cast, who)).get(cast.url(path))
    assert response.status_code == status
    return response.content.decode()


def main_of(html):
    return html[html.index('<main id="content"') :]


def of_objective(thing, day=THEN):
    return f"objectives/{thing.pk}/?as_of={day}"


def of_key_result(thing, day=THEN):
    return f"key-results/{thing.pk}/?as_of={day}"


def test_objective_shows_what_it_was_called_and_why(acme, aim):
    then, now = page(acme, of_objective(aim["aim"])), page(acme, f"objectives/{aim['aim'].pk}/")
    assert "<h1>Sell to forty</h1>" in then and "Because of the rent." in then
    assert "<h1>Sell to fifty</h1>" in now and "Because of the rent." not in main_of(now).split("History")[0]


def test_objective_shows_its_key_results_of_then_also_what_is_archived_since(acme, aim):
    then = main_of(page(acme, of_objective(aim["aim"])))
    assert "Churn</a>" in then and "archived or dropped" not in then
    assert "Customers</a>" in then and "Customers in all" not in then
    assert "1 archived or dropped" in page(acme, f"objectives/{aim['aim'].pk}/")


def test_objective_shows_its_line_and_its_supporters_of_then(acme, aim):
    then = page(acme, of_objective(aim["aim"]))
    line = re.search(r'aria-label="Line to the top">.*?</nav>', then, flags=re.DOTALL)[0]
    assert "Win the quarter" in line and f"?as_of={THEN}" in line
    assert "Open in Lyon" in then
    assert "Open in Lyon" not in page(acme, f"objectives/{aim['aim'].pk}/")


def test_numbers_words_and_history_are_those_up_to_then(acme, aim):
    then = main_of(page(acme, of_objective(aim["aim"])))
    # (0.4 × 1 + 0 × 3 + 0 × 1) / 5
    assert "<progress" in then or "8\u00a0%" in then
    assert "It begins." in then and "It went wrong." not in then
    assert "Title" not in then and "<del>" not in then
    of_number = main_of(page(acme, of_key_result(aim["number"])))
    assert "40\u00a0shops" in of_number and "150" not in of_number
    assert "0 → 100" in of_number or "to 100" in of_number
    assert "It begins." in of_number and "It went wrong." not in of_number
    assert "<del>" not in of_number


def test_nothing_can_be_changed_there(acme, aim):
    for who in ("owner", "admin"):
        for then in (page(acme, of_objective(aim["aim"]), who), page(acme, of_key_result(aim["number"]), who)):
            main = main_of(then)
            assert 'method="post"' not in main
            for word in ("Edit", "Check in", "Add a", "Weights", "Archive", "Mark", "Restore"):
                assert f">{word}" not in main, word


def test_it_says_as_of_when_and_leads_to_other_days_and_to_now(acme, aim):
    path = acme.url(f"objectives/{aim['aim'].pk}/")
    then = main_of(page(acme, of_objective(aim["aim"])))
    assert "As it stood at the end of <strong>Friday 31 July 2026</strong>, by the clocks of Europe/Berlin." in then
    assert 'href="?as_of=2026-07-24"' in then and 'href="?as_of=2026-08-07"' in then
    assert 'value="2026-07-31" max="2026-08-20"' in then
    assert 'href="?"' in then
    now = main_of(page(acme, path.removeprefix("/acme/")))
    assert "As it stood" not in now
    assert 'href="?as_of=2026-08-13"' in now and "A week later" not in now


def test_the_last_step_forward_is_today(acme, aim):
    then = main_of(page(acme, of_objective(aim["aim"], "2026-08-14")))
    assert "?as_of=2026-08-07" in then and "?as_of=2026-08-21" not in then
    assert re.search(r'href="\?"[^>]*>A week later', then)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-08-21", "That day is still to come."),
        ("9999-12-31", "is not a day"),
        ("yesterday", "“yesterday” is not a day."),
        ("2026-02-30", "is not a day"),
        ("%3Cb%3E", "“&lt;b&gt;” is not a day."),
    ],
)
def test_days_that_cannot_be_are_refused_kindly(acme, aim, day, words):
    for path in (of_objective(aim["aim"], day), of_key_result(aim["number"], day), f"scorecard/?as_of={day}"):
        then = page(acme, path)
        assert words in then and "As it stood" not in then
        assert "Sell to fifty" in then or "Another way" in then


def test_today_is_now(acme, aim):
    assert "is still to come" not in page(acme, of_objective(aim["aim"], "2026-08-20"))
    assert "<h1>Sell to fifty</h1>" in page(acme, of_objective(aim["aim"], "2026-08-20"))


def test_what_had_not_been_written_says_so(acme, aim):
    new = make_objective(acme.owner, acme.period, "Brand new", at=at("2026-08-10T10:00+02:00"))
    number = make_key_result(acme.owner, new, "Brand new number", at=at("2026-08-10T10:00+02:00"))
    for path in (of_objective(new), of_key_result(number), of_objective(aim["top"], "2020-01-01")):
        then = page(acme, path)
        assert "It had not been written by then." in then
        assert "As it stands today" in then


def test_links_stay_on_the_day(acme, aim):
    then = main_of(page(acme, of_objective(aim["aim"])))
    for link in re.findall(r'href="(/acme/(?:objectives|key-results)/[^"]*)"', then):
        assert f"as_of={THEN}" in link, link


def test_scorecard_stays_in_its_period_and_keeps_its_filters(acme, aim):
    html = main_of(page(acme, f"scorecard/?team={acme.team.pk}"))
    earlier = re.search(r'href="([^"]*)"[^>]*>[^<]*<svg.*?</svg>\s*A week earlier', html, flags=re.DOTALL)[1]
    assert f"period={acme.period.pk}" in earlier and f"team={acme.team.pk}" in earlier
    assert "as_of=2026-08-13" in earlier


def test_day_ends_where_the_organization_is(acme, aim):
    says(acme, aim["number"], 90, "2026-08-12T23:59:30+02:00")
    says(acme, aim["number"], 95, "2026-08-13T00:00:30+02:00")
    assert "90\u00a0shops" in page(acme, of_key_result(aim["number"], "2026-08-12"))
    assert "95\u00a0shops" not in page(acme, of_key_result(aim["number"], "2026-08-12"))


def test_objective_is_shown_in_the_period_in_which_it_lay(acme, aim, time_machine):
    lone = make_objective(acme.owner, acme.period, "Takes longer")
    time_machine.move_to("2026-10-05T12:00:00+02:00", tick=False)
    later = make_period(acme.admin, name="Next quarter")
    changes = {"period": later}
    edit_objective(lone, by=acme.owner, changes=changes, reason="So.", at=at("2026-10-02T10:00+02:00"))
    assert "This quarter, open" in page(acme, of_objective(lone, "2026-09-01"))
    assert "Next quarter, open" in page(acme, of_objective(lone, "2026-10-03"))


def test_after_its_period_was_closed_it_stands_as_it_was_closed(acme, aim, time_machine):
    begin_grace(acme.period, by=acme.admin, reason="Early.", at=at("2026-08-20T09:00+02:00"))
    close_period(acme.period, by=acme.admin, at=at("2026-08-20T10:00+02:00"))
    time_machine.move_to("2026-09-20T12:00:00+02:00", tick=False)
    then = page(acme, of_objective(aim["aim"], "2026-09-01"))
    assert "Its period was closed on Thursday 20 August 2026." in then
    assert "<h1>Sell to forty</h1>" in page(acme, of_objective(aim["aim"]))


def test_viewer_reads_the_past_and_rival_finds_nothing(acme, rival, aim):
    for path in (of_objective(aim["aim"]), of_key_result(aim["number"])):
        assert "As it stood at the end of" in page(acme, path, "viewer")
        assert client_of(rival.admin).get(acme.url(path)).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 10, 40])
def test_past_asks_the_same_questions_whatever_there_is(acme, aim, count):
    begin, said = at("2026-07-02T10:00+02:00"), []
    for n in range(count):
        made = make_key_result(acme.owner, aim["aim"], f"Number {n}", at=begin)
        said.append(Statement(made.pk, Decimal(n), 8))
    check_in(by=acme.owner, statements=said, at=at("2026-07-21T10:00+02:00"))
    for n in range(min(count, 10)):
        facts = {"parent_key_result": aim["number"], "at": begin + timedelta(hours=n)}
        supporter = make_objective(acme.admin, acme.period, f"Below {n}", **facts)
        make_key_result(acme.admin, supporter, f"Number below {n}", at=begin + timedelta(hours=n))
    board = f"scorecard/?as_of={THEN}&period={acme.period.pk}&open={aim['top'].pk}"
    client = client_of(acme.viewer)
    for path, questions in ((of_objective(aim["aim"]), 34), (of_key_result(aim["number"]), 32), (board, 23)):
        with statements() as asked:
            assert client.get(acme.url(path)).status_code == 200
        assert len(asked) == questions, "\n".join(asked)
