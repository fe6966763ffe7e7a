"""Which organizations somebody may switch to: the one question that looks across tenants."""

from dataclasses import dataclass

from django.db import connection, transaction

from organizations.models import Membership, Role, User
from organizations.tenancy import set_local


@dataclass(frozen=True)
class OwnOrganization:
    """An organization as its member sees it in the switch."""

    name: str
    slug: str
    role: str


def organizations_of(user: User) -> list[OwnOrganization]:
    """Where this person is an active member, by name. The second policy of memberships is open for this query alone."""
    with transaction.atomic():
        set_local("app.user_id", user.pk)
        memberships = Membership._base_manager.filter(user_id=user.pk, is_active=True)
        rows = list(
            memberships.order_by("organization__name").values_list("organization__name", "organization__slug", "role")
        )
        if not connection.needs_rollback:
            set_local("app.user_id", "")
    return [OwnOrganization(name=name, slug=slug, role=Role(role).label) for name, slug, role in rows]
