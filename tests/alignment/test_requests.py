"""Requests: asked, accepted as they are or changed, declined, withdrawn, asked again; refused; and their traces."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alignment.actions import accept, ask, decline, undo_decline, withdraw
from alignment.drafts import Ask, left_of
from alignment.errors import (
    AnsweredAlready,
    AskedAlready,
    CannotBeAsked,
    NobodyAsked,
    SharesDoNotFit,
    SourceIsGone,
    TooLateToUndo,
)
from alignment.inbox import inbox_of, lists_of, requests_about, shares_in_words, waiting_for
from alignment.models import Request
from alignment.permissions import can_answer, can_ask, can_withdraw
from checkins.actions import Statement, check_in
from objectives.actions.objectives import put_objective_in_state
from objectives.errors import AimDoesNotWork, CannotContribute, ParentDoesNotFit, PeriodIsClosed, ReasonIsMissing
from objectives.models import Contribution, Measure, Objective
from objectives.models.key_result import LARGEST_VALUE
from organizations.actions import deactivate
from organizations.models import Activity, Team, TeamMembership
from tests.cast import make_key_result, make_objective, make_period, make_team, shut


@pytest.fixture
def company(acme):
    return make_objective(acme.admin, acme.period, "Win the year")


@pytest.fixture
def revenue(acme, company):
    money = {"measure": Measure.SUM, "unit": "$", "target": Decimal(120_000)}
    return make_key_result(acme.admin, company, "Revenue", **money)


@pytest.fixture
def teams(acme):
    """Three teams, each with a lead."""
    return [make_team(acme, name) for name in ("North", "South", "West")]


def asked(acme, source, *asks, **options):
    objective = getattr(source, "objective", source)
    key_result = None if objective is source else source
    options = {"by": acme.admin, "period": acme.period, "title": "Sell more"} | options
    return ask(objective, key_result, asks=list(asks), **options)


def verbs():
    lines = Activity.objects.filter(thing_kind="request").order_by("created_at", "id")
    return list(lines.values_list("verb", flat=True))


# Asking.


def test_each_is_asked_with_an_even_share_and_a_trace(acme, revenue, teams):
    requests = asked(acme, revenue, *map(Ask, teams))
    assert [each.target for each in requests] == [Decimal(40_000)] * 3
    aims = {(each.measure, each.unit, each.start, each.contributes) for each in requests}
    assert aims == {("currency", "$", Decimal(0), True)}
    assert [str(each.asked) for each in requests] == ["Lead North", "Lead South", "Lead West"]
    assert verbs() == ["requested"] * 3
    assert not Objective.objects.filter(parent=revenue.objective).exists()
    assert left_of(revenue).target == 0


def test_shares_that_do_not_add_up_are_refused_with_what_is_missing(acme, revenue, teams):
    shares = [Ask(team, share=Decimal(30_000)) for team in teams]
    with pytest.raises(SharesDoNotFit, match="30\u202f000 is missing"):
        asked(acme, revenue, *shares)
    assert not Request.objects.exists()
    requests = asked(acme, revenue, *shares, kept=Decimal(30_000))
    assert sum(each.target for each in requests) == 90_000
    assert left_of(revenue).target == 30_000


def test_what_is_kept_is_not_split(acme, revenue, teams):
    assert [each.target for each in asked(acme, revenue, *map(Ask, teams), kept=Decimal(30_000))] == [30_000] * 3


def test_share_that_is_too_large_to_be_counted_is_refused_in_words(acme, revenue, teams):
    with pytest.raises(AimDoesNotWork, match="The share of North is too large"):
        asked(acme, revenue, Ask(teams[0]), kept=-LARGEST_VALUE)
    assert not Request.objects.exists()


def test_what_contributes_already_is_not_shared_out_again(acme, revenue, teams):
    first = asked(acme, revenue, Ask(teams[0], share=Decimal(50_000)), kept=Decimal(70_000))
    accept(first[0], by=first[0].asked)
    later = asked(acme, revenue, *map(Ask, teams[1:]))
    assert [each.target for each in later] == [35_000] * 2
    with pytest.raises(AimDoesNotWork, match="leaves nothing to do"):
        asked(acme, revenue, Ask(person=acme.owner))


def test_a_start_is_shared_like_the_target(acme, company, teams):
    aim = {"measure": Measure.SUM, "unit": "bugs", "start": Decimal(90), "target": Decimal(30)}
    bugs = make_key_result(acme.admin, company, "Bugs", **aim)
    shares = [Ask(teams[0], share=Decimal(20)), Ask(teams[1], share=Decimal(10))]
    assert [(each.start, each.target) for each in asked(acme, bugs, *shares)] == [(60, 20), (30, 10)]


@pytest.mark.parametrize(
    ("measure", "facts", "expected"),
    [
        (Measure.MEAN, {"unit": "%"}, ("percent", True)),
        (Measure.NUMBER, {"unit": "customers"}, ("number", False)),
        (Measure.AT_MOST, {"high": Decimal(2), "unit": "%"}, ("at_most", False)),
        (Measure.YES_NO, {}, ("yes_no", False)),
        (Measure.SUPPORTED, {"unit": "%"}, ("", False)),
    ],
)
def test_other_measures_are_copied(acme, company, teams, measure, facts, expected):
    source = make_key_result(acme.admin, company, "Something", measure=measure, **facts)
    request = asked(acme, source, Ask(teams[0]))[0]
    assert (request.measure, request.contributes) == expected
    made = accept(request, by=request.asked)
    assert made.made.parent_key_result == source
    if request.measure:
        assert (made.made_key_result.target, made.made_key_result.high) == (source.target, source.high)
    assert Contribution.objects.filter(to=source).count() == expected[1]


def test_an_objective_is_asked_for_without_a_key_result(acme, company, teams):
    request = asked(acme, company, Ask(teams[0]), Ask(person=acme.owner))[1]
    made = accept(request, by=acme.owner).made
    assert (made.title, made.owner, made.parent, made.belongs_to) == ("Sell more", acme.owner, company, "person")
    assert not made.key_results.exists()


def test_who_cannot_be_asked_is_named(acme, company, teams):
    lonely = Team.objects.create(name="Lonely")
    TeamMembership.objects.create(team=lonely, membership=acme.viewer, is_lead=True)
    with pytest.raises(CannotBeAsked, match="Nobody leads Lonely"):
        asked(acme, company, Ask(lonely))
    with pytest.raises(CannotBeAsked, match="You lead Acme Growth yourself"):
        asked(acme, company, Ask(acme.team), by=acme.leader)
    with pytest.raises(CannotBeAsked, match="ask yourself"):
        asked(acme, company, Ask(person=acme.admin))
    with pytest.raises(CannotBeAsked, match="cannot take on"):
        asked(acme, company, Ask(person=acme.viewer))
    with pytest.raises(NobodyAsked):
        asked(acme, company)
    assert verbs() == []


def test_the_same_is_asked_once_at_a_time_and_then_the_others_of_that_form_are_not_asked_either(acme, company, teams):
    asked(acme, company, Ask(teams[0]))
    with pytest.raises(AskedAlready, match="North has been asked already"):
        asked(acme, company, Ask(teams[1]), Ask(teams[0]))
    assert Request.objects.count() == 1
    withdraw(Request.objects.get(), by=acme.admin)
    assert asked(acme, company, Ask(teams[0]))


def test_nothing_is_asked_for_what_is_gone_or_closed(acme, company, teams):
    put_objective_in_state(company, "archived", by=acme.admin, reason="No.")
    with pytest.raises(SourceIsGone):
        asked(acme, company, Ask(teams[0]))
    put_objective_in_state(company, "active", by=acme.admin, reason="Yes.")
    shut(acme.period, by=acme.admin)
    acme.period.refresh_from_db()
    with pytest.raises(PeriodIsClosed):
        asked(acme, company, Ask(teams[0]))


def test_a_request_fits_into_a_period_within_that_of_what_it_is_for(acme, company, teams):
    around = make_period(acme.admin, name="Year", kind="year", opened=False)
    with pytest.raises(ParentDoesNotFit):
        asked(acme, company, Ask(teams[0]), period=around)
    above = make_objective(acme.admin, around, "Win the decade", at=timezone.now())
    request = asked(acme, above, Ask(teams[0]))[0]
    assert accept(request, by=request.asked).made.period == acme.period


# Answering.


def test_accepting_makes_the_objective_its_key_result_and_what_adds_up(acme, revenue, teams):
    request = asked(acme, revenue, *map(Ask, teams))[0]
    done = accept(request, by=request.asked)
    made, key_result = done.made, done.made_key_result
    assert (made.title, made.team, made.owner, made.parent_key_result) == (
        "Sell more",
        teams[0],
        request.asked,
        revenue,
    )
    assert (key_result.title, key_result.target, key_result.owner) == ("Revenue", Decimal(40_000), request.asked)
    assert Contribution.objects.standing().filter(key_result=key_result, to=revenue).exists()
    assert (done.state, done.answered_by, done.reason) == ("accepted", request.asked, "")
    assert verbs()[-1] == "request_accepted"
    check_in(by=request.asked, statements=[Statement(key_result.pk, Decimal(30_000), 8)])
    revenue.refresh_from_db()
    assert (revenue.current, revenue.progress) == (30_000, Decimal("0.25"))


def test_what_is_changed_is_said(acme, revenue, teams):
    request = asked(acme, revenue, *map(Ask, teams))[0]
    changes = {"title": "Sell in the north", "target": Decimal(30_000)}
    done = accept(request, by=request.asked, changes=changes, note="Two of us left.")
    assert done.made.title == "Sell in the north" and done.made_key_result.target == 30_000
    assert done.reason == (
        "Another title: “Sell in the north” instead of “Sell more”. "
        "From $0 to $30\u202f000 instead of from $0 to $40\u202f000. Two of us left."
    )
    assert verbs()[-1] == "request_changed"
    about = requests_about(revenue.objective, revenue)
    assert shares_in_words(revenue, [done.made_key_result], about) == (
        "The shares come to $110\u202f000 of $120\u202f000: $10\u202f000 is asked of nobody."
    )


def test_another_unit_than_the_sum_has_is_refused_and_nothing_is_left_behind(acme, revenue, teams):
    request = asked(acme, revenue, *map(Ask, teams))[0]
    with pytest.raises(CannotContribute, match="only what has one unit can be added up"):
        accept(request, by=request.asked, changes={"unit": "€"})
    request.refresh_from_db()
    assert request.is_open and not Objective.objects.filter(title="Sell more").exists()


def test_declining_needs_a_reason_and_can_be_undone_for_thirty_days(acme, revenue, teams):
    request = asked(acme, revenue, *map(Ask, teams))[0]
    with pytest.raises(ReasonIsMissing):
        decline(request, by=request.asked, reason=" ")
    declined = decline(request, by=request.asked, reason="No people.")
    assert (declined.state, declined.reason) == ("declined", "No people.")
    assert left_of(revenue).target == 40_000
    with pytest.raises(TooLateToUndo):
        undo_decline(declined, by=request.asked, at=timezone.now() + timedelta(days=31))
    again = undo_decline(declined, by=request.asked)
    assert again.is_open and again.reason == ""
    assert verbs()[-2:] == ["request_declined", "request_reopened"]


def test_a_decline_is_not_undone_where_the_same_was_asked_again(acme, company, teams):
    request = asked(acme, company, Ask(teams[0]))[0]
    decline(request, by=request.asked, reason="No.")
    asked(acme, company, Ask(teams[0]))
    with pytest.raises(AskedAlready):
        undo_decline(request, by=request.asked)


def test_of_two_answers_the_first_counts(acme, company, teams):
    request = asked(acme, company, Ask(teams[0]))[0]
    accept(request, by=request.asked)
    for act in (lambda: accept(request, by=acme.owner), lambda: withdraw(request, by=acme.admin)):
        with pytest.raises(AnsweredAlready, match="accepted by Lead North already"):
            act()
    with pytest.raises(AnsweredAlready):
        decline(request, by=acme.owner, reason="No.")
    with pytest.raises(AnsweredAlready):
        undo_decline(request, by=acme.owner)
    assert Objective.objects.filter(parent=company).count() == 1


def test_nothing_is_accepted_for_what_is_gone(acme, revenue, teams):
    request = asked(acme, revenue, *map(Ask, teams))[0]
    put_objective_in_state(revenue.objective, "dropped", by=acme.admin, reason="No.")
    with pytest.raises(SourceIsGone):
        accept(request, by=request.asked)
    assert not waiting_for(request.asked).exists()


def test_closed_periods_keep_their_requests(acme, company, teams):
    request = asked(acme, company, Ask(teams[0]))[0]
    shut(acme.period, by=acme.admin)
    for act in (accept, withdraw, lambda r, by: decline(r, by=by, reason="No.")):
        with pytest.raises(PeriodIsClosed):
            act(request, by=request.asked)


def test_where_the_asked_is_gone_whoever_answers_owns_it(acme, company, teams):
    request = asked(acme, company, Ask(teams[0]))[0]
    deactivate(membership=request.asked, by=acme.admin)
    TeamMembership.objects.create(team=teams[0], membership=acme.owner, is_lead=True)
    assert can_answer(acme.owner, request)
    assert accept(request, by=acme.owner).made.owner == acme.owner


# Who may, and who sees it.


def test_who_may_ask_answer_and_withdraw(acme, revenue, teams):
    request = asked(acme, revenue, *map(Ask, teams))[0]
    assert can_ask(acme.admin, revenue.objective, revenue) and can_ask(acme.leader, revenue.objective)
    assert not can_ask(acme.owner, revenue.objective, revenue) and not can_ask(acme.viewer, revenue.objective)
    assert can_answer(request.asked, request)
    assert not can_answer(acme.owner, request) and not can_answer(acme.viewer, request)
    assert not can_answer(acme.admin, request), "who asks does not answer"
    assert can_withdraw(acme.admin, request) and can_withdraw(acme.leader, request)
    assert not can_withdraw(request.asked, request)


def test_a_lead_asks_another_team_for_a_part_of_her_key_result(acme, teams):
    mine = make_objective(acme.leader, acme.period, "Grow", belongs_to="team", team=acme.team)
    leads = make_key_result(acme.leader, mine, "Leads", measure=Measure.SUM, unit="leads")
    request = ask(mine, leads, by=acme.leader, period=acme.period, asks=[Ask(teams[2])], title="Find leads")[0]
    assert accept(request, by=request.asked).made.team == teams[2]


def test_each_finds_what_waits_for_her_and_what_she_asked(acme, revenue, teams):
    one, two, three = asked(acme, revenue, *map(Ask, teams))
    now = timezone.now()
    assert inbox_of(one.asked, now).asked == [one]
    assert len(inbox_of(acme.admin, now).asking) == 3
    decline(two, by=two.asked, reason="No.")
    mine = inbox_of(acme.admin, now)
    assert mine.asking == [one, three] and mine.answers == [two] and mine.asked == []
    assert inbox_of(acme.admin, now + timedelta(days=8)).answers == []
    assert inbox_of(acme.viewer, now).is_empty
    assert lists_of(two.asked, now).undoable == {two.pk} and lists_of(acme.admin, now).undoable == frozenset()
    assert waiting_for(one.asked).count() == 1 and waiting_for(acme.viewer).count() == 0
