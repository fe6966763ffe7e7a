"""A dated stretch that objectives belong to."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from organizations.tenancy import TenantManager, TenantModel


class PeriodKind(models.TextChoices):
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Year"


class PeriodState(models.TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class PeriodQuerySet(QuerySet["Period"]):
    def newest_first(self) -> "PeriodQuerySet":
        return self.order_by("-starts_on", "kind")

    def open(self) -> "PeriodQuerySet":
        return self.filter(state=PeriodState.OPEN)

    def enclosing(self, period: "Period") -> "PeriodQuerySet":
        """The longer periods that this one lies in; never itself."""
        return self.filter(starts_on__lte=period.starts_on, ends_on__gte=period.ends_on).exclude(pk=period.pk)

    def that_may_hold_supporters_of(self, period: "Period") -> "PeriodQuerySet":
        return self.filter(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)


class Period(TenantModel):
    """Days from `starts_on` to `ends_on`, both included, in the organization's time zone."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=PeriodKind, default=PeriodKind.QUARTER)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.PLANNED, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TenantManager.from_queryset(PeriodQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("name"), name="period_name_is_unique_in_its_organization"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="period_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(state__in=PeriodState.values), name="period_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=PeriodKind.values), name="period_kind_is_known"),
            ExclusionConstraint(
                name="periods_of_one_kind_do_not_overlap",
                expressions=[
                    ("organization", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (
                        Func("starts_on", "ends_on", Value("[]"), function="DATERANGE", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="Another period of this kind covers some of these days.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == PeriodState.OPEN

    @property
    def is_closed(self) -> bool:
        return self.state == PeriodState.CLOSED

    @property
    def is_planned(self) -> bool:
        return self.state == PeriodState.PLANNED

    @property
    def days(self) -> tuple[date, date]:
        return self.starts_on, self.ends_on

    @property
    def day_count(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def contains(self, other: "Period") -> bool:
        """Itself, or a period that lies within this one."""
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def day_index(self, day: date) -> int:
        """0 on the first day; held to the period's days."""
        return min(max((day - self.starts_on).days, 0), self.day_count - 1)
