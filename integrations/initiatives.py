"""Initiatives in one cell of a file: one line each, `Title | running | somebody@example.com | https://…`.

All but the title may be left out. An import finds them again by their titles; it adds and changes, and withdraws none.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from objectives.actions.initiatives import SAFE_LINKS
from objectives.errors import LinkLeadsNowhere
from objectives.models import Initiative, InitiativeState
from organizations.models import Membership

TITLE = Initiative._meta.get_field("title").max_length or 0
LINK = Initiative._meta.get_field("url").max_length or 0
Refuse = Callable[[str], None]
is_a_link = URLValidator(schemes=["https", "http"])


@dataclass(frozen=True)
class WrittenWork:
    """What a line of a cell says of one initiative; what is empty says nothing."""

    title: str
    state: str = ""
    owner_email: str = ""
    url: str = ""


@dataclass(frozen=True)
class WorkStep:
    """A new initiative, or changes of one that is there."""

    title: str
    initiative: Initiative | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def read_initiatives(cell: str, refuse: Refuse) -> list[WrittenWork]:
    """Whatever is wrong is refused in words, all of it."""
    found: list[WrittenWork] = []
    for line in cell.split("\n"):
        if line.strip(" |"):
            found.append(read_one(line))
            check(found[-1], refuse)
    return found


def read_one(line: str) -> WrittenWork:
    """A title may have bars of its own where the other three stand."""
    title, state, email, url = [*(" ".join(part.split()) for part in line.rsplit("|", 3)), "", "", ""][:4]
    return WrittenWork(title, state.lower(), email.lower(), url)


def check(written: WrittenWork, refuse: Refuse) -> None:
    name = f"“{written.title}”"
    if not written.title:
        refuse("an initiative has no title")
    if len(written.title) > TITLE:
        refuse(f"{name} has {len(written.title)} characters; {TITLE} at most")
    if written.state and written.state not in InitiativeState.values:
        refuse(f"{name}: “{written.state}” must be one of {', '.join(InitiativeState.values)}")
    if written.url and not leads_somewhere(written.url):
        refuse(f"{name}: {LinkLeadsNowhere.why[0].lower()}{LinkLeadsNowhere.why[1:].rstrip('.')}")


def leads_somewhere(url: str) -> bool:
    try:
        is_a_link(url)
    except ValidationError:
        return False
    return url.lower().startswith(SAFE_LINKS) and len(url) <= LINK


def steps_to(
    written: Iterable[WrittenWork], known: Sequence[Initiative], people: Mapping[str, Membership], warn: Refuse
) -> list[WorkStep]:
    """What is new or differs from what is there; of several with one title each line means another."""
    steps, left = [], list(known)
    for each in written:
        old = next((initiative for initiative in left if same(initiative.title, each.title)), None)
        if old:
            left.remove(old)
        wanted = {"state": each.state, "owner": owner_of(each, old, people, warn), "url": each.url}
        said = {name: value for name, value in wanted.items() if value}
        changes = {name: value for name, value in said.items() if old is None or getattr(old, name) != value}
        if old is None or changes:
            steps.append(WorkStep(each.title, old, changes))
    return steps


def owner_of(
    written: WrittenWork, old: Initiative | None, people: Mapping[str, Membership], warn: Refuse
) -> Membership | None:
    """An address that nobody has says nothing; whoever has left keeps what is hers, and is given nothing new."""
    person = people.get(written.owner_email)
    if written.owner_email and (person is None or not (person.is_active or (old and old.owner_id == person.pk))):
        why = "is no longer active" if person else "is nobody here"
        warn(f"“{written.title}”: {written.owner_email} {why}, so that is left out")
        return None
    return person


def initiatives_in_a_cell(initiatives: Iterable[Initiative]) -> str:
    return "\n".join(map(as_line, initiatives))


def as_line(initiative: Initiative) -> str:
    """All four parts, so that a title with bars is read back."""
    email = initiative.owner.user.email.lower() if initiative.owner else ""
    return f"{initiative.title} | {initiative.state} | {email} | {initiative.url.replace('|', '%7C')}".rstrip()


def same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
