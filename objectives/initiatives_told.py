"""The history of initiatives in the words of the ledger: they stand in it among the changes of goalposts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from objectives.ledger import Entry, Moved
from objectives.models import Initiative, InitiativeState
from organizations.models import Activity, Membership

VERBS = {
    "initiative_added": "initiative added",
    "initiative_edited": "initiative changed",
    "initiative_withdrawn": "initiative withdrawn",
    "initiative_brought_back": "initiative brought back",
    "initiative_carried": "initiative carried over",
}
LABELS = {"title": "Title", "owner_id": "Who does it", "state": "How far it is", "url": "Where it is done"}


@dataclass(frozen=True)
class WorkEntry:
    """One change of one initiative; to a page it is an Entry. It has no reason, and moves no progress."""

    title: str
    verb: str
    who: str
    at: datetime
    moved: Sequence[Moved]
    version: None = None
    reason: str = ""
    is_latest: bool = False
    moved_progress: bool = False
    moved_goalposts: bool = False
    progress_before: Decimal | None = None
    progress: Decimal | None = None


def told_with_work(
    entries: Sequence[Entry], initiatives: Sequence[Initiative], until: datetime | None
) -> list[Entry | WorkEntry]:
    """A ledger with what happened to `initiatives`, as they stood `until` then; the newest first.

    Two questions, whatever there is; none without initiatives.
    """
    lines = Activity.objects.filter(thing_kind="initiative", thing_id__in=[each.pk for each in initiatives])
    if until:
        lines = lines.filter(created_at__lte=until)
    newest_first = list(lines.filter(verb__in=VERBS).order_by("-created_at", "-id")) if initiatives else []
    titles = {each.pk: each.title for each in initiatives}
    work = work_entries(newest_first, titles, names_in(newest_first))
    return sorted([*entries, *work], key=lambda entry: entry.at, reverse=True)


def work_entries(
    newest_first: Sequence[Activity], titles: Mapping[UUID, str], names: Mapping[UUID, str]
) -> Iterator[WorkEntry]:
    """Each under the title that it had from then on."""
    called = dict(titles)
    for line in newest_first:
        before, after = line.data.get("before", {}), line.data.get("after", {})
        yield WorkEntry(
            title=called[line.thing_id],
            verb=VERBS[line.verb],
            who=names.get(line.actor_id, "somebody") if line.actor_id else "Sightline",
            at=line.created_at,
            moved=[
                Moved(column, LABELS[column], in_words(column, was, names), in_words(column, after.get(column), names))
                for column, was in before.items()
                if column in LABELS
            ],
        )
        called[line.thing_id] = before.get("title", called[line.thing_id])


def names_in(lines: Sequence[Activity]) -> dict[UUID, str]:
    """Of whoever acted, had an initiative, or has it now."""
    owners = (line.data.get(side, {}).get("owner_id") for line in lines for side in ("before", "after"))
    ids = {*(line.actor_id for line in lines if line.actor_id), *(UUID(pk) for pk in owners if pk)}
    people = Membership.objects.filter(pk__in=ids).select_related("user") if ids else ()
    return {person.pk: str(person) for person in people}


def in_words(column: str, value: str | None, names: Mapping[UUID, str]) -> str:
    if not value:
        return "nobody" if column == "owner_id" else "none"
    if column == "owner_id":
        return names.get(UUID(value), "somebody")
    return str(InitiativeState(value).label) if column == "state" else value
