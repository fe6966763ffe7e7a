"""On which day check-ins are due: the organization's choice, and a team's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from organizations.actions.organization import look_again
from organizations.cadences import holds_at_once
from organizations.models import Cadence, Membership, Organization, Team, record
from organizations.rhythm import USUAL, WEEK, monday_of, rhythms
from organizations.tenancy import current_organization_id


class Day(NamedTuple):
    """What somebody chose; a team that follows what is above it has nothing of its own."""

    every_weeks: int | None = None
    weekday: int | None = None
    hour: int | None = None


FOLLOWS = Day()


def set_cadence(
    *,
    by: Membership,
    every_weeks: int,
    weekday: int,
    hour: int,
    team: Team | None = None,
    at: datetime | None = None,
) -> date | None:
    """The organization's rhythm, or a team's own; the Monday from which it holds, None where nothing changes."""
    return choose(Day(every_weeks, weekday, hour), team, by, at or timezone.now())


def follow_cadence(*, by: Membership, team: Team, at: datetime | None = None) -> date | None:
    """Give a team what is above it has; the Monday from which that holds, None where nothing changes."""
    return choose(FOLLOWS, team, by, at or timezone.now())


@transaction.atomic
def choose(day: Day, team: Team | None, by: Membership, at: datetime) -> date | None:
    """What was chosen last takes the place of what was to hold from a Monday to come; one choice after the other."""
    organization = Organization.objects.select_for_update(no_key=True).get(pk=by.organization.pk)
    today = organization.day_of(at)
    monday = monday_of(today)
    chosen = list(Cadence.objects.filter(team=team).order_by("holds_from"))
    begun = [each for each in chosen if each.holds_from <= monday]
    before, now = day_of(chosen, team), day_of(begun, team)
    if day == before:
        return None
    Cadence.objects.filter(team=team, holds_from__gt=monday).delete()
    holds_from = monday if holds_at_once(organization, today) else first_monday(day, team, monday + WEEK)
    if day != now:
        Cadence.objects.update_or_create(team=team, holds_from=holds_from, defaults=day._asdict())
    look_again(by.organization, at)
    record(
        "cadence_chosen",
        team or organization,
        by=by,
        at=at,
        holds_from=holds_from.isoformat(),
        before=before._asdict(),
        after=day._asdict(),
    )
    return holds_from


@contextmanager
def this_weeks_day_kept(team: Team, at: datetime) -> Iterator[None]:
    """Around a move of a team: what it follows from now on holds from the next Monday, as everything chosen does."""
    today = Organization.objects.get(pk=current_organization_id()).day_of(at)
    monday, before = monday_of(today), rhythms().of(team.pk)
    yield
    if rhythms().of(team.pk).choice_in(monday).due_in(monday) == before.due_in(monday):
        return
    begun = monday_of(before.due_on(today))
    held = before.choice_in(begun)
    own = {"every_weeks": held.every_weeks, "weekday": held.weekday, "hour": held.hour}
    Cadence.objects.update_or_create(team=team, holds_from=begun, defaults=own)
    Cadence.objects.get_or_create(team=team, holds_from=monday + WEEK, defaults=FOLLOWS._asdict())


def day_of(chosen: list[Cadence], team: Team | None) -> Day:
    """The last of them; without any a team follows, and the organization has the usual day."""
    if chosen:
        return Day(chosen[-1].every_weeks, chosen[-1].weekday, chosen[-1].hour)
    return FOLLOWS if team else Day(USUAL.every_weeks, USUAL.weekday, USUAL.hour)


def first_monday(day: Day, team: Team | None, following: date) -> date:
    """The following one; what was every two weeks and stays so goes on in the same weeks."""
    held = rhythms().of(team.pk if team else None).choice_in(following)
    is_left_out = held.every_weeks == day.every_weeks and held.due_in(following) is None
    return following + WEEK if is_left_out else following
