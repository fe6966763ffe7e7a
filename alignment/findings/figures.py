"""Three shares of a whole period: how much of it is aligned, covered, and checked in on time."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from alignment.findings.facts import SeenObjective, Snapshot
from objectives.findings import Owner


@dataclass(frozen=True)
class Counted:
    """Objectives that are as they should be, and the others, each with what it lacks in words."""

    good: Sequence[SeenObjective]
    others: Sequence[tuple[SeenObjective, str]]

    @property
    def whole(self) -> int:
        return len(self.good) + len(self.others)

    @property
    def share(self) -> Decimal | None:
        return Decimal(len(self.good)) / self.whole if self.whole else None


def alignment(snapshot: Snapshot) -> Counted:
    """Of what teams and people want: those with an unbroken line to what the company wants."""
    below = [objective for objective in snapshot.objectives if not objective.is_the_companys]
    return sorted_out([(objective, breaks(objective, snapshot)) for objective in below])


def breaks(objective: SeenObjective, snapshot: Snapshot) -> str:
    """Where its line breaks, in words; empty where it reaches the company."""
    step, seen = objective, {objective.id}
    while not step.is_the_companys:
        above = snapshot.parent_of(step)
        if above is None or above.id in seen:
            return "It supports nothing." if step is objective else f"Its line ends at {step.title}."
        step = above
        seen.add(step.id)
    return ""


def coverage(snapshot: Snapshot) -> Counted:
    """Those with an owner who is there, a key result, and everything that its key results are held against."""
    return sorted_out([(objective, lacks(objective)) for objective in snapshot.objectives])


def lacks(objective: SeenObjective) -> str:
    missing = [] if objective.owner is Owner.THERE else ["owner"]
    if not objective.key_results:
        missing.append("key result")
    elif any(key_result.missing and not key_result.is_done for key_result in objective.key_results):
        missing.append("target for every key result")
    return f"It has no {' and no '.join(missing)}." if missing else ""


def sorted_out(judged: Sequence[tuple[SeenObjective, str]]) -> Counted:
    return Counted([each for each, words in judged if not words], [(each, words) for each, words in judged if words])
