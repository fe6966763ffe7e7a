"""What happens to periods."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q

from objectives.actions.history import begin_change, refuse_if_closed
from objectives.errors import (
    AlreadyDone,
    ClosedAround,
    NotOverYet,
    PeriodNameTaken,
    PeriodsOverlap,
    ReasonIsMissing,
    Refused,
)
from objectives.models import KeyResult, Objective, Period, PeriodState
from objectives.roll_up import roll_up
from organizations.models import Membership, Organization, record
from organizations.tenancy import current_organization_id


@transaction.atomic
def create_period(
    *, by: Membership | None, name: str, kind: str, starts_on: date, ends_on: date, at: datetime | None = None
) -> Period:
    """Plan a period. Raises PeriodsOverlap, PeriodNameTaken."""
    with refused_by_the_database():
        period = Period.objects.create(name=name, kind=kind, starts_on=starts_on, ends_on=ends_on)
    record("planned", period, by=by, at=at)
    return period


@transaction.atomic
def edit_period(period: Period, *, by: Membership, changes: Mapping[str, Any], at: datetime | None = None) -> Period:
    """Change the name, and the dates while it is planned.

    Raises PeriodIsClosed, PeriodsOverlap, PeriodNameTaken, Refused.
    """
    change = begin_change(by=by, at=at)
    period = Period.objects.select_for_update().get(pk=period.pk)
    refuse_if_closed(period)
    moved = {name: value for name, value in changes.items() if getattr(period, name) != value}
    if not moved:
        return period
    if moved.keys() & {"starts_on", "ends_on", "kind"} and not period.is_planned:
        raise Refused("The period is no longer planned: its dates stay as they are.")
    for name, value in moved.items():
        setattr(period, name, value)
    refuse_if_contents_do_not_fit(period)
    period.version += 1
    with refused_by_the_database():
        period.save(update_fields=[*moved, "version"])
    roll_up(Objective.objects.filter(period=period).values_list("pk", flat=True), on=change.on, expectations=True)
    record("edited", period, by=by, at=change.at, changed=sorted(moved))
    return period


def open_period(period: Period, *, by: Membership | None, at: datetime | None = None) -> Period:
    """From here on people check in, and goalposts move with a reason.

    Raises AlreadyDone, also when two click at once; ClosedAround.
    """
    return put_period_in_state(period, PeriodState.PLANNED, PeriodState.OPEN, by=by, at=at)


@transaction.atomic
def begin_grace(
    period: Period, *, by: Membership | None = None, reason: str = "", at: datetime | None = None
) -> Period:
    """Its days are over: the last check-ins and the scores. It comes by itself; before the last day it needs a reason.

    Raises AlreadyDone, ReasonIsMissing.
    """
    change = begin_change(by=by, reason=reason, at=at)
    period = Period.objects.get(pk=period.pk)
    if change.on <= period.ends_on and not change.reason:
        raise ReasonIsMissing("Its last day is still to come: say why it ends early.")
    return put_period_in_state(period, PeriodState.OPEN, PeriodState.GRACE, by=by, at=change.at, reason=change.reason)


def begin_graces_due(*, at: datetime) -> list[Period]:
    """Every open period of the organization whose last day has passed where it is; safe to call twice."""
    today = Organization.objects.get(pk=current_organization_id()).day_of(at)
    over = Period.objects.open().over_by(today).order_by("ends_on", "pk")
    begun = []
    for period in over:
        with suppress(AlreadyDone):
            begun.append(begin_grace(period, at=at))
    return begun


@transaction.atomic
def close_period(period: Period, *, by: Membership | None, at: datetime | None = None) -> Period:
    """From here on nothing in it changes. Raises AlreadyDone, also when two click at once; NotOverYet, Refused."""
    change = begin_change(by=by, at=at)
    fresh = Period.objects.get(pk=period.pk)
    if fresh.is_open:
        if change.on <= fresh.ends_on:
            raise NotOverYet
        # Nobody has to wait for the clock to notice.
        begin_grace(fresh, at=change.at)
    refuse_before_its_contents(fresh)
    return put_period_in_state(fresh, PeriodState.GRACE, PeriodState.CLOSED, by=by, at=change.at)


@transaction.atomic
def reopen_period(period: Period, *, by: Membership, reason: str, at: datetime | None = None) -> Period:
    """Back to grace, in front of everybody's eyes. As it was closed it can still be read by that date.

    Raises AlreadyDone where it is not closed, ReasonIsMissing, ClosedAround.
    """
    change = begin_change(by=by, reason=reason, at=at)
    if not change.reason:
        raise ReasonIsMissing("Say why it is opened again.")
    return put_period_in_state(period, PeriodState.CLOSED, PeriodState.GRACE, by=by, at=change.at, reason=change.reason)


STAMPS = {PeriodState.OPEN: "opened_at", PeriodState.GRACE: "grace_began_at", PeriodState.CLOSED: "closed_at"}
VERBS = {PeriodState.OPEN: "opened", PeriodState.GRACE: "grace_began", PeriodState.CLOSED: "closed"}


@transaction.atomic
def put_period_in_state(
    period: Period,
    old: PeriodState,
    new: PeriodState,
    *,
    by: Membership | None,
    at: datetime | None,
    reason: str = "",
) -> Period:
    """One transition, once: the update finds it in its old state, or somebody else was first."""
    change = begin_change(by=by, at=at)
    was_closed = old == PeriodState.CLOSED
    stamps: dict[str, Any] = {"closed_at": None} if was_closed else {STAMPS[new]: change.at}
    if new == PeriodState.OPEN or was_closed:
        refuse_within_what_is_closed(period)
    if not Period.objects.filter(pk=period.pk, state=old).update(state=new, version=F("version") + 1, **stamps):
        raise AlreadyDone(f"This period is no longer {old.label.lower()}.")
    verb = "reopened" if was_closed else VERBS[new]
    record(verb, period, by=by, at=change.at, reason=reason)
    return Period.objects.get(pk=period.pk)


def refuse_before_its_contents(period: Period) -> None:
    """A period closes only after those that lie in it; one that was planned and left empty holds nothing up."""
    within = Period.objects.that_may_hold_supporters_of(period).exclude(pk=period.pk)
    unfinished = within.exclude(state=PeriodState.CLOSED).exclude(
        Q(state=PeriodState.PLANNED) & ~Exists(Objective.objects.filter(period=OuterRef("pk")))
    )
    if names := ", ".join(unfinished.order_by("starts_on").values_list("name", flat=True)):
        raise Refused(f"{names} lies within it and is not closed. Close that first.")


def refuse_within_what_is_closed(period: Period) -> None:
    """What is closed would have to move with what happens in it."""
    around = Period.objects.enclosing(period).filter(state=PeriodState.CLOSED).order_by("starts_on").first()
    if around:
        raise ClosedAround(f"{around.name} is closed around it. Reopen that first.")


def refuse_if_contents_do_not_fit(period: Period) -> None:
    """Objectives support what lies in their own period or in one that encloses it."""
    if KeyResult.objects.filter(period=period, due_on__isnull=False).exclude(due_on__range=period.days).exists():
        raise Refused("Some of its key results are due outside of these days.")
    supporting = Objective.objects.filter(period=period, parent__isnull=False).select_related("parent__period")
    supported = Objective.objects.filter(parent__period=period).select_related("period")
    above = {o.parent.period_id: o.parent.period for o in supporting if o.parent and o.parent.period_id != period.pk}
    below = {o.period_id: o.period for o in supported if o.period_id != period.pk}
    if any(not outer.contains(period) for outer in above.values()):
        raise Refused("Its objectives support a longer period, which would no longer enclose it.")
    if any(not period.contains(inner) for inner in below.values()):
        raise Refused("Objectives of shorter periods support this one, which would no longer enclose them.")


@contextmanager
def refused_by_the_database() -> Iterator[None]:
    """Two people plan at once: the later one reads why not."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "periods_of_one_kind_do_not_overlap" in str(error):
            raise PeriodsOverlap from error
        if "period_name_is_unique_in_its_organization" in str(error):
            raise PeriodNameTaken from error
        raise
