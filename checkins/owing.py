"""Who owes a check-in: the one rule that the page, the reminders and every count share.

A key result owes one check-in in a window when, on the due morning, its period was open, it counted and was not
done, and its owner was active and owned it. The owner owes; while she is away her deputy; with no active owner the
owner of the objective.

When its period is over, nobody owes weekly: each key result asks once for its final value, by things as they stand
now, until it was heard of in grace or has a score.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Field,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from checkins.models import CheckIn
from checkins.windows import Moment, Window
from objectives.models import KeyResult, PeriodState, Score
from organizations.models import Role

# Key results with more columns than their model has.
Owing = QuerySet[Any]
# By the time zones of people, the organization's first.
Windows = tuple[tuple[str, Window], ...]

WEEKLY = Q(period__state=PeriodState.OPEN)
FINALLY = Q(period__state=PeriodState.GRACE)
# The clocks of the world differ by no more.
FARTHEST_MOVE = timedelta(hours=26)


def owing(moment: Moment) -> Owing:
    """The key results that owe at this moment, answered or not.

    Each with `ower_id`, `is_answered`, and its window: due on `week_on` at `hour`, up to the day before `next_on`.
    """
    owner_owes = can_answer("owner") & settled("owner__active_since") & settled("owner_since")
    nobody_owns = Q(owner=None) & settled("owner_since") | Q(owner__isnull=False) & ~can_answer("owner")
    objectives_owner_owes = can_answer("objective__owner") & settled("objective__owner__active_since")
    return (
        with_windows(KeyResult.objects.active(), moment)
        .filter(asks_weekly() & settled("period__opened_at") | FINALLY, settled("counts_since"), done_as="")
        .annotate(
            ower_id=Case(
                When(owner_owes & owner_is_away(), then=Coalesce(active_deputy(), F("owner_id"))),
                When(owner_owes, then=F("owner_id")),
                When(nobody_owns & objectives_owner_owes, then=F("objective__owner_id")),
                output_field=UUIDField(),
            ),
            is_answered=ExpressionWrapper(answered(), output_field=BooleanField()),
        )
        .filter(ower_id__isnull=False)
    )


def owed_by(membership_id: UUID, moment: Moment) -> Owing:
    """What this person owes, answered or not; a final value that was given in an earlier week is behind her."""
    return owing(moment).filter(Q(is_answered=False) | heard_in_the_window(), ower_id=membership_id)


def with_windows(key_results: QuerySet[Any], moment: Moment) -> Owing:
    """Each with the window that it is in, as `Moment.window_of` has it."""
    usual, others = windows_at(moment)

    def of_window(what: Callable[[Window], date | datetime | int], output_field: "Field[Any, Any]") -> Case | Value:
        cases = [When(objective__team__in=ids, then=by_clock(own, what, output_field)) for own, ids in others.items()]
        figure = by_clock(usual, what, output_field)
        return Case(*cases, default=figure, output_field=output_field) if cases else figure

    return key_results.annotate(
        week_on=of_window(lambda window: window.due_on, DateField()),
        next_on=of_window(lambda window: window.next_due_on, DateField()),
        hour=of_window(lambda window: window.hour, IntegerField()),
    ).alias(
        starts_at=of_window(lambda window: window.starts_at, DateTimeField()),
        before_it=of_window(lambda window: window.starts_at - FARTHEST_MOVE, DateTimeField()),
        # Before the due morning, things are taken as they stand.
        settled_at=of_window(lambda window: min(window.settled_at, moment.at), DateTimeField()),
        today=of_window(lambda window: moment.at.astimezone(window.starts_at.tzinfo).date(), DateField()),
    )


def windows_at(moment: Moment) -> tuple[Windows, dict[Windows, list[UUID]]]:
    """The usual ones, and those of the teams that have others; teams of one day are together, whenever they chose."""

    def windows(team_id: UUID | None = None) -> Windows:
        return tuple((zone, moment.window(team_id, zone)) for zone in ("", *sorted(moment.zones)))

    usual, others = windows(), defaultdict[Windows, list[UUID]](list)
    for team_ids in moment.rhythms.teams_together():
        others[windows(team_ids[0])] += team_ids
    return usual, {own: team_ids for own, team_ids in others.items() if own != usual}


def by_clock(windows: Windows, what: Callable[[Window], Any], output_field: "Field[Any, Any]") -> Case | Value:
    """A figure of windows that differ by the clocks of whoever may answer: first an owner, then the objective's.

    Few figures differ, so that each is a constant to the database.
    """
    (_, own), *others = windows
    usual = Value(what(own), output_field=output_field)
    zones: dict[Any, list[str]] = defaultdict(list)
    for zone, window in others:
        zones[what(window)].append(zone)
    zones.pop(usual.value, None)
    if not zones:
        return usual

    def clock_of(whose: str) -> Case:
        figures = {figure: Value(figure, output_field=output_field) for figure in zones}
        cases = [When(**{f"{whose}__time_zone__in": zones[figure]}, then=value) for figure, value in figures.items()]
        return Case(*cases, default=usual, output_field=output_field)

    clocks = [When(can_answer(whose), then=clock_of(whose)) for whose in ("owner", "objective__owner")]
    return Case(*clocks, default=usual, output_field=output_field)


def settled(moment: str) -> Q:
    return FINALLY | Q(**{f"{moment}__lte": F("settled_at")})


def asks_weekly() -> Q:
    """Its period covers the due day."""
    return WEEKLY & Q(period__starts_on__lte=F("week_on"), period__ends_on__gte=F("week_on"))


def answered() -> Q:
    """Somebody spoke in this window; of what is over, since it is over, or has scored it.

    Any score will do here, also one that was overtaken since: the score waits to be confirmed, not the value.
    """
    has_score = Exists(Score.objects.filter(objective=OuterRef("objective"), key_result=OuterRef("pk")))
    finally_heard = Q(heard_at__isnull=False, heard_at__gte=F("period__grace_began_at"))
    return WEEKLY & heard_in_the_window() | FINALLY & (finally_heard | Q(has_score))


def heard_in_the_window() -> Q:
    """By the clock that her owner has; or by the one that she had when she spoke, if she has moved west since."""
    just_before = Q(heard_at__isnull=False, heard_at__gte=F("before_it"))
    said = CheckIn.objects.filter(key_result=OuterRef("pk"), created_at__gte=OuterRef("before_it"))
    return Q(heard_at__isnull=False, heard_at__gte=F("starts_at")) | just_before & Q(
        Exists(said.filter(week_on=OuterRef("week_on")))
    )


def owner_is_away() -> Q:
    """On the due day; for a final value, today."""
    return WEEKLY & Q(owner__away_until__gt=F("week_on")) | FINALLY & Q(owner__away_until__gt=F("today"))


def active_deputy() -> Case:
    return Case(When(can_answer("deputy"), then=F("deputy_id")), output_field=UUIDField())


def can_answer(whose: str) -> Q:
    """As `checkins.windows.can_answer` has it; written so that it is false, not unknown, where there is nobody."""
    roles = [Role.ADMIN, Role.LEADER, Role.MEMBER]
    return Q(**{f"{whose}__isnull": False, f"{whose}__is_active": True, f"{whose}__role__in": roles})
