"""Asking teams and people for a part: a request for each, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from alignment.actions.shared import fresh_source, refuse_asked_already, trace
from alignment.drafts import Ask, Left, aims_of, is_shared, left_of, shared_out
from alignment.errors import CannotBeAsked, NobodyAsked, SharesDoNotFit
from alignment.models import Request
from alignment.shares import why_wrong
from objectives.actions.history import Change, begin_change, refuse_if_closed
from objectives.errors import AimDoesNotWork, ParentDoesNotFit
from objectives.models import KeyResult, Objective, Period
from objectives.models.key_result import LARGEST_VALUE
from organizations.models import Membership, Team, TeamMembership

ZERO = Decimal(0)


@transaction.atomic
def ask(
    objective: Objective,
    key_result: KeyResult | None = None,
    *,
    by: Membership,
    period: Period,
    asks: Sequence[Ask],
    title: str,
    message: str = "",
    kept: Decimal = ZERO,
    at: datetime | None = None,
) -> list[Request]:
    """A request for each. A sum is shared out: the shares and what is `kept` add up to what is left of its target.

    Raises NobodyAsked, CannotBeAsked, AskedAlready, SharesDoNotFit, SourceIsGone, AimDoesNotWork, ParentDoesNotFit,
    PeriodIsClosed.
    """
    change = begin_change(by=by, at=at)
    objective, key_result = fresh_source(objective, key_result)
    refuse_if_closed(period)
    if not objective.period.contains(period):
        raise ParentDoesNotFit
    if not asks:
        raise NobodyAsked
    left = left_of(key_result) if key_result and is_shared(key_result) else None
    if left and key_result:
        asks = shares_checked(asks, left, kept, key_result.unit)
    aims = aims_of(key_result, [each.share for each in asks], left)
    common = {"objective": objective, "key_result": key_result, "period": period, "title": title, "message": message}
    return [ask_one(each, common | aim, change) for each, aim in zip(asks, aims, strict=True)]


def shares_checked(asks: Sequence[Ask], left: Left, kept: Decimal, unit: str) -> list[Ask]:
    shared = shared_out(asks, Left(left.start, left.target - kept, left.taken))
    if words := why_wrong([kept, *(each.share or ZERO for each in shared)], left.target, unit):
        raise SharesDoNotFit(words)
    return shared


def ask_one(each: Ask, facts: dict[str, Any], change: Change) -> Request:
    assert change.by is not None
    if any(abs(facts.get(name) or ZERO) > LARGEST_VALUE for name in ("start", "target")):
        raise AimDoesNotWork(f"The share of {each} is too large to be counted.")
    if facts.get("start") is not None and facts["start"] == facts["target"]:
        raise AimDoesNotWork(f"The share of {each} leaves nothing to do: give it more, or leave it out.")
    asked = whom_to_ask(each, change.by)
    request = Request(asked=asked, team=each.team, asker=change.by, created_at=change.at, **facts)
    refuse_asked_already(request)
    request.save()
    trace("requested", request, change)
    return request


def whom_to_ask(each: Ask, by: Membership) -> Membership:
    """The person, or who leads the team. Raises CannotBeAsked."""
    if each.team is None:
        person = each.person
        assert person is not None, "a team or a person is asked"
        if person == by:
            raise CannotBeAsked("You cannot ask yourself: add the objective yourself.")
        if not person.is_active or not person.may_write:
            raise CannotBeAsked(f"{person} cannot take on an objective.")
        return person
    leads = [lead for lead in leads_of(each.team) if lead != by]
    if not leads and TeamMembership.objects.filter(team=each.team, membership=by, is_lead=True).exists():
        raise CannotBeAsked(f"You lead {each.team} yourself: add its objective yourself.")
    if not leads:
        raise CannotBeAsked(f"Nobody leads {each.team} who could answer. Choose a person instead.")
    return leads[0]


def leads_of(team: Team) -> list[Membership]:
    """Those who can answer, by name."""
    rows = TeamMembership.objects.filter(team=team, is_lead=True, membership__is_active=True)
    people = [row.membership for row in rows.select_related("membership__user").order_by("membership__user__name")]
    return [person for person in people if person.may_write]
