"""Tenancy of initiatives, and the trigger that keeps those of closed periods as they were."""

from django.db import migrations

from objectives.closed_periods import freeze
from organizations.row_level_security import protect, reference

INITIATIVE = "objectives_initiative"


class Migration(migrations.Migration):
    dependencies = [("objectives", "0006_counting_milestones_and_initiatives")]

    operations = [
        protect(INITIATIVE),
        reference(INITIATIVE, "key_result_id", "objectives_keyresult"),
        reference(INITIATIVE, "period_id", "objectives_period"),
        reference(INITIATIVE, "owner_id", "organizations_membership"),
        # Not its words and not whose it is: those go when a person is erased.
        freeze(INITIATIVE, ["organization_id", "key_result_id", "period_id", "state", "is_withdrawn", "created_at"]),
    ]
