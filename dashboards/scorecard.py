"""The scorecard as read: the organization in figures and the tree below them, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from alignment.tree import Forest, ObjectiveRow
from checkins.health import Health
from dashboards.figures import Figures, figures_of
from dashboards.place import Choice, Place
from dashboards.selection import MOST_MATCHES, matching, shown
from objectives.models import BelongsTo


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
    objectives = list(shown(place, choice).with_people().order_by("-weight", "title", "id"))
    alone = [o for o in objectives if o.parent_id is None or o.parent_id not in choice.opened]
    forest = Forest(objectives, place.moment, choice.opened, place.periods)
    company = [o for o in alone if o.belongs_to == BelongsTo.COMPANY]
    figures = figures_of(place, [o for o in company if o.period_id == place.period.pk])
    if choice.is_filtered:
        found = list(matching(place, choice).with_people().order_by("title", "id")[: MOST_MATCHES + 1])
        rows = Forest(found[:MOST_MATCHES], place.moment)
        return Scorecard(
            figures, [], [], 0, [in_health(rows.row(o), choice.health) for o in rows.objectives], len(found)
        )
    return Scorecard(
        figures=figures,
        roots=[forest.row(o) for o in company],
        unaligned=[forest.row(o) for o in alone if o.belongs_to != BelongsTo.COMPANY],
        unaligned_count=unaligned_count,
        matches=[],
        match_count=0,
    )


def in_health(row: ObjectiveRow, wanted: Health | None) -> ObjectiveRow:
    """Of its key results, those for which a filter has found it."""
    found = [each for each in row.key_results if wanted in (None, each.health)]
    return replace(row, key_results=found)
