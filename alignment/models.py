"""What somebody asks of a team or a person: to take on a part of an objective or of a key result."""

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from objectives.models import Measure
from objectives.models.key_result import value_field
from organizations.models import Membership
from organizations.tenancy import TenantManager, TenantModel, tenant_key

MOST_WORDS = 1000


class RequestState(models.TextChoices):
    ASKED = "asked", "Not answered"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class RequestQuerySet(QuerySet["Request"]):
    def visible_to(self, membership: Membership) -> "RequestQuerySet":
        return self.filter(organization_id=membership.organization_id)

    def open(self) -> "RequestQuerySet":
        return self.filter(state=RequestState.ASKED)

    def standing(self) -> "RequestQuerySet":
        """Those that nobody took back."""
        return self.exclude(state=RequestState.WITHDRAWN)

    def with_people(self) -> "RequestQuerySet":
        return self.select_related(
            *("asked__user", "asker__user", "answered_by__user", "team", "period", "objective__period"),
            *("key_result", "made", "made_key_result"),
        )


class Request(TenantModel):
    """A draft of an objective that supports `objective`, or its `key_result` in particular; nothing counts before it
    is accepted.

    `asked` answers: the person, or a lead of `team`. Asked from a key result it has a draft of a key result as well:
    `measure` and what that is held against, `target` being the share; `contributes` where its value adds into the
    source. What became of it is `made` and `made_key_result`.
    """

    objective = tenant_key("objectives.Objective")
    key_result = tenant_key("objectives.KeyResult", null=True)
    period = tenant_key("objectives.Period")
    asked = tenant_key("organizations.Membership")
    team = tenant_key("organizations.Team", null=True)
    asker = tenant_key("organizations.Membership")
    message = models.TextField(blank=True, max_length=MOST_WORDS)
    title = models.CharField(max_length=240)
    measure = models.CharField(max_length=10, choices=Measure, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    start = value_field()
    target = value_field()
    low = value_field()
    high = value_field()
    milestones = models.JSONField(default=list)
    contributes = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    reason = models.TextField(blank=True, max_length=MOST_WORDS)
    answered_by = tenant_key("organizations.Membership", null=True)
    made = tenant_key("objectives.Objective", null=True)
    made_key_result = tenant_key("objectives.KeyResult", null=True)
    created_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(RequestQuerySet)()

    class Meta:
        indexes = [
            models.Index("organization", "objective", name="requests_about_an_objective"),
            models.Index("organization", "asked", "state", name="requests_of_somebody"),
            models.Index("organization", "asker", "state", name="requests_by_somebody"),
            models.Index("organization", "period", condition=Q(state="asked"), name="requests_that_wait"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "objective", "key_result", "team"],
                condition=Q(state="asked", team__isnull=False),
                nulls_distinct=False,
                name="a_team_is_asked_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organization", "objective", "key_result", "asked"],
                condition=Q(state="asked", team=None),
                nulls_distinct=False,
                name="a_person_is_asked_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(asked=F("asker")), name="nobody_asks_a_part_of_herself"),
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values, measure__in=["", *Measure.values]),
                name="request_words_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", answered_at=None) | (~Q(state="asked") & Q(answered_at__isnull=False)),
                name="request_is_answered_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", made__isnull=False) | (~Q(state="accepted") & Q(made=None)),
                name="request_that_is_accepted_made_an_objective",
            ),
            models.CheckConstraint(condition=~Q(state="declined", reason=""), name="request_is_declined_with_a_reason"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.ASKED

    @property
    def is_accepted(self) -> bool:
        return self.state == RequestState.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.state == RequestState.DECLINED

    @property
    def whom(self) -> str:
        """Who is asked, in words; the team or the person must be loaded."""
        return str(self.team or self.asked)
