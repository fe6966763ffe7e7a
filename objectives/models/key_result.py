"""The number that shows it."""

from datetime import date
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from objectives.models.objective import WEIGHT_RANGE, State
from organizations.models import Membership
from organizations.tenancy import TenantManager, TenantModel, tenant_key

LARGEST_VALUE = Decimal("99999999999999.999999")


class Measure(models.TextChoices):
    NUMBER = "number", "Number"
    PERCENT = "percent", "Per cent"
    CURRENCY = "currency", "Money"
    YES_NO = "yes_no", "Yes or no"
    AT_LEAST = "at_least", "At least"
    AT_MOST = "at_most", "At most"
    BETWEEN = "between", "Between"
    MILESTONES = "milestones", "Milestones"
    SUM = "sum", "Sum of what contributes"
    MEAN = "mean", "Mean of what contributes"
    SUPPORTED = "supported", "What supports it"


class DoneAs(models.TextChoices):
    REACHED = "reached", "Reached"
    GIVEN_UP = "given_up", "Given up"


# Counted from the values of other key results, or from the progress of objectives, and not by check-ins of its own.
CONTRIBUTED = (Measure.SUM, Measure.MEAN)
COMPUTED = (*CONTRIBUTED, Measure.SUPPORTED)
FROM_START_TO_TARGET = (Measure.NUMBER, Measure.PERCENT, Measure.CURRENCY, *CONTRIBUTED)
LIMITS = (Measure.AT_LEAST, Measure.AT_MOST, Measure.BETWEEN)
# What each measure cannot do without.
AIM_OF: dict[Measure, tuple[str, ...]] = {
    **dict.fromkeys(FROM_START_TO_TARGET, ("start", "target")),
    Measure.YES_NO: (),
    Measure.AT_LEAST: ("low",),
    Measure.AT_MOST: ("high",),
    Measure.BETWEEN: ("low", "high"),
    Measure.MILESTONES: (),
    Measure.SUPPORTED: (),
}


def value_field(verbose_name: str | None = None, *, editable: bool = True) -> "models.DecimalField":
    return models.DecimalField(verbose_name, max_digits=20, decimal_places=6, null=True, blank=True, editable=editable)


class KeyResultFacts(models.Model):
    """Every column of a key result that a number, the tree or a page depends on; its versions have them too."""

    objective = tenant_key("objectives.Objective", related_name="+")
    title = models.CharField(max_length=240)
    description = models.TextField(blank=True, max_length=5000)
    owner = tenant_key("organizations.Membership", null=True, blank=True)
    deputy = tenant_key("organizations.Membership", null=True, blank=True)
    measure = models.CharField(max_length=10, choices=Measure, default=Measure.NUMBER)
    unit = models.CharField(max_length=20, blank=True)
    start = value_field()
    target = value_field()
    low = value_field("lowest")
    high = value_field("highest")
    milestones = models.JSONField(default=list, db_default=[], editable=False)
    weight = models.DecimalField(max_digits=8, decimal_places=3, default=Decimal(1), validators=WEIGHT_RANGE)
    added_on = models.DateField(editable=False)
    due_on = models.DateField("due", null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE, editable=False)
    done_as = models.CharField(max_length=10, choices=DoneAs, blank=True, editable=False)

    FACTS = (
        *("objective_id", "title", "description", "owner_id", "deputy_id", "measure", "unit"),
        *("start", "target", "low", "high", "milestones", "weight", "added_on", "due_on", "state", "done_as"),
    )

    class Meta:
        abstract = True


class KeyResultQuerySet(QuerySet["KeyResult"]):
    def visible_to(self, membership: Membership) -> "KeyResultQuerySet":
        return self.filter(organization_id=membership.organization_id)

    def active(self) -> "KeyResultQuerySet":
        """Those that count: neither they nor their objective are archived or dropped."""
        return self.filter(state=State.ACTIVE, objective__state=State.ACTIVE)

    def with_people(self) -> "KeyResultQuerySet":
        return self.select_related("owner__user", "deputy__user", "objective__owner__user", "objective__team", "period")

    def in_reading_order(self) -> "KeyResultQuerySet":
        return self.order_by("-weight", "id")


class KeyResult(KeyResultFacts, TenantModel):
    """The number that shows whether an objective is reached; its values come from check-ins alone.

    `progress` is 0..1, 0 while there is no value. `heard_at` is the last moment a person spoke for a week.
    `owner_since` and `counts_since` say since when this owner owes, and since when it has counted without a break.
    """

    period = tenant_key("objectives.Period", editable=False)
    objective = tenant_key("objectives.Objective", related_name="key_results")
    ref = models.CharField(max_length=64, blank=True, editable=False)
    continues = tenant_key("objectives.KeyResult", null=True, editable=False)
    current = value_field(editable=False)
    current_at = models.DateTimeField(null=True, editable=False)
    reached = ArrayField(models.CharField(max_length=8), default=list, db_default=[], editable=False)
    confidence = models.PositiveSmallIntegerField(null=True, editable=False)
    heard_at = models.DateTimeField(null=True, editable=False)
    progress = models.DecimalField(max_digits=7, decimal_places=6, default=Decimal(0), editable=False)
    weekly_progress = ArrayField(
        models.DecimalField(max_digits=7, decimal_places=6, null=True), default=list, editable=False
    )
    owner_since = models.DateTimeField(default=timezone.now, editable=False)
    counts_since = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TenantManager.from_queryset(KeyResultQuerySet)()

    class Meta:
        indexes = [
            models.Index("organization", "objective", name="key_results_of_an_objective"),
            models.Index("organization", "period", "owner", name="key_results_of_an_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                "organization", "period", "ref", condition=~Q(ref=""), name="key_result_ref_is_unique_in_its_period"
            ),
            models.UniqueConstraint(
                "organization", "continues", "period", name="a_key_result_is_carried_into_a_period_once"
            ),
            # A draft may lack its start, its target or a limit: then nothing counts yet, and the checklist says so.
            models.CheckConstraint(
                condition=~Q(measure__in=FROM_START_TO_TARGET)
                | Q(start=None)
                | Q(target=None)
                | ~Q(start=models.F("target")),
                name="key_result_has_somewhere_to_go",
            ),
            models.CheckConstraint(
                condition=~Q(measure="between") | Q(low=None) | Q(high=None) | Q(high__gte=models.F("low")),
                name="key_result_has_its_limits_in_order",
            ),
            models.CheckConstraint(condition=Q(weight__gte=0), name="key_result_weight_is_not_negative"),
            models.CheckConstraint(condition=Q(progress__range=(0, 1)), name="key_result_progress_is_from_0_to_1"),
            models.CheckConstraint(
                condition=Q(confidence=None) | Q(confidence__range=(0, 10)),
                name="key_result_confidence_is_from_0_to_10",
            ),
            models.CheckConstraint(
                condition=Q(measure__in=Measure.values, state__in=State.values, done_as__in=["", *DoneAs.values]),
                name="key_result_words_are_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def is_done(self) -> bool:
        return bool(self.done_as)

    @property
    def is_computed(self) -> bool:
        """Whether its value comes from others; what is said about it is confidence and why."""
        return self.measure in COMPUTED

    @property
    def is_contributed(self) -> bool:
        """Whether it is the sum or the mean of what contributes to it."""
        return self.measure in CONTRIBUTED

    @property
    def is_a_limit(self) -> bool:
        return self.measure in LIMITS

    def is_reached_on(self, day: date) -> bool:
        """Whether it may be called reached: a limit only on its last day. The period must be loaded."""
        if self.current is None or self.progress < 1:
            return False
        return not self.is_a_limit or day >= (self.due_on or self.period.ends_on)

    @property
    def has_an_aim(self) -> bool:
        """Whether everything is there that its values are held against; a draft may lack some of it."""
        return has_an_aim(self)

    @property
    def has_an_aim_that_contradicts_itself(self) -> bool:
        """What the constraints on start, target and limits forbid, for a row that is not stored yet."""
        if self.measure in FROM_START_TO_TARGET:
            return self.start is not None and self.start == self.target
        return self.measure == Measure.BETWEEN and self.has_an_aim and self.low > self.high


def has_an_aim(aim: KeyResultFacts) -> bool:
    """Start and target, the limits that its measure is named after, or a milestone."""
    if aim.measure == Measure.MILESTONES:
        return bool(aim.milestones)
    return all(getattr(aim, column) is not None for column in AIM_OF[Measure(aim.measure)])
