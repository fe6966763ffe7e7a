"""Users, organizations and their people, teams and history."""

import zoneinfo
from calendar import month_name
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Now
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, UUIDv7, tenant_key

# First parts of URLs that mean something else.
RESERVED_SLUGS = frozenset(
    [
        *("about", "accounts", "admin", "api", "app", "assets", "blog", "csp-report"),
        *("docs", "healthz", "help", "home", "join", "legal", "login", "logout"),
        *("mail", "media", "new", "organizations", "pricing", "privacy", "readyz", "robots"),
        *("sightline", "signup", "static", "status", "support", "terms", "www"),
    ]
)


def validate_slug(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError("This address is kept for Sightline itself. Choose another.")


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError("This is not a time zone, such as Europe/Berlin.")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """Somebody who can sign in; what they may do is said by a membership."""

    id = models.UUIDField(primary_key=True, db_default=UUIDv7(), editable=False)
    email = models.EmailField(
        "e-mail", unique=True, error_messages={"unique": "Somebody with this e-mail is here already."}
    )
    name = models.CharField("your name", max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = False
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_is_unique_whatever_its_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email


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
    # The earliest moment at which something in it happens by itself: its next midnight.
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


class Role(models.TextChoices):
    ADMIN = "admin", "Admin"
    LEADER = "leader", "Leader"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class MembershipQuerySet(QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(is_active=True)

    def by_name(self) -> "MembershipQuerySet":
        return self.select_related("user").order_by(Lower("user__name"), "user__email")


class Membership(TenantModel):
    """A person inside one organization: owner, author, actor."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    active_since = models.DateTimeField(db_default=Now(), editable=False)
    away_until = models.DateField(
        null=True, blank=True, help_text="While you are away, your deputies owe your check-ins. Back on this day."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TenantManager.from_queryset(MembershipQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "user", name="one_membership_for_each_person"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_leader(self) -> bool:
        return self.role in (Role.ADMIN, Role.LEADER)

    @property
    def may_write(self) -> bool:
        return self.role != Role.VIEWER


class Team(TenantModel):
    """People who share objectives; teams form a tree."""

    name = models.CharField(max_length=80)
    parent = tenant_key("self", null=True, blank=True, related_name="children")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TenantManager["Team"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("name"), name="team_name_is_unique_in_its_organization"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="team_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(TenantModel):
    """Somebody belongs to a team, perhaps as its lead."""

    team = tenant_key("organizations.Team", on_delete=models.CASCADE, related_name="team_memberships")
    membership = tenant_key("organizations.Membership", on_delete=models.CASCADE, related_name="team_memberships")
    is_lead = models.BooleanField(default=False)

    objects = TenantManager["TeamMembership"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "team", "membership", name="a_person_is_once_in_a_team"),
        ]
        indexes = [models.Index("organization", "membership", name="teams_of_a_person")]


INVITATION_LASTS = timedelta(days=7)


class Invitation(TenantModel):
    """A link that lets one address join with one role, once."""

    email = models.EmailField("e-mail")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, editable=False)
    invited_by = tenant_key("organizations.Membership")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = TenantManager["Invitation"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "token_hash", name="an_invitation_link_is_unique"),
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_for_each_address",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
        ]

    @property
    def expires_at(self) -> datetime:
        return self.created_at + INVITATION_LASTS


class Activity(TenantModel):
    """One line of history, written in the transaction that it tells of. Ids and values, no names."""

    verb = models.CharField(max_length=40)
    thing_kind = models.CharField(max_length=40)
    thing_id = models.UUIDField()
    objective_id = models.UUIDField(null=True)
    actor = tenant_key("organizations.Membership", null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TenantManager["Activity"]()

    class Meta:
        indexes = [
            models.Index("organization", "thing_id", models.F("created_at").desc(), name="activity_of_a_thing"),
            models.Index("organization", models.F("created_at").desc(), name="activity_of_the_organization"),
        ]


def record(
    verb: str,
    thing: models.Model,
    *,
    by: Membership | None,
    objective_id: UUID | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Activity:
    """Leave a line of history about `thing`."""
    return Activity.objects.create(
        verb=verb,
        thing_kind=str(thing._meta.model_name),
        thing_id=thing.pk,
        objective_id=objective_id,
        actor=by,
        data=data,
        created_at=at or timezone.now(),
    )
