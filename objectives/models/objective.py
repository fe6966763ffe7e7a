"""What we want, in words."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from objectives.models.period import Period
from organizations.models import Membership
from organizations.tenancy import TenantManager, TenantModel, tenant_key

GREATEST_WEIGHT = Decimal(1000)
WEIGHT_RANGE = [MinValueValidator(Decimal(0)), MaxValueValidator(GREATEST_WEIGHT)]


class BelongsTo(models.TextChoices):
    COMPANY = "company", "The company"
    TEAM = "team", "A team"
    PERSON = "person", "One person"


class Commitment(models.TextChoices):
    COMMITTED = "committed", "Committed"
    ASPIRATIONAL = "aspirational", "Aspirational"


class Counting(models.TextChoices):
    TOGETHER = "together", "Its key results and what supports it"
    KEY_RESULTS = "key_results", "Its key results alone"
    SUPPORTERS = "supporters", "What supports it alone"


class State(models.TextChoices):
    ACTIVE = "active", "Active"
    ARCHIVED = "archived", "Archived"
    DROPPED = "dropped", "Dropped"


class ObjectiveFacts(models.Model):
    """Every column of an objective that a number, the tree or a page depends on; its versions have them too."""

    period = tenant_key("objectives.Period")
    title = models.CharField(max_length=240)
    description = models.TextField("why", blank=True, max_length=5000)
    belongs_to = models.CharField("belongs to", max_length=10, choices=BelongsTo, default=BelongsTo.TEAM)
    team = tenant_key("organizations.Team", null=True, blank=True)
    owner = tenant_key("organizations.Membership", null=True, blank=True)
    commitment = models.CharField("kind", max_length=12, choices=Commitment, default=Commitment.ASPIRATIONAL)
    parent = tenant_key("objectives.Objective", null=True, blank=True)
    parent_key_result = tenant_key("objectives.KeyResult", null=True, blank=True)
    weight = models.DecimalField(max_digits=8, decimal_places=3, default=Decimal(1), validators=WEIGHT_RANGE)
    counting = models.CharField(
        "what counts", max_length=12, choices=Counting, default=Counting.TOGETHER, db_default=Counting.TOGETHER
    )
    supporters_weight = models.DecimalField(
        "weight of its supporters", max_digits=8, decimal_places=3, default=Decimal(1), validators=WEIGHT_RANGE
    )
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE, editable=False)

    FACTS = (
        *("period_id", "title", "description", "belongs_to", "team_id", "owner_id", "commitment"),
        *("parent_id", "parent_key_result_id", "weight", "counting", "supporters_weight", "state"),
    )

    class Meta:
        abstract = True


class ObjectiveQuerySet(QuerySet["Objective"]):
    def visible_to(self, membership: Membership) -> "ObjectiveQuerySet":
        return self.filter(organization_id=membership.organization_id)

    def active(self) -> "ObjectiveQuerySet":
        return self.filter(state=State.ACTIVE)

    def in_period(self, *periods: Period) -> "ObjectiveQuerySet":
        return self.filter(period__in=periods)

    def standing_alone(self) -> "ObjectiveQuerySet":
        """Those that support nothing, or nothing that still counts."""
        return self.filter(Q(depth=0), Q(parent=None) | ~Q(parent__state=State.ACTIVE))

    def with_people(self) -> "ObjectiveQuerySet":
        return self.select_related("owner__user", "team", "period")


class Objective(ObjectiveFacts, TenantModel):
    """What we want; its numbers are written by the roll-up and by nobody else.

    `continues` is the objective of an earlier period that was carried over into this one.
    `parent` is the objective it supports; `parent_key_result`, where given, the key result of that
    objective that it supports in particular. Progress, where there is any, is 0..1; confidence 0..10.
    """

    ref = models.CharField(max_length=64, blank=True, editable=False)
    continues = tenant_key("objectives.Objective", null=True, editable=False)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)
    progress = models.DecimalField(max_digits=7, decimal_places=6, null=True, editable=False)
    confidence = models.DecimalField(max_digits=8, decimal_places=6, null=True, editable=False)
    expected_by_day = ArrayField(models.FloatField(null=True), default=list, editable=False)
    weekly_progress = ArrayField(
        models.DecimalField(max_digits=7, decimal_places=6, null=True), default=list, editable=False
    )
    weekly_confidence = ArrayField(
        models.DecimalField(max_digits=8, decimal_places=6, null=True), default=list, db_default=[], editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TenantManager.from_queryset(ObjectiveQuerySet)()

    class Meta:
        indexes = [
            models.Index("organization", "period", "depth", name="objectives_of_a_period"),
            models.Index("organization", "parent", name="objective_supporters"),
        ]
        constraints = [
            models.UniqueConstraint(
                "organization", "period", "ref", condition=~Q(ref=""), name="objective_ref_is_unique_in_its_period"
            ),
            models.UniqueConstraint(
                "organization", "continues", "period", name="an_objective_is_carried_into_a_period_once"
            ),
            models.CheckConstraint(
                condition=Q(belongs_to="team", team__isnull=False) | (~Q(belongs_to="team") & Q(team=None)),
                name="objective_of_a_team_names_the_team_and_no_other_does",
            ),
            models.CheckConstraint(
                condition=Q(parent_key_result=None) | Q(parent__isnull=False),
                name="objective_that_supports_a_key_result_supports_its_objective",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="objective_does_not_support_itself"),
            models.CheckConstraint(
                condition=Q(weight__gte=0, supporters_weight__gte=0), name="objective_weights_are_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(progress=None) | Q(progress__range=(0, 1)), name="objective_progress_is_from_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(belongs_to__in=BelongsTo.values, commitment__in=Commitment.values, state__in=State.values),
                name="objective_words_are_known",
            ),
            models.CheckConstraint(condition=Q(counting__in=Counting.values), name="objective_counting_is_known"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    def expected_on(self, day: date) -> float | None:
        """Expected progress 0..1 at the end of `day`; the period of the objective must be loaded."""
        curve = self.expected_by_day
        return curve[self.period.day_index(day)] if curve else None
