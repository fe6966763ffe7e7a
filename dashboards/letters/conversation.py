"""The letter of what was said to somebody: who asks, who names her, who comments on what is hers."""

from collections.abc import Sequence

from django.conf import settings

from checkins.models import NoticeKind, Reminder
from checkins.told import Told, notices_of, open_questions, tell
from checkins.windows import Moment
from dashboards.letters.document import Document, Link, Row, Section, section
from dashboards.letters.phrases import address, counted, day_of, quoted
from organizations.models import Membership

MOST_TOLD = 10


def conversation_letter(reminder: Reminder, moment: Moment) -> Document | None:
    """Everything that goes with this mail; None where all of it was withdrawn."""
    person, organization = reminder.membership, reminder.membership.organization
    told = tell(notices_of(person).filter(reminder=reminder).order_by("created_at", "id"), person)
    if not told:
        return None
    words = told[0].words if len(told) == 1 else f"{counted(len(told), 'thing')} said to you"
    return Document(
        subject=f"{words} at {organization.name}",
        opening=[f"{words}."],
        sections=section("What was said", rows_of(told), more=address("notices", organization), most=MOST_TOLD),
        button=Link("Answer" if is_asked(told) else "Read it there", f"{settings.SITE_URL}{told[0].address}"),
        why=f"You get this because people at {organization.name} talk to you, or about what is yours.",
    )


def is_asked(told: Sequence[Told]) -> bool:
    return told[0].notice.kind == NoticeKind.QUESTION


def questions(person: Membership) -> list[Section]:
    """What is asked of her and not answered, a line for each; one question to the database."""
    return section("Asked of you", rows_of(open_questions(person)), more=address("home", person.organization))


def rows_of(told: Sequence[Told]) -> list[Row]:
    return [
        Row(words=each.words, link=f"{settings.SITE_URL}{each.address}", meta=day_of(each.at), note=quoted(each.text))
        for each in told
    ]
