"""Pace: how far behind what is asked, in points of progress."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectives.pace import PaceRules, pace, rules_at, rules_of
from organizations.actions import change_settings

BEGAN = date(2026, 10, 1)
RULES = PaceRules()


def says(progress, expected, commitment="committed", weeks=5, rules=RULES):
    found = pace(
        Decimal(progress),
        expected,
        commitment=commitment,
        begins_on=BEGAN,
        day=BEGAN + timedelta(weeks=weeks),
        rules=rules,
    )
    return found and found.says


@pytest.mark.parametrize(
    ("progress", "expected", "commitment", "word"),
    [
        ("0.50", 0.60, "committed", "on_track"),
        ("0.499999", 0.60, "committed", "at_risk"),
        ("0.35", 0.60, "committed", "at_risk"),
        ("0.349999", 0.60, "committed", "off_track"),
        ("0.32", 0.60, "aspirational", "on_track"),
        ("0.319999", 0.60, "aspirational", "at_risk"),
        ("0.17", 0.60, "aspirational", "at_risk"),
        ("0.169999", 0.60, "aspirational", "off_track"),
        ("1", 0.0, "committed", "on_track"),
    ],
)
def test_more_than_ten_points_behind_is_at_risk_and_more_than_25_off_track(progress, expected, commitment, word):
    assert says(progress, expected, commitment) == word


def test_nothing_is_said_in_its_first_two_weeks_nor_without_an_expectation():
    assert says("0", 1.0, weeks=1) is None
    assert says("0", 1.0, weeks=2) == "off_track"
    assert says("0", None) is None
    day = BEGAN + timedelta(weeks=5)
    assert pace(None, 0.5, commitment="committed", begins_on=BEGAN, day=day, rules=RULES) is None


shares = st.decimals(0, 1, places=6)


@settings(max_examples=50)
@given(shares, shares, shares, st.sampled_from(["committed", "aspirational"]))
def test_more_progress_never_reads_worse(less, more, expected, commitment):
    less, more = sorted([less, more])
    order = ["off_track", "at_risk", "on_track"]
    worse, better = (order.index(says(progress, expected, commitment)) for progress in (less, more))
    assert worse <= better


@settings(max_examples=50)
@given(shares, shares)
def test_an_aspirational_objective_is_never_judged_harder(progress, expected):
    order = ["off_track", "at_risk", "on_track"]
    judged = [order.index(says(progress, expected, kind)) for kind in ("committed", "aspirational")]
    assert judged == sorted(judged)


@settings(max_examples=50)
@given(shares, st.integers(0, 99), st.integers(1, 100), st.integers(1, 100))
def test_whoever_keeps_what_is_asked_is_on_track_by_any_rules(expected, at_risk, further, share):
    rules = PaceRules(Decimal(at_risk) / 100, Decimal(min(at_risk + further, 100)) / 100, Decimal(share) / 100)
    assert says(expected * rules.committed, expected, rules=rules) == "on_track"


def test_each_organization_sets_its_own(acme):
    change_settings(by=acme.admin, at_risk_behind=5, off_track_behind=15, aspirational_pace=100, quiet_weeks=0)
    rules = rules_of(acme.organization)
    assert rules == PaceRules(Decimal("0.05"), Decimal("0.15"), Decimal(1), Decimal(1), timedelta(0))
    assert says("0.44", 0.60, "aspirational", weeks=0, rules=rules) == "off_track"


def test_the_past_is_judged_by_the_rules_of_then(acme, time_machine):
    began = date(2026, 11, 2)
    moments = [acme.organization.start_of(began + timedelta(days=n)) for n in range(4)]
    for n, points in ((1, 5), (2, 8)):
        time_machine.move_to(moments[n] + timedelta(hours=12), tick=False)
        change_settings(by=acme.admin, at_risk_behind=points)
        change_settings(by=acme.admin, name=f"Acme {n}")
    found = [rules_at(acme.organization, moment).at_risk for moment in moments]
    assert found == [Decimal(n) / 100 for n in (10, 10, 5, 8)]
    assert rules_at(acme.organization, moments[3]) == rules_of(acme.organization)
