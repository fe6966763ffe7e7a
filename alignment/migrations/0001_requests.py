"""Requests: what somebody asks of a team or a person."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import organizations.tenancy


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("objectives", "0009_tenancy_of_contributions"),
        ("organizations", "0007_conversation_by_mail"),
    ]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("message", models.TextField(blank=True, max_length=1000)),
                ("title", models.CharField(max_length=240)),
                (
                    "measure",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("number", "Number"),
                            ("percent", "Per cent"),
                            ("currency", "Money"),
                            ("yes_no", "Yes or no"),
                            ("at_least", "At least"),
                            ("at_most", "At most"),
                            ("between", "Between"),
                            ("milestones", "Milestones"),
                            ("sum", "Sum of what contributes"),
                            ("mean", "Mean of what contributes"),
                            ("supported", "What supports it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("start", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("target", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("low", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("high", models.DecimalField(blank=True, decimal_places=6, max_digits=20, null=True)),
                ("milestones", models.JSONField(default=list)),
                ("contributes", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Not answered"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "asked",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "key_result",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.keyresult",
                    ),
                ),
                (
                    "made",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.objective",
                    ),
                ),
                (
                    "made_key_result",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.keyresult",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.objective",
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.period",
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
                    models.Index(models.F("organization"), models.F("objective"), name="requests_about_an_objective"),
                    models.Index(
                        models.F("organization"), models.F("asked"), models.F("state"), name="requests_of_somebody"
                    ),
                    models.Index(
                        models.F("organization"), models.F("asker"), models.F("state"), name="requests_by_somebody"
                    ),
                    models.Index(
                        models.F("organization"),
                        models.F("period"),
                        condition=models.Q(("state", "asked")),
                        name="requests_that_wait",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked"), ("team__isnull", False)),
                        fields=("organization", "objective", "key_result", "team"),
                        name="a_team_is_asked_once_at_a_time",
                        nulls_distinct=False,
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked"), ("team", None)),
                        fields=("organization", "objective", "key_result", "asked"),
                        name="a_person_is_asked_once_at_a_time",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("asked", models.F("asker")), _negated=True),
                        name="nobody_asks_a_part_of_herself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "measure__in",
                                [
                                    "",
                                    "number",
                                    "percent",
                                    "currency",
                                    "yes_no",
                                    "at_least",
                                    "at_most",
                                    "between",
                                    "milestones",
                                    "sum",
                                    "mean",
                                    "supported",
                                ],
                            ),
                            ("state__in", ["asked", "accepted", "declined", "withdrawn"]),
                        ),
                        name="request_words_are_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("state", "asked")),
                            models.Q(models.Q(("state", "asked"), _negated=True), ("answered_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="request_is_answered_at_a_moment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("made__isnull", False), ("state", "accepted")),
                            models.Q(models.Q(("state", "accepted"), _negated=True), ("made", None)),
                            _connector="OR",
                        ),
                        name="request_that_is_accepted_made_an_objective",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), ("state", "declined"), _negated=True),
                        name="request_is_declined_with_a_reason",
                    ),
                ],
            },
        ),
    ]
