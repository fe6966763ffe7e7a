"""What people are reminded of, once in a week, and what they have begun to type."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

import organizations.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0002_row_level_security"),
        ("objectives", "0004_closed_periods_stay_as_they_are"),
        ("organizations", "0004_cadence_and_mails"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=200)),
                ("confidence", models.CharField(blank=True, max_length=2)),
                ("note", models.TextField(blank=True, max_length=5000)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "key_result",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="objectives.keyresult",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
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
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("organization"),
                        models.F("membership"),
                        models.F("key_result"),
                        name="one_draft_for_each_key_result",
                    )
                ],
            },
        ),
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
                        choices=[
                            ("due", "Your check-ins are due"),
                            ("late", "Your check-ins are late"),
                            ("escalation", "Nobody has spoken"),
                            ("digest", "The week in one screen"),
                            ("set_objectives", "Set your objectives"),
                            ("score", "Score and reflect"),
                            ("score_soon", "Score and reflect: the last days"),
                            ("open_period", "Open a period"),
                            ("close_period", "Close a period"),
                        ],
                        max_length=20,
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "iso_year",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.datetime.ExtractIsoYear("due_on"),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                (
                    "iso_week",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.datetime.ExtractWeek("due_on"),
                        output_field=models.PositiveSmallIntegerField(),
                    ),
                ),
                ("until_on", models.DateField()),
                ("hour", models.PositiveSmallIntegerField(default=9)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Due"),
                            ("sent", "Sent"),
                            ("in_app", "In the app alone"),
                            ("not_needed", "Not needed any more"),
                            ("missed", "Its time had passed"),
                            ("failed", "Could not be sent"),
                        ],
                        default="due",
                        max_length=12,
                    ),
                ),
                ("try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
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
                        models.F("try_at"),
                        condition=models.Q(("state", "due")),
                        name="reminders_that_are_due",
                    ),
                    models.Index(
                        models.F("organization"),
                        models.F("membership"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        name="reminders_of_a_person",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organization", "membership", "iso_year", "iso_week", "kind", "team"),
                        name="one_reminder_of_a_kind_in_a_week",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "due",
                                    "late",
                                    "escalation",
                                    "digest",
                                    "set_objectives",
                                    "score",
                                    "score_soon",
                                    "open_period",
                                    "close_period",
                                ],
                            ),
                            ("state__in", ["due", "sent", "in_app", "not_needed", "missed", "failed"]),
                        ),
                        name="reminder_words_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__gte", models.F("due_on"))), name="reminder_ends_after_it_began"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("team", None), ("kind", "escalation"), _connector="OR"),
                        name="reminder_of_a_team_is_an_escalation",
                    ),
                ],
            },
        ),
    ]
