"""Scores, reflections and decisions; what an objective continues; grace; drafts without a target."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import organizations.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0002_row_level_security"),
        ("organizations", "0003_rhythm"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="keyresult",
            name="key_result_has_somewhere_to_go",
        ),
        migrations.RemoveConstraint(
            model_name="keyresult",
            name="key_result_has_its_limits",
        ),
        migrations.RemoveConstraint(
            model_name="period",
            name="period_state_is_known",
        ),
        migrations.AddField(
            model_name="keyresult",
            name="continues",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="objectives.keyresult",
            ),
        ),
        migrations.AddField(
            model_name="objective",
            name="continues",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="objectives.objective",
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="grace_began_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="keyresultversion",
            name="verb",
            field=models.CharField(
                choices=[
                    ("created", "created"),
                    ("edited", "changed"),
                    ("moved", "moved"),
                    ("reweighted", "gave another weight"),
                    ("archived", "archived"),
                    ("dropped", "dropped"),
                    ("restored", "restored"),
                    ("done", "marked done"),
                    ("undone", "reopened"),
                    ("reverted", "undid the last change"),
                    ("imported", "imported"),
                    ("carried", "carried over"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="objectiveversion",
            name="verb",
            field=models.CharField(
                choices=[
                    ("created", "created"),
                    ("edited", "changed"),
                    ("moved", "moved"),
                    ("reweighted", "gave another weight"),
                    ("archived", "archived"),
                    ("dropped", "dropped"),
                    ("restored", "restored"),
                    ("done", "marked done"),
                    ("undone", "reopened"),
                    ("reverted", "undid the last change"),
                    ("imported", "imported"),
                    ("carried", "carried over"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="period",
            name="state",
            field=models.CharField(
                choices=[("planned", "Planned"), ("open", "Open"), ("grace", "In grace"), ("closed", "Closed")],
                default="planned",
                editable=False,
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=models.UniqueConstraint(
                models.F("organization"),
                models.F("continues"),
                models.F("period"),
                name="a_key_result_is_carried_into_a_period_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure__in", ("number", "percent", "currency")), _negated=True),
                    ("start", None),
                    ("target", None),
                    models.Q(("start", models.F("target")), _negated=True),
                    _connector="OR",
                ),
                name="key_result_has_somewhere_to_go",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure", "between"), _negated=True),
                    ("low", None),
                    ("high", None),
                    ("high__gte", models.F("low")),
                    _connector="OR",
                ),
                name="key_result_has_its_limits_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.UniqueConstraint(
                models.F("organization"),
                models.F("continues"),
                models.F("period"),
                name="an_objective_is_carried_into_a_period_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "open", "grace", "closed"])), name="period_state_is_known"
            ),
        ),
        migrations.CreateModel(
            name="Reflection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("went_well", models.TextField(blank=True, max_length=2000, verbose_name="What went well?")),
                ("in_the_way", models.TextField(blank=True, max_length=2000, verbose_name="What was in the way?")),
                ("learned", models.TextField(blank=True, max_length=2000, verbose_name="What did we learn?")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("continue", "Continue"), ("change", "Change"), ("drop", "Drop")],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
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
            ],
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("value", models.DecimalField(decimal_places=2, max_digits=3)),
                ("suggested", models.DecimalField(decimal_places=2, max_digits=3, null=True)),
                ("reason", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "author",
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
            ],
        ),
        migrations.AddIndex(
            model_name="reflection",
            index=models.Index(
                models.F("organization"),
                models.F("objective"),
                models.OrderBy(models.F("created_at"), descending=True),
                name="reflections_of_an_objective",
            ),
        ),
        migrations.AddConstraint(
            model_name="reflection",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["", "continue", "change", "drop"])), name="decision_is_known"
            ),
        ),
        migrations.AddIndex(
            model_name="score",
            index=models.Index(
                models.F("organization"),
                models.F("objective"),
                models.OrderBy(models.F("created_at"), descending=True),
                name="scores_of_an_objective",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value__range", (0, 1)),
                    models.Q(("suggested", None), ("suggested__range", (0, 1)), _connector="OR"),
                ),
                name="score_is_from_0_to_1",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("suggested", models.F("value")), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="score_that_was_not_suggested_says_why",
            ),
        ),
    ]
