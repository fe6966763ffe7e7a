"""How many of a team's check-ins came on time, late or not at all, window by window: worked out from history.

A key result owed one where, on the due morning, its period was open, it counted and was not done, it was the team's,
and its owner, or else its objective's owner, could answer. Unanswered it counts as missed when its window is over;
where it was put away, done or handed over before that, nobody owed any more and it is left out. A team's are the key
results of its own objectives; those of the teams within it are theirs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from checkins.asked import Asked, asked, dues_of
from checkins.people_then import PeopleThen, people_then
from checkins.windows import Moment
from objectives.models import Period
from organizations.models import Team


class Answer(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"
    OPEN = "open"


@dataclass(frozen=True)
class Tally:
    """What became of the check-ins of one due day; `due_on` is None for all together."""

    due_on: date | None
    on_time: int = 0
    late: int = 0
    missed: int = 0
    open: int = 0

    @property
    def owed(self) -> int:
        return self.settled + self.open

    @property
    def settled(self) -> int:
        """Of which one knows how they came."""
        return self.on_time + self.late + self.missed


@dataclass(frozen=True)
class Discipline:
    """Oldest first; windows in which nothing was owed are there too."""

    weeks: Sequence[Tally]

    @property
    def total(self) -> Tally:
        return Tally(None, **{each: sum(getattr(week, each) for week in self.weeks) for each in Answer})


def build_discipline(team: Team, period: Period, moment: Moment) -> Discipline:
    """Three questions, whatever the size."""
    dues = list(dues_of(team, period, moment))
    rows = asked(team, period, dues, moment.at)
    owners = (pk for row in rows for pk in (row.owner_id, row.objectives_owner_id) if pk)
    people = people_then(owners, moment.organization)
    # Asked by two clocks where it was handed over between two mornings: then the later one counts.
    answers = {(row.due.due_on, row.key_result_id): answer_to(row) for row in rows if is_owed(row, people)}
    counted = Counter((due_on, answer) for (due_on, _), answer in answers.items())
    days = sorted({due.due_on for due in dues})
    return Discipline([Tally(day, **{each: counted[day, each] for each in Answer}) for day in days])


def answer_to(row: Asked) -> Answer:
    if row.said_at is None:
        return Answer.MISSED if row.due.is_over else Answer.OPEN
    return Answer.ON_TIME if row.said_at < row.due.day_ends_at else Answer.LATE


def is_owed(row: Asked, people: PeopleThen) -> bool:
    """Whether somebody owed it by this clock; unanswered, also whether somebody could answer to the end."""
    could = list(able(row, people, row.due.settled_at))
    if not could or people.zone_of(could[0]) != row.due.zone:
        return False
    return row.said_at is not None or any(able(row, people, row.due.until))


def able(row: Asked, people: PeopleThen, at: datetime) -> Iterator[UUID]:
    return (pk for pk in (row.owner_id, row.objectives_owner_id) if pk and people.could_answer(pk, at))
