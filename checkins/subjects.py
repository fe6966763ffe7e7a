"""What people talk about: a check-in, a key result or an objective, and whom that concerns."""

from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

from django.urls import reverse

from checkins.models import CheckIn, CheckInQuerySet, Comment
from objectives.models import KeyResult, Objective
from organizations.models import Membership

Thing: TypeAlias = CheckIn | KeyResult | Objective


@dataclass(frozen=True)
class Subject:
    """`column` is its place in a comment. `answerer` is asked; what is said concerns all `concerned`, by id."""

    thing: Thing
    column: str
    title: str
    objective_id: UUID
    answerer: Membership | None
    concerned: frozenset[UUID]

    def address(self, slug: str) -> str:
        """Where one talks about it."""
        return address_of(self.column, self.thing.pk, slug)

    def page(self, slug: str) -> str:
        """Where it stands with its numbers, and the newest of what is said; a check-in has the one page."""
        if self.column == "check_in":
            return self.address(slug)
        return reverse(self.column, kwargs={"organization": slug, f"{self.column}_id": self.thing.pk})


def subject_of(thing: Thing) -> Subject:
    """The people and the key result of a thing must be loaded."""
    if isinstance(thing, Objective):
        return Subject(thing, "objective", thing.title, thing.pk, thing.owner, ids(thing.owner_id))
    if isinstance(thing, KeyResult):
        owner = thing.owner or thing.objective.owner
        concerned = ids(owner.pk if owner else None)
        return Subject(thing, "key_result", thing.title, thing.objective_id, owner, concerned)
    key_result = thing.key_result
    answerer = thing.author or key_result.owner
    concerned = ids(thing.author_id, key_result.owner_id)
    return Subject(thing, "check_in", key_result.title, key_result.objective_id, answerer, concerned)


def ids(*found: UUID | None) -> frozenset[UUID]:
    return frozenset(pk for pk in found if pk)


def address_of(column: str, pk: UUID, slug: str) -> str:
    return reverse(f"{column}_conversation", kwargs={"organization": slug, f"{column}_id": pk})


def column_of(comment: Comment) -> str:
    """Which kind of thing it is about."""
    if comment.check_in_id:
        return "check_in"
    return "key_result" if comment.key_result_id else "objective"


def thing_of(comment: Comment) -> Thing:
    thing = comment.check_in or comment.key_result or comment.objective
    assert thing is not None, "the database keeps it so"
    return thing


def check_ins_with_people(membership: Membership) -> CheckInQuerySet:
    """Those that she may see."""
    visible = CheckIn.objects.filter(key_result__in=KeyResult.objects.visible_to(membership))
    return visible.select_related(
        "author__user", "owner__user", "key_result__owner__user", "key_result__objective", "key_result__period"
    )
