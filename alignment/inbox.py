"""Requests as read: what waits for somebody's answer, what she asked herself, and what is asked of one thing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from alignment.actions import UNDONE_WITHIN
from alignment.models import Request, RequestQuerySet, RequestState
from objectives.models import KeyResult, Measure, Objective, Period, State
from objectives.models.period import PeriodState
from organizations.formatting import figure
from organizations.models import Membership, TeamMembership

ANSWERS_ARE_NEWS_FOR = timedelta(days=7)
MOST = 100
ZERO = Decimal(0)


@dataclass(frozen=True)
class Inbox:
    """`asked` waits for her answer, the oldest first; `asking` is what she asked and nobody has answered;
    `answers` what others said to it of late."""

    asked: Sequence[Request] = ()
    asking: Sequence[Request] = ()
    answers: Sequence[Request] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.asking or self.answers)


def answerable() -> Q:
    """Not answered, and what it is about still counts in a period that is not closed."""
    still = Q(objective__state=State.ACTIVE) & (Q(key_result=None) | Q(key_result__state=State.ACTIVE))
    return Q(state=RequestState.ASKED) & still & ~Q(period__state=PeriodState.CLOSED)


def is_answerable(request: Request) -> bool:
    """The same of one that is loaded."""
    counts = request.objective.is_active and (request.key_result is None or request.key_result.is_active)
    return request.is_open and counts and not request.period.is_closed


def asked_of(membership: Membership) -> Q:
    """Of her, or of a team that she leads; not what she asks herself."""
    leads = TeamMembership.objects.filter(team=OuterRef("team"), membership=membership, is_lead=True)
    return (Q(asked=membership) | Q(Exists(leads))) & ~Q(asker=membership)


def waiting_for(membership: Membership) -> RequestQuerySet:
    found: RequestQuerySet = Request.objects.visible_to(membership)
    return found.filter(answerable(), asked_of(membership)) if membership.may_write else found.none()


def inbox_of(membership: Membership, now: datetime) -> Inbox:
    """For Home; one question."""
    if not membership.may_write:
        return Inbox()
    answered = Q(answered_at__gte=now - ANSWERS_ARE_NEWS_FOR) & ~Q(state=RequestState.WITHDRAWN)
    mine = Q(asker=membership) & (answerable() | answered)
    found = Request.objects.visible_to(membership).filter((answerable() & asked_of(membership)) | mine)
    return sorted_out(found.with_people().order_by("created_at", "id")[:MOST], membership)


def sorted_out(requests: Iterable[Request], membership: Membership) -> Inbox:
    rows = list(requests)
    others = [each for each in rows if each.asker_id != membership.pk]
    mine = [each for each in rows if each.asker_id == membership.pk]
    return Inbox(
        asked=[each for each in others if each.is_open],
        asking=[each for each in mine if each.is_open],
        answers=[each for each in mine if not each.is_open],
    )


@dataclass(frozen=True)
class Lists:
    """Everything, the newest first: of her, and by her. Of what she declined, what may still be undone."""

    asked: Sequence[Request]
    asking: Sequence[Request]
    undoable: frozenset[object]


def lists_of(membership: Membership, now: datetime) -> Lists:
    """One question."""
    found = Request.objects.visible_to(membership).filter(asked_of(membership) | Q(asker=membership))
    rows = list(found.with_people().order_by("-created_at", "-id")[: 2 * MOST])
    return Lists(
        asked=[each for each in rows if each.asker_id != membership.pk],
        asking=[each for each in rows if each.asker_id == membership.pk],
        undoable=frozenset(each.pk for each in rows if each.asker_id != membership.pk and is_undoable(each, now)),
    )


def is_undoable(request: Request, now: datetime) -> bool:
    """A decline, for thirty days; the period must be loaded."""
    is_late = request.answered_at is None or now - request.answered_at > UNDONE_WITHIN
    return request.is_declined and not is_late and not request.period.is_closed


def requests_about(objective: Objective, key_result: KeyResult | None = None) -> list[Request]:
    """Those that stand, of the objective and its key results, or of one key result alone; one question."""
    found = Request.objects.standing().filter(objective=objective)
    if key_result is not None:
        found = found.filter(key_result=key_result)
    return list(found.with_people().order_by("created_at", "id")[:MOST])


def shares_in_words(key_result: KeyResult, contributors: Sequence[KeyResult], requests: Sequence[Request]) -> str:
    """Of a sum that is shared out: how far the shares are from its target; empty where they add up, or none is."""
    if key_result.measure != Measure.SUM or key_result.target is None or not requests:
        return ""
    targets = [each.target for each in contributors if each.is_active and each.objective.is_active]
    targets += [each.target for each in requests if each.is_open and each.contributes]
    come_to = sum((target or ZERO for target in targets), ZERO)
    if come_to == key_result.target:
        return ""
    missing = key_result.target - come_to
    what = "is asked of nobody" if missing > 0 else "is more than the target"
    come_to_words, whole = figure(come_to, key_result.unit), figure(key_result.target, key_result.unit)
    return f"The shares come to {come_to_words} of {whole}: {figure(abs(missing), key_result.unit)} {what}."


def periods_to_ask_in(objective: Objective, periods: Iterable[Period]) -> list[Period]:
    """Its own, and those within it that are not closed."""
    return [each for each in periods if objective.period.contains(each) and not each.is_closed]
