"""What happens to periods."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from objectives.actions.history import begin_change, refuse_if_closed
from objectives.errors import AlreadyDone, PeriodNameTaken, PeriodsOverlap, Refused
from objectives.models import KeyResult, Objective, Period, PeriodState
from objectives.roll_up import roll_up
from organizations.models import Membership, record


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
        raise Refused("The period is open: its dates stay as they are.")
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

    Raises AlreadyDone, also when two click at once.
    """
    return put_period_in_state(period, PeriodState.PLANNED, PeriodState.OPEN, "opened_at", by=by, at=at)


@transaction.atomic
def close_period(period: Period, *, by: Membership | None, at: datetime | None = None) -> Period:
    """From here on nothing in it changes. Raises AlreadyDone, also when two click at once; and Refused."""
    begin_change(by=by, at=at)
    refuse_if_still_supported(period)
    return put_period_in_state(period, PeriodState.OPEN, PeriodState.CLOSED, "closed_at", by=by, at=at)


@transaction.atomic
def put_period_in_state(
    period: Period, old: str, new: str, column: str, *, by: Membership | None, at: datetime | None
) -> Period:
    change = begin_change(by=by, at=at)
    changed = Period.objects.filter(pk=period.pk, state=old).update(
        state=new, version=F("version") + 1, **{column: change.at}
    )
    if not changed:
        raise AlreadyDone(f"This period is no longer {old}.")
    record("opened" if new == PeriodState.OPEN else "closed", period, by=by, at=change.at)
    period.refresh_from_db()
    return period


def refuse_if_still_supported(period: Period) -> None:
    """A shorter period that is not closed would move the numbers of this one."""
    supporting = Objective.objects.filter(parent__period=period).exclude(period=period)
    below = Period.objects.filter(pk__in=supporting.values("period_id")).exclude(state=PeriodState.CLOSED)
    if names := ", ".join(below.order_by("starts_on").values_list("name", flat=True)):
        raise Refused(f"Its objectives are supported from {names}. Close that first.")


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
