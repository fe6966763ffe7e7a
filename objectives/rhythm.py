"""What happens to periods by themselves, day after day: the next are made ahead of time."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from objectives.actions.periods import create_period
from objectives.errors import PeriodNameTaken, PeriodsOverlap
from objectives.models import Period, PeriodKind
from objectives.proposals import Proposal, following
from organizations.models import Organization
from organizations.tenancy import current_organization_id

# So many days before the last one, the next is there to be filled.
LEAD = {PeriodKind.QUARTER: timedelta(days=42), PeriodKind.YEAR: timedelta(days=90)}
# So many days before a period begins, and before its grace ends, its admins are told.
NOTICE = timedelta(days=7)
# Whoever has gone without a period for longer has stopped, and starts again by hand.
GIVEN_UP_AFTER = timedelta(days=30)
LONGEST_NAME = 60


def plan_next_periods(*, at: datetime) -> list[Period]:
    """The period after the last one of each kind that the organization uses; safe to call twice."""
    organization = Organization.objects.get(pk=current_organization_id())
    today = organization.day_of(at)
    last_of_each_kind = Period.objects.order_by("kind", "-ends_on").distinct("kind")
    nexts = [following(last, organization.year_starts_in) for last in last_of_each_kind if asks_for_next(last, today)]
    return [planned for proposal in nexts if (planned := plan(proposal, at))]


def asks_for_next(last: Period, today: date) -> bool:
    """Its end is near, or not long ago. One that nobody opened asks for nothing: else they would go on for ever."""
    if last.is_planned or today < last.starts_on:
        return False
    return -GIVEN_UP_AFTER <= last.ends_on - today < LEAD[PeriodKind(last.kind)]


def plan(proposal: Proposal, at: datetime) -> Period | None:
    """None where somebody was first; a name that another period has is told apart by the first day."""
    begins_on = f"{proposal.starts_on.day} {proposal.starts_on:%B %Y}"
    for name in (proposal.name, f"{proposal.name[:30]} from {begins_on}"):
        with suppress(PeriodsOverlap, PeriodNameTaken):
            return create_period(
                by=None,
                name=name[:LONGEST_NAME],
                kind=proposal.kind,
                starts_on=proposal.starts_on,
                ends_on=proposal.ends_on,
                at=at,
            )
    return None
