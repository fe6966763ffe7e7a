"""Founding an organization, its settings, and what people say about themselves."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from organizations.actions.refusals import SlugTaken, unless
from organizations.models import Membership, Organization, Role, User, record
from organizations.tenancy import organization_scope


@transaction.atomic
def found_organization(*, name: str, slug: str, time_zone: str, founder: User) -> Membership:
    """A new organization with its first admin. Raises SlugTaken."""
    with unless("organizations_organization_slug_key", SlugTaken):
        organization = Organization.objects.create(name=name, slug=slug, time_zone=time_zone)
    with organization_scope(organization):
        membership = Membership.objects.create(user=founder, role=Role.ADMIN)
        membership.organization = organization
        record("founded", organization, by=membership, time_zone=time_zone)
    return membership


@transaction.atomic
def change_settings(*, by: Membership, **settings: str | int | list[str]) -> Organization:
    """Its name, time zone, fiscal year, days of grace and what its mails do, or some of them.

    Where days begin or end otherwise, the tick looks at once at what happens by itself.
    """
    organization = by.organization
    before = {name: getattr(organization, name) for name in settings}
    moved = {name: value for name, value in settings.items() if value != before[name]}
    if not moved:
        return organization
    stamps = {} if moved.keys() == {"name"} else {"wakes_at": timezone.now()}
    for name, value in (moved | stamps).items():
        setattr(organization, name, value)
    organization.save(update_fields=[*moved, *stamps])
    record("settings_changed", organization, by=by, before={name: before[name] for name in moved}, after=moved)
    return organization


@transaction.atomic
def introduce_oneself(
    *, name: str, away_until: date | None, by: Membership, time_zone: str | None = None
) -> Membership:
    """My name, everywhere, how long I am away here, and by whose clock I live: "" is the organization's, None as it is.

    History keeps days and zones and no names. Where my mornings move, the tick looks at once.
    """
    if by.user.name != name:
        by.user.name = name
        by.user.save(update_fields=["name"])
    if by.away_until != away_until:
        before, by.away_until = by.away_until, away_until
        by.save(update_fields=["away_until"])
        record("away", by, by=by, before=before and before.isoformat(), after=away_until and away_until.isoformat())
        look_again(by.organization, timezone.now())
    if time_zone is not None and by.time_zone != time_zone:
        zone_before, by.time_zone = by.time_zone, time_zone
        by.save(update_fields=["time_zone"])
        record("time_zone", by, by=by, before=zone_before, after=time_zone)
        look_again(by.organization, timezone.now())
    return by


def look_again(organization: Organization, at: datetime) -> None:
    """The tick looks at once at what happens by itself."""
    organization.wakes_at = at
    organization.save(update_fields=["wakes_at"])
