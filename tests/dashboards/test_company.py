"""The company over the weeks, its teams side by side, and what moved."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from dashboards.company import CompanyWeek, build_company
from dashboards.company_findings import movers_finding, progress_finding, teams_finding
from dashboards.place import place_of
from objectives.models import Period
from organizations.models import Team
from organizations.rhythm import monday_of
from tests.cast import client_of, make_key_result, make_objective, shut, statements

MONDAY = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _in_the_fourth_week(time_machine):
    """On a Thursday at noon."""
    time_machine.move_to("2026-10-29T12:00:00+01:00", tick=False)


def says(cast, key_result, value, day, confidence=7):
    at = cast.organization.start_of(day) + timedelta(hours=10)
    check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(value), confidence, "So.")], at=at)


@pytest.fixture
def customers(acme):
    """The company's one key result: 0 at first, then 20, 30 and 60 of 100."""
    begun = acme.organization.start_of(acme.period.starts_on)
    objective = make_objective(acme.leader, acme.period, at=begun)
    found = make_key_result(acme.owner, objective, "Customers", at=begun)
    for week, (value, confidence) in enumerate([(20, 8), (30, 5), (60, 3)]):
        says(acme, found, value, MONDAY + timedelta(weeks=week + 1), confidence)
    return found


def company(cast, by=None):
    return build_company(place_of(by or cast.leader, cast.period, list(Period.objects.newest_first())))


def test_each_week_ends_with_what_was_there_then(acme, customers):
    weeks = company(acme).weeks
    assert weeks[-1].ends_on == date(2026, 10, 29)
    found = {week.ends_on: (week.progress, week.confidence) for week in weeks}
    assert found[date(2026, 10, 18)] == (Decimal("0.2"), 8)
    assert found[date(2026, 10, 25)] == (Decimal("0.3"), 5)
    assert found[date(2026, 10, 29)] == (Decimal("0.6"), 3)
    expected = [week.expected for week in weeks]
    assert expected == sorted(expected) and expected[0] < expected[-1]


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        ([None], "Nothing counts yet"),
        (["0.20"], "Progress is 20 points behind what is expected"),
        (["0.20", "0.29"], "Progress is 29 points behind what is expected, 9 points more than a week ago"),
        (["0.20", "0.19"], "Progress is 19 points behind what is expected, 1 point less than a week ago"),
        (["0.20", "0.205"], "Progress is 20 points behind what is expected, as a week ago"),
        (["0.01", "-0.12"], "Progress is 12 points ahead of what is expected, 13 points more than a week ago"),
        (["0", "0.005"], "Progress is where it is expected to be, as a week ago"),
    ],
)
def test_it_says_how_far_progress_is_from_what_is_expected(behind, words):
    weeks = [
        CompanyWeek(MONDAY, None, None if each is None else Decimal(1) - Decimal(each), Decimal(1)) for each in behind
    ]
    assert progress_finding(weeks) == words


def test_without_teams_no_team_is_named():
    assert teams_finding([]) == "Every team is where it is expected to be"


def test_teams_stand_side_by_side_by_name(acme, customers):
    begun = acme.organization.start_of(acme.period.starts_on)
    with acme.scope():
        zoo = Team.objects.create(name="Aardvark")
    for team, title, value in ((acme.team, "Ours", 60), (zoo, "Theirs", 10)):
        objective = make_objective(acme.owner, acme.period, title, belongs_to="team", team=team, at=begun)
        says(acme, make_key_result(acme.owner, objective, title, at=begun), value, date(2026, 10, 26))
    lines = company(acme).teams
    assert [(each.team.name, each.progress) for each in lines] == [
        ("Aardvark", Decimal("0.1")),
        (acme.team.name, Decimal("0.6")),
    ]
    assert all(sum(each.healths.values()) == 1 for each in lines)
    assert [each.discipline.on_time for each in lines] == [1, 1]
    assert teams_finding(lines).startswith("Aardvark alone is behind what is expected: ")


def test_what_moved_since_monday_is_told_the_most_first(acme, customers):
    says(acme, customers, 70, date(2026, 10, 28))
    begun = acme.organization.start_of(acme.period.starts_on)
    for title, value in (("Up", 30), ("Down a little", 5), ("Still", 0)):
        found = make_key_result(acme.owner, customers.objective, title, at=begun)
        says(acme, found, 10 if value != 0 else 0, date(2026, 10, 14))
        says(acme, found, value, date(2026, 10, 27))
    page = company(acme).movers
    assert [(m.thing.title, m.change) for m in page.key_results] == [
        ("Customers", Decimal("0.4")),
        ("Up", Decimal("0.2")),
        ("Down a little", Decimal("-0.05")),
    ]
    assert page.count == 3
    word = page.key_results[0].word
    assert (word.note, str(word.author), word.value) == ("So.", "Acme Owner", 70)
    assert movers_finding(page) == ("“Customers” gained 40 points, “Down a little” lost 5 points since last Monday")


def test_objective_moves_with_its_key_results_and_has_their_last_word(acme, customers):
    [mover] = company(acme).movers.objectives
    assert (mover.thing, mover.change) == (customers.objective, Decimal("0.3"))
    assert (mover.word.key_result, mover.word.confidence) == (customers, 3)


def test_on_a_monday_the_movers_are_those_of_the_week_that_is_over(acme, customers, time_machine):
    says(acme, customers, 70, date(2026, 10, 28))
    time_machine.move_to("2026-11-02T08:00:00+01:00", tick=False)
    assert [m.change for m in company(acme).movers.key_results] == [Decimal("0.4")]
    time_machine.move_to("2026-11-03T08:00:00+01:00", tick=False)
    quiet = company(acme).movers
    assert quiet.count == 0 and movers_finding(quiet) == "Nothing has moved since last Monday"


def test_how_check_ins_of_a_team_came_is_for_those_who_may_see_it(acme, customers):
    begun = acme.organization.start_of(acme.period.starts_on)
    ours = make_objective(acme.owner, acme.period, "Ours", belongs_to="team", team=acme.team, at=begun)
    make_key_result(acme.owner, ours, at=begun)
    seen = {by: company(acme, by).teams[0].discipline is not None for by in (acme.admin, acme.leader, acme.owner)}
    assert seen == {acme.admin: True, acme.leader: True, acme.owner: False}
    assert "On time" not in client_of(acme.viewer).get(acme.url("company/")).content.decode()
    assert "On time" in client_of(acme.leader).get(acme.url("company/")).content.decode()


def test_page_has_a_table_beside_each_chart_and_titles_that_say_the_finding(acme, customers):
    html = client_of(acme.viewer).get(acme.url("company/")).content.decode()
    assert html.count('<svg class="chart-plot"') == 2
    assert html.count("<table") == 4
    assert "what is expected" in html and "Confidence fell from 8 to 3 in October" in html
    assert "style=" not in html


def test_without_objectives_it_says_what_will_be_here(acme):
    html = client_of(acme.viewer).get(acme.url("company/")).content.decode()
    assert "Here you will see how the company comes on" in html


def test_what_is_closed_stays_as_it_was(acme, customers, time_machine):
    shut(acme.period, by=acme.admin)
    before = company(acme)
    time_machine.move_to("2027-03-01T12:00:00+01:00", tick=False)
    acme.period.refresh_from_db()
    assert company(acme).weeks == before.weeks
    assert client_of(acme.viewer).get(acme.url(f"company/?period={acme.period.pk}")).status_code == 200


@pytest.mark.parametrize(
    ("count", "role", "questions"), [(1, "leader", 23), (10, "leader", 23), (40, "leader", 23), (3, "viewer", 18)]
)
def test_it_asks_the_same_whatever_its_size(acme, customers, count, role, questions):
    for n in range(count):
        with acme.scope():
            team = Team.objects.create(name=f"Team {n}")
        objective = make_objective(acme.owner, acme.period, f"O{n}", belongs_to="team", team=team)
        says(acme, make_key_result(acme.owner, objective, f"K{n}"), n + 1, monday_of(date(2026, 10, 29)))
    client = client_of(getattr(acme, role))
    client.get(acme.url("company/"))
    with statements() as asked:
        assert client.get(acme.url("company/")).status_code == 200
    assert len(asked) == questions, "\n".join(asked)


def test_strangers_find_nothing(acme, rival):
    assert client_of(rival.admin).get(acme.url("company/")).status_code == 404
