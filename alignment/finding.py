"""What a search in the tree finds: objectives, and how many of their key results are in a health asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from alignment.below import Below
from alignment.ground import Ground
from alignment.ground_now import MOST_MATCHES
from alignment.site import Site, Wanted
from checkins.health import Health, verdict_of_objective
from objectives.models import Objective


@dataclass(frozen=True)
class Found:
    """The first by title; `count` says of how many, and the key results are those of all of them."""

    objectives: Sequence[Objective]
    count: int
    key_result_count: int = 0


def matching(ground: Ground, site: Site, wanted: Wanted) -> Found:
    """Two queries, and two more where a health is asked for."""
    candidates = ground.candidates(wanted)
    if not wanted.health:
        return Found(ground.load([each.pk for each in candidates[:MOST_MATCHES]]), len(candidates))
    counts = in_health(wanted.health, candidates, ground, site, by_key_results_alone=bool(wanted.of or wanted.helps_id))
    first = [each.pk for each in candidates if each.pk in counts][:MOST_MATCHES]
    return Found(ground.load(first), len(counts), sum(counts.values()))


def in_health(
    health: Health, candidates: Sequence[Objective], ground: Ground, site: Site, *, by_key_results_alone: bool
) -> dict[UUID, int]:
    """Those that have key results of their own in that health, and how many; or are in it themselves."""
    below, found = ground.source.below(candidates, site.moment), {}
    for objective in candidates:
        count = sum(group.count for group in below[objective.pk].groups if group.is_own and group.health == health)
        if count or (not by_key_results_alone and is_in(health, objective, below[objective.pk], ground, site)):
            found[objective.pk] = count
    return found


def is_in(health: Health, candidate: Objective, below: Below, ground: Ground, site: Site) -> bool:
    candidate.period = site.period
    expected = ground.expected_of(candidate)
    return verdict_of_objective(candidate, expected, below.freshness, site.moment).health == health
