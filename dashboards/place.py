"""What a scorecard is asked for: whose, of which period, with which rows open and which filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from alignment.tree import Moment
from checkins.health import Health
from checkins.windows import Window, window_at
from objectives.context import as_id
from objectives.models import Period
from organizations.models import Membership

UNALIGNED = "unaligned"


@dataclass(frozen=True)
class Choice:
    """What the address of the page asks for: which rows are open, and the filters."""

    opened: frozenset[UUID]
    unaligned_is_open: bool
    team_id: UUID | None
    owner_id: UUID | None
    health: Health | None

    @property
    def is_filtered(self) -> bool:
        return bool(self.team_id or self.owner_id or self.health)


@dataclass(frozen=True)
class Place:
    """Whose scorecard, of which period, at which moment; with the longer periods around it and those within it."""

    membership: Membership
    period: Period
    enclosing: Sequence[Period]
    within: Sequence[Period]
    now: datetime

    @property
    def periods(self) -> list[Period]:
        """Where what is shown may lie: a quarter shows what it supports, a year what supports it."""
        return [self.period, *self.enclosing, *self.within]

    @property
    def window(self) -> Window:
        return window_at(self.membership.organization, self.now)

    @property
    def moment(self) -> Moment:
        organization = self.membership.organization
        return Moment(organization, organization.day_of(self.now), self.window.due_on)


def place_of(membership: Membership, period: Period, periods: Sequence[Period]) -> Place:
    others = [other for other in periods if other.pk != period.pk]
    enclosing = [other for other in others if other.contains(period)]
    within = [other for other in others if period.contains(other) and other not in enclosing]
    return Place(membership, period, enclosing, within, timezone.now())


def choice_of(query: QueryDict) -> Choice:
    """Read the address; what cannot be understood is not there."""
    word = query.get("health", "")
    return Choice(
        opened=frozenset(filter(None, map(as_id, query.getlist("open")))),
        unaligned_is_open=UNALIGNED in query.getlist("open"),
        team_id=as_id(query.get("team", "")),
        owner_id=as_id(query.get("owner", "")),
        health=Health(word) if word in set(Health) else None,
    )
