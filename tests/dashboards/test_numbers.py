"""Every number explains itself, by the functions that computed it."""

import random
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alignment.tree import Forest, key_result_row
from checkins.actions import Statement, check_in
from checkins.as_of import standing_at
from checkins.models import CheckIn
from checkins.windows import as_of, moment_at
from dashboards.figures import figures_of
from dashboards.numbers.key_result import build_key_result_numbers
from dashboards.numbers.objective import build_objective_numbers
from dashboards.numbers.scorecard import build_scorecard_numbers
from dashboards.place import choice_of, place_of
from dashboards.reading import Reading
from dashboards.selection import select
from objectives.actions.key_results import edit_key_result
from objectives.actions.periods import create_period, open_period
from objectives.actions.reviews import Given, review_objective
from objectives.milestones import Milestone, as_json
from objectives.models import KeyResult, Objective, Period
from organizations.actions import change_settings
from tests.cast import ask_no_pace, client_of, end, make_key_result, make_objective, shut, statements
from tests.objectives.test_sequences import put_back

MEASURES = [
    {"measure": "number", "start": Decimal(0), "target": Decimal(80)},
    {"measure": "currency", "unit": "€", "start": Decimal(50), "target": Decimal(10)},
    {"measure": "percent", "unit": "%", "start": Decimal(-10), "target": Decimal(90), "due_on": date.max},
    {"measure": "yes_no", "start": None, "target": None},
    {"measure": "at_most", "start": Decimal(90), "target": None, "high": Decimal(30)},
    {"measure": "at_least", "start": None, "target": None, "low": Decimal(20)},
    {"measure": "between", "start": Decimal(-20), "target": None, "low": Decimal(20), "high": Decimal(60)},
    {"measure": "milestones", "start": None, "target": None},
]
STEPS = [Milestone(f"m{n}", f"Step {n}", Decimal(n)) for n in range(1, 5)]


def values_of(derivations):
    return {derivation.key: derivation.value for derivation in derivations}


def grow(cast, chance, count):
    """A tree in a quarter and a year, with every measure, weights of 0 and things that nobody spoke of."""
    year = Period.objects.get(kind="year")
    grown = [make_objective(cast.admin, year, "Year")]
    begun = cast.organization.start_of(cast.period.starts_on)
    for n in range(count):
        parent = chance.choice([None, *grown])
        period = chance.choice([cast.period, year]) if parent is None or parent.period == year else cast.period
        facts = {"weight": Decimal(chance.randrange(3)), "supporters_weight": Decimal(chance.randrange(3))}
        kind = chance.choice(["committed", "aspirational"])
        grown.append(make_objective(cast.admin, period, f"O{n}", parent=parent, commitment=kind, at=begun, **facts))
    for n in range(2 * count):
        facts = chance.choice(MEASURES)
        if "due_on" in facts:
            facts = facts | {"due_on": cast.period.starts_on + timedelta(days=chance.randrange(1, 90))}
        if facts["measure"] == "milestones":
            days = [cast.period.starts_on + timedelta(days=chance.randrange(0, 90)) for _ in STEPS]
            facts = facts | {"milestones": as_json(replace(m, due_on=day) for m, day in zip(STEPS, days, strict=True))}
        facts = facts | {"weight": Decimal(chance.randrange(3)), "at": begun}
        found = make_key_result(cast.owner, chance.choice(grown), f"K{n}", **facts)
        if chance.random() < 0.7:
            value = Decimal(chance.randrange(2) if facts["measure"] == "yes_no" else chance.randrange(-20, 120))
            said = {"value": value, "reached": None}
            if facts["measure"] == "milestones":
                said = {"value": None, "reached": tuple(m.id for m in STEPS if chance.random() < 0.5)}
            check_in(
                by=cast.owner, statements=[Statement(found.pk, confidence=chance.randrange(11), note="So.", **said)]
            )


@pytest.fixture
def year(acme):
    first = date(acme.period.starts_on.year, 1, 1)
    days = {"starts_on": first, "ends_on": date(first.year, 12, 31)}
    return open_period(create_period(by=acme.admin, name="Year", kind="year", **days), by=acme.admin)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), count=st.integers(1, 7))
def test_every_derivation_comes_to_the_number_that_is_shown(acme, year, seed, count):
    with put_back(), acme.scope():
        grow(acme, random.Random(seed), count)
        moment = moment_at(acme.organization, timezone.now())
        periods = list(Period.objects.newest_first())
        objectives = list(Objective.objects.with_people())
        key_results = list(KeyResult.objects.with_people())
        forest = Forest(objectives, moment)
        for objective in objectives:
            reading = Reading(moment, objective.period)
            assert_explained(build_objective_numbers(objective, reading), objective, forest.row(objective))
        for key_result in key_results:
            reading = Reading(moment, key_result.period)
            assert_explained(
                build_key_result_numbers(key_result, reading), key_result, key_result_row(key_result, moment)
            )
        place = place_of(acme.owner, acme.period, periods)
        figures = figures_of(place, select(place, choice_of(QueryDict()), 0))
        found = values_of(build_scorecard_numbers(place))
        assert (found["progress"], found["expected"]) == (figures.progress, figures.expected)
        assert found["health"] == figures.health_counts
        # The same, read as a past moment: from what stood then.
        standing, then = standing_at(periods, moment.at), as_of(moment, moment.at)
        for objective in objectives:
            reading = Reading(then, objective.period, moment.at, standing)
            stood = standing.objectives[objective.pk]
            row = Forest([stood], then, source=reading.source).row(stood)
            assert_explained(build_objective_numbers(stood, reading), objective, row)
        for key_result in key_results:
            reading, stood = Reading(then, key_result.period, moment.at, standing), standing.key_results[key_result.pk]
            assert_explained(build_key_result_numbers(stood, reading), key_result, key_result_row(stood, then))


def assert_explained(numbers, stored, row):
    found = values_of(numbers.derivations)
    assert (found["progress"], found["confidence"]) == (stored.progress, stored.confidence)
    assert (found["expected"], found["health"]) == (row.expected, row.health)


def page(membership, path):
    return client_of(membership).get(f"/{membership.organization.slug}/{path}")


def read(response):
    """Its words, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u00a0", " ")


@pytest.fixture
def customers(acme):
    begun = acme.organization.start_of(acme.period.starts_on)
    objective = make_objective(acme.leader, acme.period, "Win the mid-market", at=begun)
    found = make_key_result(acme.owner, objective, "Customers", start=Decimal(120), target=Decimal(200), at=begun)
    make_key_result(acme.owner, objective, "Churn", weight=Decimal(3), at=begun)
    said = Statement(found.pk, Decimal(156), 7, "Two large trials convert.")
    check_in(by=acme.owner, statements=[said], at=begun + timedelta(days=3, hours=9))
    return found


def test_key_result_is_explained_down_to_its_check_in(acme, customers):
    words = read(page(acme.viewer, f"key-results/{customers.pk}/numbers/"))
    for step in (
        "It wants to go from 120 to 200",
        "Acme Owner gave the value 156",
        "(156 − 120) ÷ (200 − 120) = 45 %",
        "Acme Owner said 7 of 10",
        "“Two large trials convert.”",
        "Needs ",
    ):
        assert step in words, step


@pytest.mark.parametrize(
    ("facts", "value", "steps"),
    [
        ({"start": 0, "target": 40}, 50, ["It wants to go from 0 to 40", "= 125 %", "so it counts 100 %"]),
        ({"start": 50, "target": 10}, 30, ["(30 − 50) ÷ (10 − 50) = 50 %"]),
        ({"measure": "currency", "unit": "€", "start": 10, "target": 70}, 30, ["from €10 to €70", "= 33.33 %"]),
        ({"measure": "percent", "unit": "%", "start": 10, "target": 70}, 0, ["= −16.67 %", "so it counts 0 %"]),
        ({"measure": "at_most", "high": 30}, 30, ["At most 30", "That keeps it, so it counts: 100 %"]),
        ({"measure": "at_most", "high": 30}, 40, ["That breaks the limit of 30", "no start on that side", ": 0 %"]),
        (
            {"measure": "between", "start": 0, "low": 20, "high": 30},
            15,
            ["That breaks the limit of 20", "(15 − 0) ÷ (20 − 0) = 75 %", "A limit is to be kept on every day"],
        ),
        ({"measure": "yes_no"}, 1, ["gave the value yes", "Yes counts: 100 %", "yes comes in one step"]),
    ],
)
def test_each_measure_is_explained_in_its_own_words(acme, time_machine, facts, value, steps):
    time_machine.move_to(acme.organization.start_of(acme.period.starts_on) + timedelta(days=30), tick=False)
    numbers = {name: each if isinstance(each, str) else Decimal(each) for name, each in facts.items()}
    facts = {"measure": "number", "start": None, "target": None} | numbers
    found = make_key_result(acme.owner, make_objective(acme.leader, acme.period), **facts)
    check_in(by=acme.owner, statements=[Statement(found.pk, Decimal(value), 7, "So.")])
    words = read(page(acme.viewer, f"key-results/{found.pk}/numbers/"))
    for step in steps:
        assert step in words, words


def test_step_that_a_check_in_told_leads_to_its_words(acme, customers):
    said = CheckIn.objects.get()
    anchor = f"check-in-{said.pk}"
    assert f'#{anchor}">The check-in</a>' in page(acme.viewer, f"key-results/{customers.pk}/numbers/").content.decode()
    assert f'id="{anchor}"' in page(acme.viewer, f"key-results/{customers.pk}/").content.decode()


def test_health_is_explained_by_the_rules_of_the_organization(acme, customers, time_machine):
    change_settings(by=acme.admin, at_risk_behind=7, committed_pace=90, aspirational_pace=90, quiet_weeks=1)
    time_machine.move_to(acme.organization.start_of(acme.period.starts_on) + timedelta(days=45), tick=False)
    words = read(page(acme.viewer, f"key-results/{customers.pk}/numbers/"))
    for step in (
        "Said: 7 of 10, on track",
        "Pace: 45 % is reached, and 90 % of the ",
        "(more than 7 behind is at risk, more than 25 off track)",
        "two check-ins or more were missed: silent",
        "The worst of these is silent.",
    ):
        assert step in words, words
    words = read(page(acme.viewer, f"objectives/{customers.objective_id}/numbers/"))
    assert "of the weight of its key results 0 % fresh, 0 % stale, 100 % silent: it is silent" in words


def test_first_weeks_are_not_judged(acme, customers, time_machine):
    time_machine.move_to(acme.organization.start_of(acme.period.starts_on) + timedelta(days=6), tick=False)
    assert "Pace: it is not judged in its first 2 weeks." in read(
        page(acme.viewer, f"key-results/{customers.pk}/numbers/")
    )


def test_weaker_ones_below_an_objective_are_a_link(acme, customers):
    below = make_key_result(acme.owner, make_objective(acme.leader, acme.period, "Below", parent=customers.objective))
    for each, sure in ((customers, 9), (below, 2)):
        check_in(by=acme.owner, statements=[Statement(each.pk, Decimal(200), sure, "So.")])
    KeyResult.objects.filter(title="Churn").update(weight=0)
    ask_no_pace(acme)
    html = page(acme.viewer, f"objectives/{customers.objective_id}/numbers/").content.decode()
    assert f"alignment/?of={customers.objective_id}&amp;health=off_track" in html


def test_closed_period_is_explained_as_it_was_closed(acme, customers):
    path = f"key-results/{customers.pk}/numbers/"
    shut(acme.period, by=acme.admin)
    assert "(156 − 120) ÷ (200 − 120) = 45 %" in read(page(acme.viewer, path))
    for other in (f"objectives/{customers.objective_id}/numbers/", f"scorecard/numbers/?period={acme.period.pk}"):
        words = read(page(acme.viewer, other))
        assert "11.25" in words and "Health" in words


def test_score_that_was_given_says_by_whom_and_why(acme, customers):
    end(acme.period, by=acme.admin)
    given = {customers.pk: Given(Decimal("0.6"), "It came late.")}
    review_objective(customers.objective, by=acme.leader, key_results=given)
    words = read(page(acme.viewer, f"key-results/{customers.pk}/numbers/"))
    assert "Acme Leader gave 0.60 instead: “It came late.”" in words


def test_objective_is_explained_by_its_parts_with_what_each_comes_to(acme, customers):
    response = page(acme.viewer, f"objectives/{customers.objective_id}/numbers/")
    assert "(3 × 0 + 1 × 45) ÷ 4 = 11.25" in read(response)
    assert "25 %" in read(response) and "75 %" in read(response)
    assert f"key-results/{customers.pk}/numbers/#progress" in response.content.decode()


def test_supporters_are_explained_stretch_by_stretch(acme, year):
    top = make_objective(acme.leader, year, "Win the year")
    make_key_result(acme.owner, make_objective(acme.leader, acme.period, "Quarter", parent=top))
    words = read(page(acme.viewer, f"objectives/{top.pk}/numbers/"))
    assert "What supports it, together: From 1 January" in words
    assert f"({acme.period.day_count} of {year.day_count} days) what supports it is at 0 %." in words
    assert "nothing supports it: 0" in words


def test_goalposts_that_moved_stand_with_the_number(acme, customers):
    edit_key_result(customers, by=acme.leader, changes={"target": Decimal(180)}, reason="The market shrank.")
    words = read(page(acme.viewer, f"key-results/{customers.pk}/numbers/"))
    assert "Target 200 → 180" in words and "The market shrank." in words
    assert "(156 − 120) ÷ (180 − 120) = 60 %" in words


def test_past_is_explained_with_the_goalposts_of_then(acme, customers):
    at = acme.organization.start_of(acme.period.starts_on) + timedelta(days=8)
    edit_key_result(customers, by=acme.leader, changes={"target": Decimal(180)}, reason="So.", at=at)
    for path in (f"key-results/{customers.pk}/numbers/", f"objectives/{customers.objective_id}/numbers/"):
        before = at.date() - timedelta(days=1)
        assert page(acme.viewer, f"{path}?as_of={before - timedelta(days=90)}").status_code == 200
        assert page(acme.viewer, f"{path}?as_of={before}").status_code == 200
    words = read(page(acme.viewer, f"key-results/{customers.pk}/numbers/?as_of={before}"))
    assert "(156 − 120) ÷ (200 − 120) = 45 %" in words


def test_scorecard_is_explained_by_the_companys_objectives(acme, customers):
    words = read(page(acme.viewer, "scorecard/numbers/"))
    assert "One part counts, so it is that part’s: 11.25 %." in words


def test_score_is_explained_once_there_is_one(acme, customers):
    path = f"key-results/{customers.pk}/numbers/"
    assert 'id="score"' not in page(acme.viewer, path).content.decode()
    end(acme.period, by=acme.admin)
    assert "Its progress suggests 0.45" in read(page(acme.viewer, path))
    assert "The weighted mean of the scores" in read(page(acme.viewer, f"objectives/{customers.objective_id}/numbers/"))


def test_every_figure_leads_to_where_it_comes_from(acme, customers):
    pages = {
        f"key-results/{customers.pk}/": f"key-results/{customers.pk}/numbers/",
        f"objectives/{customers.objective_id}/": f"objectives/{customers.objective_id}/numbers/",
    }
    for path, numbers in pages.items():
        html = page(acme.viewer, path).content.decode()
        for key in ("progress", "expected", "confidence", "health"):
            assert f'href="/acme/{numbers}#{key}"' in html
    assert "/acme/scorecard/numbers/" in page(acme.viewer, "scorecard/").content.decode()


@pytest.mark.parametrize("path", ["key-results/{key_result}/numbers/", "objectives/{objective}/numbers/"])
def test_rival_finds_nothing(acme, rival, customers, path):
    ids = {"key_result": customers.pk, "objective": customers.objective_id}
    assert page(rival.admin, path.format(**ids)).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 10, 40])
@pytest.mark.parametrize(
    ("path", "questions"),
    [("key-results/{key_result}/numbers/", 13), ("objectives/{objective}/numbers/", 17), ("scorecard/numbers/", 11)],
)
def test_it_asks_the_same_whatever_its_size(acme, customers, count, path, questions):
    for n in range(count):
        make_key_result(acme.owner, customers.objective, f"More {n}")
        supporter = make_objective(acme.leader, acme.period, f"Supporter {n}", parent=customers.objective)
        make_key_result(acme.owner, supporter)
        check_in(by=acme.owner, statements=[Statement(customers.pk, Decimal(150 + n), 7, "So.")])
    where = path.format(key_result=customers.pk, objective=customers.objective_id)
    client = client_of(acme.viewer)
    client.get(acme.url(where))
    with statements() as asked:
        assert client.get(acme.url(where)).status_code == 200
    assert len(asked) == questions, asked
