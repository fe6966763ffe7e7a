"""Tenancy in the database: policies, references within an organization, check-ins that only grow."""

from django.db import migrations

from organizations.row_level_security import append_only, protect, reference

CHECK_IN = "checkins_checkin"


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0002_row_level_security"),
        ("checkins", "0001_check_ins"),
    ]

    operations = [
        protect(CHECK_IN),
        reference(CHECK_IN, "key_result_id", "objectives_keyresult"),
        reference(CHECK_IN, "period_id", "objectives_period"),
        reference(CHECK_IN, "author_id", "organizations_membership"),
        reference(CHECK_IN, "owner_id", "organizations_membership"),
        append_only(CHECK_IN),
    ]
