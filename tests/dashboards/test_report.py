"""The report of a period: what it says, of whom, and what it costs."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from checkins.actions import Statement, check_in
from dashboards.report.endings import Outcome, ending_in_words
from dashboards.report.page import build_report
from dashboards.report.weeks import Week, confidence_by_week, confidence_chart, confidence_in_words, ends_of_weeks
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import close_period, create_period, open_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.models import Objective, Period
from tests.cast import client_of, end, make_key_result, make_objective, shut, statements

ONE, TWO = UUID(int=1), UUID(int=2)
NBSP = "\u00a0"


def address(period, team=None):
    return f"/acme/periods/{period.pk}/report/" + (f"?team={team.pk}" if team else "")


def read(membership, period, team=None):
    response = client_of(membership).get(address(period, team))
    assert response.status_code == 200
    return response.content.decode()


def report_of(cast, period=None, team=None):
    period = Period.objects.get(pk=(period or cast.period).pk)
    return build_report(period, team, cast.admin, list(Period.objects.newest_first()), timezone.now())


def a_period(**facts):
    return Period(organization_id=ONE, **facts)


@pytest.fixture
def ended(acme):
    """A company objective that was met, a team's that was missed; what was said of both."""
    company = make_objective(acme.leader, acme.period, "Win the mid-market", commitment="committed")
    ours = make_objective(acme.owner, acme.period, "Sell to forty", belongs_to="team", team=acme.team, parent=company)
    customers = make_key_result(acme.owner, ours, "Customers", unit="customers")
    trials = make_key_result(acme.leader, company, "Trials")
    check_in(by=acme.owner, statements=[Statement(customers.pk, Decimal(20), 3, "Late.")])
    check_in(by=acme.leader, statements=[Statement(trials.pk, Decimal(100), 8)])
    end(acme.period, by=acme.admin)
    answers = Answers("People **ask** for it.", "We began late.", "Begin in *January*.", "change")
    given = {customers.pk: Given(Decimal("0.25"), "The last one signs tomorrow.")}
    review_objective(ours, by=acme.owner, key_results=given, answers=answers)
    review_objective(company, by=acme.leader, key_results={trials.pk: Given(Decimal(1))}, own=Given(Decimal(1)))
    return company, ours, customers


@pytest.mark.parametrize("role", ["admin", "leader", "owner", "viewer"])
def test_everybody_reads_it(acme, ended, role):
    assert "Win the mid-market" in read(getattr(acme, role), acme.period)


def test_stranger_and_unknown_team_get_404(acme, rival):
    assert client_of(rival.admin).get(address(acme.period)).status_code == 404
    client = client_of(acme.admin)
    for path in (address(rival.period), address(acme.period, rival.team), address(acme.period) + "?team=ours"):
        assert client.get(path).status_code == 404


def test_it_says_what_became_of_each_objective(acme, ended):
    close_period(acme.period, by=acme.admin)
    page = read(acme.viewer, acme.period)
    assert "closed on" in page
    for words in (
        "Acme met",
        "from 0 to 100",
        f"20{NBSP}customers",
        "Suggested was 0.20. Acme Owner: “The last one signs tomorrow.”",
        "People <strong>ask</strong> for it.",
        "decided: <strong>change</strong>",
        "Begin in <em>January</em>.",
    ):
        assert words in page


def test_it_counts_by_band_and_by_what_nobody_scored(acme, ended):
    make_objective(acme.owner, acme.period, "Learn to weld", belongs_to="person")
    found = report_of(acme)
    assert found.counts == {
        Outcome.MET: 1,
        Outcome.NEARLY: 0,
        Outcome.PARTLY: 0,
        Outcome.MISSED: 1,
        Outcome.UNSCORED: 1,
    }
    assert found.objective_count == 3


def test_score_that_was_overtaken_is_only_suggested_again(acme, ended):
    _, ours, customers = ended
    review_objective(ours, by=acme.owner, key_results={customers.pk: Given(Decimal("0.20"))})
    assert report_of(acme).counts[Outcome.UNSCORED] == 0
    check_in(by=acme.owner, statements=[Statement(customers.pk, Decimal(30), 5)])
    assert report_of(acme).counts[Outcome.UNSCORED] == 1
    page = read(acme.viewer, acme.period)
    assert '<span class="meta">suggested, not scored</span>' in page
    assert "0.30" in page and '<span class="meta">suggested</span>' in page
    assert "Suggested was" not in page


def test_its_mean_is_of_the_companys_objectives_by_weight(acme):
    for weight, reached in ((3, 80), (1, 40)):
        objective = make_objective(acme.leader, acme.period, f"Reach {reached}", weight=Decimal(weight))
        key_result = make_key_result(acme.leader, objective)
        check_in(by=acme.leader, statements=[Statement(key_result.pk, Decimal(reached), 5)])
    # What supports one of them counts in it, and not beside it.
    make_key_result(acme.leader, make_objective(acme.leader, acme.period, "Below", parent=objective, weight=Decimal(9)))
    ours = make_objective(acme.owner, acme.period, "Ours", belongs_to="team", team=acme.team)
    make_key_result(acme.owner, ours)
    assert report_of(acme).mean == Decimal("0.70")
    assert report_of(acme, team=acme.team).mean == Decimal("0.00")


def test_without_company_objectives_its_mean_is_of_what_supports_the_year(acme):
    days = {"starts_on": date(acme.period.starts_on.year, 1, 1), "ends_on": date(acme.period.starts_on.year, 12, 31)}
    year = open_period(create_period(by=acme.admin, name="The year", kind="year", **days), by=acme.admin)
    top = make_objective(acme.leader, year, "Lead the market", at=timezone.now())
    ours = make_objective(acme.owner, acme.period, "Ours", belongs_to="team", team=acme.team, parent=top)
    key_result = make_key_result(acme.owner, ours)
    make_key_result(acme.owner, make_objective(acme.owner, acme.period, "Aside", belongs_to="person"))
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(60), 5)])
    assert report_of(acme).mean == Decimal("0.60")


def test_a_team_reads_its_own_and_what_it_supports(acme, ended):
    page = read(acme.owner, acme.period, acme.team)
    assert "Sell to forty" in page and "Supports" in page and "Win the mid-market</a>" in page
    assert "Trials" not in page


def test_the_organization_links_to_the_reports_of_its_teams(acme, ended):
    assert f'href="?team={acme.team.pk}"' in read(acme.viewer, acme.period)


def test_page_of_a_team_links_to_its_report_when_the_period_is_over(acme):
    path, link = f"/acme/teams/{acme.team.pk}/?period={acme.period.pk}", f"report/?team={acme.team.pk}"
    client = client_of(acme.viewer)
    assert link not in client.get(path).content.decode()
    end(acme.period, by=acme.admin)
    assert link in client.get(path).content.decode()


def test_it_lists_the_goalposts_that_moved_after_the_opening(acme):
    objective = make_objective(acme.leader, acme.period)
    key_result = make_key_result(acme.owner, objective, "Customers")
    left = make_key_result(acme.owner, objective, "Left behind")
    edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(80)}, reason="Lyon is late.")
    edit_key_result(key_result, by=acme.admin, changes={"owner": acme.leader})
    put_key_result_in_state(left, "archived", by=acme.admin, reason="Nobody counts it.")
    moves = report_of(acme).moves
    assert [(m.entry.title, [(x.label, x.old, x.new) for x in m.moved], m.entry.reason) for m in moves] == [
        ("Left behind", [("State", "counted", "archived")], "Nobody counts it."),
        ("Customers", [("Target", "100", "80")], "Lyon is late."),
    ]
    assert "Lyon is late." in read(acme.viewer, acme.period)


def test_goalposts_of_a_team_are_its_own(acme):
    key_result = make_key_result(acme.owner, make_objective(acme.leader, acme.period))
    edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(80)}, reason="Lyon is late.")
    assert report_of(acme).moves_count == 1
    assert report_of(acme, team=acme.team).moves_count == 0


def test_it_counts_the_moves_that_it_does_not_list(acme, monkeypatch):
    monkeypatch.setattr("dashboards.report.page.MOST_MOVES", 1)
    key_result = make_key_result(acme.owner, make_objective(acme.leader, acme.period))
    for target in (80, 90, 95):
        edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(target)}, reason="Again.")
    assert "And 2 more, older ones." in read(acme.viewer, acme.period)


def test_it_counts_the_objectives_that_it_does_not_show(acme, monkeypatch):
    monkeypatch.setattr("dashboards.report.page.MOST_OBJECTIVES", 1)
    for n in range(3):
        make_objective(acme.leader, acme.period, f"Objective {n}")
    assert "And 2 more objectives" in read(acme.viewer, acme.period)


def test_it_lists_what_was_set_aside_with_who_and_why(acme):
    objective = make_objective(acme.leader, acme.period, "Open in Lyon")
    put_objective_in_state(objective, "dropped", by=acme.admin, reason="The lease fell through.")
    page = read(acme.viewer, acme.period)
    assert "Dropped and archived" in page and "The lease fell through." in page
    assert [version.actor for version in report_of(acme).set_aside] == [acme.admin]


def test_a_planned_and_an_open_period_say_when_it_is_written(acme):
    after = acme.period.ends_on + timedelta(days=1)
    days = {"starts_on": after, "ends_on": after + timedelta(days=80)}
    planned = create_period(by=acme.admin, name="Next quarter", kind="quarter", **days)
    for period in (planned, acme.period):
        assert "The report is written when the period is over." in read(acme.viewer, period)


def three_quarters(acme, reached):
    """Three periods that ended at these values, each objective continuing the one before."""
    before, period = None, None
    for index, value in enumerate(reached):
        starts_on = acme.period.starts_on - timedelta(days=90 * (len(reached) - index))
        days = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=89)}
        period = create_period(by=acme.admin, name=f"Q{index}", kind="quarter", **days)
        period = open_period(period, by=acme.admin, at=acme.organization.start_of(starts_on))
        objective = make_objective(acme.leader, period, f"Be on time {index}")
        Objective.objects.filter(pk=objective.pk).update(continues=before)
        key_result = make_key_result(acme.leader, objective)
        check_in(by=acme.leader, statements=[Statement(key_result.pk, Decimal(value), 5)])
        period, before = shut(period, by=acme.admin), objective
    return period


@pytest.mark.parametrize(("reached", "is_too_easy"), [((100, 100, 100), True), ((100, 99, 100), False)])
def test_three_periods_running_at_1_are_pointed_out(acme, reached, is_too_easy):
    period = three_quarters(acme, reached)
    found = report_of(acme, period)
    assert found.is_too_easy is is_too_easy
    assert [ending.is_too_easy for group in found.groups for ending in group.endings] == [is_too_easy]
    assert ("three periods running" in read(acme.viewer, period)) is is_too_easy


def test_it_stays_as_it_was_when_the_period_closed(acme, ended):
    close_period(acme.period, by=acme.admin)
    before = read(acme.viewer, acme.period)
    after = acme.period.ends_on + timedelta(days=1)
    days = {"starts_on": after, "ends_on": after + timedelta(days=80)}
    following = open_period(create_period(by=acme.admin, name="Next", kind="quarter", **days), by=acme.admin)
    make_key_result(acme.owner, make_objective(acme.owner, following))
    assert body_of(read(acme.viewer, acme.period)) == body_of(before)


def body_of(page):
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_same_questions_whatever_is_in_it(acme, count):
    for n in range(count):
        objective = make_objective(acme.owner, acme.period, f"O{n}", belongs_to="team", team=acme.team)
        key_result = make_key_result(acme.owner, objective)
        check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 8)])
        edit_key_result(key_result, by=acme.admin, changes={"target": Decimal(80)}, reason="Lyon is late.")
    end(acme.period, by=acme.admin)
    for objective in Objective.objects.order_by("pk"):
        review_objective(objective, by=acme.owner, key_results={}, answers=Answers(learned="Much."))
    client = client_of(acme.viewer)
    for path, questions in ((address(acme.period), 17), (address(acme.period, acme.team), 18)):
        with statements() as asked:
            client.get(path)
        assert len(asked) == questions, "\n".join(asked)


def test_weeks_end_on_sundays_and_with_the_period():
    period = a_period(starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 20))
    days = [date(2026, 10, 4), date(2026, 10, 11), date(2026, 10, 18), date(2026, 10, 20)]
    assert ends_of_weeks(period, date(2027, 1, 5)) == days
    assert ends_of_weeks(period, date(2026, 10, 12)) == [*days[:2], date(2026, 10, 12)]
    assert ends_of_weeks(period, date(2026, 9, 30)) == []


def test_weeks_of_2026_run_to_its_53rd():
    period = a_period(starts_on=date(2026, 12, 21), ends_on=date(2027, 1, 6))
    assert ends_of_weeks(period, date(2027, 2, 1)) == [date(2026, 12, 27), date(2027, 1, 3), date(2027, 1, 6)]


def test_confidence_holds_until_something_else_is_said():
    weeks = [date(2026, 10, 4), date(2026, 10, 11), date(2026, 10, 18), date(2026, 10, 25)]
    words = [
        (ONE, date(2026, 10, 5), 6),
        (ONE, date(2026, 10, 11), 8),
        (TWO, date(2026, 10, 12), 3),
        (ONE, date(2026, 11, 1), 0),
    ]
    assert confidence_by_week(words, weeks) == [None, 8, Decimal("5.5"), Decimal("5.5")]


def test_what_was_said_before_the_first_week_counts_in_it():
    assert confidence_by_week([(ONE, date(2026, 9, 30), 7)], [date(2026, 10, 4)]) == [7]


WEEKS = [date(2026, 10, 4), date(2026, 10, 31), date(2026, 11, 29), date(2026, 12, 31)]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([None, None, None, None], "Nobody said how sure they were"),
        ([None, "7.25", "7.2", "5.8"], "Confidence fell from 7.2 to 5.8 in December"),
        (["7", "4", "4.2", "4.1"], "Confidence fell from 7 to 4 in October, and ended at 4.1"),
        (["4", "4", "9.99", "9.99"], "Confidence rose from 4 to 9.9 in November"),
        (["7", "7.2", "7.4", "7.1"], "Confidence stayed between 7 and 7.4"),
        ([None, None, None, "6"], "Confidence stayed at 6"),
    ],
)
def test_confidence_is_told_by_the_month_that_moved_it_most(said, words):
    weeks = [Week(day, value and Decimal(value), None) for day, value in zip(WEEKS, said, strict=True)]
    assert confidence_in_words(weeks) == words


@pytest.mark.parametrize(
    ("state", "counts", "mean", "words"),
    [
        ("closed", {}, None, "Acme had no objective in Q4."),
        ("closed", {"unscored": 2}, Decimal("0.40"), "None of the 2 objectives of Acme in Q4 has been scored."),
        ("grace", {"unscored": 1}, None, "The one objective of Acme in Q4 has not been scored."),
        (
            "closed",
            {"met": 2, "missed": 1},
            Decimal("0.71"),
            "Acme met 2 of its 3 objectives in Q4, with a mean score of 0.71.",
        ),
        ("grace", {"missed": 1}, None, "So far Acme has not met its one objective in Q4."),
        ("closed", {"met": 1}, Decimal(1), "Acme met its one objective in Q4, with a mean score of 1.00."),
        ("closed", {"missed": 2}, None, "Acme met none of its 2 objectives in Q4."),
    ],
)
def test_ending_is_told_in_a_sentence(state, counts, mean, words):
    counts = {each: counts.get(each, 0) for each in Outcome}
    assert ending_in_words("Acme", a_period(name="Q4", state=state), counts, mean) == words


def test_chart_of_confidence_spans_0_to_10_whatever_was_said():
    weeks = [
        Week(day, said and Decimal(said), None) for day, said in zip(WEEKS, (None, "7.25", "7.2", "5.8"), strict=True)
    ]
    chart = confidence_chart(weeks, a_period(starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31)))
    assert [tick.label for tick in chart.ticks] == ["0", "2.5", "5", "7.5", "10"]
    assert chart.summary == "Confidence: 7.2 on 31 Oct to 5.8 on 31 Dec."
