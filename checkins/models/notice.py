"""What somebody is told of a conversation."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key


class NoticeKind(models.TextChoices):
    """The least particular first: of several reasons to tell somebody the last one is given."""

    COMMENT = "comment", "A comment"
    MENTION = "mention", "A mention"
    QUESTION = "question", "A question"
    ACKNOWLEDGEMENT = "acknowledgement", "Seen"


class Notice(TenantModel):
    """One thing tells one person once: the constraints say so. `reminder` is the mail that it went with."""

    membership = tenant_key("organizations.Membership")
    kind = models.CharField(max_length=16, choices=NoticeKind)
    comment = tenant_key("checkins.Comment", null=True)
    acknowledgement = tenant_key("checkins.Acknowledgement", null=True)
    reminder = tenant_key("checkins.Reminder", null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["Notice"]()

    class Meta:
        indexes = [
            models.Index("organization", "membership", F("created_at").desc(), name="notices_of_a_person"),
            models.Index("organization", "reminder", name="notices_of_a_mail"),
        ]
        constraints = [
            models.UniqueConstraint("organization", "membership", "comment", name="one_notice_of_a_comment"),
            models.UniqueConstraint("organization", "membership", "acknowledgement", name="one_notice_of_being_seen"),
            models.CheckConstraint(
                condition=Q(kind="acknowledgement", comment=None, acknowledgement__isnull=False)
                | Q(kind__in=["comment", "mention", "question"], comment__isnull=False, acknowledgement=None),
                name="notice_tells_of_one_thing",
            ),
        ]
