"""The health of many key results at once: counted by the few ways in which they differ.

Pace is taken in the database here, as `objectives.pace` and `objectives.expected` have it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    DecimalField,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Greatest, Least, Round, TruncDate

from checkins.health import Freshness, Health, Listening, Voice, freshness, listening, worst
from checkins.windows import Moment
from objectives.confidence import said
from objectives.models import KeyResult, Period, PeriodState
from objectives.models.key_result import LIMITS, KeyResultQuerySet, Measure
from objectives.models.objective import Commitment, ObjectiveQuerySet
from objectives.pace import PaceRules
from organizations.tenancy import current_organization_id

COLUMNS = ("period_id", "team_id", "confidence", "heard_on", "counts_on", "done_as", "paced", "has_begun")
# For each objective that is asked for, every way in which the key results differ that lie in it and below it.
BELOW = """
WITH RECURSIVE below (root_id, id) AS (
    SELECT root_id, root_id FROM unnest(%s::uuid[]) AS root_id
  UNION
    SELECT below.root_id, child.id FROM below JOIN objectives_objective child
        ON child.organization_id = %s AND child.parent_id = below.id AND child.state = 'active'
)
SELECT below.root_id, below.root_id = below.id AS is_own, {columns}, count(*), sum(weight)
FROM below JOIN ({voices}) voice ON voice.objective_id = below.id
GROUP BY below.root_id, is_own, {columns}
"""
EXACT = DecimalField(max_digits=20, decimal_places=12)


@dataclass(frozen=True, slots=True)
class Group:
    """Key results in or below an objective that have one health; what they weigh together."""

    is_own: bool
    health: Health
    freshness: Freshness | None
    count: int
    weight: Decimal


class DaysBetween(Func):
    """From the second date to the first."""

    arg_joiner = " - "
    template = "(%(expressions)s)"
    output_field = IntegerField()


class MilestonesExpected(Func):
    """As `objectives.milestones.expected_share` has it: of the milestones, by a day, with the due day of the rest."""

    template = (
        "(SELECT round(coalesce(sum((item->>'weight')::numeric) FILTER"
        " (WHERE coalesce((item->>'due_on')::date, given.due_on) <= given.day), 0)"
        " / sum((item->>'weight')::numeric), 6)"
        " FROM (SELECT %(expressions)s) given (milestones, day, due_on), jsonb_array_elements(given.milestones) item)"
    )
    output_field = EXACT


def with_voices(periods: Iterable[Period], moment: Moment) -> KeyResultQuerySet:
    """The key results of some periods with all that their health depends on, and the team where its rhythm differs."""
    organization, rhythms = moment.organization, moment.rhythms
    counts_on = TruncDate("counts_since", tzinfo=organization.zone)
    return with_pace(
        KeyResult.objects.active().filter(organization_id=organization.pk, period__in=list(periods)), moment
    ).annotate(
        heard_on=TruncDate("heard_at", tzinfo=organization.zone),
        # Whoever has been heard of is silent or not whenever it began to count: fewer ways to differ.
        counts_on=Case(When(heard_at=None, then=counts_on), default=F("period__starts_on"), output_field=DateField()),
        team_id=F("objective__team_id") if rhythms.by_team else Value(None, output_field=UUIDField()),
        has_begun=ExpressionWrapper(Q(current__isnull=False), output_field=BooleanField()),
    )


def with_pace(key_results: KeyResultQuerySet, moment: Moment) -> KeyResultQuerySet:
    """Each with what its pace says, as `paced`; "" where it says nothing."""
    today, rules = Value(moment.today, output_field=DateField()), moment.pace_rules
    closed_on = TruncDate("period__closed_at", tzinfo=moment.organization.zone)
    asked = Round(F("expected"), 6) * share_asked(rules)
    return key_results.alias(
        day=Least(today, Coalesce(closed_on, today)),
        begins_on=Greatest("added_on", "period__starts_on"),
        ends_on=Coalesce("due_on", "period__ends_on"),
        expected=expected(),
        behind=ExpressionWrapper(asked - F("progress"), output_field=EXACT),
        judged_for=ExpressionWrapper(DaysBetween(F("day"), F("begins_on")), output_field=IntegerField()),
    ).annotate(
        paced=Case(
            When(Q(period__state=PeriodState.PLANNED) | ~Q(done_as=""), then=Value("")),
            When(Q(expected=None) | Q(judged_for__lt=rules.quiet.days), then=Value("")),
            When(behind__gt=rules.off_track, then=Value("off_track")),
            When(behind__gt=rules.at_risk, then=Value("at_risk")),
            default=Value("on_track"),
            output_field=TextField(),
        )
    )


def expected() -> Case:
    """As `objectives.expected.expected_of_key_result` has it."""
    way = DaysBetween(F("ends_on"), F("begins_on"))
    gone = Greatest(DaysBetween(F("day"), F("begins_on")), Value(0))
    has_milestones = Q(measure=Measure.MILESTONES, day__gte=F("begins_on")) & ~Q(milestones=[])
    return Case(
        When(Q(measure__in=LIMITS) | Q(day__gte=F("ends_on")), then=Value(Decimal(1))),
        When(measure=Measure.YES_NO, then=None),
        When(has_milestones, then=MilestonesExpected("milestones", "day", "ends_on")),
        When(begins_on__gte=F("ends_on"), then=Value(Decimal(0))),
        default=ExpressionWrapper(Cast(gone, EXACT) / way, output_field=EXACT),
        output_field=EXACT,
    )


def share_asked(rules: PaceRules) -> Expression:
    return Case(
        When(objective__commitment=Commitment.COMMITTED, then=Value(rules.committed)),
        default=Value(rules.aspirational),
        output_field=EXACT,
    )


def count_by_health(period: Period, moment: Moment) -> dict[Health, int]:
    """How many key results of a period are in each health, the empty ones too."""
    counts: Counter[Health] = Counter()
    ears = Ears([period], moment)
    voices = with_voices([period], moment).order_by().values_list(*COLUMNS).annotate(count=Count("id"))
    for *columns, count in voices:
        counts[ears.health(columns)] += count
    return {each: counts[each] for each in Health}


def first_objectives_in_health(
    wanted: Health, of: ObjectiveQuerySet, period: Period, moment: Moment, most: int
) -> list[UUID]:
    """The first objectives, by title, that have a key result in that health; no more than are asked for."""
    voices = with_voices([period], moment).filter(objective__in=of).order_by("objective__title", "objective_id")
    found: dict[UUID, None] = {}
    ears = Ears([period], moment)
    for objective_id, *columns in voices.values_list(F("objective_id"), *COLUMNS).iterator():
        if ears.health(columns) == wanted:
            found[objective_id] = None
        if len(found) >= most:
            break
    return list(found)


def groups_below(own: Mapping[UUID, UUID], periods: Iterable[Period], moment: Moment) -> dict[UUID, list[Group]]:
    """In each objective of `own`, and in all that supports it: in its own period, and in those not closed before.

    `own` has the period of each. One question, or none.
    """
    if not own:
        return {}
    ears = Ears(periods, moment)
    voices = with_voices(ears.periods.values(), moment).order_by().values("objective_id", "weight", *COLUMNS)
    sql, parameters = voices.query.sql_with_params()
    found: dict[UUID, list[Group]] = {pk: [] for pk in own}
    with connection.cursor() as cursor:
        cursor.execute(
            BELOW.format(columns=", ".join(COLUMNS), voices=sql),
            [list(own), current_organization_id(), *parameters],
        )
        for root_id, is_own, *columns, count, weight in cursor.fetchall():
            if is_behind(ears.periods[columns[0]], moment) and columns[0] != own[root_id]:
                continue
            found[root_id].append(Group(is_own, ears.health(columns), ears.freshness(columns), count, weight))
    return found


def is_behind(period: Period, moment: Moment) -> bool:
    """Closed before that moment: what is read as it stood at its closing is not."""
    return period.closed_at is not None and period.closed_at < moment.at


class Ears:
    """Listens once for each period and team, however many key results they have."""

    def __init__(self, periods: Iterable[Period], moment: Moment) -> None:
        self.periods, self.moment = {period.pk: period for period in periods}, moment
        self.known: dict[tuple[UUID, UUID | None], Listening | None] = {}

    def of(self, period_id: UUID, team_id: UUID | None) -> Listening | None:
        key = period_id, team_id
        if key not in self.known:
            self.known[key] = listening(self.periods[period_id], self.moment, team_id)
        return self.known[key]

    def freshness(self, columns: Sequence[Any]) -> Freshness | None:
        """Of the columns of a voice."""
        period_id, team_id, confidence, heard_on, counts_on, done_as, *_ = columns
        return freshness(Voice(confidence, heard_on, counts_on, bool(done_as)), self.of(period_id, team_id))

    def health(self, columns: Sequence[Any]) -> Health:
        _, _, confidence, _, _, done_as, paced, has_begun = columns
        fresh = self.freshness(columns)
        return worst(said(confidence), paced or None, fresh, has_begun=has_begun, is_done=bool(done_as))
