"""The work that should move a key result; it counts nowhere."""

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from organizations.models import Membership
from organizations.tenancy import TenantManager, TenantModel, tenant_key


class InitiativeState(models.TextChoices):
    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"


class InitiativeQuerySet(QuerySet["Initiative"]):
    def visible_to(self, membership: Membership) -> "InitiativeQuerySet":
        return self.filter(organization_id=membership.organization_id)


class Initiative(TenantModel):
    """Its title, who does it, how far it is, and where it is done: `url`, in the tool that manages it."""

    key_result = tenant_key("objectives.KeyResult", related_name="initiatives")
    period = tenant_key("objectives.Period", editable=False)
    title = models.CharField(max_length=240)
    owner = tenant_key("organizations.Membership", null=True, blank=True)
    state = models.CharField(max_length=10, choices=InitiativeState, default=InitiativeState.PLANNED)
    url = models.URLField("link", max_length=500, blank=True)
    is_withdrawn = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TenantManager.from_queryset(InitiativeQuerySet)()

    class Meta:
        indexes = [models.Index("organization", "key_result", name="initiatives_of_a_key_result")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InitiativeState.values), name="initiative_state_is_known"),
        ]

    def __str__(self) -> str:
        return self.title
