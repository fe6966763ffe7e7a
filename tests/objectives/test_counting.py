"""What an objective counts: its key results, what supports it, or both; and what each weight comes to."""

from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkins.actions import Statement, check_in
from checkins.as_of import standing_at
from objectives.actions.carry_over import carry_over
from objectives.actions.objectives import edit_objective
from objectives.actions.weights import revert_weights, weigh
from objectives.errors import ReasonIsMissing
from objectives.models import Counting, Objective, ObjectiveVersion
from objectives.progress import Part, objective_mean
from objectives.roll_up import database_now
from objectives.verification import differences
from objectives.weighing import in_whole_per_cent
from tests.cast import client_of, make_key_result, make_objective, statements
from tests.how import How
from tests.objectives.test_actions_carry_over import following

shares = st.decimals(0, 1, places=6)
weights = st.decimals(0, 1000, places=3)
parts = st.lists(st.builds(Part, weights, st.none() | shares), max_size=6)


@given(parts, st.none() | shares, weights)
def test_key_results_alone_are_the_mean_with_nothing_that_supports(key_results, together, weight):
    alone = objective_mean(key_results, together, How(weight, Counting.KEY_RESULTS))
    assert alone == objective_mean(key_results, None, How(weight))
    assert alone == objective_mean(key_results, together, How(Decimal(0)))


@given(parts, st.none() | shares, weights)
def test_supporters_alone_are_what_they_come_to_together(key_results, together, weight):
    assert objective_mean(key_results, together, How(weight, Counting.SUPPORTERS)) == together


@given(parts, st.none() | shares, weights, st.sampled_from(Counting.values))
def test_it_lies_between_its_parts_whatever_counts(key_results, together, weight, counting):
    mean = objective_mean(key_results, together, How(weight, counting))
    assert mean is None or 0 <= mean <= 1


@settings(max_examples=200)
@given(st.lists(st.none() | st.integers(0, 1000), max_size=12))
def test_whole_shares_add_up_to_a_hundred(given_weights):
    whole = sum(weight for weight in given_weights if weight)
    exact = [Decimal(weight) / whole if weight and whole else None for weight in given_weights]
    rounded = in_whole_per_cent(exact)
    assert sum(share for share in rounded if share is not None) == (100 if whole else 0)
    for share, exactly in zip(rounded, exact, strict=True):
        assert (share is None) == (exactly is None)
        assert exactly is None or abs(share - exactly * 100) < 1


@pytest.fixture
def objective(acme):
    """Its key results are at 20 % and 60 %, what supports it at 90 %."""
    found = make_objective(acme.owner, acme.period)
    below = make_objective(acme.owner, acme.period, "Helper", parent=found)
    values = ((found, "First", 20), (found, "Second", 60), (below, "Theirs", 90))
    for whose, title, value in values:
        key_result = make_key_result(acme.owner, whose, title)
        check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(value), 8)])
    return found


def change(cast, objective, **changes):
    return edit_objective(objective, by=cast.owner, changes=changes, reason="It counts otherwise.")


def progress_of(objective):
    objective.refresh_from_db()
    return objective.progress


def test_each_way_to_count(acme, objective):
    assert progress_of(objective) == Decimal("0.566667")
    for counting, progress in (
        (Counting.KEY_RESULTS, "0.4"),
        (Counting.SUPPORTERS, "0.9"),
        (Counting.TOGETHER, "0.566667"),
    ):
        before = database_now()
        version = change(acme, objective, counting=counting)
        assert progress_of(objective) == version.progress == Decimal(progress)
        assert list(differences()) == []
        assert standing_at([acme.period], database_now()).objectives[objective.pk].progress == Decimal(progress)
        assert standing_at([acme.period], before).objectives[objective.pk].counting != counting


def test_running_period_asks_why_it_counts_otherwise(acme, objective):
    with pytest.raises(ReasonIsMissing):
        edit_objective(objective, by=acme.owner, changes={"counting": Counting.SUPPORTERS})
    assert progress_of(objective) == Decimal("0.566667")


def test_it_is_carried_over(acme, objective):
    change(acme, objective, counting=Counting.KEY_RESULTS)
    target = following(acme)
    carry_over(acme.period, target, objectives=[objective.pk], start_from="value", by=acme.admin)
    assert Objective.objects.get(continues=objective).counting == Counting.KEY_RESULTS


def test_weights_and_what_counts_are_given_and_undone_together(acme, objective):
    first = objective.key_results.get(title="First")
    way = {"counting": Counting.KEY_RESULTS, "supporters_weight": Decimal(1)}
    given_at = weigh(
        objective, key_results={first.pk: Decimal(3)}, supporters={}, way=way, by=acme.owner, reason="It matters more."
    )
    assert progress_of(objective) == Decimal("0.3")
    assert revert_weights(objective, given_at=given_at, by=acme.owner) == 2
    assert progress_of(objective) == Decimal("0.566667")
    assert ObjectiveVersion.objects.filter(objective=objective, verb="reverted").count() == 1


def words(response):
    return unescape(response.content.decode()).replace("\u00a0", " ")


def test_page_says_what_each_weight_comes_to_and_what_each_way_would(acme, objective):
    shown = words(client_of(acme.owner).get(acme.url(f"objectives/{objective.pk}/weights/")))
    assert "Counts 34 %: at 20 % it brings 6.7 points." in shown
    assert "Counts 33 %: at 60 % it brings 20 points." in shown
    assert "Counts 33 %: at 90 % it brings 30 points." in shown
    for way in (
        "as one more part: <strong>56 %</strong>",
        "alone: <strong>40 %</strong>",
        "alone: <strong>90 %</strong>",
    ):
        assert way in shown


def test_page_changes_what_counts(acme, objective):
    client, path = client_of(acme.owner), acme.url(f"objectives/{objective.pk}/weights/")
    typed = {str(pk): "1" for pk in objective.key_results.values_list("pk", flat=True)}
    typed |= {str(Objective.objects.get(title="Helper").pk): "1", "supporters_weight": "2,5"}
    answer = client.post(path, typed | {"counting": "supporters", "reason": " "})
    assert answer.status_code == 422
    assert 'value="2,5"' in words(answer)
    answer = client.post(path, typed | {"counting": "supporters", "reason": "They do the work."}, follow=True)
    assert "has its new weights" in words(answer)
    assert progress_of(objective) == Decimal("0.9")
    assert objective.supporters_weight == Decimal("2.5")
    numbers = words(client.get(acme.url(f"objectives/{objective.pk}/numbers/")))
    assert "Progress is that of what supports it alone" in numbers


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_whatever_counts(acme, count):
    objective = make_objective(acme.owner, acme.period)
    for n in range(count):
        make_key_result(acme.owner, objective, f"Number {n}")
        make_objective(acme.owner, acme.period, f"Helper {n}", parent=objective)
    client, path = client_of(acme.owner), acme.url(f"objectives/{objective.pk}/weights/")
    client.get(path)
    with statements() as asked:
        assert client.get(path).status_code == 200
    assert len(asked) == 10, "\n".join(asked)
