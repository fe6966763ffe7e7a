"""Tenancy of requests, and the trigger that keeps those of closed periods as they were."""

from django.db import migrations

from objectives.closed_periods import freeze
from organizations.row_level_security import protect, reference

REQUEST, OBJECTIVE, KEY_RESULT = "alignment_request", "objectives_objective", "objectives_keyresult"
MEMBERSHIP = "organizations_membership"

ABOUT_A_KEY_RESULT_OF_ITS_OBJECTIVE = migrations.RunSQL(
    f"""
    ALTER TABLE {REQUEST} ADD CONSTRAINT request_about_a_key_result_of_its_objective
        FOREIGN KEY (organization_id, key_result_id, objective_id)
        REFERENCES {KEY_RESULT} (organization_id, id, objective_id);
    """,
    f"ALTER TABLE {REQUEST} DROP CONSTRAINT request_about_a_key_result_of_its_objective",
)


class Migration(migrations.Migration):
    dependencies = [("alignment", "0001_requests")]

    operations = [
        protect(REQUEST),
        reference(REQUEST, "objective_id", OBJECTIVE),
        reference(REQUEST, "key_result_id", KEY_RESULT),
        reference(REQUEST, "period_id", "objectives_period"),
        reference(REQUEST, "asked_id", MEMBERSHIP),
        reference(REQUEST, "asker_id", MEMBERSHIP),
        reference(REQUEST, "answered_by_id", MEMBERSHIP),
        reference(REQUEST, "team_id", "organizations_team"),
        reference(REQUEST, "made_id", OBJECTIVE),
        reference(REQUEST, "made_key_result_id", KEY_RESULT),
        ABOUT_A_KEY_RESULT_OF_ITS_OBJECTIVE,
        # Not the words and not who said them: those go when a person is erased.
        freeze(
            REQUEST,
            ["organization_id", "objective_id", "key_result_id", "period_id", "state", "made_id", "made_key_result_id"],
        ),
    ]
