"""Cadence windows: from one due day to the day before the next, where the owner of a key result is.

A key result's window follows the rhythm of its objective's team and the clock of whoever owns it; with no active
owner, of its objective's owner. A deputy answers in the window of whom she stands in for.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from objectives.models import KeyResult, Period
from objectives.pace import PaceRules, rules_at, rules_of
from organizations.models import Membership, Organization
from organizations.rhythm import Rhythm, Rhythms, rhythms


@dataclass(frozen=True)
class Window:
    """A check-in is due on `due_on`; who owes it is settled at `settled_at`, the hour at which it is due."""

    due_on: date
    next_due_on: date
    starts_at: datetime
    settled_at: datetime
    ends_at: datetime

    @property
    def hour(self) -> int:
        return self.settled_at.hour


@dataclass(frozen=True)
class Moment:
    """Where and when one looks: an organization at a moment, with its rhythms.

    `past_rules` are those by which pace was judged then; None stands for those of today.
    """

    organization: Organization
    at: datetime
    rhythms: Rhythms
    past_rules: PaceRules | None = None

    @property
    def pace_rules(self) -> PaceRules:
        return self.past_rules or rules_of(self.organization)

    @property
    def zones(self) -> frozenset[str]:
        """Those of people whose clocks differ from the organization's."""
        return self.rhythms.zones - {self.organization.time_zone}

    @property
    def today(self) -> date:
        return self.organization.day_of(self.at)

    def window(self, team_id: UUID | None = None, zone: str = "") -> Window:
        """The window of a team's objectives by the clocks of `zone`; without them the organization's own."""
        return window_of(self.rhythms.of(team_id), self.at, ZoneInfo(zone or self.organization.time_zone))

    def window_of(self, key_result: KeyResult) -> Window:
        """Its objective and both owners must be loaded."""
        owners = [person for person in (key_result.owner, key_result.objective.owner) if person and can_answer(person)]
        return self.window(key_result.objective.team_id, owners[0].time_zone if owners else "")

    def own_window(self, membership: Membership) -> Window:
        """The organization's rhythm by somebody's own clock."""
        return self.window(zone=membership.time_zone)


def moment_at(organization: Organization, at: datetime) -> Moment:
    """One question, and a second where teams have rhythms of their own."""
    return Moment(organization, at, rhythms())


def as_of(moment: Moment, at: datetime) -> Moment:
    """The same place at a moment of the past, by the rules of then; one question more."""
    return replace(moment, at=at, past_rules=rules_at(moment.organization, at))


def read_at(moment: Moment, period: Period | None) -> Moment:
    """When the pages of a period are read: what is closed stays as it was then."""
    return as_of(moment, period.closed_at) if period and period.is_closed and period.closed_at else moment


def window_of(rhythm: Rhythm, at: datetime, zone: ZoneInfo) -> Window:
    """The one that a moment lies in."""
    day = at.astimezone(zone).date()
    due_on, next_due_on = rhythm.due_on(day), rhythm.next_due_on(day)
    return Window(
        due_on=due_on,
        next_due_on=next_due_on,
        starts_at=datetime.combine(due_on, time(), tzinfo=zone),
        settled_at=datetime.combine(due_on, time(rhythm.hour_on(due_on)), tzinfo=zone),
        ends_at=datetime.combine(next_due_on, time(), tzinfo=zone),
    )


def can_answer(membership: Membership) -> bool:
    """Active, and not a viewer: viewers write nothing, check-ins neither."""
    return membership.is_active and membership.may_write
