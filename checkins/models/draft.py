"""What somebody has begun to type."""

from django.db import models
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key


class Draft(TenantModel):
    """A check-in that is half written: the words as they stand in the fields, gone when it is sent."""

    membership = tenant_key("organizations.Membership", on_delete=models.CASCADE)
    key_result = tenant_key("objectives.KeyResult", on_delete=models.CASCADE)
    value = models.CharField(max_length=200, blank=True)
    confidence = models.CharField(max_length=2, blank=True)
    note = models.TextField(blank=True, max_length=5000)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["Draft"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "membership", "key_result", name="one_draft_for_each_key_result"),
        ]
