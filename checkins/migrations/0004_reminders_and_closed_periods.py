"""Tenancy of the reminders, and the trigger that keeps the check-ins of closed periods as they were."""

from django.db import migrations

from objectives.closed_periods import freeze
from organizations.row_level_security import protect, reference

CHECK_IN, REMINDER = "checkins_checkin", "checkins_reminder"
MEANING = ["organization_id", "key_result_id", "period_id", "value", "confidence", "week_on", "progress", "created_at"]


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0004_closed_periods_stay_as_they_are"),
        ("checkins", "0003_reminders"),
    ]

    operations = [
        protect(REMINDER),
        reference(REMINDER, "membership_id", "organizations_membership"),
        reference(REMINDER, "team_id", "organizations_team"),
        # Not the note and not who wrote it: those go when a person is erased.
        freeze(CHECK_IN, MEANING),
    ]
