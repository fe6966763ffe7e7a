"""An objective's page as read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from alignment.inbox import requests_about
from alignment.lines import line_to_the_top
from alignment.models import Request
from alignment.tree import Forest, ObjectiveRow
from checkins.models import CheckIn
from dashboards.reading import Reading
from objectives.as_of.chains import chain_known_at
from objectives.chains import Chain, chain_of
from objectives.initiatives import words_by_key_result, work_below
from objectives.initiatives_told import WorkEntry, told_with_work
from objectives.ledger import Entry, ledger
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, State
from objectives.permissions import can_review_objective
from objectives.undoing import undoable
from organizations.charts import LineChart
from organizations.models import Membership
from organizations.rhythm import monday_of

RECENT = 12
Week = tuple[date, Decimal | None, float | None]


@dataclass(frozen=True)
class ObjectivePage:
    """The line above, the rows below, the chain across periods, the trend, the ledger and the last words."""

    row: ObjectiveRow
    line: Sequence[Objective]
    chain: Chain
    may_review: bool
    supporters: Sequence[ObjectiveRow]
    set_aside: Sequence[KeyResult]
    work: Mapping[UUID, str]
    requests: Sequence[Request]
    chart: LineChart
    weeks: Sequence[Week]
    entries: Sequence[Entry | WorkEntry]
    undoable: Collection[UUID]
    check_ins: Sequence[CheckIn]


def build_objective_page(objective: Objective, membership: Membership, reading: Reading) -> ObjectivePage:
    """`objective` is as `reading` has it: of today, or as it stood."""
    supporters, set_aside = hanging_on(objective, membership, reading)
    forest = Forest([objective, *supporters], reading.moment, source=reading.source)
    weeks = weeks_of(objective, reading)
    may_review = objective.period.is_in_grace and objective.is_active and not reading.is_past
    chain = chain_of(objective)
    row, work = forest.row(objective), work_below(objective, reading.as_of)
    entries = entries_of(objective, reading)
    own = [entry.version for entry in entries if isinstance(entry.version, ObjectiveVersion)]
    return ObjectivePage(
        row=row,
        line=line_to_the_top(objective, reading.as_of or objective.period.closed_at),
        chain=chain_known_at(chain, reading.as_of) if reading.as_of else chain,
        may_review=may_review and can_review_objective(membership, objective),
        supporters=[forest.row(supporter, 0) for supporter in supporters],
        set_aside=set_aside,
        work=words_by_key_result(work),
        requests=[] if reading.is_past else requests_about(objective),
        chart=chart_of(objective, weeks, reading),
        weeks=weeks,
        entries=told_with_work(entries, work, reading.as_of),
        undoable=frozenset() if reading.is_past else undoable(objective, own, membership, reading.moment.at),
        check_ins=words_on(objective, reading),
    )


def hanging_on(
    objective: Objective, membership: Membership, reading: Reading
) -> tuple[list[Objective], list[KeyResult]]:
    """What supports it, and its key results that are archived or dropped."""
    if reading.standing:
        supporters = reading.standing.supporters_of.get(objective.pk, [])
        supporters = sorted(supporters, key=lambda o: (o.period.starts_on, -o.weight, o.title, o.pk))
        reading.standing.dress([objective, *supporters], membership.organization)
        own = [k for k in reading.standing.key_results.values() if k.objective_id == objective.pk]
        return supporters, sorted((k for k in own if not k.is_active), key=lambda k: k.pk)
    found = Objective.objects.visible_to(membership).active().filter(parent=objective).with_people()
    set_aside = KeyResult.objects.filter(objective=objective).exclude(state=State.ACTIVE).order_by("id")
    return list(found.order_by("period__starts_on", "-weight", "title", "id")), list(set_aside)


def entries_of(objective: Objective, reading: Reading) -> list[Entry]:
    """Its history and that of its key results."""
    until = {"created_at__lte": reading.as_of} if reading.as_of else {}
    versions = [
        *ObjectiveVersion.objects.filter(objective=objective, **until),
        *KeyResultVersion.objects.filter(objective=objective, **until),
    ]
    return ledger(versions, reading.as_of or objective.period.closed_at)


def words_on(objective: Objective, reading: Reading) -> list[CheckIn]:
    """The last check-ins on its key results, each read by the measure of that moment."""
    check_ins = CheckIn.objects.filter(key_result__objective=objective).select_related(
        "author__user", "owner__user", "key_result"
    )
    if reading.as_of:
        check_ins = check_ins.filter(created_at__lte=reading.as_of)
    found = list(check_ins.newest_first()[:RECENT])
    then = reading.standing.key_results if reading.standing else {}
    for check_in in found:
        check_in.key_result = then.get(check_in.key_result_id, check_in.key_result)
    return found


def weeks_of(objective: Objective, reading: Reading) -> list[Week]:
    """Each week up to today: its last day, progress at its end, and what was expected by then."""
    period, today = objective.period, reading.moment.today
    weeks = []
    figures = list(objective.weekly_progress)
    for index, day in enumerate(days_by_week(period.starts_on, min(today, period.ends_on))):
        progress = figures[min(index, len(figures) - 1)] if figures else None
        weeks.append((day, progress, reading.source.expected_of(objective, day)))
    return weeks


def days_by_week(starts_on: date, ends_on: date) -> list[date]:
    """The last day of each ISO week from the one to the other."""
    sunday, days = monday_of(starts_on) + timedelta(days=6), []
    if monday_of(ends_on) < monday_of(starts_on):
        return []
    while sunday < ends_on:
        days.append(sunday)
        sunday += timedelta(days=7)
    return [*days, ends_on]


def chart_of(objective: Objective, weeks: Sequence[Week], reading: Reading) -> LineChart:
    """The expected line goes by weeks where each of its days has to be worked out again."""
    period = objective.period
    days = [period.starts_on + timedelta(days=n) for n in range(0, period.day_count, max(period.day_count // 30, 1))]
    if reading.is_past:
        days = [period.starts_on, *days_by_week(period.starts_on, period.ends_on)[:-1]]
    expected = [(day, reading.source.expected_of(objective, day)) for day in [*days, period.ends_on]]
    return LineChart(
        title=f"Progress of {objective.title}",
        points=[(day, int(p * 100), f"{int(p * 100)} % by {day:%-d %B}") for day, p, _ in weeks if p is not None],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        expected=[(day, value * 100) for day, value in expected if value is not None],
        target=100,
        unit="%",
    )
