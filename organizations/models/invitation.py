"""Links with which people join."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from organizations.models.membership import Role
from organizations.tenancy import TenantManager, TenantModel, tenant_key

INVITATION_LASTS = timedelta(days=7)


class Invitation(TenantModel):
    """A link that lets one address join with one role, once."""

    email = models.EmailField("e-mail")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    token_hash = models.CharField(max_length=64, editable=False)
    invited_by = tenant_key("organizations.Membership")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = TenantManager["Invitation"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "token_hash", name="an_invitation_link_is_unique"),
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_for_each_address",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_is_known"),
        ]

    @property
    def expires_at(self) -> datetime:
        return self.created_at + INVITATION_LASTS
