"""Who is in the organization, and in which teams: what the people pages show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models.functions import Lower

from organizations.invitations import open_invitations
from organizations.models import Invitation, Membership, Organization, Role, TeamMembership


@dataclass(frozen=True)
class PlaceInTeam:
    team_id: UUID
    name: str
    is_lead: bool


@dataclass(frozen=True)
class Person:
    """`away_until` only while it lies ahead."""

    membership: Membership
    teams: tuple[PlaceInTeam, ...]
    away_until: date | None


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

    @property
    def refused_count(self) -> int:
        """To how many of those who are here mail came back."""
        return sum(person.membership.is_refused for person in self.active)


def people_page(organization: Organization, *, now: datetime, with_invitations: bool) -> PeoplePage:
    """Everybody by name, in two queries, or three with the open invitations."""
    today = organization.day_of(now)
    memberships = list(Membership.objects.by_name())
    places = places_of(memberships)
    people = [person_of(membership, places[membership.pk], today) for membership in memberships]
    return PeoplePage(
        active=tuple(person for person in people if person.membership.is_active),
        inactive=tuple(person for person in people if not person.membership.is_active),
        waiting=waiting(now) if with_invitations else (),
    )


def person_page(membership: Membership, today: date) -> Person:
    return person_of(membership, places_of([membership])[membership.pk], today)


def person_of(membership: Membership, teams: tuple[PlaceInTeam, ...], today: date) -> Person:
    away = membership.away_until
    return Person(membership, teams, away if away and away > today else None)


def places_of(memberships: Iterable[Membership]) -> defaultdict[UUID, tuple[PlaceInTeam, ...]]:
    places: defaultdict[UUID, tuple[PlaceInTeam, ...]] = defaultdict(tuple)
    rows = TeamMembership.objects.filter(membership__in=memberships).order_by(Lower("team__name"))
    for membership_id, team_id, name, is_lead in rows.values_list("membership_id", "team_id", "team__name", "is_lead"):
        places[membership_id] += (PlaceInTeam(team_id, name, is_lead),)
    return places


def waiting(now: datetime) -> tuple[Waiting, ...]:
    invitations = open_invitations().order_by("email")
    return tuple(Waiting(each, Role(each.role).label, is_expired=each.expires_at <= now) for each in invitations)
