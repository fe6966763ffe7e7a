"""The work that should move key results, as pages show it: listed and told, counted nowhere."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from objectives.models import Initiative, InitiativeState, KeyResult, Objective
from objectives.permissions import can_plan_work
from organizations.models import Activity, Membership

# What is being done stands first.
ORDER = [InitiativeState.RUNNING, InitiativeState.PLANNED, InitiativeState.DONE, InitiativeState.STOPPED]
PERSON = "owner_id"


@dataclass(frozen=True)
class Work:
    """The initiatives of one key result. `may_plan` is whether she may add and change them.

    `hers` are those of which she may say how far they are. Of what stands in the past nothing changes.
    """

    key_result: KeyResult
    initiatives: Sequence[Initiative] = ()
    withdrawn: Sequence[Initiative] = ()
    may_plan: bool = False
    hers: Collection[UUID] = field(default_factory=frozenset)

    @property
    def states(self) -> Sequence[tuple[str, str]]:
        return InitiativeState.choices

    @property
    def in_words(self) -> str:
        return states_in_words(self.initiatives)


def work_on(key_result: KeyResult, membership: Membership, until: datetime | None = None) -> Work:
    """One question; of the past two more, where anything was changed since. The objective must be loaded."""
    found = initiatives_of([key_result.pk], until)
    listed = [each for each in found if not each.is_withdrawn]
    is_open = until is None and key_result.is_active and key_result.objective.is_active
    is_open = is_open and not key_result.period.is_closed
    may_plan = is_open and can_plan_work(membership, key_result)
    own = {each.pk for each in listed if each.owner_id == membership.pk} if membership.may_write and is_open else set()
    return Work(
        key_result,
        listed,
        withdrawn=[each for each in found if each.is_withdrawn] if may_plan else [],
        may_plan=may_plan,
        hers={each.pk for each in listed} if may_plan else own,
    )


def last_line_of(initiative: Initiative) -> Activity | None:
    """What was done to it last, and by whom."""
    lines = Activity.objects.filter(thing_id=initiative.pk, thing_kind="initiative").select_related("actor__user")
    return lines.order_by("-created_at", "-id").first()


def standing_work(key_result: KeyResult, until: datetime | None = None) -> Sequence[Initiative]:
    """Those that are not withdrawn: what runs first."""
    return [each for each in initiatives_of([key_result.pk], until) if not each.is_withdrawn]


def work_in_words(key_result_ids: Collection[UUID], until: datetime | None = None) -> Mapping[UUID, str]:
    """“2 initiatives running, 1 planned”, by key result; those without any are left out."""
    return words_by_key_result(initiatives_of(key_result_ids, until, with_people=False))


def work_below(objective: Objective, until: datetime | None = None) -> list[Initiative]:
    """All that was written down for its key results, with what is withdrawn, without people."""
    own = KeyResult.objects.filter(objective=objective).values("pk")
    return initiatives_of(own, until, with_people=False)


def words_by_key_result(initiatives: Iterable[Initiative]) -> Mapping[UUID, str]:
    found: dict[UUID, list[Initiative]] = {}
    for initiative in initiatives:
        if not initiative.is_withdrawn:
            found.setdefault(initiative.key_result_id, []).append(initiative)
    return {pk: states_in_words(listed) for pk, listed in found.items()}


def states_in_words(initiatives: Iterable[Initiative]) -> str:
    """“2 initiatives running, 1 planned”; empty without any."""
    counts = Counter(initiative.state for initiative in initiatives)
    told = [(counts[state], state.label.lower()) for state in ORDER if counts[state]]
    if not told:
        return ""
    (first, word), *rest = told
    noun = "initiative" if first == 1 else "initiatives"
    return ", ".join([f"{first} {noun} {word}", *(f"{count} {state}" for count, state in rest)])


def initiatives_of(
    key_result_ids: Collection[UUID] | QuerySet[KeyResult, Any], until: datetime | None, *, with_people: bool = True
) -> list[Initiative]:
    """Those that are withdrawn too; what runs first, then as they were written down."""
    asked = Initiative.objects.filter(key_result__in=key_result_ids).order_by("created_at", "id")
    if until:
        asked = asked.filter(created_at__lte=until)
    found = list(asked.select_related("owner__user") if with_people else asked)
    if until:
        put_back(found, until, with_people=with_people)
    return sorted(found, key=lambda each: ORDER.index(InitiativeState(each.state)))


def put_back(initiatives: Sequence[Initiative], at: datetime, *, with_people: bool) -> None:
    """As they stood then: what was changed since is told by its lines of history, the newest first."""
    by_id = {initiative.pk: initiative for initiative in initiatives}
    lines = Activity.objects.filter(thing_kind="initiative", thing_id__in=list(by_id), created_at__gt=at)
    people: dict[UUID, UUID | None] = {}
    for line in lines.order_by("-created_at", "-id"):
        for column, was in line.data.get("before", {}).items():
            if column == PERSON:
                was = people[line.thing_id] = UUID(was) if was else None
            setattr(by_id[line.thing_id], column, was)
    known = Membership.objects.select_related("user").in_bulk(set(filter(None, people.values()))) if with_people else {}
    for pk, owner_id in people.items() if with_people else ():
        by_id[pk].owner = known.get(owner_id)
