"""Ways to count an objective, milestones, and the work that should move a key result."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import organizations.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0005_weekly_confidence"),
        ("organizations", "0006_pace_and_findings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="keyresult",
            name="key_result_words_are_known",
        ),
        migrations.AddField(
            model_name="keyresult",
            name="milestones",
            field=models.JSONField(db_default=[], default=list, editable=False),
        ),
        migrations.AddField(
            model_name="keyresult",
            name="reached",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), db_default=[], default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="keyresultversion",
            name="milestones",
            field=models.JSONField(db_default=[], default=list, editable=False),
        ),
        migrations.AddField(
            model_name="objective",
            name="counting",
            field=models.CharField(
                choices=[
                    ("together", "Its key results and what supports it"),
                    ("key_results", "Its key results alone"),
                    ("supporters", "What supports it alone"),
                ],
                db_default="together",
                default="together",
                max_length=12,
                verbose_name="what counts",
            ),
        ),
        migrations.AddField(
            model_name="objectiveversion",
            name="counting",
            field=models.CharField(
                choices=[
                    ("together", "Its key results and what supports it"),
                    ("key_results", "Its key results alone"),
                    ("supporters", "What supports it alone"),
                ],
                db_default="together",
                default="together",
                max_length=12,
                verbose_name="what counts",
            ),
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
                ],
                default="number",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="keyresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_as__in", ["", "reached", "given_up"]),
                    (
                        "measure__in",
                        ["number", "percent", "currency", "yes_no", "at_least", "at_most", "between", "milestones"],
                    ),
                    ("state__in", ["active", "archived", "dropped"]),
                ),
                name="key_result_words_are_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="objective",
            constraint=models.CheckConstraint(
                condition=models.Q(("counting__in", ["together", "key_results", "supporters"])),
                name="objective_counting_is_known",
            ),
        ),
        migrations.CreateModel(
            name="Initiative",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("title", models.CharField(max_length=240)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="link")),
                ("is_withdrawn", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "key_result",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="initiatives",
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
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organizations.membership",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="objectives.period",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="initiative",
            index=models.Index(models.F("organization"), models.F("key_result"), name="initiatives_of_a_key_result"),
        ),
        migrations.AddConstraint(
            model_name="initiative",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["planned", "running", "done", "stopped"])),
                name="initiative_state_is_known",
            ),
        ),
    ]
