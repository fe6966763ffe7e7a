"""That a check-in has been seen by those who lead."""

from django.db import models
from django.utils import timezone

from organizations.tenancy import TenantManager, TenantModel, tenant_key


class Acknowledgement(TenantModel):
    """Somebody has seen a check-in and says so, once."""

    check_in = tenant_key("checkins.CheckIn", related_name="acknowledgements")
    membership = tenant_key("organizations.Membership")
    created_at = models.DateTimeField(default=timezone.now)

    objects = TenantManager["Acknowledgement"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "check_in", "membership", name="a_check_in_is_seen_once_by_each"),
        ]
