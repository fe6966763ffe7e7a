"""Tenancy of the new tables, and triggers that keep closed periods as they were."""

from django.db import migrations

from objectives.closed_periods import FUNCTIONS, freeze
from organizations.row_level_security import append_only, protect, reference

OBJECTIVE, KEY_RESULT, PERIOD = "objectives_objective", "objectives_keyresult", "objectives_period"
OBJECTIVE_VERSION, KEY_RESULT_VERSION = "objectives_objectiveversion", "objectives_keyresultversion"
SCORE, REFLECTION = "objectives_score", "objectives_reflection"
MEMBERSHIP = "organizations_membership"

SCORE_OF_ITS_OBJECTIVE = migrations.RunSQL(
    f"""
    ALTER TABLE {SCORE} ADD CONSTRAINT score_of_a_key_result_of_its_objective
        FOREIGN KEY (organization_id, key_result_id, objective_id)
        REFERENCES {KEY_RESULT} (organization_id, id, objective_id);
    """,
    f"ALTER TABLE {SCORE} DROP CONSTRAINT score_of_a_key_result_of_its_objective",
)


class Migration(migrations.Migration):
    dependencies = [("objectives", "0003_scores_reflections_and_continuity")]

    operations = [
        protect(SCORE),
        protect(REFLECTION),
        reference(OBJECTIVE, "continues_id", OBJECTIVE),
        reference(KEY_RESULT, "continues_id", KEY_RESULT),
        reference(SCORE, "objective_id", OBJECTIVE),
        reference(SCORE, "key_result_id", KEY_RESULT),
        reference(SCORE, "period_id", PERIOD),
        reference(SCORE, "author_id", MEMBERSHIP),
        reference(REFLECTION, "objective_id", OBJECTIVE),
        reference(REFLECTION, "period_id", PERIOD),
        reference(REFLECTION, "author_id", MEMBERSHIP),
        append_only(SCORE),
        append_only(REFLECTION),
        SCORE_OF_ITS_OBJECTIVE,
        FUNCTIONS,
        freeze(OBJECTIVE),
        freeze(KEY_RESULT),
        freeze(OBJECTIVE_VERSION),
        freeze(KEY_RESULT_VERSION),
        # Not the words and not who wrote them: those go when a person is erased.
        freeze(SCORE, ["organization_id", "objective_id", "key_result_id", "period_id", "value", "suggested"]),
        freeze(REFLECTION, ["organization_id", "objective_id", "period_id", "decision"]),
    ]
