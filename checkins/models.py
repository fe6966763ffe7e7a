"""Check-ins: what an owner says about one key result on one day, for ever; and what people are reminded of."""

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
    `week_on` is the Monday of the ISO week that it answers; a fed value answers none.
    `progress` is the key result's 0..1 as it became.
    """

    key_result = tenant_key("objectives.KeyResult", related_name="check_ins")
    period = tenant_key("objectives.Period")
    value = models.DecimalField(max_digits=20, decimal_places=6)
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


class ReminderKind(models.TextChoices):
    OPEN_PERIOD = "open_period", "Open a period"
    CLOSE_PERIOD = "close_period", "Close a period"


class ReminderState(models.TextChoices):
    DUE = "due", "Due"
    SENT = "sent", "Sent"
    NOT_NEEDED = "not_needed", "Not needed any more"


class Reminder(TenantModel):
    """That somebody is told something in one week, once: the constraint says so, not the sender.

    The week is the ISO week of the day on which it is due. `claimed_until` is the lease of whoever sends it now.
    """

    membership = tenant_key("organizations.Membership")
    kind = models.CharField(max_length=20, choices=ReminderKind)
    team = tenant_key("organizations.Team", null=True)
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=ReminderState, default=ReminderState.DUE)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["Reminder"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "membership", "iso_year", "iso_week", "kind", "team"],
                nulls_distinct=False,
                name="one_reminder_of_a_kind_in_a_week",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values, state__in=ReminderState.values),
                name="reminder_words_are_known",
            ),
        ]
        indexes = [
            models.Index("organization", "created_at", condition=Q(state="due"), name="reminders_that_are_due"),
        ]
