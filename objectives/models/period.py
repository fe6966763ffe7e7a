"""A dated stretch that objectives belong to."""

from datetime import date, datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from organizations.models import Organization
from organizations.tenancy import TenantManager, TenantModel


class PeriodKind(models.TextChoices):
    QUARTER = "quarter", "Quarter"
    YEAR = "year", "Year"


class PeriodState(models.TextChoices):
    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    GRACE = "grace", "In grace"
    CLOSED = "closed", "Closed"


# Check-ins are taken, and goalposts move with a reason.
RUNNING = (PeriodState.OPEN, PeriodState.GRACE)


class PeriodQuerySet(QuerySet["Period"]):
    def newest_first(self) -> "PeriodQuerySet":
        return self.order_by("-starts_on", "kind")

    def open(self) -> "PeriodQuerySet":
        return self.filter(state=PeriodState.OPEN)

    def running(self) -> "PeriodQuerySet":
        return self.filter(state__in=RUNNING)

    def over_by(self, day: date) -> "PeriodQuerySet":
        """Those whose last day lies before `day`."""
        return self.filter(ends_on__lt=day)

    def enclosing(self, period: "Period") -> "PeriodQuerySet":
        """The longer periods that this one lies in; never itself."""
        around = self.filter(starts_on__lte=period.starts_on, ends_on__gte=period.ends_on).exclude(pk=period.pk)
        return around.exclude(starts_on=period.starts_on, ends_on=period.ends_on, kind=PeriodKind.QUARTER)

    def that_may_hold_supporters_of(self, period: "Period") -> "PeriodQuerySet":
        """Itself, and the shorter ones that lie within it."""
        within = self.filter(starts_on__gte=period.starts_on, ends_on__lte=period.ends_on)
        if period.kind == PeriodKind.YEAR:
            return within
        return within.exclude(starts_on=period.starts_on, ends_on=period.ends_on, kind=PeriodKind.YEAR)


class Period(TenantModel):
    """Days from `starts_on` to `ends_on`, both included, in the organization's time zone.

    planned → open → grace → closed. What is closed is read as it stood at `closed_at`, for ever.
    """

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=PeriodKind, default=PeriodKind.QUARTER)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    state = models.CharField(max_length=10, choices=PeriodState, default=PeriodState.PLANNED, editable=False)
    opened_at = models.DateTimeField(null=True, editable=False)
    grace_began_at = models.DateTimeField(null=True, editable=False)
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
    def is_in_grace(self) -> bool:
        """Its days are over: the last check-ins, the scores, what was learned."""
        return self.state == PeriodState.GRACE

    @property
    def is_running(self) -> bool:
        """Open or in grace: check-ins are taken, and goalposts move with a reason."""
        return self.state in RUNNING

    @property
    def is_closed(self) -> bool:
        return self.state == PeriodState.CLOSED

    @property
    def is_planned(self) -> bool:
        return self.state == PeriodState.PLANNED

    def read_at(self, now: datetime) -> datetime:
        """The moment at which its pages are read: what is closed stays as it was then."""
        return self.closed_at if self.is_closed and self.closed_at else now

    def grace_ends_on(self, organization: Organization, ended_on: date | None = None) -> date:
        """The last day for scores, when its admins are expected to close it; sooner where it ended early."""
        if ended_on is None:
            ended_on = organization.day_of(self.grace_began_at) if self.grace_began_at else self.ends_on
        return min(ended_on, self.ends_on) + timedelta(days=organization.grace_days)

    @property
    def days(self) -> tuple[date, date]:
        return self.starts_on, self.ends_on

    @property
    def day_count(self) -> int:
        return (self.ends_on - self.starts_on).days + 1

    def contains(self, other: "Period") -> bool:
        """Itself, or a period that lies within this one. Of two with the same days the year holds the quarter."""
        if self.days == other.days and self.kind != other.kind:
            return self.kind == PeriodKind.YEAR
        return self.starts_on <= other.starts_on and other.ends_on <= self.ends_on

    def day_index(self, day: date) -> int:
        """0 on the first day; held to the period's days."""
        return min(max((day - self.starts_on).days, 0), self.day_count - 1)
