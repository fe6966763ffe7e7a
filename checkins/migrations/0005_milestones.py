"""Which milestones were reached by a check-in."""

import django.contrib.postgres.fields
from django.db import migrations, models

from objectives.closed_periods import freeze

CHECK_IN = "checkins_checkin"
MEANING = ["organization_id", "key_result_id", "period_id", "value", "confidence", "week_on", "progress", "created_at"]
THAW = migrations.RunSQL(f"DROP TRIGGER closed_period_stays_as_it_is ON {CHECK_IN}", freeze(CHECK_IN, MEANING).sql)


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0004_tenancy_and_closed_periods"),
    ]

    operations = [
        migrations.AddField(
            model_name="checkin",
            name="reached",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=8), null=True, size=None
            ),
        ),
        THAW,
        freeze(CHECK_IN, [*MEANING, "reached"]),
    ]
