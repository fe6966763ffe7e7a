"""The tenant."""

import zoneinfo
from calendar import month_name
from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from organizations.tenancy import UUIDv7

# First parts of URLs that mean something else.
RESERVED_SLUGS = frozenset(
    [
        *("about", "accounts", "admin", "answer", "api", "app", "assets", "blog", "csp-report"),
        *("docs", "healthz", "help", "home", "join", "legal", "login", "logout"),
        *("mail", "media", "new", "organizations", "pricing", "privacy", "readyz", "robots"),
        *("sightline", "signup", "static", "status", "support", "terms", "unsubscribe", "www"),
    ]
)


def validate_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError("This address is kept for Sightline itself. Choose another.")


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError("This is not a time zone, such as Europe/Berlin.")


class Organization(models.Model):
    """The tenant. Holds nothing confidential: this table has no row-level security."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    name = models.CharField(max_length=120)
    slug = models.CharField(
        "address",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"\A[a-z0-9](?:-?[a-z0-9])+\Z", "Use small letters, digits and single hyphens, such as harbour-lane."
            ),
            validate_slug,
        ],
        error_messages={"unique": "Another organization has this address. Choose another."},
    )
    time_zone = models.CharField(max_length=64, default="Europe/London", validators=[validate_time_zone])
    year_starts_in = models.PositiveSmallIntegerField(
        "fiscal year begins in",
        choices=[(number, month) for number, month in enumerate(month_name) if number],
        default=1,
        help_text="The next quarters and years are planned by it.",
    )
    grace_days = models.PositiveSmallIntegerField(
        "days of grace",
        default=14,
        validators=[MaxValueValidator(90)],
        help_text="After a period's last day: for the last check-ins, the scores and what was learned.",
    )
    escalates = models.BooleanField(
        "leads hear of what stays silent",
        default=True,
        db_default=True,
        help_text="Three days after a check-in was due, in one mail for a whole team.",
    )
    answers_from_mail = models.BooleanField(
        "check-ins straight from the mail",
        default=True,
        db_default=True,
        help_text="The button in a reminder opens one's own check-ins of that week without signing in.",
    )
    # How far behind what is expected one may be; see `objectives.pace`. All in per cent but the last.
    at_risk_behind = models.PositiveSmallIntegerField(
        "at risk from", default=10, db_default=10, help_text="More than so many points behind what is asked."
    )
    off_track_behind = models.PositiveSmallIntegerField(
        "off track from", default=25, db_default=25, help_text="More than so many points behind what is asked."
    )
    committed_pace = models.PositiveSmallIntegerField(
        "asked of a committed objective", default=100, db_default=100, help_text="Per cent of what is expected by then."
    )
    aspirational_pace = models.PositiveSmallIntegerField(
        "asked of an aspirational objective",
        default=70,
        db_default=70,
        help_text="Per cent of what is expected by then.",
    )
    quiet_weeks = models.PositiveSmallIntegerField(
        "weeks before pace is judged", default=2, db_default=2, help_text="From the day on which it begins."
    )
    # The rules of the attention page that it does not want, by name.
    unwanted_findings = ArrayField(
        models.CharField(max_length=40), default=list, db_default=[], blank=True, editable=False
    )
    # The earliest moment at which something in it happens by itself.
    wakes_at = models.DateTimeField(default=timezone.now, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=r"^[a-z0-9](-?[a-z0-9])+$"), name="organization_slug_is_an_address"
            ),
            models.CheckConstraint(
                condition=Q(year_starts_in__range=(1, 12), grace_days__lte=90),
                name="organization_has_a_month_and_days_of_grace",
            ),
            models.CheckConstraint(
                condition=Q(
                    at_risk_behind__lt=F("off_track_behind"),
                    off_track_behind__lte=100,
                    committed_pace__range=(1, 100),
                    aspirational_pace__range=(1, 100),
                    quiet_weeks__lte=13,
                ),
                name="organization_judges_pace_in_order",
            ),
        ]
        indexes = [models.Index("wakes_at", name="organizations_by_wakes_at")]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    def day_of(self, moment: datetime) -> date:
        """The day that `moment` falls on where the organization is."""
        return moment.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        """The moment at which `day` begins where the organization is."""
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)
