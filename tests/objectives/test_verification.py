"""`manage.py verify_progress`: nothing to find, until a stored number is wrong."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from checkins.actions import Statement, check_in
from objectives.models import KeyResult, Objective
from objectives.verification import differences
from tests.cast import make_cast, make_key_result, make_objective


def verify(*options):
    """What it prints, and the code that it exits with."""
    out, code = StringIO(), 0
    try:
        call_command("verify_progress", *options, stdout=out)
    except SystemExit as leaving:
        code = leaving.code
    return out.getvalue().splitlines(), code


@pytest.fixture
def key_result(acme):
    top = make_objective(acme.leader, acme.period, "Top")
    below = make_objective(acme.owner, acme.period, "Below", parent=top)
    key_result = make_key_result(acme.owner, below)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(40), 7)])
    return key_result


def test_what_the_actions_store_is_what_it_comes_to(acme, key_result):
    assert list(differences()) == []
    assert verify("--organization=acme") == (["No differences in acme."], 0)


@pytest.mark.parametrize(
    ("model", "column", "wrong", "line"),
    [
        (KeyResult, "progress", Decimal("0.41"), "“Paying customers”: progress is 0.410000, comes to 0.400000"),
        (Objective, "progress", Decimal("0.41"), "progress is 0.410000, comes to 0.400000"),
        (Objective, "confidence", Decimal(6), "confidence is 6.000000, comes to 7.000000"),
        (Objective, "depth", 5, "depth is 5, comes to 0"),
        (Objective, "expected_by_day", [], "expected_by_day is [], comes to [0.0"),
    ],
)
def test_a_planted_difference_is_told_and_exits_with_1(acme, key_result, model, column, wrong, line):
    thing = model.objects.order_by("pk").first()
    model.objects.filter(pk=thing.pk).update(**{column: wrong})
    lines, code = verify("--organization=acme")
    assert code == 1
    assert [text for text in lines if str(thing.pk) in text and line in text]
    assert lines[-1] == f"{len(lines) - 1} difference{'s' if len(lines) > 2 else ''} in acme."


def test_without_an_organization_every_one_is_verified(acme, rival, key_result):
    assert verify() == (["No differences in 2 organizations."], 0)
    with rival.scope():
        objective = make_objective(rival.owner, rival.period)
        Objective.objects.filter(pk=objective.pk).update(progress=Decimal("0.5"))
    lines, code = verify()
    assert (code, lines[0].startswith("rival: objective ")) == (1, True)
    assert verify("--organization=acme")[1] == 0


@pytest.mark.django_db(transaction=True)
def test_it_opens_a_transaction_that_sees_one_moment():
    cast = make_cast("acme", "Acme")
    with cast.scope():
        make_objective(cast.admin, cast.period)
    assert verify() == (["No differences in acme."], 0)


def test_an_unknown_organization_is_told(db):
    with pytest.raises(CommandError, match="There is no organization “nobody”"):
        call_command("verify_progress", "--organization=nobody")
