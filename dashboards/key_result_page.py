"""A key result's page as read."""

from collections.abc import Sequence
from dataclasses import dataclass

from alignment.lines import line_to_the_top
from alignment.tree import Forest, KeyResultRow, ObjectiveRow, key_result_row
from checkins.models import CheckIn
from checkins.windows import Moment
from objectives.chains import Chain, chain_of_key_result
from objectives.ledger import Entry, ledger
from objectives.models import KeyResult, KeyResultVersion, Measure, Objective
from objectives.models.key_result import FROM_START_TO_TARGET
from objectives.progress import raw_progress
from objectives.wording import missing_in_words, value_in_words
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
    chart: LineChart
    check_ins: Sequence[CheckIn]
    entries: Sequence[Entry]
    is_reached: bool
    missing: str


def build_key_result_page(key_result: KeyResult, membership: Membership, moment: Moment) -> KeyResultPage:
    check_ins = list(
        CheckIn.objects.filter(key_result=key_result)
        .select_related("author__user", "owner__user")
        .newest_first()[:MOST_CHECK_INS]
    )
    for check_in in check_ins:
        check_in.key_result = key_result
    entries = ledger(KeyResultVersion.objects.filter(key_result=key_result))
    supporters = Objective.objects.visible_to(membership).active().filter(parent_key_result=key_result).with_people()
    forest = Forest(supporters.order_by("title", "id"), moment)
    return KeyResultPage(
        row=key_result_row(key_result, moment),
        raw_progress=raw_progress(key_result, key_result.current),
        line=[*line_to_the_top(key_result.objective, key_result.period.closed_at), key_result.objective],
        chain=chain_of_key_result(key_result),
        supporters=[forest.row(objective) for objective in forest.objectives],
        chart=chart_of(key_result, check_ins, entries, moment),
        check_ins=check_ins,
        entries=entries,
        is_reached=key_result.is_reached_on(moment.today),
        missing=missing_in_words(key_result),
    )


def chart_of(
    key_result: KeyResult, check_ins: Sequence[CheckIn], entries: Sequence[Entry], moment: Moment
) -> LineChart:
    """The values as they were said, the expected line where there is one, and each move of a goalpost on the axis."""
    period, day_of = key_result.period, moment.organization.day_of
    begins_on, due_on = max(period.starts_on, key_result.added_on), key_result.due_on or period.ends_on
    start, target, expected = key_result.start, key_result.target, []
    if key_result.measure in FROM_START_TO_TARGET and begins_on < due_on and start is not None and target is not None:
        expected = [(begins_on, float(start)), (due_on, float(target))]
    return LineChart(
        title=key_result.title,
        points=[
            (
                day_of(check_in.created_at),
                float(check_in.value),
                f"{value_in_words(key_result, check_in.value)} on {day_of(check_in.created_at):%-d %B}",
            )
            for check_in in reversed(check_ins)
        ],
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        expected=expected,
        target=target_of(key_result),
        target_name="Limit" if key_result.is_a_limit else "Target",
        marks=[
            (day_of(entry.at), f"{day_of(entry.at):%-d %b}, {each.label.lower()} from {each.old} to {each.new}")
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
    if key_result.measure in FROM_START_TO_TARGET:
        limit = key_result.target
    else:
        limit = key_result.high if key_result.measure == Measure.AT_MOST else key_result.low
    return None if limit is None else float(limit)
