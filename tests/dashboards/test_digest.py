"""What changed since the last window, who is silent, and the numbers of the scorecard at that moment; on a Tuesday."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from checkins.health import Health
from checkins.windows import moment_at
from dashboards.digest import build_digest
from objectives.actions.key_results import edit_key_result, mark_done
from objectives.actions.objectives import edit_objective
from objectives.actions.periods import begin_grace
from objectives.models import Period
from objectives.period_facts import query_as_of
from organizations.models import Cadence, Membership
from tests.cast import client_of, join, make_key_result, make_objective, statements
from tests.dashboards.letters.desk import at, says

NOW = "2026-08-18T09:00+02:00"
DUE_ON = date(2026, 8, 17)
LAST_WEEK, YESTERDAY = "2026-08-10T10:00+02:00", "2026-08-17T10:00+02:00"


@pytest.fixture(autouse=True)
def _on_a_tuesday(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def top(acme):
    return make_objective(acme.leader, acme.period, "Win the mid-market")


def digest(cast, when=NOW):
    leader = Membership.objects.select_related("user").get(pk=cast.leader.pk)
    leader.organization = cast.organization
    return build_digest(leader, DUE_ON, moment_at(cast.organization, at(when)))


def heard(cast, objective, title, *confidences):
    """A key result of which this was said last week, and yesterday."""
    found = make_key_result(cast.owner, objective, title)
    for confidence, when in zip(confidences, (LAST_WEEK, YESTERDAY), strict=False):
        says(cast.owner, found, 40, when, confidence, f"{title} at {confidence}.")
    return found


def titles(changes):
    assert changes.count == len(changes.first)
    return [change.key_result.title for change in changes.first]


def test_what_went_off_track_is_told_with_what_it_was(acme, top):
    heard(acme, top, "Fell", 8, 2)
    heard(acme, top, "Was bad before", 2, 1)
    heard(acme, top, "Is at risk", 8, 5)
    found = digest(acme)
    assert titles(found.went_off_track) == ["Fell"]
    (change,) = found.went_off_track.first
    assert (change.before, change.now) == (Health.ON_TRACK, Health.OFF_TRACK)
    assert change.key_result.last_note == "Fell at 2."
    assert found.recovered.count == 0


def test_what_recovered_is_better_than_it_was_or_reached(acme, top):
    heard(acme, top, "Better", 2, 5)
    heard(acme, top, "Good again", 5, 8)
    heard(acme, top, "Always good", 8, 9)
    for title, done_as in (("Reached", "reached"), ("Given up", "given_up")):
        mark_done(heard(acme, top, title, 2), by=acme.owner, done_as=done_as, reason="So.", at=at(YESTERDAY))
    assert sorted(titles(digest(acme).recovered)) == ["Better", "Good again", "Reached"]


def test_what_was_never_heard_of_before_can_go_off_track(acme, top):
    found = make_key_result(acme.owner, top, "New", at=at("2026-08-14T10:00+02:00"))
    says(acme.owner, found, 0, YESTERDAY, 2)
    (change,) = digest(acme).went_off_track.first
    assert change.before is None


def test_goalposts_that_moved_in_the_week_are_told_with_who_and_why(acme, top):
    found = make_key_result(acme.owner, top, "Customers")
    said = {"by": acme.leader, "reason": "The market shrank."}
    edit_key_result(found, changes={"target": Decimal(90)}, at=at("2026-08-05T10:00+02:00"), **said)
    edit_key_result(found, changes={"target": Decimal(80)}, at=at("2026-08-13T10:00+02:00"), **said)
    edit_objective(top, changes={"owner": acme.admin}, at=at("2026-08-13T10:00+02:00"), **said)
    (move,) = digest(acme).moves
    assert (move.entry.title, move.entry.who, move.entry.reason) == ("Customers", "Acme Leader", "The market shrank.")
    assert [(m.label, m.old, m.new) for m in move.moved] == [("Target", "90", "80")]


def test_since_is_the_same_hour_of_the_window_before(acme, top):
    assert digest(acme).since == at("2026-08-11T09:00+02:00")
    Cadence.objects.create(holds_from=date(2026, 7, 6), every_weeks=2, weekday=0, hour=9)
    assert digest(acme).since == at("2026-08-04T09:00+02:00")


def test_since_is_no_earlier_than_the_period_opened(acme, top):
    Period.objects.update(opened_at=at("2026-08-15T10:00+02:00"))
    assert digest(acme).since == at("2026-08-15T10:00+02:00")


def test_who_is_silent_is_told_by_name_with_what(acme, top):
    zoe = join(acme.organization, "member", "Zoe")
    adam = join(acme.organization, "member", "Adam")
    make_key_result(zoe, top, "Never heard of")
    says(adam, make_key_result(adam, top, "Owed"), 1, "2026-08-11T10:00+02:00")
    says(acme.owner, make_key_result(acme.owner, top, "Answered"), 1, YESTERDAY)
    assert [(q.name, q.silent, q.owed) for q in digest(acme).quiet] == [
        ("Zoe", ["Never heard of"], []),
        ("Adam", [], ["Owed"]),
    ]


def test_change_of_an_objective_is_what_it_gained_since(acme, top):
    found = make_key_result(acme.owner, top, "Customers")
    says(acme.owner, found, 40, LAST_WEEK)
    says(acme.owner, found, 52, "2026-08-12T10:00+02:00")
    (line,) = digest(acme).objectives
    assert (line.row.objective.progress, line.change) == (Decimal("0.52"), Decimal("0.12"))


def test_numbers_are_those_of_the_scorecard(acme, top):
    heard(acme, top, "Fell", 8, 2)
    heard(acme, top, "Good", 5, 8)
    heard(acme, top, "Waits", 8)
    make_key_result(acme.owner, top, "Silent")
    mark_done(heard(acme, top, "Done", 2), by=acme.owner, done_as="reached", reason="So.", at=at(YESTERDAY))
    found = digest(acme)
    now, page = figures_on_the_page(acme, "")
    assert now == figures_of(found)
    assert f"<strong>{found.figures.answered_count} of {found.figures.owed_count}</strong> checked in" in page
    assert (found.figures.answered_count, found.figures.owed_count) == (2, 4)


def test_they_can_be_read_again_as_they_were(acme, top, time_machine):
    heard(acme, top, "Fell", 8, 2)
    found = digest(acme)
    time_machine.move_to("2026-09-01T09:00+02:00", tick=False)
    new = make_key_result(acme.owner, top, "New", at=at("2026-08-31T09:00+02:00"))
    says(acme.owner, new, 90, "2026-08-31T10:00+02:00")
    then, _ = figures_on_the_page(acme, query_as_of(found.period.pk, found.at))
    assert then == figures_of(found)
    assert figures_on_the_page(acme, "")[0] != then


def figures_of(found):
    figures = found.figures
    counts = {str(health): count for health, count in figures.health_counts.items()}
    return int(figures.progress * 100), int(figures.expected * 100), counts


def figures_on_the_page(cast, query):
    page = client_of(cast.leader).get(cast.url(f"scorecard/?{query}")).content.decode()
    progress = re.search(r'id="overall-progress">(\d+)', page).group(1)
    expected = re.search(r"expected by \w+</dt><dd><a[^>]*>(\d+)", page).group(1)
    counts = {name: int(count) for name, count in re.findall(r'id="count-(\w+)" href="[^"]*">(\d+)', page)}
    return (int(progress), int(expected), counts), page


def test_there_is_none_of_a_period_without_objectives(acme):
    assert digest(acme) is None


def test_there_is_none_of_a_period_that_is_over(acme, top):
    begin_grace(Period.objects.get(pk=acme.period.pk), by=acme.admin, reason="Early.")
    assert digest(acme) is None


def test_of_many_changes_the_first_are_shown_and_all_are_counted(acme, top):
    for n in range(7):
        heard(acme, top, f"Fell {n}", 8, 2)
    changes = digest(acme).went_off_track
    assert (changes.count, len(changes.first)) == (7, 5)


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_whatever_changed(acme, top, count):
    for n in range(count):
        fell = heard(acme, top, f"Fell {n}", 8, 2)
        heard(acme, top, f"Recovered {n}", 2, 8)
        edit_key_result(
            fell, by=acme.leader, changes={"target": Decimal(80)}, reason="So.", at=at(YESTERDAY) + timedelta(hours=1)
        )
        person = join(acme.organization, "member", f"Silent {n}")
        make_key_result(person, make_objective(acme.leader, acme.period, f"Objective {n}"), f"Silent {n}")
    leader = Membership.objects.select_related("user").get(pk=acme.leader.pk)
    leader.organization = acme.organization
    moment = moment_at(acme.organization, at(NOW))
    with statements() as found:
        assert len(build_digest(leader, DUE_ON, moment).quiet) == count
    assert len(found) == 26


def test_rival_is_not_in_it(acme, rival, top):
    with rival.scope():
        objective = make_objective(rival.leader, rival.period, "Theirs")
        key_result = make_key_result(rival.owner, objective, "Theirs")
        statement = Statement(key_result.pk, Decimal(1), 1, "Bad.")
        check_in(by=rival.owner, statements=[statement], at=at(YESTERDAY))
    found = digest(acme)
    assert (found.went_off_track.count, found.quiet, len(found.objectives)) == (0, [], 1)
