"""Tenancy in the database: policies, references within an organization, versions that only grow."""

from django.db import migrations

from organizations.row_level_security import append_only, protect, reference

OBJECTIVE, KEY_RESULT, PERIOD = "objectives_objective", "objectives_keyresult", "objectives_period"
OBJECTIVE_VERSION, KEY_RESULT_VERSION = "objectives_objectiveversion", "objectives_keyresultversion"
MEMBERSHIP, TEAM = "organizations_membership", "organizations_team"

# A key result is always in its objective's period; whoever supports a key result supports its objective.
ONE_PERIOD_AND_ONE_PARENT = migrations.RunSQL(
    """
    ALTER TABLE objectives_objective ADD CONSTRAINT objective_in_its_period UNIQUE (organization_id, id, period_id);
    ALTER TABLE objectives_keyresult ADD CONSTRAINT key_result_of_its_objective UNIQUE (organization_id, id, objective_id);
    ALTER TABLE objectives_keyresult ADD CONSTRAINT key_result_is_in_the_period_of_its_objective
        FOREIGN KEY (organization_id, objective_id, period_id)
        REFERENCES objectives_objective (organization_id, id, period_id) ON UPDATE CASCADE;
    ALTER TABLE objectives_objective ADD CONSTRAINT parent_key_result_belongs_to_the_parent
        FOREIGN KEY (organization_id, parent_key_result_id, parent_id)
        REFERENCES objectives_keyresult (organization_id, id, objective_id);
    """,
    """
    ALTER TABLE objectives_objective DROP CONSTRAINT parent_key_result_belongs_to_the_parent;
    ALTER TABLE objectives_keyresult DROP CONSTRAINT key_result_is_in_the_period_of_its_objective;
    ALTER TABLE objectives_keyresult DROP CONSTRAINT key_result_of_its_objective;
    ALTER TABLE objectives_objective DROP CONSTRAINT objective_in_its_period;
    """,
)

# Room on each page of the table, so that a check-in updates its rows in place.
ROOM_FOR_UPDATES = migrations.RunSQL(
    """
    ALTER TABLE objectives_objective SET (fillfactor = 75);
    ALTER TABLE objectives_keyresult SET (fillfactor = 75);
    """,
    migrations.RunSQL.noop,
)


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_row_level_security"),
        ("objectives", "0001_periods_objectives_and_key_results"),
    ]

    operations = [
        protect(PERIOD),
        protect(OBJECTIVE),
        protect(KEY_RESULT),
        protect(OBJECTIVE_VERSION),
        protect(KEY_RESULT_VERSION),
        reference(OBJECTIVE, "period_id", PERIOD),
        reference(OBJECTIVE, "team_id", TEAM),
        reference(OBJECTIVE, "owner_id", MEMBERSHIP),
        reference(OBJECTIVE, "parent_id", OBJECTIVE),
        reference(OBJECTIVE, "parent_key_result_id", KEY_RESULT),
        reference(KEY_RESULT, "period_id", PERIOD),
        reference(KEY_RESULT, "objective_id", OBJECTIVE),
        reference(KEY_RESULT, "owner_id", MEMBERSHIP),
        reference(KEY_RESULT, "deputy_id", MEMBERSHIP),
        reference(OBJECTIVE_VERSION, "objective_id", OBJECTIVE),
        reference(OBJECTIVE_VERSION, "period_id", PERIOD),
        reference(OBJECTIVE_VERSION, "team_id", TEAM),
        reference(OBJECTIVE_VERSION, "owner_id", MEMBERSHIP),
        reference(OBJECTIVE_VERSION, "parent_id", OBJECTIVE),
        reference(OBJECTIVE_VERSION, "parent_key_result_id", KEY_RESULT),
        reference(OBJECTIVE_VERSION, "actor_id", MEMBERSHIP),
        reference(KEY_RESULT_VERSION, "key_result_id", KEY_RESULT),
        reference(KEY_RESULT_VERSION, "objective_id", OBJECTIVE),
        reference(KEY_RESULT_VERSION, "period_id", PERIOD),
        reference(KEY_RESULT_VERSION, "owner_id", MEMBERSHIP),
        reference(KEY_RESULT_VERSION, "deputy_id", MEMBERSHIP),
        reference(KEY_RESULT_VERSION, "actor_id", MEMBERSHIP),
        append_only(OBJECTIVE_VERSION),
        append_only(KEY_RESULT_VERSION),
        ONE_PERIOD_AND_ONE_PARENT,
        ROOM_FOR_UPDATES,
    ]
