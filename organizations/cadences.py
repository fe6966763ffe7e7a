"""What pages say about the rhythm of check-ins: what holds, what was chosen for later, and what a team follows."""

from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as formatted

from organizations.models import Cadence, Organization, Team
from organizations.rhythm import WEEK, Choice, Rhythm, Rhythms, in_words, monday_of

A_DAY = "l j F"


@dataclass(frozen=True)
class Held:
    """What holds in this week, and what holds from a Monday to come where it was changed."""

    now: Choice
    later: Choice | None
    next_due_on: date

    @property
    def last(self) -> Choice:
        return self.later or self.now

    @property
    def words(self) -> str:
        """Every Monday at 9:00, and from Monday 30 November on every Thursday at 10:00."""
        if self.later is None:
            return in_words(self.now)
        return f"{in_words(self.now)}, and from {formatted(self.later.holds_from, A_DAY)} on {in_words(self.later)}"


def held(rhythm: Rhythm, today: date) -> Held:
    monday = monday_of(today)
    now = rhythm.choice_in(monday)
    to_come = (choice for choice in rhythm.choices if choice.holds_from > monday)
    later = next((choice for choice in to_come if in_words(choice) != in_words(now)), None)
    return Held(now, later, next(rhythm.due_days(today)))


def holds_at_once(organization: Organization, today: date) -> bool:
    """A choice holds from the next Monday on, so that a week keeps its due day; in the first week there was none."""
    return organization.day_of(organization.created_at) >= monday_of(today)


@dataclass(frozen=True)
class TeamCadence:
    """A team's own day where it has one, and what it would have without: that of the team above, if that differs."""

    held: Held
    own: Cadence | None
    above: Team | None
    followed: Choice

    @property
    def own_or_held(self) -> Cadence | Choice:
        return self.own or self.held.last


def cadence_of(team: Team, known: Rhythms, today: date) -> TeamCadence:
    """One query; the parent must be loaded."""
    chosen = Cadence.objects.filter(team=team).order_by("holds_from").last()
    return TeamCadence(
        held=held(known.of(team.pk), today),
        own=chosen if chosen and chosen.every_weeks else None,
        above=team.parent if team.parent_id in known.by_team else None,
        followed=known.of(team.parent_id).choice_in(monday_of(today) + WEEK),
    )
