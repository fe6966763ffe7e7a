"""The people and things that tests are about: Acme, and Rival, whose things must never show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from objectives.actions.key_results import create_key_result
from objectives.actions.objectives import create_objective
from objectives.actions.periods import begin_grace, close_period, create_period, open_period
from objectives.models import KeyResult, Objective, Period
from organizations.models import Membership, Organization, Role, Team, TeamMembership, User
from organizations.tenancy import _scope, organization_scope

OWN = "/* the test's own */"
PASSWORD = "correct-horse-battery"


@dataclass
class Cast:
    """One organization with an admin, a leader, an owner and a viewer, a team that the leader leads, and a quarter."""

    organization: Organization
    admin: Membership
    leader: Membership
    owner: Membership
    viewer: Membership
    team: Team
    period: Period

    def scope(self) -> Any:
        return organization_scope(self.organization)

    def url(self, path: str = "") -> str:
        return f"/{self.organization.slug}/{path}"


class ScopedClient(Client):
    """A browser in the same transaction as the test: gives the test's own scope back after each request."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if connection.in_atomic_block and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT set_config('app.organization_id', %s, true) {OWN}", [str(_scope.get() or "")])
        return response


def make_cast(slug: str, name: str, time_zone: str = "Europe/Berlin") -> Cast:
    organization = Organization.objects.create(slug=slug, name=name, time_zone=time_zone)
    with organization_scope(organization):
        people = {
            role: join(organization, role, f"{name} {role.title()}") for role in ("admin", "leader", "owner", "viewer")
        }
        team = Team.objects.create(name=f"{name} Growth")
        TeamMembership.objects.create(team=team, membership=people["leader"], is_lead=True)
        TeamMembership.objects.create(team=team, membership=people["owner"])
        period = make_period(people["admin"])
        return Cast(organization, team=team, period=period, **people)


def join(organization: Organization, role: str, name: str, email: str = "") -> Membership:
    """A new person; `owner` is a member who owns things."""
    user = User.objects.create_user(
        email or f"{name.lower().replace(' ', '.')}@{organization.slug}.test", PASSWORD, name=name
    )
    role = role if role in Role.values else Role.MEMBER
    long_ago = timezone.now().replace(year=2020)
    membership = Membership.objects.create(user=user, role=role, active_since=long_ago, created_at=long_ago)
    membership.organization = organization
    return membership


def make_team(cast: Cast, name: str) -> Team:
    """With a lead of its own."""
    team = Team.objects.create(name=name)
    lead = join(cast.organization, "member", f"Lead {name}")
    TeamMembership.objects.create(team=team, membership=lead, is_lead=True)
    return team


def make_period(by: Membership, *, name: str = "This quarter", opened: bool = True, kind: str = "quarter") -> Period:
    """The calendar quarter of today, opened at its beginning."""
    today = by.organization.day_of(timezone.now())
    first = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    ends_on = date.fromordinal(following.toordinal() - 1)
    period = create_period(by=by, name=name, kind=kind, starts_on=first, ends_on=ends_on)
    return open_period(period, by=by, at=by.organization.start_of(first)) if opened else period


def end(period: Period, *, by: Membership) -> Period:
    """Into grace, whatever the day is."""
    return begin_grace(period, by=by, reason="It ends early.")


def shut(period: Period, *, by: Membership) -> Period:
    """Over and closed, whatever the day is."""
    return close_period(end(period, by=by), by=by)


def make_objective(by: Membership, period: Period, title: str = "Win the mid-market", **facts: Any) -> Objective:
    facts.setdefault("belongs_to", "company")
    facts.setdefault("owner", by)
    return create_objective(
        by=by,
        period=period,
        title=title,
        reason="Planned.",
        at=facts.pop("at", by.organization.start_of(period.starts_on)),
        **facts,
    )


def make_key_result(by: Membership, objective: Objective, title: str = "Paying customers", **facts: Any) -> KeyResult:
    facts.setdefault("owner", by)
    facts.setdefault("start", Decimal(0))
    facts.setdefault("target", Decimal(100))
    return create_key_result(
        by=by,
        objective=objective,
        title=title,
        reason="Planned.",
        at=facts.pop("at", by.organization.start_of(objective.period.starts_on)),
        **facts,
    )


def ask_no_pace(cast: Cast) -> None:
    """Nothing is behind any more, so that what was said and silence speak alone."""
    lenient = {"at_risk_behind": 99, "off_track_behind": 100}
    for name, value in lenient.items():
        setattr(cast.organization, name, value)
    Organization.objects.filter(pk=cast.organization.pk).update(**lenient)


def refuse(membership: Membership, address: str = "") -> None:
    """The mail server would not have her address, or another."""
    membership.refused_address, membership.refusal = address or membership.user.email, "550 no such user"
    membership.save(update_fields=["refused_address", "refusal"])


@contextmanager
def statements() -> Iterator[list[str]]:
    """The SQL statements of a block, but for savepoints and the test's own."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    quiet = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    found += [q["sql"] for q in captured if not q["sql"].startswith(quiet) and OWN not in q["sql"]]


def client_of(membership: Membership, **options: Any) -> Client:
    client = ScopedClient(**options)
    client.force_login(membership.user)
    return client
