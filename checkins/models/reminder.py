"""What people are reminded of, once."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import ExtractIsoYear, ExtractWeek
from django.utils import timezone

from organizations.models import MailTopic
from organizations.tenancy import TenantManager, TenantModel, tenant_key

# A sender that died holds its row no longer than this: ten answers of a slow server, ten seconds each.
LEASE = timedelta(seconds=100)


class ReminderKind(models.TextChoices):
    DUE = "due", "Your check-ins are due"
    LATE = "late", "Your check-ins are late"
    ESCALATION = "escalation", "Nobody has spoken"
    DIGEST = "digest", "The week in one screen"
    SET_OBJECTIVES = "set_objectives", "Set your objectives"
    SCORE = "score", "Score and reflect"
    SCORE_SOON = "score_soon", "Score and reflect: the last days"
    OPEN_PERIOD = "open_period", "Open a period"
    CLOSE_PERIOD = "close_period", "Close a period"
    CONVERSATION = "conversation", "What is said to you"

    @property
    def topic(self) -> MailTopic:
        return TOPICS.get(self, MailTopic.PERIODS)

    @property
    def is_weekly(self) -> bool:
        """Whether it belongs to the window of a check-in."""
        return self in WEEKLY


WEEKLY = (ReminderKind.DUE, ReminderKind.LATE, ReminderKind.ESCALATION, ReminderKind.DIGEST)
TOPICS = {
    ReminderKind.DUE: MailTopic.CHECK_INS,
    ReminderKind.LATE: MailTopic.CHECK_INS,
    ReminderKind.ESCALATION: MailTopic.SILENCE,
    ReminderKind.DIGEST: MailTopic.DIGEST,
    ReminderKind.CONVERSATION: MailTopic.CONVERSATION,
}


class ReminderState(models.TextChoices):
    DUE = "due", "Due"
    SENT = "sent", "Sent"
    IN_APP = "in_app", "In the app alone"
    NOT_NEEDED = "not_needed", "Not needed any more"
    MISSED = "missed", "Its time had passed"
    FAILED = "failed", "Could not be sent"


class ReminderQuerySet(QuerySet["Reminder"]):
    def still_due(self) -> "ReminderQuerySet":
        return self.filter(state=ReminderState.DUE)

    def to_be_tried(self, at: datetime) -> "ReminderQuerySet":
        return self.still_due().filter(try_at__lte=at)

    def shown(self) -> "ReminderQuerySet":
        """What its person was told, or would have been told by mail; a conversation has notices of its own."""
        told = self.filter(state__in=[ReminderState.SENT, ReminderState.IN_APP, ReminderState.FAILED])
        return told.exclude(kind=ReminderKind.CONVERSATION)


class Reminder(TenantModel):
    """That somebody is told something in one week, once: the constraint says so, not the sender.

    Of a conversation she is told as often as somebody speaks; what each mail tells are its notices.

    The week is the ISO week of `due_on`, the due day. It is sent from `hour` on where its person is, up to the day
    `until_on`. `try_at` is when a sender may take it up: the lease of whoever sends it now, or the end of a pause.
    """

    membership = tenant_key("organizations.Membership")
    kind = models.CharField(max_length=20, choices=ReminderKind)
    team = tenant_key("organizations.Team", null=True)
    due_on = models.DateField()
    iso_year = models.GeneratedField(
        expression=ExtractIsoYear("due_on"), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    iso_week = models.GeneratedField(
        expression=ExtractWeek("due_on"), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    until_on = models.DateField()
    hour = models.PositiveSmallIntegerField(default=9)
    state = models.CharField(max_length=12, choices=ReminderState, default=ReminderState.DUE)
    try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager.from_queryset(ReminderQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "membership", "iso_year", "iso_week", "kind", "team"],
                nulls_distinct=False,
                condition=~Q(kind="conversation"),
                name="one_reminder_of_a_kind_in_a_week",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ReminderKind.values, state__in=ReminderState.values),
                name="reminder_words_are_known",
            ),
            models.CheckConstraint(condition=Q(until_on__gte=F("due_on")), name="reminder_ends_after_it_began"),
            models.CheckConstraint(
                condition=Q(team=None) | Q(kind="escalation"), name="reminder_of_a_team_is_an_escalation"
            ),
        ]
        indexes = [
            models.Index("organization", "try_at", condition=Q(state="due"), name="reminders_that_are_due"),
            models.Index("organization", "membership", F("created_at").desc(), name="reminders_of_a_person"),
        ]
