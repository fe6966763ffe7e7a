"""Where one looks at a tree, and what is asked of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from checkins.health import Health
from checkins.windows import Moment
from objectives.as_of import Standing
from objectives.models import Objective, Period
from organizations.models import Membership


@dataclass(frozen=True)
class Wanted:
    """What is asked of a tree: which rows are open, what is looked for, and below which objective alone.

    `helps_id` is the team whose objectives are supported by what is looked for.
    """

    opened: frozenset[UUID] = frozenset()
    alone_is_open: bool = False
    of: Objective | None = None
    team_id: UUID | None = None
    helps_id: UUID | None = None
    owner_id: UUID | None = None
    health: Health | None = None
    text: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.team_id or self.helps_id or self.owner_id or self.health or self.text)


@dataclass(frozen=True)
class Site:
    """Whose tree, of which period, at which moment; with the longer periods around it and those within it."""

    membership: Membership
    moment: Moment
    period: Period
    enclosing: Sequence[Period] = ()
    within: Sequence[Period] = ()
    standing: Standing | None = field(default=None, repr=False)

    @property
    def periods(self) -> list[Period]:
        return [self.period, *self.enclosing, *self.within]

    @property
    def of_roots(self) -> list[Period]:
        return [self.period, *self.enclosing]


def site_around(
    membership: Membership, moment: Moment, period: Period, periods: Iterable[Period], standing: Standing | None = None
) -> Site:
    """With the longer ones of `periods` around it and those within it; of the same days a year is around a quarter."""
    others = [other for other in periods if other.pk != period.pk]
    enclosing = [other for other in others if other.contains(period)]
    within = [other for other in others if period.contains(other) and other not in enclosing]
    return Site(membership, moment, period, enclosing, within, standing)
