"""Milestones: what they weigh, what is expected of them, and what an edit does to what was ticked."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checkins.actions import Statement, check_in
from checkins.as_of import last_words, standing_at
from checkins.models import CheckIn
from objectives.actions.key_results import create_key_result, edit_key_result, revert_key_result
from objectives.actions.periods import create_period
from objectives.errors import AimIsMissing, AlreadyCounted, MilestonesDoNotWork, ReasonIsMissing
from objectives.expected import ExpectedKeyResult, Span, expected_of_key_result
from objectives.ledger import ledger
from objectives.milestones import (
    Milestone,
    as_json,
    expected_share,
    milestones_of,
    misfits,
    moves,
    new_id,
    next_due,
    share_of_whole,
    weight_reached,
    whole_weight,
)
from objectives.models import KeyResult, KeyResultVersion
from objectives.progress import key_result_progress
from objectives.rates import next_in_words
from objectives.verification import differences
from objectives.wording import aim_in_words, missing_in_words, value_in_words
from organizations.models import Activity
from tests.cast import make_key_result, make_objective
from tests.objectives.test_sequences import put_back

QUARTER = Span(date(2026, 4, 1), date(2026, 6, 30))
days = st.none() | st.integers(0, 90).map(lambda n: QUARTER.starts_on + timedelta(days=n))
weights = st.decimals("0.001", 1000, places=3)


@st.composite
def lists(draw, least=1):
    each = draw(st.lists(st.tuples(weights, days), min_size=least, max_size=8))
    return [Milestone(f"m{n}", f"Step {n}", weight, due_on) for n, (weight, due_on) in enumerate(each)]


def steps(*weights, **facts):
    return [Milestone(f"m{n}", f"Step {n}", Decimal(weight), **facts) for n, weight in enumerate(weights, 1)]


# What they weigh.


@given(lists())
def test_nothing_reached_is_0_and_all_reached_is_1(found):
    aim = KeyResult(organization_id=None, measure="milestones", milestones=as_json(found))
    assert key_result_progress(aim, weight_reached(found, ())) == 0
    assert key_result_progress(aim, weight_reached(found, [each.id for each in found])) == 1


@given(lists(), st.data())
def test_one_more_tick_is_never_less(found, data):
    ticked = data.draw(st.sets(st.sampled_from([each.id for each in found])))
    more = ticked | {data.draw(st.sampled_from([each.id for each in found]))}
    aim = KeyResult(organization_id=None, measure="milestones", milestones=as_json(found))
    before, after = (key_result_progress(aim, weight_reached(found, each)) for each in (ticked, more))
    assert 0 <= before <= after <= 1


@given(lists(least=0))
def test_what_is_kept_comes_back_by_date(found):
    kept = milestones_of(as_json(found))
    assert sorted(kept, key=lambda each: each.id) == sorted(found, key=lambda each: each.id)
    assert [each.due_on or date.max for each in kept] == sorted(each.due_on or date.max for each in found)
    assert as_json(kept) == as_json(found)


def test_what_is_no_milestone_any_more_weighs_nothing():
    assert weight_reached(steps(1, 2), ["m2", "gone"]) == 2
    assert share_of_whole([], Decimal(0)) == 0


# What is expected of them.


@given(lists(), st.integers(0, 90), st.integers(0, 90))
def test_expected_is_by_their_dates_and_never_falls(found, one, other):
    first, second = sorted((one, other))
    due = QUARTER.ends_on
    early, late = (expected_share(found, QUARTER.starts_on + timedelta(days=n), due) for n in (first, second))
    assert 0 <= early <= late <= 1
    assert expected_share(found, due, due) == 1


def test_each_counts_from_its_own_day_and_without_one_from_the_key_results():
    found = [Milestone("a", "A", Decimal(1), date(2026, 5, 1)), Milestone("b", "B", Decimal(3))]
    key_result = ExpectedKeyResult("milestones", Decimal(1), date(2026, 4, 1), date(2026, 6, 1), found)
    on = {day: expected_of_key_result(key_result, QUARTER, day) for day in QUARTER.days}
    assert [on[date(2026, 4, 30)], on[date(2026, 5, 1)], on[date(2026, 5, 31)], on[date(2026, 6, 1)]] == [
        0,
        0.25,
        0.25,
        1,
    ]


def test_nothing_is_expected_before_it_began_and_without_milestones_a_line():
    found = [Milestone("a", "A", Decimal(1), date(2026, 4, 2)), Milestone("b", "B")]
    late = ExpectedKeyResult("milestones", Decimal(1), date(2026, 5, 1), None, found)
    assert [expected_of_key_result(late, QUARTER, date(2026, *day)) for day in ((4, 30), (5, 1))] == [0, 0.5]
    empty = ExpectedKeyResult("milestones", Decimal(1), QUARTER.starts_on, None)
    assert expected_of_key_result(empty, QUARTER, date(2026, 5, 16)) == 0.5


def test_what_is_next_is_the_first_that_is_not_reached():
    found = [
        Milestone("a", "A", due_on=date(2026, 5, 1)),
        Milestone("b", "B"),
        Milestone("c", "C", due_on=date(2026, 4, 9)),
    ]
    assert [next_due(found, reached).id for reached in ((), ["c"], ["c", "a"])] == ["c", "a", "b"]
    assert next_due(found, "abc") is None


# What is refused.


@pytest.mark.parametrize(
    ("found", "place", "column", "words"),
    [
        (steps(1, 0), 1, "weight", "above 0"),
        (steps(1, -1), 1, "weight", "above 0"),
        (steps("1000.001"), 0, "weight", "1000 at most"),
        (steps("0.0001"), 0, "weight", "three decimals"),
        ([Milestone("a", " ")], 0, "title", "Write what is reached"),
        ([Milestone("a", "Pilot  runs"), Milestone("b", "pilot runs ")], 1, "title", "called the same"),
        ([Milestone("a", "x" * 241)], 0, "title", "below 241"),
        (steps(*[1] * 31), 30, "title", "30 milestones are the most"),
    ],
)
def test_misfits_are_named_with_their_place(found, place, column, words):
    ((where, which, sentence),) = misfits(found)
    assert (where, which) == (place, column) and words in sentence


def test_thirty_of_any_weight_are_fine():
    assert misfits(steps(*["0.001", 1000, "2.5"] * 10)) == []


def test_new_id_is_short_and_never_one_that_is_taken():
    found = {new_id() for _ in range(200)}
    assert len(found) == 200 and all(len(each) == 5 and each.isalnum() for each in found)


# In words.


def test_moves_say_what_was_added_removed_renamed_reweighed_and_redated():
    before = [Milestone("a", "Pilot"), Milestone("b", "Train", due_on=date(2026, 5, 3)), Milestone("c", "Sign")]
    after = [
        Milestone("b", "Train all", Decimal(2), date(2026, 5, 10)),
        Milestone("c", "Sign", due_on=date(2026, 6, 1)),
    ]
    after += [Milestone("d", "Launch", Decimal("1.5"), date(2026, 6, 9))]
    assert [(each.what, each.old, each.new) for each in moves(before, after)] == [
        ("milestone", "“Pilot”", ""),
        ("milestone", "“Train”", "“Train all”"),
        ("weight of “Train all”", "1", "2"),
        ("“Train all”", "by 3 May", "by 10 May"),
        ("“Sign”", "without a day", "by 1 June"),
        ("milestone", "", "“Launch”, weight 1.5, by 9 June"),
    ]


@pytest.mark.parametrize(
    ("weights", "value", "reached", "words"),
    [
        ([1, 1, 1, 1, 1], 3, None, "3 of 5 milestones"),
        ([2, 2], 2, None, "1 of 2 milestones"),
        ([1], 1, None, "1 of 1 milestone"),
        ([1, 2, 3], 3, None, "3 of 6 by weight"),
        ([1, 2, 3], 3, ["m1", "m2"], "2 of 3 milestones"),
        ([1, 2, 3], 4, ["m1", "m9"], "2 milestones"),
        ([1, 2, 3], 0, [], "0 of 3 milestones"),
        ([1, 2, 3], None, None, "no value yet"),
    ],
)
def test_value_says_how_many(weights, value, reached, words):
    aim = KeyResult(organization_id=None, measure="milestones", milestones=as_json(steps(*weights)))
    assert value_in_words(aim, None if value is None else Decimal(value), reached) == words


def test_current_value_says_how_many_whatever_they_weigh():
    aim = KeyResult(
        organization_id=None, measure="milestones", milestones=as_json(steps(1, 2, 3)), reached=["m1", "m2", "gone"]
    )
    assert value_in_words(aim, Decimal(3)) == "2 of 3 milestones"
    assert (aim_in_words(aim), missing_in_words(aim)) == ("3 milestones", "")
    aim.milestones = []
    assert (aim_in_words(aim), missing_in_words(aim), aim.has_an_aim) == ("milestones not set", "milestones", False)


# What happens.


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def launch(acme, objective):
    """Three of weight 1, 2 and 3."""
    return launched(acme, objective, steps(1, 2, 3))


def launched(cast, objective, found, **facts):
    facts |= {"start": None, "target": None, "measure": "milestones", "milestones": as_json(found)}
    return make_key_result(cast.owner, objective, "Launch", **facts)


def ticks(cast, key_result, *ids, at=None):
    said = Statement(key_result.pk, None, 7, "So.", reached=ids)
    return check_in(by=cast.owner, statements=[said], at=at)


def change(cast, key_result, found, reason="The plan changed.", **options):
    return edit_key_result(key_result, by=cast.owner, changes={"milestones": as_json(found)}, reason=reason, **options)


def stands(key_result):
    key_result.refresh_from_db()
    return key_result.current, key_result.progress, sorted(key_result.reached)


def test_removing_a_reached_one_or_weighing_anew_counts_again_in_the_same_action(acme, launch):
    ticks(acme, launch, "m1", "m2")
    assert stands(launch) == (3, Decimal("0.5"), ["m1", "m2"])
    one, two, three = steps(1, 2, 3)
    version = change(acme, launch, [two, three])
    assert stands(launch) == (2, Decimal("0.4"), ["m1", "m2"])
    assert (version.progress_before, version.progress) == (Decimal("0.5"), Decimal("0.4"))
    change(acme, launch, steps(0, 8, 2)[1:])
    assert stands(launch)[:2] == (8, Decimal("0.8"))
    launch.objective.refresh_from_db()
    assert launch.objective.progress == Decimal("0.8")
    assert list(differences()) == []


def test_undo_brings_a_removed_one_back_as_reached(acme, launch):
    ticks(acme, launch, "m1")
    version = change(acme, launch, steps(1, 2, 3)[1:])
    assert stands(launch)[:2] == (0, 0)
    revert_key_result(version, by=acme.owner)
    assert stands(launch)[:2] == (1, Decimal("0.166667"))


def test_without_a_word_said_a_change_leaves_it_without_a_value(acme, launch):
    change(acme, launch, steps(1, 1))
    assert stands(launch) == (None, 0, [])


def test_moving_them_asks_for_a_reason_and_leaves_a_trace(acme, launch):
    with pytest.raises(ReasonIsMissing):
        change(acme, launch, steps(1, 2), reason=" ")
    version = change(acme, launch, [*steps(1, 2), Milestone("new", "Sign")], reason="The port signs too.")
    (entry, _) = ledger(KeyResultVersion.objects.filter(key_result=launch))
    assert [(each.label, each.old, each.new) for each in entry.moved] == [
        ("Milestone", "“Step 3”, weight 3", "none"),
        ("Milestone", "none", "“Sign”"),
    ]
    assert entry.moved_goalposts and entry.reason == "The port signs too."
    assert Activity.objects.filter(verb="edited", thing_id=launch.pk, data__version=str(version.pk)).exists()


@pytest.mark.parametrize(
    "found",
    [
        steps(1, 0),
        [Milestone("a", "One"), Milestone("b", "ONE")],
        [Milestone("a", "One"), Milestone("a", "Two")],
        [Milestone("too-long-x", "One")],
        steps(*[1] * 31),
    ],
)
def test_what_does_not_work_is_refused_by_the_action(acme, objective, launch, found):
    with pytest.raises(MilestonesDoNotWork):
        change(acme, launch, found)
    with pytest.raises(MilestonesDoNotWork):
        launched(acme, objective, found)


def test_open_period_wants_at_least_one_and_a_draft_may_wait(acme, objective, launch):
    with pytest.raises(AimIsMissing):
        change(acme, launch, [])
    with pytest.raises(AimIsMissing):
        launched(acme, objective, [])
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    planned = create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)
    draft = launched(acme, make_objective(acme.owner, planned), [])
    assert not draft.has_an_aim and draft.progress == 0


@pytest.mark.parametrize("measure", ["number", "yes_no", "at_most"])
def test_what_was_said_is_never_read_in_another_way(acme, objective, launch, measure):
    aim = {"measure": measure, "start": Decimal(0), "target": Decimal(9), "high": Decimal(1), "milestones": []}
    numbered = create_key_result(by=acme.owner, objective=objective, title="N", reason="So.", **aim)
    check_in(by=acme.owner, statements=[Statement(numbered.pk, Decimal(1), 7)])
    ticks(acme, launch, "m1")
    with pytest.raises(AlreadyCounted):
        edit_key_result(launch, by=acme.owner, changes=aim, reason="So.")
    with pytest.raises(AlreadyCounted):
        edit_key_result(
            numbered, by=acme.owner, changes={"measure": "milestones", "milestones": as_json(steps(1))}, reason="So."
        )


def test_before_anything_is_said_the_measure_may_change(acme, launch):
    edit_key_result(launch, by=acme.owner, changes={"measure": "yes_no", "milestones": []}, reason="Simpler.")
    assert stands(launch) == (None, 0, [])


def test_all_reached_may_be_marked_done(acme, launch):
    ticks(acme, launch, "m1", "m2", "m3")
    launch.refresh_from_db()
    assert launch.is_reached_on(acme.period.starts_on)
    assert next_in_words(launch, acme.period.starts_on) == ""


def test_next_says_until_when_or_that_it_is_overdue(acme, objective):
    first, last = acme.period.days
    found = [Milestone("a", "Pilot", due_on=first + timedelta(days=9)), Milestone("b", "Launch")]
    launch = launched(acme, objective, found)
    day = first + timedelta(days=9)
    assert next_in_words(launch, day) == f"Next: “Pilot” by {day.day} {day:%B}"
    assert next_in_words(launch, day + timedelta(days=1)) == f"Next: “Pilot” was due on {day.day} {day:%B}"
    launch.reached = ["a"]
    assert next_in_words(launch, day) == f"Next: “Launch” by {last.day} {last:%B}"


# After any sequence of ticks and edits.

ids = st.sampled_from(["m1", "m2", "m3", "m4"])
some = st.lists(st.builds(Milestone, ids, ids, st.sampled_from([Decimal(1), Decimal("2.5")]), st.none()), min_size=1)
distinct = some.map(lambda found: list({each.id: Milestone(each.id, each.id, each.weight) for each in found}.values()))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sets(ids) | distinct, min_size=1, max_size=8))
def test_stored_is_what_check_ins_and_versions_come_to_and_as_of_is_every_moment(acme, objective, sequence):
    with put_back(), acme.scope():
        launch, now = launched(acme, objective, steps(1, 2, 3, 4)), acme.organization.start_of(acme.period.starts_on)
        seen = []
        for one in sequence:
            launch.refresh_from_db()
            now += timedelta(hours=1)
            if isinstance(one, set):
                known = {item["id"] for item in launch.milestones}
                ticks(acme, launch, *(one & known), at=now)
            else:
                change(acme, launch, one, at=now)
            seen.append((now, stands(launch), recomputed(launch)))
        assert list(differences()) == []
        for at, stored, computed in seen:
            then = standing_at([acme.period], at).key_results[launch.pk]
            assert stored == computed == (then.current, then.progress, sorted(then.reached))
        assert last_words([acme.period.pk], seen[0][0]).keys() <= {launch.pk}


def recomputed(key_result):
    """From the last check-in and the last version alone."""
    version = KeyResultVersion.objects.filter(key_result=key_result).order_by("-id").first()
    said = CheckIn.objects.filter(key_result=key_result).order_by("-created_at").first()
    if said is None:
        return None, 0, []
    found = milestones_of(version.milestones)
    weight = sum((m.weight for m in found if m.id in said.reached), Decimal(0))
    return weight, (weight / whole_weight(found)).quantize(Decimal("0.000001")), sorted(said.reached)
