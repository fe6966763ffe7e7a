"""Tenancy of contributions, and the trigger that keeps those of closed periods as they were."""

from django.db import migrations

from objectives.closed_periods import freeze
from organizations.row_level_security import protect, reference

CONTRIBUTION, KEY_RESULT = "objectives_contribution", "objectives_keyresult"


class Migration(migrations.Migration):
    dependencies = [("objectives", "0008_contribution")]

    operations = [
        protect(CONTRIBUTION),
        reference(CONTRIBUTION, "key_result_id", KEY_RESULT),
        reference(CONTRIBUTION, "to_id", KEY_RESULT),
        reference(CONTRIBUTION, "period_id", "objectives_period"),
        freeze(CONTRIBUTION),
    ]
