"""The demo organization from its founding: all that happens, in the order in which it happened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import singledispatchmethod
from typing import Any

from django.db import transaction

from alignment.actions import ask, decline
from alignment.drafts import Ask
from checkins.conversation import say
from checkins.subjects import subject_of
from checkins.telling import BUNDLED_FOR
from integrations.demo.calendar import Calendar
from integrations.demo.cast import make_cast
from integrations.demo.closing import Closing
from integrations.demo.objectives import BEFORE, QUARTER, YEAR
from integrations.demo.plans import AFTER, CARRIED, Carried
from integrations.demo.reminders import reminders, send_all
from integrations.demo.shapes import DemoKeyResult, DemoObjective
from integrations.demo.story import (
    STORY,
    Added,
    Asked,
    Changed,
    Done,
    HandedOver,
    Happening,
    Left,
    Moved,
    PutAway,
    Said,
    Worked,
)
from integrations.demo.weeks import Weeks
from integrations.demo.world import Event, World
from objectives.actions.initiatives import add_initiative, edit_initiative
from objectives.actions.key_results import edit_key_result, mark_done, put_key_result_in_state
from objectives.actions.objectives import move_objective, put_objective_in_state
from objectives.actions.periods import open_period
from objectives.models import Initiative, Period
from organizations.actions import deactivate
from organizations.models import Membership, Organization
from organizations.tenancy import organization_scope


@transaction.atomic
def build_demo(now: datetime) -> Organization:
    """All of it or nothing."""
    cast = make_cast(now)
    with organization_scope(cast.organization):
        world = World(cast, Calendar(cast.organization, now))
        cast.organization.created_at = world.calendar.moment(-16, 0)
        cast.organization.save(update_fields=["created_at"])
        for _, happen in sorted(all_events(world), key=lambda event: event[0]):
            happen()
    return cast.organization


def all_events(world: World) -> list[Event]:
    """Sorted by moment, each stands where the versions, the weekly figures and the last words need it."""
    calendar, weeks = world.calendar, Weeks(world, world.calendar)
    ruta = world.cast.people["ruta"]
    first = calendar.moment(-16, 0)
    year = world.make_period(calendar.year, "year", first)
    before = world.make_period(calendar.before, "quarter", first)
    quarter = world.make_period(calendar.quarter, "quarter", first)
    after = world.make_period(calendar.after, "quarter", calendar.moment(5, 1, 10))
    openings = [(year, -13), (before, -13), (quarter, 0)]
    added = [happening.key_result for happening in STORY if isinstance(happening, Added)]
    return [
        *world.planning(YEAR, year, calendar.moment(-15, 0)),
        *world.planning(BEFORE, before, calendar.moment(-14, 0)),
        *world.planning(QUARTER, quarter, calendar.moment(-2, 1)),
        *world.planning(AFTER, after, calendar.moment(5, 2)),
        *(opening(period, ruta, calendar.moment(week, 0, 7)) for period, week in openings),
        *weeks.of_the_year(key_results_of(YEAR)),
        *weeks.of_the_quarter_before(key_results_of(BEFORE)),
        *weeks.of_the_quarter([*key_results_of(YEAR), *key_results_of(QUARTER), *added], key_results_of(CARRIED)),
        *Closing(world, before, quarter).events(),
        *(Teller(world).event(happening) for happening in STORY),
        *reminders(world),
    ]


def opening(period: Period, by: Membership, at: datetime) -> Event:
    return at, lambda: open_period(period, by=by, at=at)


def key_results_of(wanted: Iterable[DemoObjective | Carried]) -> list[DemoKeyResult]:
    return [key_result for objective in wanted for key_result in objective.key_results]


class Teller:
    """Lets one happening of the story happen."""

    def __init__(self, world: World) -> None:
        self.world = world

    def event(self, happening: Happening) -> Event:
        at = self.world.calendar.moment(happening.week, happening.day, 16.5)
        return at, lambda: self.happen(happening, self.common(happening, at))

    def common(self, happening: Happening, at: datetime) -> dict[str, Any]:
        return {"by": self.world.cast.people[happening.who], "reason": happening.why, "at": at}

    @singledispatchmethod
    def happen(self, happening: Happening, common: dict[str, Any]) -> None:
        raise NotImplementedError

    @happen.register
    def _(self, happening: Changed, common: dict[str, Any]) -> None:
        changes = dict(happening.changes)
        if weeks := changes.pop("due_in_weeks", None):
            changes["due_on"] = self.world.calendar.first_monday + timedelta(weeks=weeks)
        edit_key_result(self.world.key_results[happening.what], changes=changes, **common)

    @happen.register
    def _(self, happening: HandedOver, common: dict[str, Any]) -> None:
        changes = {"owner": self.world.cast.people[happening.to]}
        edit_key_result(self.world.key_results[happening.what], changes=changes, **common)
        self.world.owners[happening.what] = happening.to

    @happen.register
    def _(self, happening: Done, common: dict[str, Any]) -> None:
        mark_done(self.world.key_results[happening.what], done_as=happening.done_as, **common)
        self.world.ended.add(happening.what)

    @happen.register
    def _(self, happening: PutAway, common: dict[str, Any]) -> None:
        if happening.what in self.world.key_results:
            put_key_result_in_state(self.world.key_results[happening.what], happening.state, **common)
            self.world.ended.add(happening.what)
            return
        objective = self.world.objectives[happening.what]
        put_objective_in_state(objective, happening.state, **common)
        self.world.ended |= {title for title, k in self.world.key_results.items() if k.objective_id == objective.pk}

    @happen.register
    def _(self, happening: Moved, common: dict[str, Any]) -> None:
        move_objective(self.world.objectives[happening.what], parent=self.world.objectives[happening.to], **common)

    @happen.register
    def _(self, happening: Said, common: dict[str, Any]) -> None:
        thing = self.world.key_results.get(happening.what) or self.world.objectives[happening.what]
        say(subject_of(thing), by=common["by"], text=happening.why, asks=happening.asks, at=common["at"])
        send_all(common["at"] + BUNDLED_FOR)

    @happen.register
    def _(self, happening: Asked, common: dict[str, Any]) -> None:
        source, cast = self.world.objectives[happening.what], self.world.cast
        wanted = Ask(cast.teams.get(happening.to), cast.people.get(happening.to))
        told = {"title": happening.title, "message": happening.why, "period": source.period}
        request, *_ = ask(source, by=common["by"], asks=[wanted], at=common["at"], **told)
        if happening.declined:
            decline(request, by=request.asked, reason=happening.declined, at=common["at"] + timedelta(hours=18))

    @happen.register
    def _(self, happening: Worked, common: dict[str, Any]) -> None:
        key_result, by, at = self.world.key_results[happening.what], common["by"], common["at"]
        known = Initiative.objects.filter(key_result=key_result, title=happening.why).first()
        if known:
            edit_initiative(known, by=by, changes={"state": happening.state}, at=at)
            return
        facts = {"title": happening.why, "state": happening.state, "url": happening.url}
        add_initiative(key_result, by=by, owner=by, at=at, **facts)

    @happen.register
    def _(self, happening: Left, common: dict[str, Any]) -> None:
        deactivate(membership=self.world.cast.people[happening.what], by=common["by"], at=common["at"])

    @happen.register
    def _(self, happening: Added, common: dict[str, Any]) -> None:
        at, why = common["at"], happening.why
        assert isinstance(at, datetime)
        self.world.adding(happening.key_result, happening.what, at, why)()
