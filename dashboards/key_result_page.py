"""A key result's page as read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from alignment.inbox import requests_about, shares_in_words
from alignment.lines import line_to_the_top
from alignment.models import Request
from alignment.tree import Forest, KeyResultRow, ObjectiveRow, key_result_row
from checkins.models import CheckIn
from checkins.windows import Moment
from dashboards.adding import Adding, adding_of
from dashboards.milestones import MilestoneLine, milestone_lines, steps_expected
from dashboards.reading import Reading
from objectives.as_of.chains import chain_known_at
from objectives.chains import Chain, chain_of_key_result
from objectives.initiatives import Work, work_on
from objectives.ledger import Entry, ledger
from objectives.milestones import milestones_of, whole_weight
from objectives.models import KeyResult, KeyResultVersion, Measure, Objective
from objectives.models.key_result import FROM_START_TO_TARGET
from objectives.progress import raw_progress
from objectives.rates import Rates, looked_back_to, next_in_words, rates, rates_in_words, why_no_rates
from objectives.undoing import undoable
from objectives.wording import missing_in_words, value_said
from organizations.charts import LineChart
from organizations.models import Membership

MOST_CHECK_INS = 200


@dataclass(frozen=True)
class KeyResultPage:
    """The figures, the chain across periods, the chart with its table, the story of check-ins and the ledger."""

    row: KeyResultRow
    raw_progress: object
    line: Sequence[Objective]
    chain: Chain
    supporters: Sequence[ObjectiveRow]
    adding: Adding
    requests: Sequence[Request]
    shares_in_words: str
    milestones: Sequence[MilestoneLine]
    work: Work
    chart: LineChart
    check_ins: Sequence[CheckIn]
    entries: Sequence[Entry]
    undoable: Collection[UUID]
    is_reached: bool
    missing: str
    pace_in_words: str


def build_key_result_page(key_result: KeyResult, membership: Membership, reading: Reading) -> KeyResultPage:
    """`key_result` is as `reading` has it: of today, or as it stood."""
    moment, chain = reading.moment, chain_of_key_result(key_result)
    forest = Forest(supporters_of(key_result, membership, reading), moment, source=reading.source)
    check_ins, entries = words_on(key_result, reading), entries_of(key_result, reading)
    requests = [] if reading.is_past else requests_about(key_result.objective, key_result)
    adding = adding_of(key_result, reading)
    own = [entry.version for entry in entries]
    above = line_to_the_top(key_result.objective, reading.as_of or key_result.period.closed_at)
    return KeyResultPage(
        row=key_result_row(key_result, moment),
        raw_progress=raw_progress(key_result, key_result.current),
        line=[*above, key_result.objective],
        chain=chain_known_at(chain, reading.as_of) if reading.as_of else chain,
        adding=adding,
        requests=requests,
        shares_in_words=shares_in_words(key_result, adding.contributors, requests),
        milestones=list(milestone_lines(key_result, check_ins, moment.today)),
        supporters=[forest.row(objective) for objective in forest.objectives],
        work=work_on(key_result, membership, reading.as_of),
        chart=chart_of(key_result, check_ins, entries, moment),
        check_ins=check_ins,
        entries=entries,
        undoable=frozenset() if reading.is_past else undoable(key_result, own, membership, moment.at),
        is_reached=key_result.is_reached_on(moment.today),
        missing=missing_in_words(key_result),
        pace_in_words=needs_and_makes(key_result, check_ins, moment),
    )


def needs_and_makes(key_result: KeyResult, check_ins: Sequence[CheckIn], moment: Moment) -> str:
    """“Needs 4.2 a week, makes 2.9”, or the milestone that is next; empty where there is no way to go."""
    found = rates_of(key_result, check_ins, moment)
    return rates_in_words(found) if found else next_in_words(key_result, moment.today)


def rates_of(key_result: KeyResult, check_ins: Sequence[CheckIn], moment: Moment) -> Rates | None:
    """From the newest check-ins; asks once more where these do not reach back far enough, as of what is fed hourly."""
    day_of, since = moment.organization.day_of, looked_back_to(key_result, moment.today)
    values = [(day_of(each.created_at), each.value) for each in reversed(check_ins)]
    if len(values) >= MOST_CHECK_INS and values[0][0] > since and why_no_rates(key_result, moment.today) is None:
        until = moment.organization.start_of(since + timedelta(days=1))
        older = CheckIn.objects.filter(key_result=key_result, created_at__lt=until).newest_first()
        values = [*((since, value) for value in older.values_list("value", flat=True)[:1]), *values]
    return rates(key_result, values, moment.today)


def supporters_of(key_result: KeyResult, membership: Membership, reading: Reading) -> list[Objective]:
    """What supports it in particular; of the past dressed, and the key result with it."""
    if reading.standing is None:
        found = Objective.objects.visible_to(membership).active().filter(parent_key_result=key_result)
        return list(found.with_people().order_by("title", "id"))
    beside = reading.standing.supporters_of.get(key_result.objective_id, [])
    supporters = [o for o in beside if o.parent_key_result_id == key_result.pk]
    reading.standing.dress([key_result.objective, *supporters], membership.organization)
    # Also where it was set aside by then, and of more people than a row shows.
    people = Membership.objects.select_related("user").in_bulk(
        [pk for pk in (key_result.owner_id, key_result.deputy_id) if pk]
    )
    key_result.owner = people.get(key_result.owner_id) if key_result.owner_id else None
    key_result.deputy = people.get(key_result.deputy_id) if key_result.deputy_id else None
    return sorted(supporters, key=lambda o: (o.title, o.pk))


def words_on(key_result: KeyResult, reading: Reading) -> list[CheckIn]:
    said = CheckIn.objects.filter(key_result=key_result).select_related("author__user", "owner__user")
    if reading.as_of:
        said = said.filter(created_at__lte=reading.as_of)
    check_ins = list(said.newest_first()[:MOST_CHECK_INS])
    for check_in in check_ins:
        check_in.key_result = key_result
    return check_ins


def entries_of(key_result: KeyResult, reading: Reading) -> list[Entry]:
    versions = KeyResultVersion.objects.filter(key_result=key_result)
    if reading.as_of is None:
        return ledger(versions)
    return ledger(versions.filter(created_at__lte=reading.as_of), reading.as_of)


def chart_of(
    key_result: KeyResult, check_ins: Sequence[CheckIn], entries: Sequence[Entry], moment: Moment
) -> LineChart:
    """The values as they were said, the expected line where there is one, and each move of a goalpost on the axis."""
    period, day_of = key_result.period, moment.organization.day_of
    begins_on, due_on = max(period.starts_on, key_result.added_on), key_result.due_on or period.ends_on
    start, target, expected = key_result.start, key_result.target, []
    if key_result.measure in FROM_START_TO_TARGET and begins_on < due_on and start is not None and target is not None:
        expected = [(begins_on, float(start)), (due_on, float(target))]
    if key_result.measure == Measure.MILESTONES:
        expected = steps_expected(key_result)
    return LineChart(
        title=key_result.title,
        points=[
            (
                day_of(check_in.created_at),
                float(check_in.value),
                f"{value_said(check_in)} on {day_of(check_in.created_at):%-d %B}",
            )
            for check_in in reversed(check_ins)
        ],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        expected=expected,
        target=target_of(key_result),
        target_name="Limit" if key_result.is_a_limit else "Target",
        marks=[
            (day_of(entry.at), f"{day_of(entry.at):%-d %b}, {each.words}")
            for entry in reversed(entries)
            if entry.moved_goalposts
            for each in entry.moved
        ],
        unit=key_result.unit,
    )


def target_of(key_result: KeyResult) -> float | None:
    """The hairline: the target, or the limit that matters."""
    if key_result.measure == Measure.YES_NO:
        return 1.0
    if key_result.measure == Measure.SUPPORTED:
        return 100.0
    if key_result.measure == Measure.MILESTONES:
        return float(whole_weight(milestones_of(key_result.milestones))) or None
    if key_result.measure in FROM_START_TO_TARGET:
        limit = key_result.target
    else:
        limit = key_result.high if key_result.measure == Measure.AT_MOST else key_result.low
    return None if limit is None else float(limit)
