"""The numbers of a key result, down to the check-ins that made them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from checkins.health import judged_on, verdict_at
from checkins.models import CheckIn
from checkins.windows import Moment
from dashboards.key_result_page import entries_of, rates_of, words_on
from dashboards.numbers.computed import value_derivation
from dashboards.numbers.derivation import Derivation, Told, exactly
from dashboards.numbers.health import (
    ending,
    health_derivation,
    missed_in_words,
    pace_in_words,
    said_in_words,
    unjudged_in_words,
)
from dashboards.numbers.scores import score_of_key_result
from dashboards.reading import Reading
from objectives.expected import course_of_row, expected_of_row
from objectives.initiatives import standing_work
from objectives.ledger import Entry
from objectives.milestones import milestones_of, reached_of, whole_weight
from objectives.models import Initiative, KeyResult, Measure
from objectives.models.key_result import FROM_START_TO_TARGET, LIMITS
from objectives.pace import why_unjudged
from objectives.progress import broken_limit, held, key_result_progress, raw_progress, way_of
from objectives.rates import next_in_words, rates_in_words, why_no_rates
from objectives.wording import aim_in_words, missing_in_words, value_in_words, value_said
from organizations.formatting import figure, percent
from organizations.models import Organization

RECENT = 8
NO_VALUE = "Nobody has given a value yet, so it counts 0 %."
NO_VALUE_OF_OTHERS = "What it is counted from has no value yet, so it counts 0 %."
RULES: dict[str, str] = {
    **dict.fromkeys(FROM_START_TO_TARGET, "Progress is the share of the way from start to target, held to 0 to 100 %."),
    **dict.fromkeys(
        LIMITS,
        "A limit is 100 % while it is kept. Broken, it falls in a line to 0 % at its start, or at once.",
    ),
    Measure.YES_NO: "Yes is 100 %, no is 0 %.",
    Measure.MILESTONES: "Progress is what the milestones that are reached weigh, of what all of them weigh.",
    Measure.SUPPORTED: "Progress is what the objectives that support it have come to.",
}


@dataclass(frozen=True)
class KeyResultNumbers:
    """Its derivations, the check-ins behind them, and the goalposts that moved; the newest first.

    `work` is what should move it, what runs first: it is told beside health, and counts nowhere.
    """

    derivations: Sequence[Derivation]
    check_ins: Sequence[CheckIn]
    has_more: bool
    work: Sequence[Initiative]
    moves: Sequence[Entry]


def build_key_result_numbers(key_result: KeyResult, reading: Reading) -> KeyResultNumbers:
    """`key_result` is as `reading` has it: of today, or as it stood."""
    check_ins, moment = words_on(key_result, reading), reading.moment
    score = score_of_key_result(key_result, reading.as_of)
    return KeyResultNumbers(
        derivations=[
            *([value_derivation(key_result, reading)] if key_result.is_computed else []),
            progress_derivation(key_result, check_ins, moment.organization),
            expected_derivation(key_result, check_ins, moment),
            confidence_derivation(key_result, check_ins, moment.organization),
            health_of_key_result(key_result, moment),
            *([score] if score else []),
        ],
        check_ins=check_ins[:RECENT],
        has_more=len(check_ins) > RECENT,
        work=standing_work(key_result, reading.as_of),
        moves=[entry for entry in entries_of(key_result, reading) if entry.moved_goalposts],
    )


def progress_derivation(key_result: KeyResult, said: Sequence[CheckIn], organization: Organization) -> Derivation:
    progress = key_result_progress(key_result, key_result.current)
    aim = aim_in_words(key_result)
    steps: list[str | Told] = [f"It wants to go {aim}." if is_a_way(key_result) else f"{upper(aim)}."]
    if missing := missing_in_words(key_result):
        steps = [f"It has no {missing} yet, and nothing counts without: 0 %."]
    elif key_result.current is None:
        steps.append(NO_VALUE_OF_OTHERS if key_result.is_computed else NO_VALUE)
    else:
        steps += [told_by(key_result, said, organization), *formula(key_result)]
    return Derivation("progress", "Progress", progress, percent(progress), RULES[key_result.measure], steps)


def told_by(key_result: KeyResult, said: Sequence[CheckIn], organization: Organization) -> str | Told:
    value = value_in_words(key_result, key_result.current)
    if not said or key_result.is_computed:
        return f"Its value is {value}."
    if key_result.measure == Measure.MILESTONES:
        day = day_in_words(said[0], organization)
        return Told(f"{who(said[0])} ticked {value_said(said[0])} on {day}.", said[0].pk)
    return Told(f"{who(said[0])} gave the value {value} on {day_in_words(said[0], organization)}.", said[0].pk)


def formula(key_result: KeyResult) -> list[str]:
    """The figures put in, and what is cut off."""
    value = key_result.current
    assert value is not None
    if key_result.measure == Measure.MILESTONES:
        return sum_of_weights(key_result)
    raw, way, limit = raw_progress(key_result, value), way_of(key_result, value), broken_limit(key_result, value)
    steps = [] if limit is None else [f"That breaks the limit of {value_in_words(key_result, limit)}."]
    if way is None:
        return [*steps, f"{unstepped(key_result, is_broken=limit is not None)}: {exactly(raw)}."]
    at, start, end = (figure(n) for n in (way.value, way.start, way.end))
    steps.append(f"({at} − {start}) ÷ ({end} − {start}) = {exactly(way.share)}")
    return steps if held(way.share) == way.share else [*steps, *held_in_words(way.share, held(way.share))]


def sum_of_weights(key_result: KeyResult) -> list[str]:
    """2 (“Pilot runs”) + 1 (“Staff trained”) = 3, and 3 ÷ 5."""
    milestones = milestones_of(key_result.milestones)
    reached, whole = reached_of(milestones, key_result.reached), whole_weight(milestones)
    weight = whole_weight(reached)
    parts = " + ".join(f"{figure(milestone.weight)} (“{milestone.title}”)" for milestone in reached)
    steps = [f"{parts} = {figure(weight)}" if parts else "None of them is reached."]
    return [*steps, f"{figure(weight)} ÷ {figure(whole)} = {exactly(raw_progress(key_result, weight))}"]


def held_in_words(share: object, kept: object) -> list[str]:
    return [] if exactly(share) == exactly(kept) else [f"It is held to 0 to 100 %, so it counts {exactly(kept)}."]


def unstepped(key_result: KeyResult, *, is_broken: bool) -> str:
    """Where there is no way to count on."""
    if key_result.measure == Measure.SUPPORTED:
        return "It counts as what supports it"
    if key_result.measure == Measure.YES_NO:
        return f"{upper(value_in_words(key_result, key_result.current))} counts"
    return "There is no start on that side to count from, so it counts" if is_broken else "That keeps it, so it counts"


def expected_derivation(key_result: KeyResult, said: Sequence[CheckIn], moment: Moment) -> Derivation:
    expected = expected_of_row(key_result, moment.today)
    steps = [*expected_in_words(key_result, moment.today), *rates_told(key_result, said, moment)]
    rule = "Expected rises in a line from the day on which it began to its due day."
    if key_result.measure == Measure.MILESTONES:
        rule = "Each milestone is expected on its day; without one, on the key result's due day."
    elif key_result.measure != Measure.SUPPORTED and not is_a_way(key_result):
        rule = "A limit is expected to be kept from the first day, yes on its due day."
    return Derivation("expected", "Expected", expected, percent(expected), rule, steps)


def expected_in_words(key_result: KeyResult, day: date) -> list[str]:
    expected, course = expected_of_row(key_result, day), course_of_row(key_result)
    if key_result.measure in LIMITS:
        return [f"A limit is to be kept on every day: {exactly(expected)}."]
    if day >= course.due_on:
        return [f"It was due on {in_words(course.due_on)}, so all of it is expected: {exactly(expected)}."]
    if expected is None:
        return [f"Nothing is expected until it is due on {in_words(course.due_on)}: yes comes in one step."]
    if key_result.measure == Measure.MILESTONES and key_result.has_an_aim and day >= course.begins_on:
        return expected_milestones(key_result, day)
    begun = "began" if course.begins_on <= day else "begins"
    return [
        f"It {begun} on {in_words(course.begins_on)} and is due on {in_words(course.due_on)}, {course.day_count} days.",
        f"{course.gone(day)} days have gone: {course.gone(day)} ÷ {course.day_count} = {exactly(expected)}",
    ]


def expected_milestones(key_result: KeyResult, day: date) -> list[str]:
    milestones, due_on = milestones_of(key_result.milestones), course_of_row(key_result).due_on
    due = [milestone for milestone in milestones if milestone.due_by(due_on) <= day]
    names = ", ".join(f"“{milestone.title}” by {in_words(milestone.due_by(due_on))}" for milestone in due)
    weights = f"{figure(whole_weight(due))} ÷ {figure(whole_weight(milestones))}"
    expected = exactly(expected_of_row(key_result, day))
    return [f"Due by now: {names}." if due else "None was due by now.", f"{weights} = {expected}"]


def rates_told(key_result: KeyResult, said: Sequence[CheckIn], moment: Moment) -> list[str]:
    """“Needs 4.2 a week, makes 2.9”, with what is left and until when."""
    found = rates_of(key_result, said, moment)
    if found is None:
        why = why_no_rates(key_result, moment.today) or next_in_words(key_result, moment.today)
        return [why] if why else []
    left = (course_of_row(key_result).due_on - moment.today).days
    way = f"{value_in_words(key_result, key_result.current)} to {value_in_words(key_result, key_result.target)}"
    ways = [f"{rates_in_words(found)}: from {way} in the {left} day{'' if left == 1 else 's'} that are left."]
    if found.made is not None:
        was = value_in_words(key_result, found.was)
        ways.append(f"It was at {was} on {in_words(found.since)}; from there it made {figure(found.came)}.")
    return ways


def confidence_derivation(key_result: KeyResult, said: Sequence[CheckIn], organization: Organization) -> Derivation:
    spoken = next((each for each in said if each.confidence is not None), None)
    steps: list[str | Told] = ["Nobody has said yet how sure they are."]
    if spoken:
        day = day_in_words(spoken, organization)
        steps = [Told(f"{who(spoken)} said {spoken.confidence} of 10 on {day}.", spoken.pk)]
        steps += [f"“{spoken.note}”"] if spoken.note else []
    result = "–" if key_result.confidence is None else f"{key_result.confidence} of 10"
    rule = "Confidence is what was said last. A value that was only fed in leaves it as it was."
    return Derivation("confidence", "Confidence", key_result.confidence, result, rule, steps)


def health_of_key_result(key_result: KeyResult, moment: Moment) -> Derivation:
    verdict = verdict_at(key_result, moment)
    heard = moment.organization.day_of(key_result.heard_at) if key_result.heard_at else None
    last = f"Freshness: the last word came on {in_words(heard)}" if heard else "Freshness: there was no word yet"
    asked = "nothing is asked for yet"
    fresh = f"{last}; {missed_in_words(verdict.freshness) if verdict.freshness else asked}."
    return health_derivation(verdict, [said_in_words(verdict), pace_told(key_result, moment), fresh, ending(verdict)])


def pace_told(key_result: KeyResult, moment: Moment) -> str:
    pace, rules, day = verdict_at(key_result, moment).pace, moment.pace_rules, judged_on(key_result.period, moment)
    if pace:
        return pace_in_words(pace, key_result.progress, rules)
    begins_on, expected = course_of_row(key_result).begins_on, expected_of_row(key_result, day)
    why = why_unjudged(key_result.progress, expected, begins_on, day, rules)
    return unjudged_in_words(None if key_result.period.is_planned else why, rules)


def is_a_way(key_result: KeyResult) -> bool:
    return key_result.measure in FROM_START_TO_TARGET


def who(check_in: CheckIn) -> str:
    return str(check_in.author) if check_in.author else "An import"


def day_in_words(check_in: CheckIn, organization: Organization) -> str:
    return in_words(organization.day_of(check_in.created_at))


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def upper(step: str) -> str:
    return step[:1].upper() + step[1:]
