"""How an organization judges pace, and which findings it wants to see."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0005_cadence_of_an_organization"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="aspirational_pace",
            field=models.PositiveSmallIntegerField(
                db_default=70,
                default=70,
                help_text="Per cent of what is expected by then.",
                verbose_name="asked of an aspirational objective",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="at_risk_behind",
            field=models.PositiveSmallIntegerField(
                db_default=10,
                default=10,
                help_text="More than so many points behind what is asked.",
                verbose_name="at risk from",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="committed_pace",
            field=models.PositiveSmallIntegerField(
                db_default=100,
                default=100,
                help_text="Per cent of what is expected by then.",
                verbose_name="asked of a committed objective",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="off_track_behind",
            field=models.PositiveSmallIntegerField(
                db_default=25,
                default=25,
                help_text="More than so many points behind what is asked.",
                verbose_name="off track from",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="quiet_weeks",
            field=models.PositiveSmallIntegerField(
                db_default=2,
                default=2,
                help_text="From the day on which it begins.",
                verbose_name="weeks before pace is judged",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="unwanted_findings",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=40),
                blank=True,
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("aspirational_pace__range", (1, 100)),
                    ("at_risk_behind__lt", models.F("off_track_behind")),
                    ("committed_pace__range", (1, 100)),
                    ("off_track_behind__lte", 100),
                    ("quiet_weeks__lte", 13),
                ),
                name="organization_judges_pace_in_order",
            ),
        ),
    ]
