"""What the forms refuse, in which words, and what they make of what was typed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from objectives.actions.periods import create_period, open_period
from objectives.fields import QuantityField, WeightField
from objectives.forms.key_results import KeyResultForm
from tests.cast import join, make_key_result, make_objective


@pytest.fixture
def objective(acme):
    return make_objective(acme.owner, acme.period)


@pytest.fixture
def draft(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    return make_objective(acme.owner, create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days))


def key_result_form(objective, key_result=None, **typed):
    data = QueryDict(mutable=True)
    data.update({"title": "Paying customers", "measure": "number", "weight": "1", "reason": "Needed.", **typed})
    return KeyResultForm(data, objective=objective, key_result=key_result)


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ({"start": "120", "target": "1 200"}, {"start": 120, "target": 1200, "unit": ""}),
        ({"start": "9 h", "target": "3 h", "unit": "h"}, {"start": 9, "target": 3, "unit": "h"}),
        ({"measure": "percent", "start": "20 %", "target": "35"}, {"start": 20, "target": 35, "unit": "%"}),
        ({"measure": "percent", "start": "20 %", "target": "35", "unit": "points"}, {"start": 20, "unit": "%"}),
        ({"measure": "currency", "start": "€1.2m", "target": "€1.5m", "unit": "€"}, {"target": 1500000}),
        ({"measure": "at_least", "low": "99,9", "unit": "%"}, {"low": Decimal("99.9"), "start": None, "high": None}),
        ({"measure": "at_most", "high": "2", "start": "6"}, {"high": 2, "start": 6, "target": None}),
        ({"measure": "between", "low": "10", "high": "10"}, {"low": 10, "high": 10}),
        ({"measure": "yes_no", "start": "lots", "unit": "x"}, {"start": None, "target": None, "unit": ""}),
        ({"measure": "at_least", "low": "5", "target": "nonsense", "high": "1"}, {"target": None, "high": None}),
    ],
)
def test_numbers_that_the_measure_uses_are_read_and_others_left_out(objective, typed, facts):
    form = key_result_form(objective, **typed)
    assert form.is_valid(), form.errors
    assert {name: form.facts()[name] for name in facts} == facts


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "start", "where it starts"),
        ({"start": "0"}, "target", "where it should be"),
        ({"start": "5", "target": "5.0"}, "target", "Start and target are the same"),
        ({"start": "0", "target": "NaN"}, "target", "not a number"),
        ({"start": "0", "target": "1e400"}, "target", "not a number"),
        ({"start": "0", "target": "1,234"}, "target", "could be"),
        ({"measure": "currency", "start": "0", "target": "5"}, "unit", "which money"),
        ({"measure": "at_least"}, "low", "lowest"),
        ({"measure": "at_most"}, "high", "highest"),
        ({"measure": "between", "low": "5"}, "high", "highest"),
        ({"measure": "between", "low": "5", "high": "4"}, "high", "below the lowest"),
        ({"measure": "by heart"}, "measure", "valid choice"),
        ({"measure": "yes_no", "weight": "1001"}, "weight", "1000 or less"),
        ({"measure": "yes_no", "weight": "-1"}, "weight", "0 or more"),
        ({"measure": "yes_no", "title": " "}, "title", "in words"),
        ({"measure": "yes_no", "title": "x" * 241}, "title", "240"),
        ({"measure": "yes_no", "due_on": "someday"}, "due_on", "Write a day as"),
        ({"measure": "yes_no", "reason": ""}, "reason", "Say why"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(objective, typed, field, words):
    form = key_result_form(objective, **typed)
    assert words in " ".join(form.errors[field])


@pytest.mark.parametrize(
    ("typed", "facts"),
    [
        ({}, {"start": None, "target": None}),
        ({"start": "5"}, {"start": 5, "target": None}),
        ({"measure": "at_least"}, {"low": None}),
        ({"measure": "between", "high": "5"}, {"low": None, "high": 5}),
    ],
)
def test_planned_period_lets_numbers_wait_and_says_so(draft, typed, facts):
    form = key_result_form(draft, **typed)
    assert form.is_valid(), form.errors
    assert {name: form.facts()[name] for name in facts} == facts
    assert "May wait until the period opens." in form.fields["target"].help_text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"start": "5", "target": "5"}, "target"),
        ({"measure": "between", "low": "5", "high": "4"}, "high"),
        ({"start": "x"}, "start"),
    ],
)
def test_planned_period_refuses_contradictions_and_nonsense(draft, typed, field):
    assert field in key_result_form(draft, **typed).errors


def test_running_period_asks_for_numbers_but_of_what_opened_without(acme, draft, objective):
    without, complete = make_key_result(acme.owner, draft, target=None), make_key_result(acme.owner, draft)
    draft.period = open_period(draft.period, by=acme.admin)
    form = key_result_form(draft, without, start="5")
    assert form.is_valid(), form.errors
    assert "Until it is there, nothing counts." in form.fields["target"].help_text
    assert "where it should be" in key_result_form(draft, complete, start="5").errors["target"][0]
    assert "May wait" not in key_result_form(objective).fields["target"].help_text


def test_due_day_lies_in_the_period(acme, objective):
    period = acme.period
    for day, is_fine in (
        (period.starts_on, True),
        (period.ends_on, True),
        (period.starts_on - timedelta(days=1), False),
        (period.ends_on + timedelta(days=1), False),
    ):
        assert key_result_form(objective, measure="yes_no", due_on=day.isoformat()).is_valid() is is_fine


def test_deputy_is_somebody_else(acme, objective):
    form = key_result_form(objective, measure="yes_no", owner=str(acme.owner.pk), deputy=str(acme.owner.pk))
    assert "deputy" in form.errors


def test_viewer_and_deactivated_cannot_own(acme, objective):
    gone = join(acme.organization, "owner", "Gone Person")
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    for person in (acme.viewer, gone):
        assert "owner" in key_result_form(objective, measure="yes_no", owner=str(person.pk)).errors


def test_line_ends_of_a_browser_are_no_change(objective):
    form = key_result_form(objective, measure="yes_no", description="one\r\ntwo")
    assert form.is_valid()
    assert form.facts()["description"] == "one\ntwo"


def test_quantity_field_keeps_what_was_typed_and_knows_what_differs():
    field = QuantityField(unit="customers", required=False)
    assert field.clean("12 customers") == 12
    assert field.clean("  ") is None
    assert field.widget.format_value(Decimal("1.500000")) == "1.5"
    assert field.widget.format_value("1,5x") == "1,5x"
    assert not field.has_changed(Decimal("1.5"), "1,50")
    assert field.has_changed(Decimal("1.5"), "nonsense")


def test_weight_is_bounded():
    field = WeightField()
    assert field.clean("0,125") == Decimal("0.125")
    assert field.initial == 1
