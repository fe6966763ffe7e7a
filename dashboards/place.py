"""What a scorecard is asked for: whose, of which period, with which rows open and which filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date

from checkins.health import Health
from checkins.windows import Moment, moment_at
from checkins.windows import as_of as moment_of_then
from objectives.as_of import periods_at
from objectives.context import as_id, as_moment
from objectives.models import Period
from organizations.models import Membership, Organization

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
    """Whose scorecard, of which period, at which moment; with the longer periods around it and those within it.

    `as_of` is the moment in the past as of which it is read; None for the present. What lies in the periods `beside`
    does not show, but counts in what is around.
    """

    membership: Membership
    period: Period
    enclosing: Sequence[Period]
    within: Sequence[Period]
    beside: Sequence[Period]
    now: datetime
    as_of: datetime | None = None

    @property
    def is_past(self) -> bool:
        return self.as_of is not None

    @property
    def periods(self) -> list[Period]:
        """Where what is shown may lie: a quarter shows what it supports, a year what supports it."""
        return [self.period, *self.enclosing, *self.within]

    @property
    def today(self) -> date:
        return self.membership.organization.day_of(self.as_of or self.now)

    @cached_property
    def moment(self) -> Moment:
        now = moment_at(self.membership.organization, self.now)
        return moment_of_then(now, self.as_of) if self.as_of else now


def place_of(
    membership: Membership, period: Period, periods: Sequence[Period], asked: datetime | None = None
) -> Place | None:
    """Read now; as of `asked` where that lies in the past; as of its closing where it is, or was by then, closed.

    None where the period had not been planned by then.
    """
    now = timezone.now()
    as_of = asked if asked and asked < now else None
    then = periods_at(periods, as_of) if as_of else periods
    found = next((each for each in then if each.pk == period.pk), None)
    if found is None:
        return None
    others = [other for other in then if other != found]
    enclosing = [other for other in others if other.contains(found)]
    within = [other for other in others if found.contains(other) and other not in enclosing]
    beside = [other for other in others if any(around.contains(other) for around in enclosing)]
    beside = [other for other in beside if other not in [*enclosing, *within]]
    return Place(membership, found, enclosing, within, beside, now, found.closed_at or as_of)


def moment_asked_for(query: QueryDict, organization: Organization) -> datetime | None:
    """`?as_of=`: a moment with its zone, or the end of a day where the organization is; anything else is not there."""
    text = query.get("as_of", "")
    return moment_in(text) or end_of(day_in(text), organization)


def since_asked_for(query: QueryDict, organization: Organization) -> datetime | None:
    """`?since=`: a moment with its zone, or what was there before a day began."""
    text = query.get("since", "")
    day = day_in(text)
    return moment_in(text) or end_of(day - timedelta(days=1) if day and day > date.min else None, organization)


def moment_in(text: str) -> datetime | None:
    # A plus that nobody has escaped arrives as a space.
    return as_moment(text) or as_moment(text.replace(" ", "+"))


def day_in(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def end_of(day: date | None, organization: Organization) -> datetime | None:
    try:
        return organization.start_of(day + timedelta(days=1)) - timedelta.resolution if day else None
    except OverflowError:
        return None


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
