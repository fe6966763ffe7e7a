"""Who is silent, as read: by name, with what; there is no ranking of people."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from checkins.owing import WEEKLY, owing
from dashboards.place import Place
from organizations.models import Membership

NOBODY = "Nobody"
# The title of a key result, and whose it is.
Owned = tuple[str, UUID | None]


@dataclass(frozen=True)
class Quiet:
    """Somebody, with what she has not spoken of for long, and what she owes since the due day; titles."""

    membership_id: UUID | None
    name: str
    silent: Sequence[str]
    owed: Sequence[str]


def quiet_people(silent: Mapping[UUID, Owned], place: Place) -> list[Quiet]:
    """Whoever has something silent, then whoever owes a word since the due day; each by name; two queries."""
    owed = owing(place.moment).filter(WEEKLY, is_answered=False, period=place.period).order_by("objective__title", "id")
    waiting = {pk: (title, ower_id) for pk, title, ower_id in owed.values_list("pk", "title", "ower_id")}
    by_person: dict[UUID | None, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for pk, (title, owner_id) in silent.items():
        by_person[waiting[pk][1] if pk in waiting else owner_id][0].append(title)
    for pk, (title, ower_id) in waiting.items():
        if pk not in silent:
            by_person[ower_id][1].append(title)
    names = names_of({pk for pk in by_person if pk})
    people = [Quiet(pk, names[pk] if pk else NOBODY, *titles) for pk, titles in by_person.items()]
    return sorted(people, key=lambda person: (not person.silent, person.membership_id is None, person.name.lower()))


def names_of(ids: Collection[UUID]) -> dict[UUID, str]:
    return {person.pk: str(person) for person in Membership.objects.filter(pk__in=ids).select_related("user")}
