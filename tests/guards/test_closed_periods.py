"""Every route, those of today and of tomorrow: in a closed period no form changes anything."""

import pytest
from django.db import transaction

from checkins.models import CheckIn
from objectives.actions.key_results import mark_done, put_key_result_in_state
from objectives.actions.periods import close_period
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period
from tests.cast import client_of, make_key_result
from tests.guards.routes import tenant_routes
from tests.guards.things import furnish

# What writes into a period while it is open: a route that is not here needs a reason, and `said` its words.
WRITES = {
    *("objective_new", "objective_edit", "objective_move", "objective_archive", "objective_restore"),
    *("objective_weights", "objective_undo", "key_result_new", "key_result_edit", "key_result_archive"),
    *("key_result_restore", "key_result_done", "key_result_reopen", "key_result_undo"),
    *("check_ins", "check_in_one", "period_edit", "period_close"),
}
# Weights are undone by the moment at which they were given, which none of these addresses names.
UNNAMED = {"objective_weights_undo"}


@pytest.fixture
def things(acme):
    found = furnish(acme) | {"period_id": acme.period.pk}
    objective = Objective.objects.get(pk=found["objective_id"])
    told = {"by": acme.admin, "reason": "So it is."}
    done, archived = (make_key_result(acme.owner, objective, title) for title in ("Done", "Archived"))
    mark_done(done, done_as="given_up", **told)
    put_key_result_in_state(archived, "archived", **told)
    return found | {"done_id": done.pk, "archived_key_result_id": archived.pk}


def path_of(route, things):
    instead = {
        "objective_restore": {"objective_id": things["archived_objective_id"]},
        "key_result_restore": {"key_result_id": things["archived_key_result_id"]},
        "key_result_reopen": {"key_result_id": things["done_id"]},
    }
    return route.path("acme", things | instead.get(route.name, {}))


def said(acme, things):
    """Words that every form of a period understands."""
    key_result = things["key_result_id"]
    texts = {"title": "Otherwise", "description": "", "name": "Otherwise", "reason": "The market moved.", "unit": ""}
    choices = {"belongs_to": "company", "commitment": "committed", "measure": "number", "kind": "quarter"}
    days = {"starts_on": str(acme.period.starts_on), "ends_on": str(acme.period.ends_on)}
    numbers = {"weight": "3", "supporters_weight": "3", "start": "0", "target": "7"}
    life = {"period": str(acme.period.pk), "supports": "", "state": "archived", "done_as": "reached"}
    weights = {str(thing.pk): "5" for kind in (Objective, KeyResult) for thing in kind.objects.all()}
    row = {f"{key_result}-{name}": text for name, text in {"value": "50", "confidence": "8", "was_value": "42"}.items()}
    return texts | choices | days | numbers | life | weights | row | {"save": "all"}


def rows():
    kinds = (Period, Objective, KeyResult, ObjectiveVersion, KeyResultVersion, CheckIn)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def routes_that_write(acme, things):
    client, words, before, found = client_of(acme.admin), said(acme, things), rows(), set()
    client.raise_request_exception = False
    for route in tenant_routes():
        with transaction.atomic():
            client.post(path_of(route, things), words)
            if rows() != before:
                found.add(route.name)
            transaction.set_rollback(True)
    return found


def test_closed_period_refuses_every_form(acme, things):
    close_period(acme.period, by=acme.admin)
    assert routes_that_write(acme, things) == set()


def test_the_same_forms_write_while_it_is_open(acme, things):
    assert routes_that_write(acme, things) == WRITES
    assert {route.name for route in tenant_routes()} >= WRITES | UNNAMED
