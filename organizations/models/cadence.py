"""How often, on which day and at which hour check-ins are due."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from organizations.tenancy import TenantManager, TenantModel, tenant_key

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
# Decent hours for a first mail: nothing is sent after six in the evening.
FIRST_HOUR, LAST_HOUR = 6, 17


class Frequency(models.IntegerChoices):
    WEEKLY = 1, "Every week"
    FORTNIGHTLY = 2, "Every two weeks"


class Cadence(TenantModel):
    """The rhythm of check-ins from one Monday on: the organization's, or, with `team`, that of a team's objectives.

    The last one that holds counts, so that a week has one due day, whatever is changed in its middle. A team's
    without a day goes back to what the team above it has. Every two weeks is counted from `holds_from`.
    """

    team = tenant_key("organizations.Team", null=True, on_delete=models.CASCADE)
    holds_from = models.DateField()
    every_weeks = models.PositiveSmallIntegerField(choices=Frequency, null=True)
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)), null=True)
    hour = models.PositiveSmallIntegerField(
        null=True, validators=[MinValueValidator(FIRST_HOUR), MaxValueValidator(LAST_HOUR)]
    )

    objects = TenantManager["Cadence"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "team", "holds_from"],
                nulls_distinct=False,
                name="one_cadence_holds_from_a_monday",
            ),
            models.CheckConstraint(condition=Q(holds_from__iso_week_day=1), name="cadence_holds_from_a_monday"),
            models.CheckConstraint(
                condition=Q(
                    every_weeks__in=Frequency.values, weekday__range=(0, 6), hour__range=(FIRST_HOUR, LAST_HOUR)
                )
                | Q(team__isnull=False, every_weeks=None, weekday=None, hour=None),
                name="cadence_has_a_day_and_an_hour_unless_a_team_follows",
            ),
        ]
