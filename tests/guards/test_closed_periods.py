"""Every route, those of today and of tomorrow: in a closed period no form changes anything."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.forms import Form

from alignment.actions import decline
from alignment.models import Request
from objectives.actions.key_results import mark_done, put_key_result_in_state
from objectives.actions.periods import begin_grace, close_period, create_period, open_period
from objectives.errors import PeriodIsClosed
from objectives.forms.explained import explained_in
from objectives.models import KeyResult, Objective, Period
from tests.cast import client_of, end, make_key_result, make_objective, shut
from tests.guards.routes import fields_in, tenant_routes
from tests.guards.things import furnish

# What writes into a period while it is open: a route that is not here needs a reason, and `said` its words.
WRITES = {
    *("objective_new", "objective_edit", "objective_move", "objective_archive", "objective_restore"),
    *("objective_weights", "objective_undo", "key_result_new", "key_result_edit", "key_result_archive"),
    *("key_result_restore", "key_result_done", "key_result_reopen", "key_result_undo"),
    *("check_ins", "check_in_one", "period_edit", "period_end", "key_result_initiatives", "initiative_withdraw"),
    *("objective_cascade", "key_result_cascade", "request_accept", "request_change", "request_decline"),
    *("request_undo", "request_withdraw"),
}
# What is written in a period that is over but not closed.
REVIEWS = {"objective_review"}
# Out of a period, whatever its state is, into a later one.
CARRIES = {"period_carry_over"}
# It is the one way back: for a reason, and in front of everybody's eyes.
REOPENS = {"period_reopen"}
# They show the thing again and say there what happened.
UNDOES = {"objective_undo", "key_result_undo", "initiative_withdraw"}
UNDOES |= {"request_accept", "request_undo", "request_withdraw"}
# Weights are undone by the moment at which they were given, which none of these addresses names.
UNNAMED = {"objective_weights_undo"}
TABLES = [
    *(f"objectives_{name}" for name in ("period", "objective", "keyresult", "objectiveversion", "keyresultversion")),
    *("objectives_score", "objectives_reflection", "objectives_contribution", "objectives_initiative"),
    *("checkins_checkin", "alignment_request"),
]
HTMX = {False: {}, True: {"HX-Request": "true"}}


@pytest.fixture
def things(acme):
    found = furnish(acme) | {"period_id": acme.period.pk}
    objective = Objective.objects.get(pk=found["objective_id"])
    told = {"by": acme.admin, "reason": "So it is."}
    done, archived = (make_key_result(acme.owner, objective, title) for title in ("Done", "Archived"))
    mark_done(done, done_as="given_up", **told)
    put_key_result_in_state(archived, "archived", **told)
    declined = decline(Request.objects.get(asked=acme.admin), by=acme.admin, reason="Not now.")
    return found | {"done_id": done.pk, "archived_key_result_id": archived.pk, "declined_id": declined.pk}


def path_of(route, things):
    instead = {
        "objective_restore": {"objective_id": things["archived_objective_id"]},
        "key_result_restore": {"key_result_id": things["archived_key_result_id"]},
        "key_result_reopen": {"key_result_id": things["done_id"]},
        "request_undo": {"request_id": things["declined_id"]},
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
    score = {f"score-{key_result}": "0.5", f"reason-{key_result}": "Half.", f"suggested-{key_result}": "–"}
    answers = {"went_well": "Otherwise", "decision": "continue", "own": "0.4", "own_reason": "The market moved."}
    asked = {f"ask-person-{acme.leader.pk}": "on"}
    carried = {"objectives": str(things["objective_id"]), "start_from": "value"}
    return texts | choices | days | numbers | life | weights | row | score | answers | carried | asked | {"save": "all"}


def rows():
    with connection.cursor() as cursor:
        everything = " UNION ALL ".join(f"SELECT t::text AS row FROM {name} t" for name in TABLES)
        cursor.execute(f"SELECT md5(string_agg(row, '' ORDER BY row)) FROM ({everything}) everything")
        return cursor.fetchone()[0]


def answers(acme, things, *, hx=False, old=None):
    """Of each route: whether it has written, its status, and its page; nothing of it stays."""
    client, words, before, found = client_of(acme.admin), said(acme, things), rows(), {}
    client.raise_request_exception = False
    for route in tenant_routes():
        with transaction.atomic():
            body = (old or {}).get(route.name, {}) | words
            follow = route.name in UNDOES
            response = client.post(path_of(route, things), body, headers=HTMX[hx], follow=follow)
            found[route.name] = rows() != before, response.status_code, unescape(response.content.decode())
            transaction.set_rollback(True)
    return found


def written(found):
    return {name for name, (has_written, _, _) in found.items() if has_written}


@pytest.mark.parametrize("hx", HTMX)
def test_closed_period_refuses_every_form_but_the_one_that_reopens_it(acme, things, hx):
    """In words, with what was typed kept; also a page that was opened before."""
    client = client_of(acme.admin)
    pages = {route.name: client.get(path_of(route, things)) for route in tenant_routes()}
    old = {name: fields_in(page.content.decode()) for name, page in pages.items() if page.status_code == 200}
    shut(acme.period, by=acme.admin)
    found = answers(acme, things, hx=hx, old=old)
    assert written(found) == REOPENS | CARRIES
    assert {name: status for name, (_, status, _) in found.items() if status >= 500} == {}
    for name in (WRITES | REVIEWS) - {"period_end"}:
        _, status, page = found[name]
        assert (name, status) == (name, 200 if name in UNDOES else 422)
        assert PeriodIsClosed.why in page, name
        assert name in UNDOES or "Otherwise" in page or "The market moved." in page or 'value="50"' in page, name
    assert "no longer open" in found["period_end"][2] and "The market moved." in found["period_end"][2]


def test_the_same_forms_write_while_it_is_open(acme, things):
    assert written(answers(acme, things)) == WRITES | CARRIES
    assert {route.name for route in tenant_routes()} >= WRITES | UNNAMED


def test_scores_are_written_while_it_is_in_grace(acme, things):
    end(acme.period, by=acme.admin)
    assert written(answers(acme, things)) == (WRITES | CARRIES | REVIEWS | {"period_close"}) - {"period_end"}


def test_a_page_from_before_carries_over_where_it_said_and_nowhere_else(acme, things):
    """Its period is closed by now: what comes after that is not what was asked for."""
    client, path = client_of(acme.admin), acme.url(f"periods/{acme.period.pk}/carry-over/")
    target = Period.objects.get(name="Plain planned")
    later = create_period(
        by=acme.admin,
        name="Later",
        kind="quarter",
        starts_on=target.ends_on + timedelta(days=1),
        ends_on=target.ends_on + timedelta(days=90),
    )
    page = client.get(path).content.decode()
    begin_grace(open_period(target, by=acme.admin), by=acme.admin, reason="It ends early.")
    close_period(target, by=acme.admin)
    action = unescape(re.search('<form class="board" method="post" action="([^"]+)"', page)[1])
    ticked = {"objectives": str(things["objective_id"]), "start_from": "value"}
    response = client.post(path + action, ticked)
    assert response.status_code == 422 and PeriodIsClosed.why in response.content.decode()
    assert not Objective.objects.filter(period__in=[target, later]).exists()


def test_a_new_objective_is_kept_when_the_only_period_was_closed_meanwhile(acme):
    typed = {"title": "Typed long ago", "period": str(acme.period.pk), "belongs_to": "company", "weight": "1"}
    shut(acme.period, by=acme.admin)
    response = client_of(acme.admin).post(acme.url("objectives/new/"), typed)
    assert response.status_code == 422
    assert PeriodIsClosed.why in response.content.decode() and "Typed long ago" in response.content.decode()


@pytest.mark.parametrize(("page", "instead"), [("end", "no longer open"), ("reopen", "no longer closed")])
def test_a_reason_is_kept_where_somebody_else_was_first(acme, page, instead):
    end(acme.period, by=acme.admin)
    typed = {"reason": "I have my reason."}
    response = client_of(acme.admin).post(acme.url(f"periods/{acme.period.pk}/{page}/"), typed)
    assert response.status_code == 422
    assert instead in response.content.decode() and "I have my reason." in response.content.decode()


def test_days_typed_before_it_was_opened_are_refused_in_words(acme):
    days = {"starts_on": str(acme.period.starts_on), "ends_on": str(acme.period.ends_on - timedelta(days=7))}
    typed = {"name": acme.period.name, "kind": "quarter"} | days
    response = client_of(acme.admin).post(acme.url(f"periods/{acme.period.pk}/edit/"), typed)
    assert response.status_code == 422
    assert "its dates stay as they are" in response.content.decode() and days["ends_on"] in response.content.decode()


def test_weights_in_a_year_stay_in_what_is_closed_below_it(acme):
    """A page from before may send the weight of a supporter that was closed meanwhile."""
    days = {"starts_on": acme.period.starts_on, "ends_on": acme.period.ends_on}
    year = open_period(create_period(by=acme.admin, name="Year", kind="year", **days), by=acme.admin)
    top = make_objective(acme.admin, year, "Top")
    below, number = make_objective(acme.admin, acme.period, parent=top), make_key_result(acme.admin, top)
    shut(acme.period, by=acme.admin)
    typed = {str(below.pk): "3", str(number.pk): "2", "reason": "It matters more."}
    client, path = client_of(acme.admin), acme.url(f"objectives/{top.pk}/weights/")
    response = client.post(path, typed)
    assert response.status_code == 422
    assert PeriodIsClosed.why in response.content.decode() and "It matters more." in response.content.decode()
    assert client.post(path, typed | {str(below.pk): "1"}).status_code == 302
    number.refresh_from_db()
    below.refresh_from_db()
    assert (number.weight, below.weight) == (2, 1)


def test_what_only_the_database_refuses_is_said_in_words_too(acme):
    objective, form = make_objective(acme.admin, acme.period), Form({})
    shut(acme.period, by=acme.admin)
    with explained_in(form), transaction.atomic():
        Objective.objects.filter(pk=objective.pk).update(title="Past every action")
    assert form.non_field_errors() == [PeriodIsClosed.why]
