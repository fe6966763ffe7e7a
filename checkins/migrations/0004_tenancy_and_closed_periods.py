"""Tenancy of reminders and drafts, and the trigger that keeps the check-ins of closed periods as they were."""

from django.db import migrations

from objectives.closed_periods import freeze
from organizations.row_level_security import protect, reference

CHECK_IN, DRAFT, REMINDER = "checkins_checkin", "checkins_draft", "checkins_reminder"
MEANING = ["organization_id", "key_result_id", "period_id", "value", "confidence", "week_on", "progress", "created_at"]


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0004_closed_periods_stay_as_they_are"),
        ("organizations", "0005_cadence_of_an_organization"),
        ("checkins", "0003_reminders_and_drafts"),
    ]

    operations = [
        protect(REMINDER),
        reference(REMINDER, "membership_id", "organizations_membership"),
        reference(REMINDER, "team_id", "organizations_team"),
        protect(DRAFT),
        reference(DRAFT, "membership_id", "organizations_membership", on_delete="ON DELETE CASCADE"),
        reference(DRAFT, "key_result_id", "objectives_keyresult", on_delete="ON DELETE CASCADE"),
        # Not the note and not who wrote it: those go when a person is erased.
        freeze(CHECK_IN, MEANING),
    ]
