"""The periods page as read: each period with its state, how far it is, its numbers, its past and what comes next."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import NullIf
from django.utils.dateformat import format as formatted

from objectives.models import BelongsTo, Objective, ObjectiveVersion, Period, State
from objectives.permissions import can_draft_objectives, can_manage_periods
from objectives.rhythm import NOTICE
from objectives.weekly import week_index
from organizations.models import Activity, Membership, Organization

PAST = ("grace_began", "closed", "reopened")


@dataclass(frozen=True)
class Step:
    """A page to go to: its name among the addresses, and the words of the link."""

    page: str
    words: str
    is_in_period: bool = True


@dataclass(frozen=True)
class Closing:
    """It was closed once, and opened again; `query` shows its scorecard as it was."""

    closed_on: date
    reopened_on: date
    reason: str
    by: str
    query: str


@dataclass(frozen=True)
class PeriodRow:
    """`steps` begins with the one that is obvious."""

    period: Period
    objective_count: int
    progress: Decimal | None
    whereabouts: str
    steps: Sequence[Step]
    closings: Sequence[Closing] = ()
    ended_early: str = ""

    @property
    def days(self) -> str:
        """The year once, where both days lie in it."""
        first, last = self.period.days
        return f"{formatted(first, 'j F' if first.year == last.year else 'j F Y')} to {day(last)}"


def period_rows(periods: Sequence[Period], membership: Membership, today: date) -> list[PeriodRow]:
    """In the order given, in two queries."""
    numbers, past, organization = numbers_by_period(), past_by_period(periods), membership.organization
    return [
        PeriodRow(
            period=period,
            objective_count=numbers[period.pk].count,
            progress=numbers[period.pk].progress,
            whereabouts=whereabouts(period, organization, today),
            steps=steps_for(membership, period, today),
            closings=closings(past[period.pk], organization),
            ended_early=next((a.data.get("reason", "") for a in past[period.pk] if a.verb == "grace_began"), ""),
        )
        for period in periods
    ]


@dataclass(frozen=True)
class Numbers:
    count: int = 0
    progress: Decimal | None = None


def numbers_by_period() -> Mapping[UUID, Numbers]:
    """How many objectives each has, and its progress as its scorecard has it.

    That of the company's roots in it, and where there are none, of what supports the longer periods around it.
    """
    own = Q(belongs_to=BelongsTo.COMPANY, depth=0) & (Q(parent=None) | ~Q(state_above=State.ACTIVE))
    around = Q(parent__isnull=False) & ~Q(parent__period=F("period"))
    found = Objective.objects.active().annotate(state_above=state_above()).values("period_id").order_by()
    counted = found.annotate(
        count=Count("pk"), roots=Count("pk", filter=own), of_roots=mean_progress(own), of_others=mean_progress(around)
    )
    numbers: dict[UUID, Numbers] = defaultdict(Numbers)
    for row in counted:
        numbers[row["period_id"]] = Numbers(row["count"], row["of_roots"] if row["roots"] else row["of_others"])
    return numbers


def state_above() -> Case:
    """The state of what it supports; of what is closed as it was then, though the longer period goes on."""
    versions = ObjectiveVersion.objects.filter(
        objective=OuterRef("parent"), created_at__lte=OuterRef("period__closed_at")
    )
    then = Subquery(versions.order_by("-created_at", "-id").values("state")[:1])
    has_gone_on = Q(period__closed_at__isnull=False) & ~Q(parent__period=F("period"))
    return Case(When(has_gone_on, then=then), default=F("parent__state"))


def mean_progress(which: Q) -> CombinedExpression:
    """Weighted; of what has none yet nothing is counted."""
    known = which & Q(progress__isnull=False)
    return Sum(F("weight") * F("progress"), filter=known) / NullIf(Sum("weight", filter=known), Decimal(0))


def past_by_period(periods: Sequence[Period]) -> dict[UUID, list[Activity]]:
    """Ends, closings and reopenings, oldest first."""
    past: dict[UUID, list[Activity]] = defaultdict(list)
    lines = Activity.objects.filter(thing_id__in=[p.pk for p in periods], thing_kind="period", verb__in=PAST)
    for line in lines.select_related("actor__user").order_by("created_at", "id"):
        past[line.thing_id].append(line)
    return past


def closings(past: Sequence[Activity], organization: Organization) -> list[Closing]:
    """Each closing that was taken back, with the reason for which it was."""
    acts = [act for act in past if act.verb != "grace_began"]
    return [
        Closing(
            closed_on=organization.day_of(closed.created_at),
            reopened_on=organization.day_of(reopened.created_at),
            reason=reopened.data.get("reason", ""),
            by=str(reopened.actor or ""),
            query=query_as_of(closed.thing_id, closed.created_at),
        )
        for closed, reopened in zip(acts[::2], acts[1::2], strict=False)
    ]


def query_as_of(period_id: UUID, moment: datetime) -> str:
    return urlencode({"period": period_id, "as_of": moment.astimezone(UTC).isoformat()})


def whereabouts(period: Period, organization: Organization, today: date) -> str:
    """How far it is, in words."""
    if period.is_planned:
        return when_it_begins(period, today)
    if period.is_open:
        return week_in(period, today) if today <= period.ends_on else "its last day has passed"
    if period.is_in_grace:
        until = period.grace_ends_on(organization)
        return f"until {day(until)}" if today <= until else f"was due to close on {day(until)}"
    return f"on {day(organization.day_of(period.closed_at))}" if period.closed_at else ""


def when_it_begins(period: Period, today: date) -> str:
    days = (period.starts_on - today).days
    if days > 0:
        return f"begins {soon(days)}"
    return f"began on {day(period.starts_on)}" if today <= period.ends_on else f"was over on {day(period.ends_on)}"


def week_in(period: Period, today: date) -> str:
    days = (period.starts_on - today).days
    if days > 0:
        return f"begins {soon(days)}"
    return f"week {week_index(today, period.starts_on) + 1} of {week_index(period.ends_on, period.starts_on) + 1}"


def soon(days: int) -> str:
    return "tomorrow" if days == 1 else f"in {days} days"


def day(on: date) -> str:
    return formatted(on, "j F Y")


def steps_for(membership: Membership, period: Period, today: date) -> list[Step]:
    """What she can do next, the obvious first; an admin's acts for admins alone."""
    read, manages = steps_of_readers(membership, period), can_manage_periods(membership)
    if not manages:
        return read
    if period.is_planned:
        is_near = today >= period.starts_on - NOTICE
        return [OPEN, *read, EDIT] if is_near else [*read, OPEN, EDIT]
    if period.is_open:
        return [*read, END_EARLY if today <= period.ends_on else END, EDIT]
    if period.is_in_grace:
        is_due = today > period.grace_ends_on(membership.organization)
        return [CLOSE, *read, RENAME] if is_due else [*read, CLOSE, RENAME]
    return [*read, REOPEN]


OPEN, EDIT, RENAME = Step("period_open", "Open"), Step("period_edit", "Edit"), Step("period_edit", "Rename")
END_EARLY, END = Step("period_end", "End early"), Step("period_end", "End")
CLOSE, REOPEN = Step("period_close", "Close"), Step("period_reopen", "Reopen")


def steps_of_readers(membership: Membership, period: Period) -> list[Step]:
    if period.is_planned:
        return [Step("period_checklist", "Checklist"), Step("objective_list", "Objectives", is_in_period=False)]
    if period.is_open:
        return [Step("scorecard", "Scorecard", is_in_period=False)]
    carry_over = [Step("period_carry_over", "Carry over")] if can_draft_objectives(membership) else []
    return [Step("period_scoring", "Scores") if period.is_in_grace else Step("period_report", "Report"), *carry_over]
