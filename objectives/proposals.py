"""The periods that an organization would plan next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from objectives.models import Period, PeriodKind

MONTHS_OF_A_QUARTER = 3


@dataclass(frozen=True)
class Proposal:
    name: str
    kind: str
    starts_on: date
    ends_on: date

    @property
    def query(self) -> str:
        """For the address of a page that has it filled in."""
        return urlencode(self.as_initial())

    def as_initial(self) -> dict[str, object]:
        return {"name": self.name, "kind": self.kind, "starts_on": self.starts_on, "ends_on": self.ends_on}


def proposals(periods: Iterable[Period], today: date) -> list[Proposal]:
    """The first calendar quarter and the first calendar year, from today on, that no period covers yet."""
    known = list(periods)
    return [
        first_free(quarter_of(today), [p for p in known if p.kind == PeriodKind.QUARTER]),
        first_free(year_of(today), [p for p in known if p.kind == PeriodKind.YEAR]),
    ]


def first_free(proposal: Proposal, taken: list[Period]) -> Proposal:
    after = quarter_of if proposal.kind == PeriodKind.QUARTER else year_of
    while any(p.starts_on <= proposal.ends_on and proposal.starts_on <= p.ends_on for p in taken):
        proposal = after(proposal.ends_on + timedelta(days=1))
    return proposal


def quarter_of(day: date) -> Proposal:
    quarter = (day.month - 1) // MONTHS_OF_A_QUARTER
    starts_on = date(day.year, quarter * MONTHS_OF_A_QUARTER + 1, 1)
    following = date(day.year + quarter // 3, (quarter + 1) % 4 * MONTHS_OF_A_QUARTER + 1, 1)
    return Proposal(f"Q{quarter + 1} {day.year}", PeriodKind.QUARTER, starts_on, following - timedelta(days=1))


def year_of(day: date) -> Proposal:
    return Proposal(str(day.year), PeriodKind.YEAR, date(day.year, 1, 1), date(day.year, 12, 31))
