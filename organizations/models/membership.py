"""A person inside one organization."""

from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower, Now

from organizations.models.organization import validate_time_zone
from organizations.models.user import User
from organizations.tenancy import TenantManager, TenantModel


class Role(models.TextChoices):
    ADMIN = "admin", "Admin"
    LEADER = "leader", "Leader"
    MEMBER = "member", "Member"
    VIEWER = "viewer", "Viewer"


class MailTopic(models.TextChoices):
    """What one may want by mail, or not."""

    CHECK_INS = "check_ins", "Your check-ins"
    SILENCE = "silence", "Silence in what you lead"
    DIGEST = "digest", "The week in one screen"
    PERIODS = "periods", "The rhythm of the quarter"
    CONVERSATION = "conversation", "What is said to you"


class MembershipQuerySet(QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(is_active=True)

    def by_name(self) -> "MembershipQuerySet":
        return self.select_related("user").order_by(Lower("user__name"), "user__email")


class Membership(TenantModel):
    """A person inside one organization: owner, author, actor.

    Without a time zone of her own she has the organization's. `refused_address` is the one that the mail server would
    not have, and `refusal` what it said: another address may do.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    is_active = models.BooleanField(default=True)
    active_since = models.DateTimeField(db_default=Now(), editable=False)
    away_until = models.DateField(
        null=True, blank=True, help_text="While you are away, your deputies owe your check-ins. Back on this day."
    )
    time_zone = models.CharField(max_length=64, blank=True, default="", db_default="", validators=[validate_time_zone])
    unwanted_mails = ArrayField(models.CharField(max_length=20), default=list, db_default=[], editable=False)
    refused_address = models.EmailField(blank=True, default="", db_default="", editable=False)
    refusal = models.CharField(max_length=300, blank=True, default="", db_default="", editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TenantManager.from_queryset(MembershipQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "user", name="one_membership_for_each_person"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(unwanted_mails__contained_by=MailTopic.values), name="unwanted_mails_are_topics"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def zone(self) -> ZoneInfo:
        """The organization must be loaded where it has the zone."""
        return ZoneInfo(self.time_zone or self.organization.time_zone)

    @property
    def is_refused(self) -> bool:
        """Whether her address is the one that takes no mail; the user must be loaded."""
        return bool(self.refused_address) and self.refused_address == self.user.email

    def wants(self, topic: str) -> bool:
        return topic not in self.unwanted_mails

    @property
    def is_admin(self) -> bool:
        return self.role == Role.ADMIN

    @property
    def is_leader(self) -> bool:
        return self.role in (Role.ADMIN, Role.LEADER)

    @property
    def may_write(self) -> bool:
        return self.role != Role.VIEWER
