"""The database itself keeps closed periods as they were, whoever writes and however."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection
from psycopg.errors import CheckViolation

from checkins.actions import Statement, check_in
from checkins.models import CheckIn
from objectives.actions.periods import close_period, reopen_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.closed_periods import REFUSAL
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period, Reflection, Score
from tests.cast import end, make_cast, make_key_result, make_objective, make_period
from tests.writers import one_waiting_for_the_other

TABLES = {
    "objectives_objective": Objective,
    "objectives_keyresult": KeyResult,
    "objectives_objectiveversion": ObjectiveVersion,
    "objectives_keyresultversion": KeyResultVersion,
    "objectives_score": Score,
    "objectives_reflection": Reflection,
    "checkins_checkin": CheckIn,
}
COLUMNS = {
    "objectives_objective": ["title", "progress", "owner_id", "state", "weekly_progress", "period_id"],
    "objectives_keyresult": ["title", "target", "current", "progress", "confidence", "weight", "heard_at"],
    "objectives_objectiveversion": ["title", "progress", "created_at"],
    "objectives_keyresultversion": ["title", "target", "created_at"],
    "objectives_score": ["value", "suggested", "key_result_id"],
    "objectives_reflection": ["decision", "period_id"],
    "checkins_checkin": ["value", "confidence", "progress", "week_on", "created_at"],
}


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return make_cast("acme", "Acme")


@pytest.fixture
def closed(cast):
    """A closed period with a row in every table."""
    with cast.scope():
        key_result = make_key_result(cast.owner, make_objective(cast.owner, cast.period))
        check_in(by=cast.owner, statements=[Statement(key_result.pk, Decimal(64), 7, "Two signed.")])
        end(cast.period, by=cast.admin)
        review_objective(
            key_result.objective,
            by=cast.owner,
            key_results={key_result.pk: Given(Decimal("0.7"), "Nearly there.")},
            answers=Answers(learned="Ask earlier.", decision="continue"),
        )
        return close_period(cast.period, by=cast.admin)


@pytest.fixture
def owner(closed, owner_connection):
    """The role that owns the tables, in the organization's scope: only the triggers hold it."""
    owner_connection.execute("SELECT set_config('app.organization_id', %s, false)", [str(closed.organization_id)])
    return owner_connection


def refused(owner, statement, *parameters):
    with pytest.raises(CheckViolation) as refusal:
        owner.execute(statement, parameters)
    assert refusal.value.diag.constraint_name == REFUSAL


@pytest.mark.parametrize("table", TABLES)
def test_no_row_changes_comes_or_goes(cast, closed, owner, table):
    model = TABLES[table]
    with cast.scope():
        (row,) = model.objects.filter(period=closed)[:1]
    names = ", ".join(field.column for field in model._meta.concrete_fields if field.column != "id")
    for column in COLUMNS[table]:
        refused(owner, f"UPDATE {table} SET {column} = {column} WHERE id = %s", row.pk)
    refused(owner, f"INSERT INTO {table} ({names}) SELECT {names} FROM {table} WHERE id = %s", row.pk)
    refused(owner, f"DELETE FROM {table} WHERE id = %s", row.pk)


def test_no_row_is_moved_into_it(cast, closed, owner):
    with cast.scope():
        year = make_period(cast.admin, name="Another", kind="year", opened=False)
        elsewhere = make_objective(cast.admin, year)
    refused(owner, "UPDATE objectives_objective SET period_id = %s WHERE id = %s", closed.pk, elsewhere.pk)


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("checkins_checkin", "note = ''"),
        ("objectives_reflection", "learned = ''"),
        ("objectives_score", "reason = 'Erased.'"),
    ],
)
def test_words_of_a_person_can_be_erased(closed, owner, table, words):
    assert owner.execute(f"UPDATE {table} SET {words} WHERE period_id = %s", [closed.pk]).rowcount == 1


@pytest.mark.parametrize(
    "change",
    [
        "name = 'Other'",
        "starts_on = starts_on - 1",
        "ends_on = ends_on + 1",
        "closed_at = now()",
        "state = 'open', closed_at = NULL",
        "state = 'grace'",
    ],
)
def test_closed_period_keeps_its_days_and_its_moment(closed, owner, change):
    refused(owner, f"UPDATE objectives_period SET {change} WHERE id = %s", closed.pk)


def test_closed_period_is_not_deleted(closed, owner):
    refused(owner, "DELETE FROM objectives_period WHERE id = %s", closed.pk)


def test_reopened_one_changes_again(cast, closed, owner):
    with cast.scope():
        reopen_period(closed, by=cast.admin, reason="A number was wrong.")
    change = "UPDATE objectives_objective SET title = 'Another' WHERE period_id = %s"
    assert owner.execute(change, [closed.pk]).rowcount == 1


def test_writer_who_takes_no_lock_of_ours_waits_for_whoever_closes(cast):
    with cast.scope():
        objective = make_objective(cast.owner, cast.period)
        end(cast.period, by=cast.admin)

    def write():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE objectives_objective SET title = 'Late' WHERE id = %s", [objective.pk])

    _, late, _ = one_waiting_for_the_other(cast.organization, lambda: close_period(cast.period, by=cast.admin), write)
    assert isinstance(late, IntegrityError)
    with cast.scope():
        assert Period.objects.get(pk=cast.period.pk).is_closed
        assert Objective.objects.get(pk=objective.pk).title == objective.title
