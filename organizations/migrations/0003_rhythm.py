"""The fiscal year, the days of grace, and when an organization wakes."""

import django.core.validators
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0002_row_level_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="grace_days",
            field=models.PositiveSmallIntegerField(
                default=14,
                help_text="After a period's last day: for the last check-ins, the scores and what was learned.",
                validators=[django.core.validators.MaxValueValidator(90)],
                verbose_name="days of grace",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="wakes_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddField(
            model_name="organization",
            name="year_starts_in",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "January"),
                    (2, "February"),
                    (3, "March"),
                    (4, "April"),
                    (5, "May"),
                    (6, "June"),
                    (7, "July"),
                    (8, "August"),
                    (9, "September"),
                    (10, "October"),
                    (11, "November"),
                    (12, "December"),
                ],
                default=1,
                help_text="The next quarters and years are planned by it.",
                verbose_name="fiscal year begins in",
            ),
        ),
        migrations.AddIndex(
            model_name="organization",
            index=models.Index(models.F("wakes_at"), name="organizations_by_wakes_at"),
        ),
        migrations.AddConstraint(
            model_name="organization",
            constraint=models.CheckConstraint(
                condition=models.Q(("grace_days__lte", 90), ("year_starts_in__range", (1, 12))),
                name="organization_has_a_month_and_days_of_grace",
            ),
        ),
    ]
