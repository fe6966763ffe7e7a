"""The numbers of an objective: means of its key results and of what supports it, part by part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from alignment.below import Below as LyingBelow
from alignment.below import Weakest
from checkins.health import RANKED, Verdict, judged_from, judged_on, listened_to, verdict_at, verdict_of_objective
from dashboards.numbers.derivation import (
    OF_TEN,
    PER_CENT,
    Component,
    Derivation,
    Unit,
    mean_in_words,
    together_in_words,
)
from dashboards.numbers.health import (
    ending,
    health_derivation,
    listened_in_words,
    pace_in_words,
    said_in_words,
    unjudged_in_words,
)
from dashboards.numbers.scores import score_of_objective
from dashboards.objective_page import entries_of
from dashboards.reading import Reading
from objectives.confidence import to_one_decimal
from objectives.expected import ExpectedSupporter, Span, expected_of_objective, expected_parts, seen_from_above
from objectives.initiatives import work_in_words
from objectives.ledger import Entry
from objectives.models import Counting, KeyResult, Objective
from objectives.pace import why_unjudged
from objectives.progress import Part, Supporter, counted_parts, objective_mean, shares, stretches
from objectives.roll_up import Below
from organizations.formatting import percent

SUPPORTERS = "What supports it, together"
WHAT_COUNTS = {
    Counting.TOGETHER: "Progress is the weighted mean of its key results and, as one more part, of what supports it "
    "together.",
    Counting.KEY_RESULTS: "Progress is the weighted mean of its key results alone: what supports it is shown and "
    "counts nothing here.",
    Counting.SUPPORTERS: "Progress is that of what supports it alone: its key results are shown and count nothing "
    "here.",
}
WEIGHING = frozenset({"weight", "counting", "supporters_weight", "commitment", "period_id"})


@dataclass(frozen=True)
class ObjectiveNumbers:
    """Its derivations, the weakest below it where that is weaker, and the goalposts that moved; the newest first."""

    derivations: Sequence[Derivation]
    weakest: Weakest | None
    moves: Sequence[Entry]


class Parts:
    """What an objective is made of, as a reading has it: its key results and supporters."""

    def __init__(self, objective: Objective, reading: Reading) -> None:
        self.objective, self.reading, self.moment = objective, reading, reading.moment
        self.key_results: list[KeyResult] = list(reading.source.key_results_of([objective.pk])[objective.pk])
        for key_result in self.key_results:
            key_result.objective = objective
        self.supporters = supporters_of(objective, reading)
        self.below = Below(self.key_results, self.supporters)
        self.work = work_in_words([key_result.pk for key_result in self.key_results], reading.as_of)
        self.lying_below: LyingBelow = reading.source.below([objective], reading.moment)[objective.pk]
        self.expected = reading.source.expected_of(objective, reading.moment.today)
        self.verdict: Verdict = verdict_of_objective(
            objective, self.expected, self.lying_below.freshness, reading.moment
        )


def supporters_of(objective: Objective, reading: Reading) -> list[Objective]:
    """Those that move it: what supports one key result in particular does not."""
    if reading.standing:
        found = reading.standing.below.supporters.get(objective.pk, ())
    else:
        moving = Objective.objects.active().filter(parent=objective, parent_key_result=None)
        found = moving.select_related("period")
    return sorted(found, key=lambda o: (o.period.starts_on, -o.weight, o.title, o.pk))


def build_objective_numbers(objective: Objective, reading: Reading) -> ObjectiveNumbers:
    """`objective` is as `reading` has it: of today, or as it stood."""
    parts = Parts(objective, reading)
    score = score_of_objective(objective, parts.key_results, reading.as_of)
    return ObjectiveNumbers(
        derivations=[
            progress_derivation(parts),
            expected_derivation(parts),
            confidence_derivation(parts),
            health_of_objective(parts),
            *([score] if score else []),
        ],
        weakest=parts.lying_below.weakest(parts.verdict.health),
        moves=[entry for entry in entries_of(objective, reading) if moved_numbers(entry)],
    )


def moved_numbers(entry: Entry) -> bool:
    """A goalpost of a key result, or what weighs what; not a check-in's doing, which leaves no version."""
    moved_weights = any(each.column in WEIGHING for each in entry.moved)
    return entry.moved_goalposts or entry.moved_progress or moved_weights


def progress_derivation(parts: Parts) -> Derivation:
    objective = parts.objective
    key_results, together = parts.below.progress_of(objective)
    progress = objective_mean(key_results, together, objective)
    supporters = [Supporter(s.weight, s.progress, *s.period.days) for s in parts.supporters]
    return Derivation(
        key="progress",
        title="Progress",
        value=progress,
        result=percent(progress),
        rule=f"{WHAT_COUNTS[Counting(objective.counting)]} A key result without a value counts 0.",
        steps=[mean_in_words(whole(parts, key_results, together))],
        components=components(parts, key_results, together, PER_CENT),
        together=together_in_words(stretches(supporters, *objective.period.days), together),
        supporters=supporters_as_components(parts, supporters, PER_CENT),
    )


def expected_derivation(parts: Parts) -> Derivation:
    objective, span = parts.objective, Span(*parts.objective.period.days)
    day = span.starts_on + timedelta(days=objective.period.day_index(parts.moment.today))
    supporters, asked = expected_supporters(parts, span), parts.below.expected_key_results(objective)
    expected = expected_of_objective(asked, supporters, objective, span, day)
    key_results, together = expected_parts(asked, supporters, span, day)
    return Derivation(
        key="expected",
        title="Expected",
        value=expected,
        result=percent(expected),
        rule="Expected is the mean of what is expected of its parts on that day, by the weights of progress. A key "
        "result of which nothing is expected yet counts 0.",
        steps=[mean_in_words(whole(parts, key_results, together))],
        components=components(parts, key_results, together, PER_CENT),
        together=together_in_words(stretches(supporters, span.starts_on, span.ends_on), together),
        supporters=supporters_as_components(parts, supporters, PER_CENT),
    )


def expected_supporters(parts: Parts, span: Span) -> list[Supporter]:
    """Each with what is expected of it on the day that is looked at, held to the days of the period above."""
    day = span.starts_on + timedelta(days=parts.objective.period.day_index(parts.moment.today))
    if standing := parts.reading.standing:
        return [standing.seen_from_above(s, day) for s in parts.supporters]
    known = [ExpectedSupporter(s.weight, Span(*s.period.days), s.expected_by_day) for s in parts.supporters]
    return [seen_from_above(supporter, day) for supporter in known]


def confidence_derivation(parts: Parts) -> Derivation:
    objective = parts.objective
    key_results, together = parts.below.confidence_of(objective)
    confidence = objective_mean(key_results, together, objective)
    supporters = [Supporter(s.weight, s.confidence, *s.period.days) for s in parts.supporters]
    found = stretches(supporters, *objective.period.days)
    return Derivation(
        key="confidence",
        title="Confidence",
        value=confidence,
        result="–" if confidence is None else f"{to_one_decimal(confidence)} of 10",
        rule="Confidence is the mean of what was said, by the weights of progress. What was not said is left out.",
        steps=[mean_in_words(whole(parts, key_results, together), OF_TEN)],
        components=components(parts, key_results, together, OF_TEN),
        together=together_in_words(found, together, OF_TEN, uncovered_days_count=False),
        supporters=supporters_as_components(parts, supporters, OF_TEN),
    )


def health_of_objective(parts: Parts) -> Derivation:
    verdict, below = parts.verdict, parts.lying_below
    listened = listened_to((group.weight, group.freshness) for group in below.listened_to)
    whose = "its key results" if any(group.is_own for group in below.listened_to) else "the key results below it"
    steps = [said_in_words(verdict), pace_told(parts), listened_in_words(listened, whose), ending(verdict)]
    return health_derivation(verdict, steps, healths(parts))


def pace_told(parts: Parts) -> str:
    objective, moment, pace = parts.objective, parts.moment, parts.verdict.pace
    if pace:
        return pace_in_words(pace, objective.progress, moment.pace_rules)
    begins_on, day = judged_from(objective, moment), judged_on(objective.period, moment)
    why = why_unjudged(objective.progress, parts.expected, begins_on, day, moment.pace_rules)
    return unjudged_in_words(None if objective.period.is_planned else why, moment.pace_rules)


def healths(parts: Parts) -> list[Component]:
    """Its own key results, the worst first."""
    ranks = {health: rank for rank, health in enumerate(RANKED)}
    found = [(key_result, verdict_at(key_result, parts.moment)) for key_result in parts.key_results]
    found.sort(key=lambda each: ranks.get(each[1].health, len(RANKED)))
    return [
        Component(
            k.title,
            verdict.health.label,
            k.weight,
            None,
            key_result_id=k.pk,
            meta=", ".join(filter(None, [verdict.freshness and verdict.freshness.value, parts.work.get(k.pk)])),
            health=verdict.health,
        )
        for k, verdict in found
    ]


def whole(parts: Parts, key_results: Sequence[Part], together: Decimal | None) -> list[Part]:
    """What it is the mean of."""
    return counted_parts(key_results, together, parts.objective)


def components(
    parts: Parts, key_results: Sequence[Part], together: Decimal | None, unit: Unit
) -> tuple[Component, ...]:
    """Each key result with its figure and share, and the supporters as the one part that they are."""
    every = whole(parts, key_results, together)
    known = list(zip(every, shares(every), strict=True))
    rows = [
        Component(k.title, unit.whole(part.value), part.weight, share, key_result_id=k.pk, meta=no_value(k))
        for k, (part, share) in zip(parts.key_results, known, strict=False)
    ]
    if parts.supporters:
        part, share = known[-1]
        rows.append(Component(SUPPORTERS, unit.whole(together), part.weight, share))
    return tuple(rows)


def no_value(key_result: KeyResult) -> str:
    return "no value yet" if key_result.current is None else ""


def supporters_as_components(parts: Parts, supporters: Sequence[Supporter], unit: Unit) -> tuple[Component, ...]:
    """What its supporters together are made of, each on the days of its own period."""
    return tuple(
        Component(s.title, unit.whole(part.value), s.weight, None, objective_id=s.pk, meta=s.period.name)
        for s, part in zip(parts.supporters, supporters, strict=True)
    )
