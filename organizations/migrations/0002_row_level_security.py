"""Tenancy in the database: policies, references within an organization, history that only grows."""

from django.db import migrations

from organizations.row_level_security import append_only, protect, reference

MEMBERSHIPS_OF_A_USER = migrations.RunSQL(
    """
    CREATE POLICY of_the_user ON organizations_membership FOR SELECT
        USING (user_id = (SELECT nullif(current_setting('app.user_id', true), '')::uuid));
    """,
    "DROP POLICY of_the_user ON organizations_membership",
)

CACHE_TABLE = migrations.RunSQL(
    """
    CREATE TABLE django_cache (
        cache_key varchar(255) PRIMARY KEY,
        value text NOT NULL,
        expires timestamp with time zone NOT NULL
    );
    CREATE INDEX django_cache_expires ON django_cache (expires);
    """,
    "DROP TABLE django_cache",
)


class Migration(migrations.Migration):
    dependencies = [("organizations", "0001_people_teams_and_history")]

    operations = [
        protect("organizations_membership"),
        MEMBERSHIPS_OF_A_USER,
        protect("organizations_team"),
        protect("organizations_teammembership"),
        protect("organizations_invitation"),
        protect("organizations_activity"),
        reference("organizations_team", "parent_id", "organizations_team"),
        reference("organizations_teammembership", "team_id", "organizations_team", on_delete="ON DELETE CASCADE"),
        reference(
            "organizations_teammembership", "membership_id", "organizations_membership", on_delete="ON DELETE CASCADE"
        ),
        reference("organizations_invitation", "invited_by_id", "organizations_membership"),
        reference("organizations_activity", "actor_id", "organizations_membership"),
        append_only("organizations_activity"),
        CACHE_TABLE,
    ]
