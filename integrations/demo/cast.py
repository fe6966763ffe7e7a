"""Making the organization, its people and its teams."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from integrations.demo.people import NAME, PASSWORD, PEOPLE, SLUG, TEAMS, TIME_ZONE, Person
from organizations.actions import create_team, found_organization
from organizations.models import Membership, Organization, Team, TeamMembership, User
from organizations.tenancy import new_ids, organization_scope

HERE_SINCE = timedelta(days=400)
AWAY_FOR = timedelta(days=8)


@dataclass(frozen=True)
class Cast:
    organization: Organization
    people: dict[str, Membership]
    teams: dict[str, Team]


@transaction.atomic
def make_cast(now: datetime) -> Cast:
    """Everybody can be owner of something; four can sign in."""
    users = make_users()
    founder = next(person for person in PEOPLE if person.role == "admin")
    admin = found_organization(name=NAME, slug=SLUG, time_zone=TIME_ZONE, founder=users[founder.handle])
    organization = admin.organization
    with organization_scope(organization):
        make_memberships(organization, users, now)
        people = {}
        by_user = {membership.user_id: membership for membership in Membership.objects.all()}
        for person in PEOPLE:
            membership = by_user[users[person.handle].pk]
            membership.organization, membership.user = organization, users[person.handle]
            people[person.handle] = membership
        return Cast(organization, people, make_teams(people, people[founder.handle]))


def make_users() -> dict[str, User]:
    """One password, hashed once."""
    password, nobody = make_password(PASSWORD), make_password(None)
    users = [
        User(pk=pk, email=person.email, name=person.name, password=password if person.login else nobody)
        for pk, person in zip(new_ids(len(PEOPLE)), PEOPLE, strict=True)
    ]
    User.objects.bulk_create(users)
    EmailAddress.objects.bulk_create(EmailAddress(user=u, email=u.email, primary=True, verified=True) for u in users)
    return {person.handle: user for person, user in zip(PEOPLE, users, strict=True)}


def make_memberships(organization: Organization, users: dict[str, User], now: datetime) -> None:
    since = now - HERE_SINCE
    Membership.objects.update(active_since=since, created_at=since)
    Membership.objects.bulk_create(
        Membership(
            organization=organization,
            user=users[person.handle],
            role=person.role,
            active_since=since,
            created_at=since,
            away_until=organization.day_of(now) + AWAY_FOR if person.is_away else None,
        )
        for person in PEOPLE
        if person.role != "admin"
    )


def make_teams(people: dict[str, Membership], admin: Membership) -> dict[str, Team]:
    teams: dict[str, Team] = {}
    for name, parent in TEAMS.items():
        teams[name] = create_team(name=name, parent=teams.get(parent), by=admin)
    TeamMembership.objects.bulk_create(
        TeamMembership(team=teams[person.team], membership=people[person.handle], is_lead=person.leads)
        for person in PEOPLE
        if person.team
    )
    return teams


def person_of(handle: str) -> Person:
    return next(person for person in PEOPLE if person.handle == handle)
