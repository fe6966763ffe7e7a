"""What a migration adds to every tenant table: the policy, the key others refer to, and its own references."""

from django.db import migrations

POLICY = "organization_id = (SELECT nullif(current_setting('app.organization_id', true), '')::uuid)"


def protect(table: str) -> migrations.RunSQL:
    """Only the rows of the organization in scope exist, for every role that does not bypass policies."""
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON {table} USING ({POLICY}) WITH CHECK ({POLICY});
        ALTER TABLE {table} ADD CONSTRAINT {table}_of_organization UNIQUE (organization_id, id);
        """,
        f"""
        ALTER TABLE {table} DROP CONSTRAINT {table}_of_organization;
        DROP POLICY tenant ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def reference(table: str, column: str, to: str, *, on_delete: str = "") -> migrations.RunSQL:
    """`column` of `table` points at a row of `to` in the same organization; checked at once, not at commit."""
    name = f"{table}_{column}_same_organization"[:63]
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (organization_id, {column}) "
        f"REFERENCES {to} (organization_id, id) {on_delete}",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


def append_only(table: str) -> migrations.RunSQL:
    """History: every role but the owner may insert and select, and nothing else."""
    return migrations.RunSQL(
        f"""
        DO $$
        DECLARE grantee_name text;
        BEGIN
            FOR grantee_name IN
                SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_schema = current_schema() AND table_name = '{table}' AND grantee <> current_user
            LOOP
                EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM %s',
                               CASE grantee_name WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(grantee_name) END);
            END LOOP;
        END $$;
        """,
        migrations.RunSQL.noop,
    )
