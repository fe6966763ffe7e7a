"""Who is in the organization, and in which teams: what the people pages show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Lower

from organizations.invitations import open_invitations
from organizations.models import Invitation, Membership, Role, TeamMembership


@dataclass(frozen=True)
class PlaceInTeam:
    team_id: UUID
    name: str
    is_lead: bool


@dataclass(frozen=True)
class Person:
    membership: Membership
    teams: tuple[PlaceInTeam, ...]


@dataclass(frozen=True)
class Waiting:
    """An invitation that nobody has used yet."""

    invitation: Invitation
    role: str
    is_expired: bool


@dataclass(frozen=True)
class PeoplePage:
    active: tuple[Person, ...]
    inactive: tuple[Person, ...]
    waiting: tuple[Waiting, ...]


def people_page(*, now: datetime, with_invitations: bool) -> PeoplePage:
    """Everybody by name, in two queries, or three with the open invitations."""
    memberships = list(Membership.objects.by_name())
    places = places_of(memberships)
    people = [Person(membership, places[membership.pk]) for membership in memberships]
    return PeoplePage(
        active=tuple(person for person in people if person.membership.is_active),
        inactive=tuple(person for person in people if not person.membership.is_active),
        waiting=waiting(now) if with_invitations else (),
    )


def person_page(membership: Membership) -> Person:
    return Person(membership, places_of([membership])[membership.pk])


def places_of(memberships: Iterable[Membership]) -> defaultdict[UUID, tuple[PlaceInTeam, ...]]:
    places: defaultdict[UUID, tuple[PlaceInTeam, ...]] = defaultdict(tuple)
    rows = TeamMembership.objects.filter(membership__in=memberships).order_by(Lower("team__name"))
    for membership_id, team_id, name, is_lead in rows.values_list("membership_id", "team_id", "team__name", "is_lead"):
        places[membership_id] += (PlaceInTeam(team_id, name, is_lead),)
    return places


def waiting(now: datetime) -> tuple[Waiting, ...]:
    invitations = open_invitations().order_by("email")
    return tuple(Waiting(each, Role(each.role).label, is_expired=each.expires_at <= now) for each in invitations)
