"""Mails of what is said to somebody: as often as anybody speaks, and not once a week."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("checkins", "0006_conversation"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="reminder",
            name="one_reminder_of_a_kind_in_a_week",
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_words_are_known",
        ),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=models.CharField(
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
                    ("conversation", "What is said to you"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "conversation"), _negated=True),
                fields=("organization", "membership", "iso_year", "iso_week", "kind", "team"),
                name="one_reminder_of_a_kind_in_a_week",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
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
                            "conversation",
                        ],
                    ),
                    ("state__in", ["due", "sent", "in_app", "not_needed", "missed", "failed"]),
                ),
                name="reminder_words_are_known",
            ),
        ),
    ]
