"""The tree from which one picks what an objective supports: whole where it is small, else by levels and by search."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from objectives.models import KeyResult, Objective, Period, State
from objectives.models.objective import ObjectiveQuerySet
from objectives.roll_up import CHAINS
from objectives.supports import Supported, candidates, key_results_of, whose
from organizations.models import Membership
from organizations.tenancy import current_organization_id

MOST_OFFERED = 50
DEEPEST_INDENT = 8


@dataclass(frozen=True)
class Asked:
    """What somebody looks for: a text, the levels that she opened; what is chosen, and the objective to be placed."""

    text: str = ""
    opened: frozenset[UUID] = frozenset()
    chosen: Supported | None = None
    of: Objective | None = None


@dataclass(frozen=True)
class Offer:
    """A line of the picker; `refusal` says why it cannot be chosen."""

    pk: UUID
    value: str
    title: str
    where: str
    depth: int
    is_chosen: bool
    refusal: str = ""
    below_count: int = 0
    is_open: bool = False

    @property
    def level(self) -> int:
        return self.depth + 1

    @property
    def indent(self) -> int:
        return min(self.depth, DEEPEST_INDENT)


@dataclass(frozen=True)
class Picker:
    """No more lines than one can look through; `is_cut` where there are more, `finds` where a search found any."""

    offers: Sequence[Offer] = ()
    asked: Asked = Asked()
    is_cut: bool = False
    is_whole: bool = True
    finds: bool = False

    @property
    def something_is_chosen(self) -> bool:
        return any(offer.is_chosen for offer in self.offers)

    @property
    def offers_something(self) -> bool:
        return any(not offer.refusal for offer in self.offers)

    @property
    def opened(self) -> list[UUID]:
        return sorted(self.asked.opened)

    @property
    def in_words(self) -> str:
        """What the list holds."""
        text = self.asked.text
        if text and not self.finds:
            return f"“{text}” finds nothing in this period and those around it."
        if text:
            more = f" The first {MOST_OFFERED} are shown." if self.is_cut else ""
            return f"The list now has what “{text}” finds in this period and those around it.{more}"
        if not self.offers:
            return "There is nothing in this period or those around it yet."
        if self.is_whole:
            return "All that there is in this period and those around it."
        more = "There is more than fits: search for it, or open a level." if self.is_cut else "Open a level, or search."
        return f"The tree of this period and those around it. {more}"


def pick(membership: Membership, period: Period, asked: Asked) -> Picker:
    """At most eight queries, whatever there is."""
    found = candidates(membership, period, asked.text)
    first = list(found[: MOST_OFFERED + 1])
    if not asked.text and len(first) <= MOST_OFFERED:
        key_results = key_results_of(objective.pk for objective in first)
        if len(first) + sum(map(len, key_results.values())) <= MOST_OFFERED:
            return planted(first, key_results, asked)
    base = first if asked.text else list(found.standing_alone()[: MOST_OFFERED + 1])
    return by_levels(membership, period, base, asked)


def by_levels(membership: Membership, period: Period, base: Sequence[Objective], asked: Asked) -> Picker:
    """The roots, or what was found; with what was opened below, and all on their lines to the top."""
    everything = candidates(membership, period, "")
    opened = list(everything.filter(parent__in=asked.opened)[: MOST_OFFERED + 1]) if asked.opened else []
    kept = {o.pk: o for o in [*base[:MOST_OFFERED], *opened[:MOST_OFFERED]]}
    if asked.chosen:
        kept.setdefault(asked.chosen.objective.pk, asked.chosen.objective)
    starts = [o.parent_id for o in kept.values() if o.parent_id] + list(asked.opened)
    lines = list(above(everything, starts)) if starts else []
    key_results = key_results_shown(kept, asked)
    is_cut = max(len(base), len(opened)) > MOST_OFFERED
    found = {o.pk for o in base} if asked.text else set()
    return planted(
        [*lines, *(o for o in kept.values() if o not in lines)],
        key_results,
        asked,
        found,
        everything=everything,
        is_cut=is_cut,
    )


def above(found: ObjectiveQuerySet, starts: Sequence[UUID]) -> ObjectiveQuerySet:
    return found.filter(pk__in=RawSQL(CHAINS, [list(starts), current_organization_id()]))


def key_results_shown(objectives: Iterable[UUID], asked: Asked) -> Mapping[UUID, list[KeyResult]]:
    """Of what is opened or chosen all; of the others those that a search is for."""
    wanted = Q(objective__in=asked.opened)
    if asked.chosen and asked.chosen.key_result:
        wanted |= Q(objective=asked.chosen.objective)
    if asked.text:
        wanted |= Q(objective__in=list(objectives), title__icontains=asked.text)
    shown: dict[UUID, list[KeyResult]] = defaultdict(list)
    found = KeyResult.objects.filter(wanted, state=State.ACTIVE).in_reading_order()
    for key_result in found[: 2 * MOST_OFFERED]:
        shown[key_result.objective_id].append(key_result)
    return shown


def planted(
    objectives: Sequence[Objective],
    key_results: Mapping[UUID, list[KeyResult]],
    asked: Asked,
    found: set[UUID] | None = None,
    *,
    everything: ObjectiveQuerySet | None = None,
    is_cut: bool = False,
) -> Picker:
    """The lines in the order of the tree, the first fifty; what is chosen is always among them.

    `everything` is all that could be opened, where not all of it is there already.
    """
    counts = {} if everything is None else below_counts(objectives, everything)
    tree = PickedTree(objectives, key_results, asked, counts)
    offers = list(tree.offers())
    shown = offers[:MOST_OFFERED]
    shown = [each for each in offers[MOST_OFFERED:] if each.is_chosen] + shown
    is_cut = is_cut or len(offers) > MOST_OFFERED
    return Picker(shown, asked, is_cut, everything is None, finds=bool(found))


class PickedTree:
    """Objectives with their key results, as they hang on each other."""

    def __init__(
        self,
        objectives: Sequence[Objective],
        key_results: Mapping[UUID, list[KeyResult]],
        asked: Asked,
        counts: Mapping[UUID, int],
    ) -> None:
        self.asked, self.key_results, self.counts = asked, key_results, counts
        ids = {objective.pk for objective in objectives}
        self.free = [o for o in objectives if o.parent_id not in ids]
        self.by_parent: dict[UUID, list[Objective]] = defaultdict(list)
        for objective in objectives:
            if objective.parent_id in ids:
                self.by_parent[objective.parent_id].append(objective)
        self.chosen = asked.chosen.value if asked.chosen else ""

    def offers(self) -> Iterator[Offer]:
        """Whatever has something open or found in it comes first, so that it is never cut off."""
        for objective in sorted(self.free, key=lambda o: not self.by_parent[o.pk] and not self.is_open(o)):
            yield from self.offers_of(objective, 0, "")

    def offers_of(self, objective: Objective, depth: int, refusal: str) -> Iterator[Offer]:
        refusal = refusal or ("it cannot support itself" if objective == self.asked.of else "")
        yield self.offer(Supported(objective), objective.title, placed(objective), depth, refusal)
        refusal = refusal and "is below it"
        for key_result in self.key_results.get(objective.pk, ()):
            supported = Supported(objective, key_result)
            yield self.offer(supported, key_result.title, f"key result of “{objective.title}”", depth + 1, refusal)
        for supporter in self.by_parent[objective.pk]:
            yield from self.offers_of(supporter, depth + 1, refusal)

    def offer(self, supported: Supported, title: str, where: str, depth: int, refusal: str) -> Offer:
        objective = supported.objective
        may_open = supported.key_result is None and objective != self.asked.of
        return Offer(
            pk=objective.pk,
            value=supported.value,
            title=title,
            where=where,
            depth=depth,
            is_chosen=supported.value == self.chosen,
            refusal=refusal,
            below_count=self.counts.get(objective.pk, 0) if may_open else 0,
            is_open=self.is_open(objective),
        )

    def is_open(self, objective: Objective) -> bool:
        return objective.pk in self.asked.opened


def placed(objective: Objective) -> str:
    """Whose it is, and when."""
    return f"{whose(objective)}, {objective.period.name}"


def below_counts(objectives: Iterable[Objective], everything: ObjectiveQuerySet) -> dict[UUID, int]:
    """How many key results and supporters each has; two queries."""
    ids, counts = [objective.pk for objective in objectives], defaultdict[UUID, int](int)
    supporters = everything.filter(parent__in=ids).order_by().values_list("parent_id")
    key_results = KeyResult.objects.filter(objective__in=ids, state=State.ACTIVE).order_by().values_list("objective_id")
    for rows in (supporters, key_results):
        for pk, count in rows.annotate(Count("id")):
            counts[pk] += count
    return counts
