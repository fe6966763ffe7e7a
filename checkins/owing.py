"""Who owes a check-in: the one rule that the page, the reminders and every count share.

A key result owes one check-in in a window when, on the due morning, its period was open, it counted and was not
done, and its owner was active and owned it. The owner owes; while she is away her deputy; with no active owner the
owner of the objective.

When its period is over, nobody owes weekly: each key result asks once for its final value, by things as they stand
now, until it was heard of in grace or has a score.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, UUIDField, When
from django.db.models.functions import Coalesce

from checkins.windows import Window
from objectives.models import KeyResult, PeriodState, Score
from organizations.models import Role

# Key results with two more columns than their model has.
Owing = QuerySet[Any]

WEEKLY = Q(period__state=PeriodState.OPEN)
FINALLY = Q(period__state=PeriodState.GRACE)


def owing(window: Window, now: datetime) -> Owing:
    """The key results that owe in this window, answered or not, each with `ower_id` and `is_answered`."""
    # Before the due morning, things are taken as they stand.
    settled_at = min(window.settled_at, now)

    def settled(moment: str) -> Q:
        return FINALLY | Q(**{f"{moment}__lte": settled_at})

    owner_owes = can_answer("owner") & settled("owner__active_since") & settled("owner_since")
    nobody_owns = Q(owner=None) & settled("owner_since") | Q(owner__isnull=False) & ~can_answer("owner")
    objectives_owner_owes = can_answer("objective__owner") & settled("objective__owner__active_since")
    return (
        KeyResult.objects.active()
        .filter(asks_weekly(window) & settled("period__opened_at") | FINALLY, settled("counts_since"), done_as="")
        .annotate(
            ower_id=Case(
                When(owner_owes & owner_is_away(window, now), then=Coalesce(active_deputy(), F("owner_id"))),
                When(owner_owes, then=F("owner_id")),
                When(nobody_owns & objectives_owner_owes, then=F("objective__owner_id")),
                output_field=UUIDField(),
            ),
            is_answered=ExpressionWrapper(answered(window), output_field=BooleanField()),
        )
        .filter(ower_id__isnull=False)
    )


def asks_weekly(window: Window) -> Q:
    """Its period covers the due day."""
    return WEEKLY & Q(period__starts_on__lte=window.due_on, period__ends_on__gte=window.due_on)


def answered(window: Window) -> Q:
    """Somebody spoke in this window; of what is over, since it is over, or has scored it.

    Any score will do here, also one that was overtaken since: the score waits to be confirmed, not the value.
    """
    has_score = Exists(Score.objects.filter(objective=OuterRef("objective"), key_result=OuterRef("pk")))
    finally_heard = Q(heard_at__isnull=False, heard_at__gte=F("period__grace_began_at"))
    return WEEKLY & heard_in(window) | FINALLY & (finally_heard | Q(has_score))


def heard_in(window: Window) -> Q:
    return Q(heard_at__isnull=False, heard_at__gte=window.starts_at)


def owner_is_away(window: Window, now: datetime) -> Q:
    """On the due day; for a final value, today."""
    today = now.astimezone(window.starts_at.tzinfo).date()
    return WEEKLY & Q(owner__away_until__gt=window.due_on) | FINALLY & Q(owner__away_until__gt=today)


def active_deputy() -> Case:
    return Case(When(can_answer("deputy"), then=F("deputy_id")), output_field=UUIDField())


def can_answer(whose: str) -> Q:
    """Active, and not a viewer: viewers write nothing, check-ins neither."""
    return Q(**{f"{whose}__is_active": True, f"{whose}__role__in": [Role.ADMIN, Role.LEADER, Role.MEMBER]})


def owed_by(membership_id: UUID, window: Window, now: datetime) -> Owing:
    """What this person owes, answered or not; a final value that was given in an earlier week is behind her."""
    return owing(window, now).filter(Q(is_answered=False) | heard_in(window), ower_id=membership_id)
