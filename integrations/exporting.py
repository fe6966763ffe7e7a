"""The objectives and key results of a period as lines of a file: parents first, in an order that an import keeps."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from integrations.initiatives import initiatives_in_a_cell
from integrations.milestones import in_a_cell
from integrations.okr_file import KEY_RESULT, OBJECTIVE, write_lines
from integrations.surroundings import Surroundings, Thing, counts, name_of, surroundings_of
from objectives.models import KeyResult, Measure, Objective, Period
from objectives.quantities import plain_quantity
from organizations.models import Membership


def export_period(period: Period) -> str:
    """What counts in this period as CSV; archived and dropped things are left out."""
    return write_lines(Export(surroundings_of(period)).lines())


class Export:
    """The tree of a period: each objective, its key results, then whatever supports it or one of them."""

    def __init__(self, there: Surroundings) -> None:
        self.there = there
        self.key_results: dict[UUID, list[KeyResult]] = defaultdict(list)
        self.supporters: dict[UUID | None, list[Objective]] = defaultdict(list)
        self.names: dict[UUID, str] = {}
        here = {thing.pk: thing for thing in there.here.values() if counts(thing)}
        for thing in sorted(here.values(), key=lambda thing: thing.pk):
            self.names[thing.pk] = name_of(thing)
            if isinstance(thing, KeyResult):
                self.key_results[thing.objective_id].append(thing)
            else:
                above = there.above(thing)
                self.supporters[above.pk if above and above.pk in here else None].append(thing)

    def lines(self) -> Iterator[dict[str, str]]:
        waiting = self.supporters[None][::-1]
        while waiting:
            objective = waiting.pop()
            key_results = self.key_results[objective.pk]
            yield self.objective_line(objective)
            for key_result in key_results:
                yield self.key_result_line(key_result)
            below = [s for pk in (objective.pk, *(k.pk for k in key_results)) for s in self.supporters[pk]]
            waiting += sorted(below, key=lambda supporter: supporter.pk, reverse=True)

    def names_it_adds_into(self, key_result: KeyResult) -> list[str]:
        """Of what counts still, in an order that does not change."""
        found = (self.there.by_id.get(pk) for pk in sorted(self.there.contributions.get(key_result.pk, ())))
        return [self.name_above(to) for to in found if to and counts(to)]

    def objective_line(self, objective: Objective) -> dict[str, str]:
        above = self.there.above(objective)
        return {
            "ref": self.names[objective.pk],
            "parent_ref": self.name_above(above) if above else "",
            "type": OBJECTIVE,
            "team": objective.team.name if objective.team else "",
            "owner_email": email_of(objective.owner),
            "title": objective.title,
            "description": objective.description,
            "weight": plain_quantity(objective.weight),
            "commitment": objective.commitment,
            "counting": objective.counting,
            "supporters_weight": plain_quantity(objective.supporters_weight),
        }

    def key_result_line(self, key_result: KeyResult) -> dict[str, str]:
        numbers = ("start", "target", "current", "weight", "low", "high")
        return {
            "ref": self.names[key_result.pk],
            "parent_ref": self.names[key_result.objective_id],
            "type": KEY_RESULT,
            "owner_email": email_of(key_result.owner),
            "title": key_result.title,
            "description": key_result.description,
            "measure": key_result.measure,
            "unit": key_result.unit,
            "confidence": "" if key_result.confidence is None else str(key_result.confidence),
            "due_on": key_result.due_on.isoformat() if key_result.due_on else "",
            "deputy_email": email_of(key_result.deputy),
            "contributes_to": "; ".join(self.names_it_adds_into(key_result)),
            "initiatives": initiatives_in_a_cell(self.there.initiatives.get(key_result.pk, ())),
            **{name: plain_quantity(getattr(key_result, name)) for name in numbers},
            **(of_milestones(key_result) if key_result.measure == Measure.MILESTONES else {}),
        }

    def name_above(self, above: Thing) -> str:
        """Its ref, or its id where that ref means another thing here."""
        name = name_of(above)
        return name if self.there.find(name) is above else str(above.pk)


def of_milestones(key_result: KeyResult) -> dict[str, str]:
    """Which are reached says more than what they weigh, and that cannot be read back."""
    return {"milestones": in_a_cell(key_result.milestones, key_result.reached), "current": ""}


def email_of(person: Membership | None) -> str:
    return person.user.email.lower() if person else ""
