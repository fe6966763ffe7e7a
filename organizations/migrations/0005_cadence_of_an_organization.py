"""Tenancy of the cadences."""

from django.db import migrations

from organizations.row_level_security import protect, reference

CADENCE = "organizations_cadence"


class Migration(migrations.Migration):
    dependencies = [("organizations", "0004_cadence_and_mails")]

    operations = [
        protect(CADENCE),
        reference(CADENCE, "team_id", "organizations_team", on_delete="ON DELETE CASCADE"),
    ]
