"""What lies below an objective: how many key results are in which health, and how fresh it is itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from checkins.health import RANKED, Freshness, Health, freshness_of_many, is_worse
from checkins.voices import Group
from objectives.models import Counting


@dataclass(frozen=True)
class Below:
    """Of an objective: its own key results, and those of all that supports it in periods not closed before.

    `counting` is how the objective counts the two.
    """

    groups: Sequence[Group] = ()
    counting: str = Counting.TOGETHER

    @cached_property
    def counts(self) -> Mapping[Health, int]:
        return {each: sum(g.count for g in self.groups if g.health == each) for each in Health}

    @property
    def freshness(self) -> Freshness | None:
        """Of what it listens to, by weight."""
        return freshness_of_many((group.weight, group.freshness) for group in self.listened_to)

    @property
    def listened_to(self) -> Sequence[Group]:
        """Its own key results; those below it where it has none, or where it counts what supports it alone."""
        own = [group for group in self.groups if group.is_own]
        if self.counting == Counting.SUPPORTERS:
            return [group for group in self.groups if not group.is_own]
        return own if own or self.counting == Counting.KEY_RESULTS else self.groups

    def weakest(self, above: Health) -> "Weakest | None":
        """The worst health below that is worse than the one above."""
        found = next((each for each in RANKED if self.counts[each]), None)
        return Weakest(found, self.counts[found]) if found and is_worse(found, above) else None


@dataclass(frozen=True)
class Weakest:
    """A mark beside the health of an objective, and never its colour."""

    health: Health
    count: int


NOTHING = Below()
