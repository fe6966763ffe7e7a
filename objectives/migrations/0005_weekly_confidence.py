"""The weekly trend of an objective's confidence, beside that of its progress."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("objectives", "0004_closed_periods_stay_as_they_are"),
    ]

    operations = [
        migrations.AddField(
            model_name="objective",
            name="weekly_confidence",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DecimalField(decimal_places=6, max_digits=8, null=True),
                db_default=[],
                default=list,
                editable=False,
                size=None,
            ),
        ),
    ]
