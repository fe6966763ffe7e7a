"""What people are reminded of, once in a week."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import organizations.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0002_row_level_security"),
        ("organizations", "0003_rhythm"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("open_period", "Open a period"), ("close_period", "Close a period")], max_length=20
                    ),
                ),
                ("iso_year", models.PositiveSmallIntegerField()),
                ("iso_week", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "Due"), ("sent", "Sent"), ("not_needed", "Not needed any more")],
                        default="due",
                        max_length=12,
                    ),
                ),
                ("claimed_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "membership",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        db_index=False,
                        default=organizations.tenancy.current_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.organization",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.team",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("organization"),
                        models.F("created_at"),
                        condition=models.Q(("state", "due")),
                        name="reminders_that_are_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "membership", "iso_year", "iso_week", "kind", "team"),
                        name="one_reminder_of_a_kind_in_a_week",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["open_period", "close_period"]), ("state__in", ["due", "sent", "not_needed"])
                        ),
                        name="reminder_words_are_known",
                    ),
                ],
            },
        ),
    ]
