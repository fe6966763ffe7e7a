"""What is said at the end: kept, refused, and not said twice."""

from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.key_results import put_key_result_in_state
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import reopen_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.errors import NotInGrace, PeriodIsClosed, ReasonIsMissing, ScoreDoesNotFit, SetAside
from objectives.models import Objective, Reflection, Score
from objectives.progress import Part
from objectives.reviews import review_of
from objectives.scores import Band, are_too_easy, band, objective_score, suggested_score
from organizations.models import Activity
from tests.cast import end, make_key_result, make_objective, shut


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period, belongs_to="team", team=acme.team)


@pytest.fixture
def key_result(acme, objective):
    """At 0.6499."""
    key_result = make_key_result(acme.owner, objective)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("64.99"), 7)])
    return key_result


@pytest.fixture
def ended(acme, key_result):
    end(acme.period, by=acme.admin)
    return acme.period


def score(acme, objective, key_result, value, reason=""):
    given = {key_result.pk: Given(Decimal(value), reason)}
    return review_objective(objective, by=acme.owner, key_results=given)


def test_suggested_score_is_the_progress_rounded_down(ended, objective):
    review = review_of(objective)
    assert review.key_results[0][1].suggested == Decimal("0.64")
    assert suggested_score(Decimal("0.999999")) == Decimal("0.99")


def test_confirmed_score_leaves_a_row_and_its_trace(acme, ended, objective, key_result):
    review = score(acme, objective, key_result, "0.64")
    assert review.is_scored and review.grade.value == Decimal("0.64")
    said = Score.objects.get()
    assert (said.key_result_id, said.value, said.suggested, said.author) == (
        key_result.pk,
        Decimal("0.64"),
        Decimal("0.64"),
        acme.owner,
    )
    trace = Activity.objects.get(verb="scored")
    assert (trace.thing_id, trace.objective_id, trace.actor) == (key_result.pk, objective.pk, acme.owner)
    assert trace.data == {"score": "0.64", "suggested": "0.64"}


def test_another_score_needs_a_reason(acme, ended, objective, key_result):
    with pytest.raises(ReasonIsMissing, match=r"Paying customers.*0\.64"):
        score(acme, objective, key_result, "0.80", "  ")
    assert not Score.objects.exists()
    review = score(acme, objective, key_result, "0.80", "The last week is not counted yet.")
    grade = review.key_results[0][1]
    assert grade.is_overridden and (grade.value, grade.suggested) == (Decimal("0.80"), Decimal("0.64"))


@pytest.mark.parametrize("value", ["1.01", "-0.01", "0.645"])
def test_score_that_is_none_is_refused(acme, ended, objective, key_result, value):
    with pytest.raises(ScoreDoesNotFit):
        score(acme, objective, key_result, value, "Because.")


def test_the_same_said_twice_is_one_row(acme, ended, objective, key_result):
    answers = Answers(went_well="Trials.", decision="continue")
    for _ in range(2):
        given = {key_result.pk: Given(Decimal("0.7"), "Rounded up.")}
        own = Given(Decimal("0.5"), "It felt like half.")
        review_objective(objective, by=acme.owner, key_results=given, own=own, answers=answers)
    assert (Score.objects.count(), Reflection.objects.count()) == (2, 1)
    assert Activity.objects.filter(verb__in=["scored", "reflected"]).count() == 3


def test_confirmed_score_that_was_overtaken_waits_to_be_confirmed_again(acme, ended, objective, key_result):
    assert score(acme, objective, key_result, "0.64").is_scored
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(70), 7)])
    review = review_of(objective)
    grade = review.key_results[0][1]
    assert grade.is_overtaken and not review.is_scored
    # What waits to be confirmed is a suggestion again: nobody said something else.
    assert (grade.value, grade.is_overridden, review.grade.value) == (Decimal("0.70"), False, Decimal("0.70"))
    assert "1 score" in review.missing
    assert score(acme, objective, key_result, "0.70").is_scored


def test_overridden_score_stands_whatever_is_suggested_later(acme, ended, objective, key_result):
    score(acme, objective, key_result, "0.80", "Because.")
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(70), 7)])
    assert review_of(objective).key_results[0][1].is_given


def test_objectives_score_follows_is_overridden_and_follows_again(acme, ended, objective, key_result):
    second = make_key_result(acme.owner, objective, "Trials", weight=Decimal(3))

    def say(own):
        given = {key_result.pk: Given(Decimal("0.64")), second.pk: Given(Decimal("0.10"), "A tenth.")}
        return review_objective(objective, by=acme.owner, key_results=given, own=own).grade

    assert say(None).value == Decimal("0.23")  # (0.64 + 3 × 0.10) / 4 = 0.235
    with pytest.raises(ReasonIsMissing):
        say(Given(Decimal("0.5")))
    assert say(Given(Decimal("0.5"), "It felt like half.")).value == Decimal("0.5")
    assert say(None).value == Decimal("0.5")
    grade = say(Given(None))
    assert (grade.value, grade.said) == (Decimal("0.23"), None)
    assert say(Given(None)).said is None
    assert Score.objects.filter(key_result=None).count() == 2


def test_objective_without_key_results_follows_its_supporters(acme):
    parent = make_objective(acme.leader, acme.period)
    supporter = make_objective(acme.owner, acme.period, belongs_to="team", team=acme.team, parent=parent)
    key_result = make_key_result(acme.owner, supporter)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("64.99"), 7)])
    end(acme.period, by=acme.admin)
    review = review_of(Objective.objects.with_people().get(pk=parent.pk))
    assert review.grade.value == Decimal("0.64") and review.is_scored


def test_what_is_archived_or_dropped_is_not_scored(acme, ended, objective, key_result):
    for title, state in (("Trials", "archived"), ("Calls", "dropped")):
        other = make_key_result(acme.owner, objective, title)
        put_key_result_in_state(other, state, by=acme.owner, reason="Not ours.")
        with pytest.raises(ScoreDoesNotFit):
            score(acme, objective, other, "0")
    assert [k.pk for k, _ in review_of(objective).key_results] == [key_result.pk]
    put_objective_in_state(objective, "dropped", by=acme.owner, reason="Not ours.")
    with pytest.raises(SetAside):
        score(acme, objective, key_result, "0.64")


def test_nothing_is_said_before_and_after_grace(acme, objective, key_result):
    with pytest.raises(NotInGrace):
        score(acme, objective, key_result, "0.64")
    closed = shut(acme.period, by=acme.admin)
    with pytest.raises(PeriodIsClosed):
        score(acme, objective, key_result, "0.64")
    reopen_period(closed, by=acme.admin, reason="Forgotten.")
    assert score(acme, objective, key_result, "0.64").is_scored


def test_review_is_complete_when_everything_is_said(acme, ended, objective, key_result):
    assert review_of(objective).missing == ["1 score", "what was learned", "the decision"]
    given = {key_result.pk: Given(Decimal("0.64"))}
    answers = Answers(learned="Start earlier.", decision="change")
    review = review_objective(objective, by=acme.owner, key_results=given, answers=answers)
    assert review.is_complete and review.decision == "change"
    trace = Activity.objects.get(verb="reflected")
    assert (trace.thing_id, trace.data) == (objective.pk, {"decision": "change"})


@pytest.mark.parametrize(
    ("value", "committed", "aspirational"),
    [
        ("1.00", Band.MET, Band.MET),
        ("0.99", Band.NEARLY, Band.MET),
        ("0.90", Band.NEARLY, Band.MET),
        ("0.89", Band.MISSED, Band.MET),
        ("0.70", Band.MISSED, Band.MET),
        ("0.69", Band.MISSED, Band.PARTLY),
        ("0.40", Band.MISSED, Band.PARTLY),
        ("0.39", Band.MISSED, Band.MISSED),
        ("0.00", Band.MISSED, Band.MISSED),
    ],
)
def test_bands_at_their_borders(value, committed, aspirational):
    assert band(Decimal(value), "committed") == committed
    assert band(Decimal(value), "aspirational") == aspirational


def test_mean_of_scores_is_rounded_down_and_leaves_out_what_counts_nothing():
    parts = [Part(Decimal(1), Decimal("0.65")), Part(Decimal(1), Decimal("0.64")), Part(Decimal(0), Decimal(1))]
    assert objective_score(parts, Decimal("0.1")) == Decimal("0.64")
    assert objective_score([Part(Decimal(0), Decimal(1))], Decimal("0.129")) == Decimal("0.12")
    assert objective_score([], None) is None


def test_three_periods_at_one_are_too_easy():
    one = Decimal(1)
    assert are_too_easy([one, one, one]) and are_too_easy([Decimal(0), one, one, one])
    assert not any(map(are_too_easy, ([one, one], [one, one, Decimal("0.99")], [one, None, one], [])))
