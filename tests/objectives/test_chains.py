"""The chain across periods: both ways, with how each ended, in a fixed number of queries."""

from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import begin_grace, close_period
from objectives.actions.reviews import Given, review_objective
from objectives.chains import chain_of, chain_of_key_result
from objectives.models import KeyResult, State
from tests.cast import client_of, end, make_key_result, make_objective, shut, statements
from tests.objectives.test_actions_carry_over import carry, copy_of, following


def chained(cast, scores):
    """An objective with one key result in as many periods as there are scores, and in one more; all but that closed."""
    period, objective = cast.period, make_objective(cast.admin, cast.period)
    make_key_result(cast.admin, objective)
    links = [objective]
    for n, score in enumerate(scores):
        later = following(cast, f"Later {n}", after=period, opened=True)
        end(period, by=cast.admin)
        key_result = KeyResult.objects.get(objective=objective)
        review_objective(objective, by=cast.admin, key_results={key_result.pk: Given(Decimal(score), "Counted.")})
        objective = carry(cast, later, objective, source=period).objectives[0]
        close_period(period, by=cast.admin)
        links.append(objective)
        period = later
    return links


def page_of(cast, thing, membership=None):
    kind = "key-results" if isinstance(thing, KeyResult) else "objectives"
    return client_of(membership or cast.viewer).get(cast.url(f"{kind}/{thing.pk}/")).content.decode()


def test_chain_is_the_same_from_every_link(acme):
    links = chained(acme, ["0.64", "0.71"])
    for link in links:
        chain = chain_of(link)
        assert [each.thing.pk for each in chain.links] == [each.pk for each in links]
        assert [each.grade and each.grade.value for each in chain.links] == [Decimal("0.64"), Decimal("0.71"), None]
        assert chain.this.thing.pk == link.pk
    assert [chain_of(link).is_continued for link in links] == [True, True, False]


def test_chain_of_a_key_result_has_its_own_scores(acme):
    links = chained(acme, ["0.64"])
    first, second = (KeyResult.objects.get(objective=link) for link in links)
    chain = chain_of_key_result(second)
    assert [each.thing.pk for each in chain.links] == [first.pk, second.pk]
    assert [each.grade and each.grade.value for each in chain.links] == [Decimal("0.64"), None]


def test_what_was_not_carried_is_a_chain_of_one(acme):
    objective = make_objective(acme.admin, acme.period)
    key_result = make_key_result(acme.admin, objective)
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(64), 8)])
    assert not chain_of(objective).is_long
    assert chain_of(objective).this.grade is None
    assert "Across periods" not in page_of(acme, objective)
    end(acme.period, by=acme.admin)
    assert chain_of(objective).this.grade.value == Decimal("0.64")
    assert chain_of_key_result(key_result).this.grade.value == Decimal("0.64")
    assert "It has not been carried over" in page_of(acme, objective)


def test_what_was_set_aside_has_no_score(acme):
    first, second = chained(acme, ["0.64"])
    put_objective_in_state(second, State.DROPPED, by=acme.admin, reason="Enough.")
    begin_grace(second.period, by=acme.admin, reason="Early.")
    assert [bool(link.grade) for link in chain_of(first).links] == [True, False]
    assert "dropped" in page_of(acme, first)


@pytest.mark.parametrize(
    ("scores", "is_too_easy"),
    [(["1", "1", "1"], True), (["0.99", "1", "1"], False), (["1", "1"], False), (["0.2", "1", "1", "1"], True)],
)
def test_three_times_at_1_is_pointed_out(acme, scores, is_too_easy):
    last = chained(acme, scores)[-1]
    assert chain_of(last).is_too_easy is is_too_easy
    key_result = KeyResult.objects.get(objective=last)
    for thing in (last, key_result):
        assert ("three periods running" in page_of(acme, thing)) is is_too_easy


def test_pages_show_the_chain_with_links_and_scores(acme):
    first, second, third = chained(acme, ["0.64", "0.71"])
    page = page_of(acme, second)
    assert f'href="/acme/objectives/{first.pk}/">This quarter</a>' in page
    assert f'href="/acme/objectives/{third.pk}/">Later 1</a>' in page
    assert "<strong>Later 0</strong> (this)" in page
    assert "0.64" in page and "0.71" in page
    key_results = [KeyResult.objects.get(objective=link) for link in (first, second)]
    page = page_of(acme, key_results[1])
    assert f'href="/acme/key-results/{key_results[0].pk}/">This quarter</a>' in page


def test_score_and_reflect_is_offered_in_grace_to_whoever_may(acme):
    objective = make_objective(acme.admin, acme.period, owner=acme.owner)
    make_key_result(acme.owner, objective)
    review = f"/acme/objectives/{objective.pk}/review/"

    def offered(membership):
        return "Score and reflect" in page_of(acme, objective, membership), review in page_of(
            acme, objective, membership
        )

    assert offered(acme.owner) == (False, False)
    end(acme.period, by=acme.admin)
    assert offered(acme.owner) == (True, True)
    assert offered(acme.viewer) == (False, True)
    close_period(acme.period, by=acme.admin)
    assert offered(acme.owner) == (False, True)


def test_rivals_chain_is_no_part_of_ours(acme, rival):
    with rival.scope():
        theirs = chained(rival, ["0.64"])
    assert chain_of(make_objective(acme.admin, acme.period)).is_long is False
    for each in theirs:
        assert client_of(acme.admin).get(acme.url(f"objectives/{each.pk}/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_chain_costs_the_same_whatever_its_length(acme, count):
    last = chained(acme, ["0.5"] * count)[-1]
    key_result = KeyResult.objects.get(objective=last)
    for build, thing, questions in ((chain_of, last, 4), (chain_of_key_result, key_result, 2)):
        with statements() as asked:
            assert len(build(thing).links) == count + 1
        assert len(asked) == questions, "\n".join(asked)


def test_one_that_went_two_ways_shows_both(acme):
    objective = make_objective(acme.admin, acme.period)
    sooner = following(acme, "Sooner")
    later = following(acme, "Later", after=sooner)
    carry(acme, sooner, objective)
    carry(acme, later, objective)
    assert [link.thing.period.name for link in chain_of(objective).links] == ["This quarter", "Sooner", "Later"]
    assert len(chain_of(copy_of(objective, sooner)).links) == 2


def test_closed_period_shows_its_own_end(acme):
    objective = make_objective(acme.admin, acme.period)
    make_key_result(acme.admin, objective)
    shut(acme.period, by=acme.admin)
    assert "<dt>score</dt>" in page_of(acme, objective)
