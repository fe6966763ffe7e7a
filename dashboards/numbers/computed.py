"""The value of a key result that is counted from others: what it is made of, each once."""

from collections.abc import Sequence
from decimal import Decimal

from dashboards.numbers.derivation import MOST_TERMS, Component, Derivation, exactly, together_in_words
from dashboards.reading import Reading
from objectives.combining import web_below
from objectives.contribution import combined, supported_by
from objectives.models import KeyResult, Measure, Objective
from objectives.progress import ZERO, Supporter, stretches, supporters_mean
from objectives.wording import value_in_words
from organizations.formatting import figure

NOTHING_YET = "Nothing that contributes has a value yet."
RULES = {
    Measure.SUM: "The sum of all that contributes. What contributes through others is counted once, at the bottom.",
    Measure.MEAN: "The mean of all that contributes and has a value. What contributes through others is counted once.",
    Measure.SUPPORTED: "The weighted mean of the objectives that support it.",
}


def value_derivation(key_result: KeyResult, reading: Reading) -> Derivation:
    """Of a key result whose measure is one of those above; two questions, of the past none."""
    if key_result.measure == Measure.SUPPORTED:
        return value_of_supported(key_result, supporting(key_result, reading))
    return value_of_combined(key_result, bottom_of(key_result, reading))


def bottom_of(key_result: KeyResult, reading: Reading) -> list[KeyResult]:
    web = reading.standing.web if reading.standing else web_below([key_result.pk])
    return web.bottom_of(key_result.pk)


def supporting(key_result: KeyResult, reading: Reading) -> list[Objective]:
    if reading.standing:
        found = reading.standing.below.supporting.get(key_result.pk, [])
    else:
        found = list(Objective.objects.active().filter(parent_key_result=key_result).select_related("period"))
    return sorted(found, key=lambda o: (o.period.starts_on, -o.weight, o.title, o.pk))


def value_of_combined(key_result: KeyResult, bottom: Sequence[KeyResult]) -> Derivation:
    value = combined(key_result.measure, [each.current for each in bottom])
    whole = sum((each.current for each in bottom if each.current is not None), ZERO)
    return Derivation(
        key="value",
        title="Value",
        value=value,
        result=value_in_words(key_result, value),
        rule=RULES[Measure(key_result.measure)],
        steps=[in_figures(key_result, bottom, value)],
        components=[
            Component(
                each.title,
                value_in_words(each, each.current),
                Decimal(1),
                share_of(each, whole, bottom),
                key_result_id=each.pk,
                meta="no value yet" if each.current is None else "",
            )
            for each in bottom
        ],
    )


def share_of(part: KeyResult, whole: Decimal, bottom: Sequence[KeyResult]) -> Decimal | None:
    """Of the whole, where all parts point the same way."""
    is_one_way = all(each.current is None or each.current >= 0 for each in bottom)
    return part.current / whole if part.current is not None and whole and is_one_way else None


def in_figures(key_result: KeyResult, bottom: Sequence[KeyResult], value: Decimal | None) -> str:
    """(100 000 + 20 000) ÷ 2 = 60 000."""
    known = [each.current for each in bottom if each.current is not None]
    if value is None:
        return NOTHING_YET
    terms = f"All {len(known)} values" if len(known) > MOST_TERMS else " + ".join(figure(each) for each in known)
    if key_result.measure == Measure.MEAN:
        terms = f"({terms}) ÷ {len(known)}"
    return f"{terms} = {value_in_words(key_result, value)}"


def value_of_supported(key_result: KeyResult, supporters: Sequence[Objective]) -> Derivation:
    days = key_result.period.days
    parts = [Supporter(o.weight, o.progress, *o.period.days) for o in supporters]
    value = supported_by(supporters, *days)
    return Derivation(
        key="value",
        title="Value",
        value=value,
        result=value_in_words(key_result, value),
        rule=RULES[Measure.SUPPORTED],
        steps=[] if supporters else ["No objective supports it yet."],
        together=together_in_words(stretches(parts, *days), supporters_mean(parts, *days)),
        supporters=[
            Component(o.title, exactly(o.progress), o.weight, None, objective_id=o.pk, meta=o.period.name)
            for o in supporters
        ],
    )
