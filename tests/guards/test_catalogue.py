"""What PostgreSQL's own catalogue says about tenancy, for tables that exist and for those not yet written."""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from organizations.tenancy import TenantManager, TenantModel

# The tables without a tenant, each with its reason.
WITHOUT_TENANT = {
    "organizations_organization": "the tenant itself; holds nothing confidential",
    "organizations_user": "a person may belong to several organizations",
    "organizations_user_groups": "Django's permissions, unused",
    "organizations_user_user_permissions": "Django's permissions, unused",
    "account_emailaddress": "belongs to a user",
    "account_emailconfirmation": "belongs to a user",
    "auth_group": "Django's permissions, unused",
    "auth_group_permissions": "Django's permissions, unused",
    "auth_permission": "Django's permissions, unused",
    "django_cache": "rate-limit counters",
    "django_content_type": "the framework's list of models",
    "django_migrations": "the framework's list of migrations",
    "django_session": "signed-in browsers",
}
HISTORY = {
    "checkins_acknowledgement",
    "checkins_checkin",
    "checkins_comment",
    "checkins_commentversion",
    "checkins_mention",
    "objectives_keyresultversion",
    "objectives_objectiveversion",
    "objectives_reflection",
    "objectives_score",
    "organizations_activity",
}
POLICY = (
    "(organization_id = ( SELECT (NULLIF(current_setting('app.organization_id'::text, true), ''::text))::uuid"
    " AS {alias}))"
)
OWN_MEMBERSHIPS = (
    "(user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS {alias}))"
)
TEXT = {"text", "character varying", "character", "citext"}

pytestmark = pytest.mark.django_db


def rows(statement, *params):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def all_tables():
    return {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def tenant_tables():
    return sorted(all_tables() - WITHOUT_TENANT.keys())


def column_of(table, column):
    return rows(
        "SELECT data_type, is_nullable FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
        table,
        column,
    )


def foreign_keys():
    """(table, columns, referenced table, referenced columns) of every foreign key."""
    return rows(
        """
        SELECT conrelid::regclass::text,
            ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k (n, i)
                  JOIN pg_attribute ON attrelid = conrelid AND attnum = n ORDER BY i),
            confrelid::regclass::text,
            ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k (n, i)
                  JOIN pg_attribute ON attrelid = confrelid AND attnum = n ORDER BY i),
            condeferrable
        FROM pg_constraint WHERE contype = 'f'
        """
    )


def test_every_table_without_a_tenant_has_its_reason():
    unknown = [table for table in tenant_tables() if not column_of(table, "organization_id")]
    assert unknown == [], "no organization_id, and no reason in WITHOUT_TENANT"


def test_no_view_or_function_goes_around_the_policies():
    views = rows("SELECT relname FROM pg_class WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace")
    functions = rows("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert (views, functions) == ([], [])


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if issubclass(m, TenantModel)], ids=lambda m: m.__name__
)
def test_every_tenant_model_keeps_to_the_scope(model):
    assert model._meta.db_table not in WITHOUT_TENANT
    assert isinstance(model._default_manager, TenantManager)


def test_every_tenant_row_names_its_organization():
    loose = {table: column_of(table, "organization_id") for table in tenant_tables()}
    assert {t: c for t, c in loose.items() if c != [("uuid", "NO")]} == {}


def test_row_level_security_is_on_and_forced():
    off = rows(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND NOT (relrowsecurity AND relforcerowsecurity)",
        tenant_tables(),
    )
    assert off == []


def test_every_tenant_table_has_the_one_policy_and_no_other():
    """PERMISSIVE policies add up: one more would open what this one closes."""
    found = {}
    for table, name, permissive, roles, command, using, check in rows(
        "SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check FROM pg_policies"
    ):
        found.setdefault(table, []).append((name, permissive, roles, command, same_alias(using), same_alias(check)))
    tenant, membership = same_alias(POLICY), same_alias(OWN_MEMBERSHIPS)
    expected = {table: [("tenant", "PERMISSIVE", "{public}", "ALL", tenant, tenant)] for table in tenant_tables()}
    expected["organizations_membership"].append(("of_the_user", "PERMISSIVE", "{public}", "SELECT", membership, None))
    assert {t: sorted(p, key=str) for t, p in found.items()} == {t: sorted(p, key=str) for t, p in expected.items()}


def same_alias(expression):
    return expression and re.sub(r" AS [\w{}\"]+", "", " ".join(expression.split()))


def test_every_reference_between_tenant_tables_stays_within_one_organization():
    tenant = set(tenant_tables())
    covered = {
        (table, columns[1], to)
        for table, columns, to, referenced, deferrable in foreign_keys()
        if columns[0] == "organization_id" and referenced[:2] == ["organization_id", "id"] and not deferrable
    }
    needed = {
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and {model._meta.db_table, field.related_model._meta.db_table} <= tenant
    }
    assert needed - covered == set()


def test_no_plain_key_leads_from_one_tenant_table_to_another():
    tenant = set(tenant_tables())
    plain = [
        (table, columns)
        for table, columns, to, _, _ in foreign_keys()
        if {table, to} <= tenant and columns[0] != "organization_id"
    ]
    assert plain == []


def test_nothing_without_a_tenant_refers_to_a_tenants_row():
    tenant = set(tenant_tables())
    assert [(t, c, to) for t, c, to, _, _ in foreign_keys() if to in tenant and t not in tenant] == []


def test_every_id_column_of_a_tenant_table_is_a_checked_reference():
    """A uuid column named …_id that no key covers could name another tenant's row. `thing_id` and
    `objective_id` of an activity name rows of many kinds, and are never followed without the scope."""
    loose = {("organizations_activity", "thing_id"), ("organizations_activity", "objective_id")}
    covered = {(table, column) for table, columns, _, _, _ in foreign_keys() for column in columns}
    found = rows(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_name = ANY(%s) AND data_type = 'uuid' AND column_name LIKE '%%\\_id'",
        tenant_tables(),
    )
    assert set(found) - covered == loose


def test_no_unique_rule_on_peoples_text_spans_organizations():
    """Else one tenant could find out what another one has."""
    spanning = [
        (table, definition)
        for table, definition in rows(
            """
            SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
            WHERE (indisunique OR indisexclusion) AND NOT indisprimary AND indrelid::regclass::text = ANY(%s)
            """,
            tenant_tables(),
        )
        if "organization_id" not in definition.split(" WHERE ")[0]
    ]
    assert spanning == []


def test_history_can_only_grow():
    granted = {}
    for table, privilege in rows(
        "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = 'sightline_app'"
    ):
        granted.setdefault(table, set()).add(privilege)
    assert {t for t, p in granted.items() if p == {"INSERT", "SELECT"}} == HISTORY
    assert {t for t, p in granted.items() if p - {"INSERT", "SELECT", "UPDATE", "DELETE"}} == set()


def test_app_role_owns_nothing_and_bypasses_nothing():
    assert rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = 'sightline_app'") == []
    flags = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'sightline_app'"
    )
    assert flags == [(False, False, False, False)]
    assert rows("SELECT pg_has_role('sightline_app', 'sightline_owner', 'MEMBER')") == [(False,)]


def test_history_refuses_columns_that_a_check_in_changes_in_an_index():
    """An index on a stored number would take every check-in off the page of its row."""
    hot = "progress|confidence|weekly_progress|current|current_at|heard_at|version|expected_by_day"
    definitions = rows(
        "SELECT indexdef FROM pg_indexes WHERE tablename IN ('objectives_objective', 'objectives_keyresult')"
    )
    assert [d for (d,) in definitions if re.search(rf"[(, ]({hot})[,) ]", d)] == []
