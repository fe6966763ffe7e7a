"""What an owner says about one key result on one day, for ever."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key


class Source(models.TextChoices):
    PERSON = "person", "in the app"
    MAIL = "mail", "from the e-mail"
    IMPORT = "import", "imported"
    INTEGRATION = "integration", "from another tool"


class CheckInQuerySet(QuerySet["CheckIn"]):
    def newest_first(self) -> "CheckInQuerySet":
        return self.order_by("-created_at", "-id")


class CheckIn(TenantModel):
    """Value, confidence (0..10) and note, never edited and never deleted; a correction is another one.

    `owner` is who owned the key result at that moment, so that one person's word for another shows.
    `week_on` is the due day of the window that it answers; a fed value answers none.
    `progress` is the key result's 0..1 as it became; `reached` are the milestones that were, where it has any.
    """

    key_result = tenant_key("objectives.KeyResult", related_name="check_ins")
    period = tenant_key("objectives.Period")
    value = models.DecimalField(max_digits=20, decimal_places=6)
    reached = ArrayField(models.CharField(max_length=8), null=True)
    confidence = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)
    author = tenant_key("organizations.Membership", null=True)
    owner = tenant_key("organizations.Membership", null=True)
    source = models.CharField(max_length=12, choices=Source, default=Source.PERSON)
    week_on = models.DateField(null=True)
    progress = models.DecimalField(max_digits=7, decimal_places=6)
    submission_key = models.UUIDField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager.from_queryset(CheckInQuerySet)()

    class Meta:
        indexes = [
            models.Index(
                "organization",
                "period",
                "key_result",
                models.F("created_at").desc(),
                include=["progress", "confidence"],
                name="check_ins_of_a_period",
            ),
            models.Index("organization", "key_result", models.F("created_at").desc(), name="check_ins_of_a_key_result"),
        ]
        constraints = [
            models.UniqueConstraint("organization", "submission_key", name="a_form_sent_twice_is_one_check_in"),
            models.CheckConstraint(condition=Q(progress__range=(0, 1)), name="check_in_progress_is_from_0_to_1"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 10)), name="check_in_confidence_is_from_0_to_10"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["person", "mail"], confidence__isnull=False, author__isnull=False)
                | Q(source__in=["import", "integration"], confidence=None, week_on=None),
                name="only_a_person_states_confidence",
            ),
        ]
