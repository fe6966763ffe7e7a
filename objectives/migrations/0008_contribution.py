"""What key results add to each other, and those that are counted by what supports them."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import organizations.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0007_tenancy_of_initiatives"),
        ("organizations", "0006_pace_and_findings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="keyresult",
            name="key_result_has_somewhere_to_go",
        ),
        migrations.RemoveConstraint(
            model_name="keyresult",
            name="key_result_words_are_known",
        ),
        migrations.AlterField(
            model_name="keyresult",
            name="measure",
            field=models.CharField(
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
                default="number",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="keyresultversion",
            name="measure",
            field=models.CharField(
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
                default="number",
                max_length=10,
            ),
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
                    ("contributed", "changed what contributes"),
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
                    ("contributed", "changed what contributes"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("measure__in", ("number", "percent", "currency", "sum", "mean")), _negated=True),
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
                    ("done_as__in", ["", "reached", "given_up"]),
                    (
                        "measure__in",
                        [
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
                    ("state__in", ["active", "archived", "dropped"]),
                ),
                name="key_result_words_are_known",
            ),
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "key_result",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributions",
                        to="objectives.keyresult",
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
                    "to",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contributors",
                        to="objectives.keyresult",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="contribution",
            index=models.Index(models.F("organization"), models.F("to"), name="what_contributes_to_it"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                models.F("organization"),
                models.F("key_result"),
                models.F("to"),
                condition=models.Q(("ended_at", None)),
                name="a_key_result_contributes_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("key_result", models.F("to")), _negated=True),
                name="key_result_does_not_contribute_to_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("begun_at")), _connector="OR"),
                name="contribution_ends_after_it_began",
            ),
        ),
    ]
