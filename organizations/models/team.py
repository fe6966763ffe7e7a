"""Teams, and who is in them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from organizations.tenancy import TenantManager, TenantModel, tenant_key


class Team(TenantModel):
    """People who share objectives; teams form a tree."""

    name = models.CharField(max_length=80)
    parent = tenant_key("self", null=True, blank=True, related_name="children")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TenantManager["Team"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", Lower("name"), name="team_name_is_unique_in_its_organization"),
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="team_is_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class TeamMembership(TenantModel):
    """Somebody belongs to a team, perhaps as its lead."""

    team = tenant_key("organizations.Team", on_delete=models.CASCADE, related_name="team_memberships")
    membership = tenant_key("organizations.Membership", on_delete=models.CASCADE, related_name="team_memberships")
    is_lead = models.BooleanField(default=False)

    objects = TenantManager["TeamMembership"]()

    class Meta:
        constraints = [
            models.UniqueConstraint("organization", "team", "membership", name="a_person_is_once_in_a_team"),
        ]
        indexes = [models.Index("organization", "membership", name="teams_of_a_person")]
