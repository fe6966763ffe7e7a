"""The chain across periods: what an objective or a key result continues, what continues it, and how each ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models.expressions import RawSQL

from objectives.models import KeyResult, Objective
from objectives.reviews import Grade, newest_scores, reviews_of
from objectives.scores import are_too_easy, suggested_score
from organizations.tenancy import current_organization_id

Thing = TypeVar("Thing", Objective, KeyResult)

MOST_STEPS = 40
CHAIN = """
WITH RECURSIVE earlier (id, continues_id, steps) AS (
    SELECT id, continues_id, 1 FROM {table} WHERE organization_id = %s AND id = %s
  UNION ALL
    SELECT before.id, before.continues_id, steps + 1 FROM earlier JOIN {table} before
        ON before.organization_id = %s AND before.id = earlier.continues_id WHERE steps < {most}
), later (id, steps) AS (
    SELECT id, 1 FROM {table} WHERE organization_id = %s AND id = %s
  UNION ALL
    SELECT after.id, steps + 1 FROM later JOIN {table} after
        ON after.organization_id = %s AND after.continues_id = later.id WHERE steps < {most}
) SELECT id FROM earlier UNION SELECT id FROM later
"""


@dataclass(frozen=True)
class Link:
    """One of the chain, in its period; its grade is there once the period is over, unless it was set aside."""

    thing: Objective | KeyResult
    grade: Grade | None
    is_this: bool


@dataclass(frozen=True)
class Chain:
    """The oldest first; of one link where nothing was carried over."""

    links: Sequence[Link]

    @property
    def is_long(self) -> bool:
        return len(self.links) > 1

    @property
    def this(self) -> Link:
        return next(link for link in self.links if link.is_this)

    @property
    def is_continued(self) -> bool:
        return any(link.thing.continues_id == self.this.thing.pk for link in self.links)

    @property
    def is_too_easy(self) -> bool:
        """Whether the last three that are over all ended at 1.0."""
        return are_too_easy([link.grade.value for link in self.links if link.grade])


def chain_of(objective: Objective) -> Chain:
    """One query, and three more for how what is over ended."""
    members = Objective.objects.filter(pk__in=ids_in_chain(objective)).select_related("period")
    found = list(members.defer("expected_by_day", "weekly_progress", "description").order_by("period__starts_on", "pk"))
    reviews = reviews_of(those_that_ended(found))
    return as_chain(found, {review.objective.pk: review.grade for review in reviews}, objective)


def chain_of_key_result(key_result: KeyResult) -> Chain:
    """One query, and one more for how what is over ended."""
    members = KeyResult.objects.filter(pk__in=ids_in_chain(key_result)).select_related("period", "objective")
    found = list(members.defer("description", "objective__expected_by_day").order_by("period__starts_on", "pk"))
    ended = those_that_ended(found)
    said = newest_scores([each.objective_id for each in ended], None)
    grades = {
        each.pk: Grade(
            suggested_score(each.progress), each.objective.commitment, said.get((each.objective_id, each.pk))
        )
        for each in ended
    }
    return as_chain(found, grades, key_result)


def ids_in_chain(thing: Objective | KeyResult) -> RawSQL:
    one_way = (current_organization_id(), thing.pk, current_organization_id())
    return RawSQL(CHAIN.format(table=thing._meta.db_table, most=MOST_STEPS), one_way * 2)


def those_that_ended(things: Sequence[Thing]) -> list[Thing]:
    return [each for each in things if each.is_active and (each.period.is_in_grace or each.period.is_closed)]


def as_chain(
    things: Sequence[Objective] | Sequence[KeyResult], grades: dict[UUID, Grade], this: Objective | KeyResult
) -> Chain:
    return Chain([Link(thing, grades.get(thing.pk), thing.pk == this.pk) for thing in things])
