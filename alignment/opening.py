"""The tree of a period as read: level by level, or the lines to the top of what was looked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from alignment.finding import matching
from alignment.ground import Ground, ground_of
from alignment.ground_now import MOST_MATCHES, MOST_ROWS
from alignment.ground_then import is_of_the_company
from alignment.site import Site, Wanted
from alignment.tree import Forest, KeyResultRow, ObjectiveRow
from objectives.models import Objective


@dataclass(frozen=True)
class TreeRow(ObjectiveRow):
    """A row that may stand there only for its place, above what was looked for; `helps` is a key result's title."""

    is_context: bool = False
    helps: str = ""


@dataclass(frozen=True)
class Tree:
    """`roots` are the company's, or the tops of the lines; `alone` what else supports nothing.

    `match_count` says how many a search has found, of one for a health with how many key results; else how many support
    the objective that is asked for. Of what is cut off there is more than is shown.
    """

    roots: Sequence[TreeRow]
    alone: Sequence[TreeRow] = ()
    alone_count: int = 0
    match_count: int = 0
    key_result_count: int = 0
    is_cut: bool = False

    @property
    def is_bare(self) -> bool:
        return not (self.roots or self.alone_count)

    @property
    def has_context(self) -> bool:
        return any(row.is_context for row in self.roots)

    @property
    def found_in_words(self) -> str:
        if self.match_count > MOST_MATCHES:
            return f"More than {MOST_MATCHES} objectives fit; the first are shown."
        return "1 objective fits." if self.match_count == 1 else f"{self.match_count} objectives fit."


@dataclass(frozen=True)
class Lines:
    """What is shown: `base` with all that it hangs on (`context`), and what supports the rows that are `opened`."""

    base: Sequence[Objective]
    opened: frozenset[UUID]
    context: frozenset[UUID] = frozenset()

    @cached_property
    def ids(self) -> frozenset[UUID]:
        return frozenset(objective.pk for objective in self.base)


def build_tree(site: Site, wanted: Wanted) -> Tree:
    """A fixed number of queries for each way of asking, whatever there is."""
    if wanted.is_filtered:
        return search(site, wanted)
    return everything_below(site, wanted, wanted.of) if wanted.of else whole_tree(site, wanted)


def whole_tree(site: Site, wanted: Wanted) -> Tree:
    ground = ground_of(site)
    roots = ground.roots(with_alone=wanted.alone_is_open)
    rows, is_cut = grown(ground, site, wanted, Lines(roots[:MOST_ROWS], wanted.opened))
    return Tree(
        roots=[row for row in rows if is_of_the_company(row.objective)],
        alone=[row for row in rows if not is_of_the_company(row.objective)],
        alone_count=ground.alone_count(),
        is_cut=is_cut or len(roots) > MOST_ROWS,
    )


def everything_below(site: Site, wanted: Wanted, objective: Objective) -> Tree:
    """Its line to the top, and what supports it; below that what is opened."""
    ground = ground_of(site)
    found = ground.find(objective.pk)
    if found is None:
        return Tree([])
    line = those_above([found], ground.above([found]))
    context = frozenset(each.pk for each in line)
    rows, is_cut = grown(ground, site, wanted, Lines([*line, found], wanted.opened | {found.pk} | context, context))
    (row,) = [each for each in every_row(rows) if each.objective.pk == found.pk]
    return Tree(rows, match_count=row.supporter_count, is_cut=is_cut)


def every_row(rows: Iterable[ObjectiveRow]) -> Iterator[ObjectiveRow]:
    for row in rows:
        yield row
        yield from every_row(row.supporters)


def search(site: Site, wanted: Wanted) -> Tree:
    """What fits, and its lines to the top."""
    ground = ground_of(site)
    found = matching(ground, site, wanted)
    ids = {objective.pk for objective in found.objectives}
    above = [each for each in those_above(found.objectives, ground.above(found.objectives)) if each.pk not in ids]
    base = [*above, *found.objectives]
    nested = frozenset(o.parent_id for o in base if o.parent_id)
    lines = Lines(base, wanted.opened | nested, frozenset(each.pk for each in above))
    rows, is_cut = grown(ground, site, wanted, lines)
    return Tree(
        rows,
        match_count=found.count,
        key_result_count=found.key_result_count,
        is_cut=is_cut or found.count > len(found.objectives),
    )


def those_above(objectives: Iterable[Objective], above: Iterable[Objective]) -> list[Objective]:
    """Of what is above, what an unbroken line of what counts leads to."""
    known = {each.pk: each for each in above if each.is_active}
    found: dict[UUID, Objective] = {}
    for objective in objectives:
        step = known.get(objective.parent_id) if objective.parent_id else None
        while step and step.pk not in found:
            found[step.pk] = step
            step = known.get(step.parent_id) if step.parent_id else None
    return list(found.values())


def grown(ground: Ground, site: Site, wanted: Wanted, lines: Lines) -> tuple[list[TreeRow], bool]:
    """The rows that stand free, with all that hangs on them; and whether some of it is left out."""
    base = {objective.pk: objective for objective in lines.base}
    whole = {wanted.of.pk} if wanted.of and not wanted.is_filtered else set()
    opened = wanted.opened | whole
    supporting = ground.supporting(opened, in_any_period=wanted.of is not None) if opened else []
    more = [each for each in supporting[:MOST_ROWS] if each.pk not in base]
    ground.dress([*base.values(), *more])
    periods = () if wanted.of else site.periods
    forest = Forest([*base.values(), *more], site.moment, lines.opened, periods, ground.source)
    free = [o for o in base.values() if o.parent_id not in base]
    rows = [as_tree_row(forest.row(objective), wanted, lines, None) for objective in free]
    return rows, len(supporting) > MOST_ROWS


def as_tree_row(row: ObjectiveRow, wanted: Wanted, lines: Lines, above: ObjectiveRow | None) -> TreeRow:
    """What stands there for its place alone shows no key results, and what was found those that fit."""
    pk, key_results = row.objective.pk, row.key_results
    is_open, is_context = pk in wanted.opened, pk in lines.context
    if wanted.is_filtered and not is_open and pk in lines.ids:
        key_results = [] if is_context else [each for each in key_results if fits(each, row.objective, wanted)]
    helped = [each.key_result for each in above.key_results] if above else []
    facts = vars(row) | {
        "key_results": key_results,
        "supporters": [as_tree_row(each, wanted, lines, row) for each in row.supporters],
        "is_open": is_open,
        "is_context": is_context,
        "helps": next((each.title for each in helped if each.pk == row.objective.parent_key_result_id), ""),
    }
    return TreeRow(**facts)


def fits(row: KeyResultRow, objective: Objective, wanted: Wanted) -> bool:
    """Whether a key result is one for which its objective was found."""
    text, titles = wanted.text.lower(), (objective.title.lower(), row.key_result.title.lower())
    return (
        wanted.health in (None, row.health)
        and wanted.owner_id in (None, objective.owner_id, row.key_result.owner_id)
        and any(text in title for title in titles)
    )
