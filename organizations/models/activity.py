"""What happened, for ever."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone

from organizations.models.membership import Membership
from organizations.tenancy import TenantManager, TenantModel, tenant_key


class Activity(TenantModel):
    """One line of history, written in the transaction that it tells of. Ids and values, no names."""

    verb = models.CharField(max_length=40)
    thing_kind = models.CharField(max_length=40)
    thing_id = models.UUIDField()
    objective_id = models.UUIDField(null=True)
    actor = tenant_key("organizations.Membership", null=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TenantManager["Activity"]()

    class Meta:
        indexes = [
            models.Index("organization", "thing_id", models.F("created_at").desc(), name="activity_of_a_thing"),
            models.Index("organization", models.F("created_at").desc(), name="activity_of_the_organization"),
        ]


def record(
    verb: str,
    thing: models.Model,
    *,
    by: Membership | None,
    objective_id: UUID | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Activity:
    """Leave a line of history about `thing`."""
    return Activity.objects.create(
        verb=verb,
        thing_kind=str(thing._meta.model_name),
        thing_id=thing.pk,
        objective_id=objective_id,
        actor=by,
        data=data,
        created_at=at or timezone.now(),
    )
