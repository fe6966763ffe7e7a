"""Health is the worst of what was said, of pace and of freshness."""

from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkins.actions import Statement, check_in
from checkins.health import RANKED, Freshness, Health, freshness_of_many, is_worse, verdict_at, worst
from checkins.templatetags.verdicts import voices
from checkins.voices import count_by_health
from checkins.windows import moment_at
from objectives.actions.key_results import mark_done
from objectives.models import KeyResult
from organizations.rhythm import monday_of
from tests.cast import make_key_result, make_objective

SAID = ["on_track", "at_risk", "off_track", "not_started"]
PACED = ["on_track", "at_risk", "off_track", None]
FRESH = [*Freshness, None]
EVERYTHING = list(product(SAID, PACED, FRESH, [True, False]))


@pytest.mark.parametrize(
    ("said", "paced", "freshness", "health"),
    [
        ("on_track", "on_track", "fresh", "on_track"),
        ("on_track", "at_risk", "fresh", "at_risk"),
        ("on_track", "off_track", "fresh", "off_track"),
        ("on_track", "on_track", "stale", "at_risk"),
        ("on_track", "on_track", "silent", "silent"),
        ("at_risk", "on_track", "silent", "silent"),
        ("off_track", "on_track", "silent", "off_track"),
        ("on_track", "off_track", "silent", "off_track"),
        ("on_track", None, "fresh", "on_track"),
        ("on_track", None, None, "on_track"),
        ("not_started", "at_risk", "fresh", "at_risk"),
    ],
)
def test_it_is_the_worst_of_the_three(said, paced, freshness, health):
    assert worst(said, paced, freshness and Freshness(freshness), has_begun=True) == health


@pytest.mark.parametrize(("said", "paced", "freshness", "has_begun"), EVERYTHING)
def test_silence_is_never_green_and_nothing_hides_what_is_worse(said, paced, freshness, has_begun):
    health = worst(said, paced, freshness, has_begun=has_begun)
    if said == "not_started" or freshness in (Freshness.STALE, Freshness.SILENT):
        assert health != Health.ON_TRACK
    if health in RANKED:
        voices = [Health(said), Health(paced or said), freshness.health if freshness else Health(said)]
        assert not any(is_worse(voice, health) for voice in voices if voice in RANKED)
    assert worst(said, paced, freshness, has_begun=has_begun, is_done=True) == Health.DONE


@pytest.mark.parametrize("paced", PACED)
def test_without_a_value_nothing_has_started_until_something_was_missed(paced):
    assert worst("not_started", paced, Freshness.FRESH, has_begun=False) == Health.NOT_STARTED
    assert worst("not_started", None, Freshness.STALE, has_begun=False) == Health.AT_RISK
    assert worst("not_started", None, Freshness.SILENT, has_begun=False) == Health.SILENT


def test_fed_values_alone_are_never_green():
    assert worst("not_started", "on_track", Freshness.FRESH, has_begun=True) == Health.NOT_STARTED


@pytest.mark.parametrize(
    ("weights", "freshness"),
    [
        ([(1, "fresh"), (1, "silent")], "silent"),
        ([(3, "fresh"), (2, "silent")], "fresh"),
        ([(2, "fresh"), (1, "silent"), (1, "stale")], "stale"),
        ([(1, "fresh"), (0, "silent")], "fresh"),
        ([(1, None), (1, "fresh")], "fresh"),
        ([(1, None)], None),
        ([(0, "silent")], None),
        ([], None),
    ],
)
def test_objective_is_silent_when_half_of_its_weight_is(weights, freshness):
    assert freshness_of_many((Decimal(weight), each and Freshness(each)) for weight, each in weights) == freshness


@settings(max_examples=50)
@given(st.lists(st.tuples(st.decimals(0, 9, places=1), st.sampled_from(FRESH)), max_size=6))
def test_one_more_silent_part_never_freshens(parts):
    order = [Freshness.SILENT, Freshness.STALE, Freshness.FRESH]
    before, after = freshness_of_many(parts), freshness_of_many([*parts, (Decimal(1), Freshness.SILENT)])
    assert after is not None
    assert before is None or order.index(after) <= order.index(before)


# In the database.


@pytest.fixture
def monday(acme):
    """Of the fifth week of the quarter."""
    return monday_of(acme.period.starts_on) + timedelta(weeks=5)


def says(cast, key_result, value, confidence, day):
    statement = Statement(key_result.pk, Decimal(value), confidence, "So.")
    check_in(by=cast.owner, statements=[statement], at=cast.organization.start_of(day) + timedelta(hours=9))


def verdict(cast, key_result, day):
    found = KeyResult.objects.with_people().get(pk=key_result.pk)
    return verdict_at(found, moment_at(cast.organization, cast.organization.start_of(day) + timedelta(hours=12)))


def counted(cast, day):
    moment = moment_at(cast.organization, cast.organization.start_of(day) + timedelta(hours=12))
    return {health.value: count for health, count in count_by_health(cast.period, moment).items() if count}


@pytest.fixture
def early(acme):
    at = acme.organization.start_of(acme.period.starts_on)
    return {"at": at}, make_objective(acme.owner, acme.period, commitment="committed", at=at)


def test_one_missed_check_in_is_stale_and_two_are_silent(acme, early, monday):
    facts, objective = early
    found = make_key_result(acme.owner, objective, **facts)
    says(acme, found, 90, 9, monday)
    healths = [
        (verdict(acme, found, day).freshness, verdict(acme, found, day).health, counted(acme, day))
        for day in (monday + timedelta(weeks=n) for n in range(4))
    ]
    assert healths == [
        ("fresh", "on_track", {"on_track": 1}),
        ("fresh", "on_track", {"on_track": 1}),
        ("stale", "at_risk", {"at_risk": 1}),
        ("silent", "silent", {"silent": 1}),
    ]


@pytest.mark.parametrize(
    ("value", "pace", "health"),
    [(90, "on_track", "on_track"), (20, "at_risk", "at_risk"), (5, "off_track", "off_track")],
)
def test_green_words_do_not_hide_the_pace(acme, early, monday, value, pace, health):
    facts, objective = early
    found = make_key_result(acme.owner, objective, **facts)
    says(acme, found, value, 9, monday)
    given = verdict(acme, found, monday)
    assert (given.said, given.paced, given.freshness, given.health) == ("on_track", pace, "fresh", health)
    assert counted(acme, monday) == {health: 1}


def test_done_has_neither_pace_nor_freshness(acme, early, monday):
    facts, objective = early
    found = make_key_result(acme.owner, objective, **facts)
    says(acme, found, 5, 9, monday)
    mark_done(found, by=acme.owner, done_as="given_up", reason="Too late.")
    given = verdict(acme, found, monday)
    assert (given.pace, given.freshness, given.health) == (None, None, "done")
    assert counted(acme, monday) == {"done": 1}
    assert voices(given) == ""


def test_all_three_are_always_shown_each_with_word_and_shape(acme, early, monday):
    facts, objective = early
    found = make_key_result(acme.owner, objective, **facts)
    says(acme, found, 5, 9, monday)
    shown = voices(verdict(acme, found, monday + timedelta(weeks=2)))
    for part in ("Said: on track", "Pace: off track, ", "points behind what is asked", "Word: one check-in missed"):
        assert part in shown
    assert shown.count("<svg") == 3
