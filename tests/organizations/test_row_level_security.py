"""Experiments with the app role and plain SQL: what PostgreSQL itself refuses, whatever the code says."""

from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import Error, IntegrityError, ProgrammingError

from organizations.models import Activity, Invitation, record
from organizations.tenancy import TenantModel, organization_scope, set_local
from tests.cast import make_key_result, make_objective
from tests.guards.things import check_in_of, furnish

TABLES = sorted(model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel))
HISTORY = [("checkins_checkin", "note"), ("objectives_objectiveversion", "reason")]
HISTORY += [("objectives_keyresultversion", "reason"), ("organizations_activity", "verb")]
HISTORY += [("checkins_comment", "created_at"), ("checkins_commentversion", "text"), ("checkins_mention", "words")]
HISTORY += [("checkins_acknowledgement", "created_at")]
HISTORY += [("objectives_score", "reason"), ("objectives_reflection", "learned")]


def sql(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def count(table):
    return sql(f"SELECT count(*) FROM {table}")[0][0]


def refused(statement, *params):
    """The error that the statement ends with; the transaction lives on."""
    with pytest.raises(Error) as error, transaction.atomic():
        sql(statement, *params)
    return error.value


@pytest.mark.parametrize("table", TABLES)
def test_without_a_scope_there_are_no_rows(acme, table):
    furnish(acme)
    assert count(table) > 0, f"furnish() in tests/guards/things.py makes no row of {table}"
    set_local("app.organization_id", "")
    assert count(table) == 0
    set_local("app.organization_id", uuid4())
    assert count(table) == 0


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_another_tenant_are_invisible_and_untouchable(acme, rival, table):
    with rival.scope():
        furnish(rival)
        theirs = count(table)
    before = count(table)
    where = "organization_id = %s"
    assert sql(f"SELECT count(*) FROM {table} WHERE {where}", rival.organization.pk) == [(0,)]
    if table not in {name for name, _ in HISTORY}:
        assert sql(f"UPDATE {table} SET organization_id = organization_id WHERE {where}", rival.organization.pk) == 0
        assert sql(f"DELETE FROM {table} WHERE {where}", rival.organization.pk) == 0
    with rival.scope():
        assert count(table) == theirs
    assert count(table) == before


@pytest.mark.parametrize("table", TABLES)
def test_no_row_can_be_given_to_another_tenant(acme, rival, table):
    with rival.scope():
        furnish(rival)
        given = "FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
        columns = [name for (name,) in sql(f"SELECT column_name {given}", table)]
        names = ", ".join(f'"{c}"' for c in columns)
        row = sql(f"SELECT {names} FROM {table} LIMIT 1")[0]
    marks = ", ".join(["%s"] * len(columns))
    values = [uuid4() if name == "id" else value for name, value in zip(columns, row, strict=True)]
    error = refused(f"INSERT INTO {table} ({names}) VALUES ({marks})", *map(adapted, values))
    assert isinstance(error, ProgrammingError)
    assert "row-level security" in str(error)


def adapted(value):
    return connection.ops.adapt_json_value(value, None) if isinstance(value, dict) else value


def test_own_row_cannot_be_handed_over(acme, rival):
    error = refused("UPDATE organizations_team SET organization_id = %s", rival.organization.pk)
    assert "row-level security" in str(error)


@pytest.mark.parametrize(("table", "column"), HISTORY)
@pytest.mark.parametrize("statement", ["UPDATE {table} SET {column} = NULL", "DELETE FROM {table}", "TRUNCATE {table}"])
def test_history_is_neither_changed_nor_deleted(acme, table, column, statement):
    furnish(acme)
    assert count(table) > 0
    error = refused(statement.format(table=table, column=column))
    assert isinstance(error, ProgrammingError)
    assert "permission denied" in str(error)


def test_no_reference_crosses_tenants(acme, rival):
    mine = make_objective(acme.owner, acme.period)
    key_result = make_key_result(acme.owner, mine)
    with rival.scope():
        theirs = make_objective(rival.owner, rival.period)
        their_key_result = make_key_result(rival.owner, theirs)
    crossings = [
        ("objectives_objective", "parent_id", theirs.pk, mine.pk),
        ("objectives_objective", "owner_id", rival.owner.pk, mine.pk),
        ("objectives_objective", "period_id", rival.period.pk, mine.pk),
        ("objectives_keyresult", "owner_id", rival.owner.pk, key_result.pk),
        ("objectives_keyresult", "objective_id", theirs.pk, key_result.pk),
        ("organizations_team", "parent_id", rival.team.pk, acme.team.pk),
    ]
    for table, column, value, pk in crossings:
        error = refused(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, pk)
        assert isinstance(error, IntegrityError), column
    with pytest.raises(IntegrityError), transaction.atomic():
        record("edited", mine, by=rival.owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        check_in_of(acme, their_key_result)


def test_key_result_stays_with_the_period_of_its_objective(acme):
    key_result = make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    other = make_objective(acme.owner, acme.period)
    assert isinstance(
        refused("UPDATE objectives_keyresult SET period_id = %s WHERE id = %s", uuid4(), key_result.pk), IntegrityError
    )
    assert isinstance(
        refused(
            "UPDATE objectives_objective SET parent_id = %s, parent_key_result_id = %s WHERE id = %s",
            key_result.objective_id,
            make_key_result(acme.owner, other).pk,
            other.pk,
        ),
        IntegrityError,
    )


def test_one_person_sees_her_memberships_everywhere_only_while_asked_for(acme, rival):
    with organization_scope(rival.organization):
        sql(
            "INSERT INTO organizations_membership (organization_id, user_id, role, is_active)"
            " VALUES (%s, %s, 'viewer', true)",
            rival.organization.pk,
            acme.owner.user_id,
        )
    assert sql("SELECT count(*) FROM organizations_membership WHERE user_id = %s", acme.owner.user_id) == [(1,)]
    set_local("app.user_id", acme.owner.user_id)
    assert sql("SELECT count(*) FROM organizations_membership WHERE user_id = %s", acme.owner.user_id) == [(2,)]
    assert (
        sql("UPDATE organizations_membership SET role = 'admin' WHERE organization_id = %s", rival.organization.pk) == 0
    )
    set_local("app.user_id", "")
    assert sql("SELECT count(*) FROM organizations_membership WHERE user_id = %s", acme.owner.user_id) == [(1,)]


def test_invitations_of_others_stay_theirs(acme, rival):
    with rival.scope():
        furnish(rival)
        assert Invitation.objects.exists()
        assert Activity.objects.exists()
    assert not Invitation.objects.exists()
