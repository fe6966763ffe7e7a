"""Finding things by the words of their names: objectives, key results, people and teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, IntegerField, Q, QuerySet, When

from objectives.models import KeyResult, Objective, State
from objectives.models.period import RUNNING
from organizations.models import Membership, Team

SHORTEST, LONGEST, MOST_WORDS = 2, 100, 8
FIRST_FEW, MOST = 6, 50


@dataclass(frozen=True)
class Kind:
    """What was found of one kind; `has_more` where there is more than is shown."""

    name: str
    title: str
    things: Sequence[Any]
    has_more: bool


@dataclass(frozen=True)
class Found:
    """What has all of the words; nothing is looked for while the text is too short."""

    text: str
    words: Sequence[str]
    kinds: Sequence[Kind] = ()

    @property
    def is_too_short(self) -> bool:
        return len(self.text) < SHORTEST

    @property
    def count(self) -> int:
        return sum(len(kind.things) for kind in self.kinds)

    @property
    def has_more(self) -> bool:
        return any(kind.has_more for kind in self.kinds)


def search(membership: Membership, text: str, only: str = "") -> Found:
    """Within what she may see: a question for each kind, four, or one where `only` one kind is wanted.

    Names that begin with the text come first, what counts before what was set aside, and what runs before the rest.
    Row-level security lets no index help here, so every name of the organization is read.
    """
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    words = text.split()[:MOST_WORDS]
    if len(text) < SHORTEST:
        return Found(text, words)
    wanted = {name: find for name, find in KINDS.items() if only in ("", name)}
    most = MOST if only else FIRST_FEW
    kinds = []
    for name, (title, find) in wanted.items():
        things = list(find(membership, text, words)[: most + 1])
        kinds.append(Kind(name, title, things[:most], len(things) > most))
    return Found(text, words, [kind for kind in kinds if kind.things])


def objectives(membership: Membership, text: str, words: Sequence[str]) -> QuerySet[Any]:
    found = Objective.objects.visible_to(membership).filter(has_all("title", words)).with_people()
    state = when(Q(state=State.ACTIVE))
    return found.order_by(begins_with("title", text), state, when(Q(period__state__in=RUNNING)), "title", "id")


def key_results(membership: Membership, text: str, words: Sequence[str]) -> QuerySet[Any]:
    found = KeyResult.objects.visible_to(membership).filter(has_all("title", words)).with_people()
    state = when(Q(state=State.ACTIVE, objective__state=State.ACTIVE))
    return found.order_by(begins_with("title", text), state, when(Q(period__state__in=RUNNING)), "title", "id")


def people(membership: Membership, text: str, words: Sequence[str]) -> QuerySet[Any]:
    """By name, or by what stands before the @ of their address."""
    found = Membership.objects.filter(organization_id=membership.organization_id).select_related("user")
    named = has_all("user__name", words) | Q(user__email__istartswith=text)
    return found.filter(named).order_by(when(Q(is_active=True)), begins_with("user__name", text), "user__name", "id")


def teams(membership: Membership, text: str, words: Sequence[str]) -> QuerySet[Any]:
    found = Team.objects.filter(has_all("name", words), organization_id=membership.organization_id)
    return found.order_by(begins_with("name", text), "name", "id")


KINDS = {
    "objectives": ("Objectives", objectives),
    "key-results": ("Key results", key_results),
    "people": ("People", people),
    "teams": ("Teams", teams),
}


def has_all(column: str, words: Sequence[str]) -> Q:
    found = Q()
    for word in words:
        found &= Q(**{f"{column}__icontains": word})
    return found


def begins_with(column: str, text: str) -> Case:
    return when(Q(**{f"{column}__istartswith": text}))


def when(condition: Q) -> Case:
    """Those first."""
    return Case(When(condition, then=0), default=1, output_field=IntegerField())
