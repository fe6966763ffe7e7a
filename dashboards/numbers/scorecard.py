"""The numbers of the whole organization in a period."""

from collections.abc import Sequence
from decimal import Decimal

from django.http import QueryDict

from dashboards.figures import Figures, figures_of, share
from dashboards.numbers.derivation import Component, Derivation, exactly, mean_in_words
from dashboards.past import select_as_of
from dashboards.place import Place, choice_of
from dashboards.selection import Selection, select
from objectives.models import Objective
from objectives.progress import Part, shares
from organizations.formatting import percent


def build_scorecard_numbers(place: Place) -> list[Derivation]:
    """By the same selection and figures as the scorecard itself."""
    choice = choice_of(QueryDict())
    selection = select_as_of(place, choice) if place.is_past else select(place, choice, 0)
    figures = figures_of(place, selection)
    return [
        progress_derivation(selection, figures),
        expected_derivation(selection, figures, place),
        health_derivation(figures),
    ]


def progress_derivation(selection: Selection, figures: Figures) -> Derivation:
    parts = [Part(o.weight, o.progress) for o in selection.counted]
    rule = (
        "Progress is the weighted mean of the company’s objectives of the period; where it has none, of the objectives "
        "that support those of the periods around it."
    )
    return mean("progress", "Progress", figures.progress, rule, selection.counted, parts)


def expected_derivation(selection: Selection, figures: Figures, place: Place) -> Derivation:
    expected_of = selection.source.expected_of
    parts = [Part(o.weight, share(expected_of(o, place.moment.today))) for o in selection.counted]
    rule = "The same mean of what is expected of each by then."
    return mean("expected", "Expected", figures.expected, rule, selection.counted, parts)


def mean(
    key: str, title: str, value: Decimal | None, rule: str, objectives: Sequence[Objective], parts: Sequence[Part]
) -> Derivation:
    rows = tuple(
        Component(o.title, exactly(part.value), o.weight, counted, objective_id=o.pk)
        for o, part, counted in zip(objectives, parts, shares(parts), strict=True)
    )
    return Derivation(key, title, value, percent(value), rule, [mean_in_words(parts)], rows)


def health_derivation(figures: Figures) -> Derivation:
    """The counts of the scorecard; each leads to the key results that it counts."""
    counts, count = figures.health_counts, sum(figures.health_counts.values())
    rows = [
        Component(health.label, str(number), Decimal(number), Decimal(number) / count, health=health)
        for health, number in counts.items()
        if number
    ]
    rule = "How many key results of the period are in each health: the worst of said, pace and freshness of each."
    result = f"{count} key result{'' if count == 1 else 's'}"
    return Derivation("health", "Health", dict(counts), result, rule, (), rows)
