"""The scorecard as read: the organization in figures and the tree below them, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alignment.tree import Forest, ObjectiveRow
from checkins.health import Health
from dashboards.figures import Figures, figures_of
from dashboards.past import select_as_of
from dashboards.place import Choice, Place
from dashboards.selection import MOST_MATCHES, is_of_the_company, select, standing_free


@dataclass(frozen=True)
class Scorecard:
    figures: Figures
    roots: Sequence[ObjectiveRow]
    unaligned: Sequence[ObjectiveRow]
    unaligned_count: int
    matches: Sequence[ObjectiveRow]
    match_count: int

    @property
    def is_bare(self) -> bool:
        """Nothing to show yet, as in a period that nobody has written into."""
        return not (self.roots or self.unaligned_count or self.matches)


def build_scorecard(place: Place, choice: Choice, unaligned_count: int) -> Scorecard:
    """The rows that the choice shows, or its matches; both below the organization in figures."""
    selection = select_as_of(place, choice) if place.is_past else select(place, choice, unaligned_count)
    figures = figures_of(place, selection)
    if choice.is_filtered:
        rows = Forest(selection.matches[:MOST_MATCHES], place.moment, source=selection.source)
        matches = [in_health(rows.row(o), choice.health) for o in rows.objectives]
        return Scorecard(figures, [], [], 0, matches, len(selection.matches))
    forest = Forest(selection.shown, place.moment, choice.opened, place.periods, selection.source)
    free = standing_free(selection.shown, choice)
    return Scorecard(
        figures=figures,
        roots=[forest.row(o) for o in free if is_of_the_company(o)],
        unaligned=[forest.row(o) for o in free if not is_of_the_company(o)],
        unaligned_count=selection.unaligned_count,
        matches=[],
        match_count=0,
    )


def in_health(row: ObjectiveRow, wanted: Health | None) -> ObjectiveRow:
    """Of its key results, those for which a filter has found it."""
    found = [each for each in row.key_results if wanted in (None, each.health)]
    return replace(row, key_results=found)
