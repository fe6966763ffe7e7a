"""The cadence of check-ins, time zones of people, and what they want by mail."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import organizations.models.organization
import organizations.tenancy


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0003_rhythm"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cadence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=organizations.tenancy.UUIDv7(), editable=False, primary_key=True, serialize=False
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.team",
                    ),
                ),
                ("holds_from", models.DateField()),
                (
                    "every_weeks",
                    models.PositiveSmallIntegerField(choices=[(1, "Every week"), (2, "Every two weeks")], null=True),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        null=True,
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(6),
                            django.core.validators.MaxValueValidator(17),
                        ],
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="membership",
            name="refusal",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=300),
        ),
        migrations.AddField(
            model_name="membership",
            name="refused_address",
            field=models.EmailField(blank=True, db_default="", default="", editable=False, max_length=254),
        ),
        migrations.AddField(
            model_name="membership",
            name="time_zone",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=64,
                validators=[organizations.models.organization.validate_time_zone],
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="unwanted_mails",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), db_default=[], default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="answers_from_mail",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="The button in a reminder opens one's own check-ins of that week without signing in.",
                verbose_name="check-ins straight from the mail",
            ),
        ),
        migrations.AddField(
            model_name="organization",
            name="escalates",
            field=models.BooleanField(
                db_default=True,
                default=True,
                help_text="Three days after a check-in was due, in one mail for a whole team.",
                verbose_name="leads hear of what stays silent",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("unwanted_mails__contained_by", ["check_ins", "silence", "digest", "periods"])),
                name="unwanted_mails_are_topics",
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.UniqueConstraint(
                fields=("organization", "team", "holds_from"),
                name="one_cadence_holds_from_a_monday",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(("holds_from__iso_week_day", 1)), name="cadence_holds_from_a_monday"
            ),
        ),
        migrations.AddConstraint(
            model_name="cadence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("every_weeks__in", [1, 2]), ("hour__range", (6, 17)), ("weekday__range", (0, 6))),
                    models.Q(("every_weeks", None), ("hour", None), ("team__isnull", False), ("weekday", None)),
                    _connector="OR",
                ),
                name="cadence_has_a_day_and_an_hour_unless_a_team_follows",
            ),
        ),
    ]
