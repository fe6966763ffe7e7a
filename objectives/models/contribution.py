"""What one key result adds to another."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key


class ContributionQuerySet(QuerySet["Contribution"]):
    def standing(self) -> "ContributionQuerySet":
        return self.filter(ended_at=None)

    def at(self, moment: datetime) -> "ContributionQuerySet":
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=moment), begun_at__lte=moment)


class Contribution(TenantModel):
    """The value of `key_result` adds into that of `to`, from one moment to another; what has ended is history.

    `period` is that of `to`.
    """

    key_result = tenant_key("objectives.KeyResult", related_name="contributions")
    to = tenant_key("objectives.KeyResult", related_name="contributors")
    period = tenant_key("objectives.Period")
    begun_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(ContributionQuerySet)()

    class Meta:
        indexes = [models.Index("organization", "to", name="what_contributes_to_it")]
        constraints = [
            models.UniqueConstraint(
                "organization", "key_result", "to", condition=Q(ended_at=None), name="a_key_result_contributes_once"
            ),
            models.CheckConstraint(condition=~Q(key_result=F("to")), name="key_result_does_not_contribute_to_itself"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("begun_at")), name="contribution_ends_after_it_began"
            ),
        ]
