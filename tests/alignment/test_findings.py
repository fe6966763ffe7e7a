"""What each rule finds and what it leaves alone; and the one read."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.findings.concerns import Kind
from alignment.findings.facts import Goalpost, Mean, SeenKeyResult, SeenObjective, SeenRequest, SeenTeam, Snapshot
from alignment.findings.figures import alignment, coverage
from alignment.findings.reading import read_snapshot
from alignment.findings.rules import BY_NAME, RULES, find_all, found_by
from checkins.actions import Statement, check_in
from checkins.health import Health
from checkins.windows import moment_at
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from objectives.actions.objectives import edit_objective, put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.findings import Owner
from objectives.models import Period
from organizations.actions import deactivate
from tests.cast import join, make_key_result, make_objective, statements

FIRST, TODAY, LAST = date(2026, 10, 1), date(2026, 11, 19), date(2026, 12, 31)
GREEN, RED = Health.ON_TRACK, Health.OFF_TRACK
TEAM = SeenTeam(uuid4(), "Sales")


def key_result(title="Revenue", **facts):
    return SeenKeyResult(**{"id": uuid4(), "title": title, "ends_on": LAST, "added_on": FIRST} | facts)


def objective(title="Grow", belongs_to="team", **facts):
    facts = {"id": uuid4(), "ends_on": LAST, "created_on": FIRST} | facts
    if belongs_to == "team":
        facts.setdefault("team_id", TEAM.id)
    return SeenObjective(title=title, belongs_to=belongs_to, **facts)


def seen(*objectives, above=()):
    return Snapshot("Q4", TODAY, objectives, above, teams={TEAM.id: TEAM})


def found(name, *objectives, above=()):
    return found_by(BY_NAME[name], seen(*objectives, above=above))


def whats(name, *objectives, above=()):
    return [concern.what for concern in found(name, *objectives, above=above)]


def test_rules_are_thirteen_with_names_that_the_settings_can_hold_and_words_of_their_own():
    assert len(RULES) == len(BY_NAME) == 13
    assert max(len(rule.name) for rule in RULES) <= 40
    for words in ("title", "looks_for", "why", "action"):
        assert len({getattr(rule, words) for rule in RULES}) == 13


@pytest.mark.parametrize(
    ("said", "paced", "is_done", "expected"),
    [
        (GREEN, RED, False, 1),
        (GREEN, RED, True, 0),
        (GREEN, Health.AT_RISK, False, 0),
        (RED, RED, False, 0),
        (GREEN, None, False, 0),
    ],
)
def test_said_green_and_computed_red(said, paced, is_done, expected):
    one = key_result(said=said, paced=paced, is_done=is_done, confidence=8, heard_on=TODAY)
    concerns = found("said_green", objective(key_results=[one]))
    assert [(c.key_result, c.since) for c in concerns] == [(one, TODAY)] * expected


def test_objective_said_green_is_found_once_at_the_lowest_place():
    red = {"said": GREEN, "paced": RED}
    assert [c.kind for c in found("said_green", objective(**red))] == [Kind.OBJECTIVE]
    with_key_result = objective(key_results=[key_result(**red)], **red)
    assert [c.kind for c in found("said_green", with_key_result)] == [Kind.KEY_RESULT]


def test_silent_since_the_last_word_or_since_it_is_there():
    two = [key_result(is_silent=True), key_result(is_silent=True, heard_on=TODAY - timedelta(days=20))]
    concerns = found("silent", objective(key_results=[*two, key_result(), key_result(is_silent=True, is_done=True)]))
    assert [(c.since, c.what) for c in concerns] == [
        (FIRST, "Nobody has spoken of it yet."),
        (TODAY - timedelta(days=20), "Two check-ins were missed."),
    ]


@pytest.mark.parametrize(
    ("supporters", "own", "expected"), [("0.61", "0.30", 1), ("0.60", "0.30", 0), ("0.2", "0.9", 0), ("0.9", None, 0)]
)
def test_busy_where_supporters_are_more_than_thirty_points_ahead(supporters, own, expected):
    ahead = Mean(Decimal(supporters), 3)
    one = objective(supporters=ahead, own=Decimal(own) if own else None)
    assert len(found("busy", one)) == expected
    in_particular = key_result(supporters=ahead, progress=Decimal(own) if own else Decimal("0.7"))
    assert len(found("busy", objective(key_results=[in_particular]))) == expected


@pytest.mark.parametrize(("days", "expected"), [(2, 0), (3, 1), (30, 1)])
def test_requests_that_nobody_has_answered_for_three_days(days, expected):
    one = key_result()
    mine, asked_on = objective(key_results=[one]), TODAY - timedelta(days=days)
    requests = [SeenRequest(mine.id, one.id, "Sales", asked_on), SeenRequest(uuid4(), None, "North", asked_on)]
    concerns = found_by(BY_NAME["unanswered"], replace(seen(mine), requests=requests))
    assert [(c.key_result, c.since) for c in concerns] == [(one, asked_on)] * expected
    assert all(c.what == "Sales was asked for a part of it and has not answered." for c in concerns)


def test_busy_says_both_figures():
    one = objective(supporters=Mean(Decimal("0.72"), 3), own=Decimal("0.3"))
    assert whats("busy", one) == ["The 3 that support it are at 72\u00a0%, its key results at 30\u00a0%."]


def test_supporting_nothing_but_not_the_companys():
    company = objective("Win", "company")
    assert whats("supports_nothing", company, objective(parent_id=company.id)) == []
    assert whats("supports_nothing", objective()) == ["It supports nothing."]
    assert whats("supports_nothing", objective(parent_id=uuid4())) == ["What it supported does not count any more."]
    assert len(found("supports_nothing", objective(belongs_to="person"))) == 1


def test_aims_of_the_company_that_nothing_supports():
    company = objective("Win", "company")
    assert whats("aim_unsupported", company) == ["Nothing supports it."]
    assert whats("aim_unsupported", company, objective(parent_id=company.id)) == []
    assert whats("aim_unsupported", replace(company, supporter_count=1)) == []
    assert whats("aim_unsupported", objective()) == []


def test_aim_of_the_year_asks_for_a_supporter_in_this_quarter():
    year = objective("The year", "company", is_here=False, supporter_count=4)
    assert whats("aim_unsupported", above=[year]) == ["Nothing supports it in Q4."]
    assert whats("aim_unsupported", objective(parent_id=year.id), above=[year]) == []


def test_nobody_owns_it_or_whoever_did_has_left():
    gone = uuid4()
    mine = objective(owner=Owner.GONE, owner_id=gone, owner_since=TODAY)
    nobodys = key_result(owner=Owner.NOBODY)
    snapshot = replace(seen(mine, objective(key_results=[nobodys, key_result()])), people={gone: "Ada Byron"})
    concerns = found_by(BY_NAME["no_owner"], snapshot)
    assert {c.what for c in concerns} == {"Ada Byron has left, or only views by now.", "It has no owner."}
    done = key_result(owner=Owner.NOBODY, is_done=True)
    assert whats("no_owner", objective(key_results=[done])) == []


def test_no_start_or_target():
    keys = [key_result(missing="start and target"), key_result(), key_result(missing="limit", is_done=True)]
    assert whats("no_aim", objective(key_results=keys)) == ["It has no start and target."]


@pytest.mark.parametrize(("count", "expected"), [(5, 0), (6, 1)])
def test_more_than_five_objectives_in_a_team_or_key_results_in_an_objective(count, expected):
    many = [objective(f"Aim {n}", created_on=FIRST + timedelta(days=n)) for n in range(count)]
    in_a_team = found("too_many", *many)
    assert [(c.kind, c.title, c.since) for c in in_a_team] == [(Kind.TEAM, "Sales", FIRST + timedelta(days=5))][
        :expected
    ]
    crowded = objective(key_results=[key_result(f"Number {n}") for n in range(count)])
    assert [c.what for c in found("too_many", crowded)] == ["It has 6 key results."][:expected]
    persons = [objective(f"Own {n}", "person") for n in range(count)]
    assert found("too_many", *persons) == []


def test_same_title_is_found_once_with_the_others():
    one, two, three = objective("Grow fast"), objective(" grow  FAST "), objective("Grow slowly")
    (concern,) = found("same_title", one, two, three)
    assert (concern.objective, list(concern.others)) == (one, [two])
    home = objective("Home", key_results=[key_result("Revenue")])
    other = objective("Revenue", key_results=[key_result("revenue")])
    (concern,) = found("same_title", home, other)
    assert (concern.objective, concern.title, len(concern.others)) == (home, "Revenue", 1)


@pytest.mark.parametrize(("days", "expected"), [(0, 1), (28, 1), (29, 0)])
def test_goalposts_moved_in_the_last_four_weeks(days, expected):
    moved = Goalpost(TODAY - timedelta(days=days), "“from 0 to 9” became “from 0 to 8”.")
    concerns = found("goalposts_moved", objective(key_results=[key_result(goalpost=moved), key_result()]))
    assert [(c.since, c.what) for c in concerns] == [(moved.moved_on, moved.words)] * expected


def three(**facts):
    return [key_result(f"Number {n}", **{"progress": Decimal("0.95")} | facts) for n in range(3)]


def test_all_above_nine_tenths_of_a_team_or_of_the_company():
    assert [c.title for c in found("too_easy", objective(key_results=three()))] == ["Sales"]
    assert [c.kind for c in found("too_easy", objective("Win", "company", key_results=three()))] == [Kind.COMPANY]
    assert found("too_easy", objective("Own", "person", key_results=three())) == []
    certain = three(progress=Decimal("0.1"), confidence=10)
    assert len(found("too_easy", objective(key_results=certain))) == 1


@pytest.mark.parametrize(
    "harder",
    [
        objective(key_results=three()[:2]),
        objective(key_results=[*three(), key_result(progress=Decimal("0.9"))]),
        objective(key_results=[*three(), key_result(progress=None, confidence=9)]),
        objective(key_results=three(), is_aspirational=False),
        objective(key_results=three(is_a_limit=True)),
        objective(key_results=three(is_given_up=True)),
    ],
)
def test_what_was_a_stretch_or_is_meant_to_be_kept_is_not_too_easy(harder):
    assert found("too_easy", harder) == []


def test_what_ends_after_what_it_supports():
    early = date(2026, 11, 30)
    company = objective("Win", "company", key_results=[key_result(ends_on=early), key_result(ends_on=early)])
    assert whats("ends_after", company, objective(parent_id=company.id)) == [
        "It goes on to 31 December; Win ends on 30 November."
    ]
    in_time = objective(parent_id=company.id, key_results=[key_result(ends_on=early)])
    assert whats("ends_after", company, in_time) == []
    late_but_done = replace(in_time, key_results=[*in_time.key_results, key_result(is_done=True)])
    assert whats("ends_after", company, late_but_done) == []


def test_what_supports_a_key_result_ends_with_that_one():
    early = key_result(ends_on=date(2026, 11, 30))
    company = objective("Win", "company", key_results=[early, key_result()])
    assert whats("ends_after", company, objective(parent_id=company.id)) == []
    assert len(found("ends_after", company, objective(parent_id=company.id, parent_key_result_id=early.id))) == 1


def test_line_must_be_unbroken_to_the_company():
    year = objective("The year", "company", is_here=False)
    direct, alone = objective("Direct", parent_id=year.id), objective("Alone")
    through, lost = objective("Through", parent_id=direct.id), objective("Lost", parent_id=alone.id)
    counted = alignment(seen(direct, alone, through, lost, objective("Win", "company"), above=[year]))
    assert {o.title for o in counted.good} == {"Direct", "Through"}
    assert [(o.title, words) for o, words in counted.others] == [
        ("Alone", "It supports nothing."),
        ("Lost", "Its line ends at Alone."),
    ]
    assert counted.share == Decimal("0.5")


def test_nothing_below_the_company_has_no_share():
    assert alignment(seen(objective("Win", "company"))).share is None


def test_covered_is_what_has_an_owner_a_key_result_and_its_targets():
    covered = objective("Covered", key_results=[key_result()])
    without = [
        objective("Bare"),
        objective("Nobody's", owner=Owner.NOBODY, key_results=[key_result()]),
        objective("Aimless", key_results=[key_result(missing="target")]),
    ]
    counted = coverage(seen(covered, *without))
    assert (counted.share, [words for _, words in counted.others]) == (
        Decimal("0.25"),
        ["It has no key result.", "It has no owner.", "It has no target for every key result."],
    )


@st.composite
def snapshots(draw):
    """Whatever there may be: the few titles and parents meet often."""
    healths = st.sampled_from([None, GREEN, RED])
    ids = [uuid4() for _ in range(draw(st.integers(0, 6)))]

    def numbers():
        return key_result(
            draw(st.sampled_from("AB")),
            said=draw(st.sampled_from([GREEN, RED])),
            paced=draw(healths),
            confidence=draw(st.sampled_from([None, 5, 10])),
            progress=draw(st.sampled_from([None, Decimal(0), Decimal("0.95")])),
            is_silent=draw(st.booleans()),
            missing=draw(st.sampled_from(["", "target"])),
            owner=draw(st.sampled_from(Owner)),
            is_done=draw(st.booleans()),
            ends_on=draw(st.sampled_from([LAST, TODAY])),
        )

    objectives = [
        objective(
            draw(st.sampled_from("AB")),
            draw(st.sampled_from(["company", "team", "person"])),
            id=pk,
            parent_id=draw(st.sampled_from([None, uuid4(), *ids])),
            own=draw(st.sampled_from([None, Decimal(0), Decimal("0.5")])),
            supporters=draw(st.sampled_from([None, Mean(Decimal("0.6"), 2)])),
            key_results=[numbers() for _ in range(draw(st.integers(0, 7)))],
        )
        for pk in ids
    ]
    return seen(*objectives)


@settings(max_examples=50, deadline=None)
@given(snapshots(), st.sets(st.sampled_from(sorted(BY_NAME))))
def test_switching_off_removes_exactly_that_rules_findings(snapshot, unwanted):
    everything = {each.rule.name: each.concerns for each in find_all(snapshot)}
    left = {each.rule.name: each.concerns for each in find_all(snapshot, unwanted)}
    assert left == {name: concerns for name, concerns in everything.items() if name not in unwanted}


@settings(max_examples=50, deadline=None)
@given(snapshots())
def test_findings_are_of_what_was_read_each_with_a_sentence(snapshot):
    key_results = {k.id for o in snapshot.objectives for k in o.key_results}
    for each in find_all(snapshot):
        for concern in each.concerns:
            assert concern.what.endswith(".")
            assert concern.objective is None or concern.objective.id in snapshot.by_id
            assert concern.key_result is None or concern.key_result.id in key_results
    for counted in (alignment(snapshot), coverage(snapshot)):
        assert counted.share is None or 0 <= counted.share <= 1


# The read.


@pytest.fixture
def acme(acme, time_machine):
    """On a Thursday, in the seventh week."""
    time_machine.move_to("2026-08-13T12:00:00+02:00")
    acme.period.delete()
    planned = create_period(
        by=acme.admin, name="Q3", kind="quarter", starts_on=date(2026, 7, 1), ends_on=date(2026, 9, 30)
    )
    acme.period = open_period(planned, by=acme.admin, at=acme.organization.start_of(planned.starts_on))
    return acme


def at(cast, month, day):
    return cast.organization.start_of(date(2026, month, day)) + timedelta(hours=10)


def read(cast, period=None):
    now = at(cast, 8, 13)
    return read_snapshot(period or cast.period, Period.objects.all(), moment_at(cast.organization, now))


def names(snapshot):
    return {each.rule.name for each in find_all(snapshot) if each.concerns}


def titles_of(name, snapshot):
    return [concern.title for concern in found_by(BY_NAME[name], snapshot)]


def healthy(cast):
    """A company aim and what supports it, both well."""
    company = make_objective(cast.leader, cast.period, "Win")
    team = make_objective(cast.owner, cast.period, "Sell", belongs_to="team", team=cast.team, parent=company)
    for n, each in enumerate((company, team)):
        one = make_key_result(cast.owner, each, f"Number {n}")
        check_in(by=cast.owner, statements=[Statement(one.pk, Decimal(50), 7)], at=at(cast, 8, 10))
    return company, team


def test_nothing_is_found_where_all_is_well(acme):
    healthy(acme)
    assert names(read(acme)) == set()


def test_empty_period_has_no_findings(acme):
    assert names(read(acme)) == set()


def test_verdicts_are_those_of_the_pages(acme):
    company, team = healthy(acme)
    behind = make_key_result(acme.owner, team, "Behind", weight=Decimal("0.1"))
    check_in(by=acme.owner, statements=[Statement(behind.pk, Decimal(1), 9)], at=at(acme, 8, 10))
    make_key_result(acme.owner, team, "Unheard of", weight=Decimal(0))
    snapshot = read(acme)
    assert titles_of("said_green", snapshot) == ["Behind"]
    assert titles_of("silent", snapshot) == ["Unheard of"]


def test_owner_who_left_is_found_since_she_left(acme):
    company, _ = healthy(acme)
    leaver = join(acme.organization, "member", "Leaver")
    own = edit_objective(company, changes={"owner": leaver}, by=acme.admin, reason="Hers.", at=at(acme, 8, 1))
    deactivate(membership=leaver, by=acme.admin)
    (concern,) = found_by(BY_NAME["no_owner"], read(acme))
    assert (concern.objective.id, concern.since) == (own.objective_id, date(2026, 8, 13))
    assert concern.what == "Leaver has left, or only views by now."


def test_goalpost_that_moved_says_what_it_was_and_one_that_moved_back_is_none(acme):
    _, team = healthy(acme)
    one, two = (make_key_result(acme.owner, team, title, weight=Decimal(0)) for title in ("One", "Two"))
    said = {"by": acme.owner, "reason": "Because."}
    for n, target in enumerate((80, 60)):
        edit_key_result(one, changes={"target": Decimal(target)}, at=at(acme, 8, 3 + n), **said)
        one.refresh_from_db()
    for n, target in enumerate((80, 100)):
        edit_key_result(two, changes={"target": Decimal(target)}, at=at(acme, 8, 3 + n), **said)
        two.refresh_from_db()
    (concern,) = found_by(BY_NAME["goalposts_moved"], read(acme))
    assert (concern.title, concern.since) == ("One", date(2026, 8, 4))
    assert concern.what == "“from 0 to 100” became “from 0 to 60”."


def test_what_was_archived_or_dropped_is_never_found(acme):
    company, team = healthy(acme)
    lost = make_objective(acme.owner, acme.period, "Sell", belongs_to="person")
    make_key_result(acme.owner, lost, "Number 0")
    assert {"supports_nothing", "same_title", "silent"} <= names(read(acme))
    put_objective_in_state(lost, "dropped", by=acme.owner, reason="No.", at=at(acme, 8, 11))
    unheard = make_key_result(acme.owner, team, "Unheard of")
    put_key_result_in_state(unheard, "archived", by=acme.owner, reason="No.", at=at(acme, 8, 11))
    assert names(read(acme)) == set()


def test_what_supported_something_archived_supports_nothing_since_then(acme):
    company, team = healthy(acme)
    put_objective_in_state(company, "archived", by=acme.leader, reason="No.", at=at(acme, 8, 11))
    (concern,) = found_by(BY_NAME["supports_nothing"], read(acme))
    assert (concern.objective.id, concern.since) == (team.pk, date(2026, 8, 11))


def test_quarter_knows_the_aims_of_its_year(acme):
    days = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    year = create_period(by=acme.admin, name="2026", kind="year", **days)
    year = open_period(year, by=acme.admin, at=acme.organization.start_of(year.starts_on))
    aim = make_objective(acme.leader, year, "The year")
    assert titles_of("aim_unsupported", read(acme)) == ["The year"]
    make_objective(acme.owner, acme.period, "Sell", belongs_to="team", team=acme.team, parent=aim)
    assert titles_of("aim_unsupported", read(acme)) == []
    assert alignment(read(acme)).share == 1
    of_year = read(acme, year)
    assert of_year.by_id[aim.pk].supporter_count == 1
    assert titles_of("aim_unsupported", of_year) == []


def test_busy_has_the_figures_of_the_roll_up(acme):
    company, team = healthy(acme)
    mean = read(acme).by_id[company.pk].supporters
    assert mean == Mean(Decimal("0.5"), 1)


@pytest.mark.parametrize("count", [1, 10, 40])
def test_read_asks_the_same_however_much_there_is(acme, count):
    company, team = healthy(acme)
    for n in range(count):
        below = make_objective(acme.owner, acme.period, f"Below {n}", belongs_to="person", parent=team)
        make_key_result(acme.owner, below, f"Key result {n}")
    moment, periods = moment_at(acme.organization, at(acme, 8, 13)), list(Period.objects.all())
    with statements() as asked:
        read_snapshot(acme.period, periods, moment)
    assert len(asked) == 9
