"""How a period ended: scores, what was learned, what was decided; rows that are only ever added, the newest counts."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key

LONGEST_ANSWER = 2000


class Decision(models.TextChoices):
    CONTINUE = "continue", "Continue"
    CHANGE = "change", "Change"
    DROP = "drop", "Drop"


class Score(TenantModel):
    """The grade 0..1 that was given to a key result; to the objective itself where `key_result` is None.

    `suggested` is what its progress, or its key results, came to at that moment.
    """

    objective = tenant_key("objectives.Objective")
    key_result = tenant_key("objectives.KeyResult", null=True)
    period = tenant_key("objectives.Period")
    value = models.DecimalField(max_digits=3, decimal_places=2)
    suggested = models.DecimalField(max_digits=3, decimal_places=2, null=True)
    reason = models.TextField(blank=True)
    author = tenant_key("organizations.Membership")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["Score"]()

    class Meta:
        indexes = [models.Index("organization", "objective", F("created_at").desc(), name="scores_of_an_objective")]
        constraints = [
            models.CheckConstraint(
                condition=Q(value__range=(0, 1)) & (Q(suggested=None) | Q(suggested__range=(0, 1))),
                name="score_is_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(suggested=F("value")) | ~Q(reason=""), name="score_that_was_not_suggested_says_why"
            ),
        ]


class Reflection(TenantModel):
    """What the owner of an objective says at its end, in short Markdown, and what shall become of it."""

    objective = tenant_key("objectives.Objective")
    period = tenant_key("objectives.Period")
    went_well = models.TextField("What went well?", blank=True, max_length=LONGEST_ANSWER)
    in_the_way = models.TextField("What was in the way?", blank=True, max_length=LONGEST_ANSWER)
    learned = models.TextField("What did we learn?", blank=True, max_length=LONGEST_ANSWER)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    author = tenant_key("organizations.Membership")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["Reflection"]()

    class Meta:
        indexes = [
            models.Index("organization", "objective", F("created_at").desc(), name="reflections_of_an_objective")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=["", *Decision.values]), name="decision_is_known"),
        ]

    @property
    def says_something(self) -> bool:
        return any([self.went_well, self.in_the_way, self.learned])
