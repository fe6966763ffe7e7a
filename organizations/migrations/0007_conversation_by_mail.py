"""What is said to somebody is one more topic of mail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0006_pace_and_findings"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="membership",
            name="unwanted_mails_are_topics",
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unwanted_mails__contained_by", ["check_ins", "silence", "digest", "periods", "conversation"])
                ),
                name="unwanted_mails_are_topics",
            ),
        ),
    ]
