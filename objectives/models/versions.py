"""What objectives and key results were, for ever: rows that are only ever added."""

from django.db import models
from django.utils import timezone

from objectives.models.key_result import KeyResultFacts
from objectives.models.objective import ObjectiveFacts
from organizations.tenancy import TenantManager, TenantModel, tenant_key


class Verb(models.TextChoices):
    CREATED = "created", "created"
    EDITED = "edited", "changed"
    MOVED = "moved", "moved"
    REWEIGHTED = "reweighted", "gave another weight"
    ARCHIVED = "archived", "archived"
    DROPPED = "dropped", "dropped"
    RESTORED = "restored", "restored"
    DONE = "done", "marked done"
    UNDONE = "undone", "reopened"
    REVERTED = "reverted", "undid the last change"
    IMPORTED = "imported", "imported"
    CARRIED = "carried", "carried over"
    CONTRIBUTED = "contributed", "changed what contributes"


class Version(TenantModel):
    """Who changed it, when and why, and what the progress (0..1) was before and became."""

    verb = models.CharField(max_length=12, choices=Verb)
    actor = tenant_key("organizations.Membership", null=True)
    reason = models.TextField(blank=True)
    progress_before = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    progress = models.DecimalField(max_digits=7, decimal_places=6, null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class ObjectiveVersion(ObjectiveFacts, Version):
    """An objective as it was from `created_at` to its next version."""

    objective = tenant_key("objectives.Objective", related_name="versions")
    depth = models.PositiveSmallIntegerField(default=0)

    objects = TenantManager["ObjectiveVersion"]()

    class Meta:
        indexes = [
            models.Index("organization", "objective", models.F("created_at").desc(), name="versions_of_an_objective")
        ]


class KeyResultVersion(KeyResultFacts, Version):
    """A key result as it was from `created_at` to its next version."""

    key_result = tenant_key("objectives.KeyResult", related_name="versions")
    period = tenant_key("objectives.Period")

    objects = TenantManager["KeyResultVersion"]()

    class Meta:
        indexes = [
            models.Index("organization", "key_result", models.F("created_at").desc(), name="versions_of_a_key_result")
        ]
