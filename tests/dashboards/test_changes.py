"""What changed since a day: what went off track and recovered, what moved, who moved the goalposts, who spoke."""

import re
from datetime import datetime
from decimal import Decimal

import pytest

from checkins.windows import moment_at
from dashboards.changes_page import build_changes, last_monday
from dashboards.place import place_of
from objectives.actions.key_results import edit_key_result, mark_done
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import begin_grace, close_period
from objectives.models import Period
from tests.cast import ask_no_pace, client_of, join, make_key_result, make_objective, statements
from tests.dashboards.letters.desk import says

NOW = "2026-08-20T12:00:00+02:00"
LAST_WEEK, TUESDAY = "2026-08-12T10:00+02:00", "2026-08-18T10:00+02:00"


def at(text):
    return datetime.fromisoformat(text)


@pytest.fixture(autouse=True)
def _on_a_thursday(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def top(acme):
    ask_no_pace(acme)
    return make_objective(acme.leader, acme.period, "Win the mid-market")


def heard(cast, objective, title, *words, by=None):
    """A key result of which this was said last week, and on Tuesday: value and confidence."""
    found = make_key_result(by or cast.owner, objective, title)
    for (value, confidence), when in zip(words, (LAST_WEEK, TUESDAY), strict=False):
        says(by or cast.owner, found, value, when, confidence, f"{title} at {confidence}.")
    return found


def changes(cast, since=None):
    moment = moment_at(cast.organization, at(NOW))
    place = place_of(cast.viewer, cast.period, list(Period.objects.newest_first()))
    cast.viewer.organization = cast.organization
    return build_changes(place, moment, since or last_monday(moment))


def page(cast, query="", who="viewer", status=200):
    response = client_of(getattr(cast, who)).get(cast.url(f"changes/?period={cast.period.pk}{query}"))
    assert response.status_code == status
    html = response.content.decode().replace("\u00a0", " ")
    return html[html.index('<main id="content"') :]


def titles(found):
    return [change.key_result.title for change in found.first]


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        ("2026-08-20T12:00+02:00", "2026-08-17"),
        ("2026-08-18T00:00+02:00", "2026-08-17"),
        ("2026-08-17T09:00+02:00", "2026-08-10"),
        ("2026-08-16T23:59+02:00", "2026-08-10"),
        # In Berlin it is Tuesday already.
        ("2026-08-17T22:30+00:00", "2026-08-17"),
    ],
)
def test_last_monday_is_the_one_before_on_a_monday(acme, now, monday):
    since = last_monday(moment_at(acme.organization, at(now)))
    assert since == at(f"{monday}T00:00+02:00") - since.resolution


def test_what_went_off_track_got_worse_and_recovered_is_told(acme, top):
    heard(acme, top, "Fell", (40, 8), (30, 2))
    heard(acme, top, "Worse", (40, 8), (30, 5))
    heard(acme, top, "Better", (40, 2), (60, 5))
    heard(acme, top, "Same", (40, 8), (60, 9))
    mark_done(heard(acme, top, "Reached", (40, 2)), by=acme.owner, done_as="reached", reason="So.", at=at(TUESDAY))
    spoke = make_key_result(acme.owner, top, "Spoke again")
    says(acme.owner, spoke, 40, TUESDAY, 8)
    found = changes(acme)
    assert titles(found.went_off_track) == ["Fell"] and titles(found.got_worse) == ["Worse"]
    assert sorted(titles(found.recovered)) == ["Better", "Reached"]
    assert titles(found.heard_again) == ["Spoke again"]
    html = page(acme)
    for words in ("Went off track: 1", "Got worse: 1", "Recovered: 2", "Heard of again: 1", "“Fell at 2.”"):
        assert words in html, words


def test_movers_are_told_with_then_and_now_the_biggest_first(acme, top):
    heard(acme, top, "Little", (40, 8), (42, 8))
    fell = heard(acme, top, "Much", (60, 8), (10, 8))
    heard(acme, top, "Still", (60, 8), (60, 8))
    heard(acme, top, "Rose", (10, 8), (80, 8))
    found = changes(acme)
    assert [(m.title, m.before, m.now) for m in found.key_results.first] == [
        ("Rose", Decimal("0.1"), Decimal("0.8")),
        ("Much", Decimal("0.6"), Decimal("0.1")),
        ("Little", Decimal("0.4"), Decimal("0.42")),
    ]
    (objective,) = found.objectives.first
    assert (objective.before, objective.now) == (Decimal("0.425"), Decimal("0.48"))
    html = page(acme)
    assert f'key-results/{fell.pk}/?as_of=2026-08-16" aria-label="60 % then: Much">60 %</a>' in html


def test_how_it_stood_then_is_what_the_page_of_then_shows(acme, top):
    fell = heard(acme, top, "Much", (60, 8), (10, 8))
    html = page(acme)
    link = re.search(rf'href="([^"]*{fell.pk}/\?as_of=[^"]*)"', html)[1]
    then = client_of(acme.viewer).get(link).content.decode()
    assert "60\u00a0%" in then and "at the end of <strong>Sunday 16 August 2026</strong>" in then


def test_of_many_the_first_are_shown_and_the_others_counted(acme, top):
    for n in range(13):
        heard(acme, top, f"Number {n}", (40, 8), (41 + n, 2))
    found = changes(acme)
    assert (len(found.key_results.first), found.key_results.left_out) == (10, 3)
    assert (found.went_off_track.count, found.went_off_track.left_out) == (13, 3)
    assert page(acme).count("and 3 more") == 2


def test_goalposts_new_and_set_aside_are_told_with_who_and_why(acme, top):
    number = make_key_result(acme.owner, top, "Customers")
    gone = make_objective(acme.owner, acme.period, "Gone")
    make_objective(acme.admin, acme.period, "Brand new", at=at(TUESDAY))
    short = make_objective(acme.admin, acme.period, "Came and went", at=at(TUESDAY))
    said = {"by": acme.leader, "at": at(TUESDAY)}
    edit_key_result(number, changes={"target": Decimal(80)}, reason="The market shrank.", **said)
    put_objective_in_state(gone, "dropped", reason="Not now.", **said)
    put_objective_in_state(short, "archived", reason="A mistake.", **said)
    found = changes(acme)
    assert [m.entry.title for m in found.moves.first][-1] == "Customers"
    assert [o.title for o in found.new.first] == ["Brand new"]
    assert [v.title for v in found.set_aside.first] == ["Gone"]
    html = page(acme)
    for words in ("The market shrank.", "<del>100</del> → <ins>80</ins>", "Acme Leader", "“Not now.”", "Brand new"):
        assert words in html, words


def test_who_checked_in_is_told_by_name_and_not_by_rank(acme, top):
    zoe = join(acme.organization, "member", "Zoe")
    for n in range(3):
        heard(acme, top, f"Of Zoe {n}", (1, 8), (2, 8), by=zoe)
    heard(acme, top, "Of Acme", (1, 8), (2, 8))
    found = changes(acme)
    assert [(p.name, p.count) for p in found.people.first] == [("Acme Owner", 1), ("Zoe", 3)]
    assert "2 people, 4 check-ins." in page(acme)


def test_another_day_can_be_chosen(acme, top):
    heard(acme, top, "Fell", (40, 8), (30, 2))
    assert "Went off track: 1" in page(acme, "&since=2026-08-17")
    assert "the beginning of <strong>Monday 17 August 2026</strong>" in page(acme)
    assert "Nothing has changed since then" in page(acme, "&since=2026-08-19")
    html = page(acme, "&since=2026-08-10")
    assert "since=2026-08-03" in html and "since=2026-08-17" in html
    assert "Last Monday" in html
    assert "18 August 2026, 09:00" in page(acme, "&since=2026-08-18T09:00:00%2B02:00")


@pytest.mark.parametrize("day", ["2026-08-21", "9999-12-31", "yesterday", "2026-02-30", "%3Cb%3E", "0001-01-01"])
def test_days_that_are_not_over_are_refused_kindly(acme, top, day):
    html = page(acme, f"&since={day}")
    assert "is not a day that is over. This is since Monday 17 August 2026." in html


@pytest.mark.parametrize("day", ["0001-01-02", "1900-01-01", "2026-06-01"])
def test_before_it_was_planned_there_was_nothing(acme, top, day, time_machine):
    heard(acme, top, "Fell", (40, 8), (30, 2))
    found = page(acme, f"&since={day}")
    assert "New objectives: 1" in found and "Went off track: 1" in found


def test_closed_period_is_compared_up_to_its_closing(acme, top, time_machine):
    heard(acme, top, "Fell", (40, 8), (30, 2))
    begin_grace(acme.period, by=acme.admin, reason="Early.", at=at("2026-08-19T09:00+02:00"))
    close_period(acme.period, by=acme.admin, at=at("2026-08-19T10:00+02:00"))
    time_machine.move_to("2026-11-01T12:00+01:00", tick=False)
    acme.period.refresh_from_db()
    html = page(acme)
    assert "Went off track: 1" in html and "until it was closed on 19 August 2026, 10:00" in html
    assert "Nothing can be compared with that day" in page(acme, "&since=2026-10-01")


def test_without_a_period_it_says_what_will_be_here(acme):
    Period.objects.all().delete()
    response = client_of(acme.viewer).get(acme.url("changes/"))
    assert "There is no period yet" in response.content.decode()


def test_stranger_finds_nothing(acme, rival, top):
    assert client_of(rival.admin).get(acme.url("changes/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 10, 40])
def test_it_asks_the_same_questions_whatever_changed(acme, top, count):
    whose = {"belongs_to": "team", "team": acme.team}
    for n in range(count):
        fell = heard(acme, top, f"Fell {n}", (40, 8), (30, 2))
        heard(acme, top, f"Better {n}", (40, 2), (50, 8))
        changed = {"changes": {"target": Decimal(90)}, "reason": "So.", "at": at("2026-08-18T11:00+02:00")}
        edit_key_result(fell, by=acme.leader, **changed)
        if n < 10:
            make_objective(acme.admin, acme.period, f"New {n}", at=at(TUESDAY), **whose)
            gone = make_objective(acme.admin, acme.period, f"Gone {n}")
            put_objective_in_state(gone, "dropped", by=acme.admin, reason="So.", at=at(TUESDAY))
    client = client_of(acme.viewer)
    with statements() as asked:
        client.get(acme.url(f"changes/?period={acme.period.pk}"))
    assert len(asked) == 27, "\n".join(asked)
