"""The end of the quarter before: grace by the clock, last values, scores and words, what goes on, and the closing."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from checkins.actions import Statement, check_in
from integrations.demo.endings import ENDINGS, LAST_WORDS, Ending, LastWord, Verdict
from integrations.demo.plans import CARRIED, Carried
from integrations.demo.world import Event, World
from objectives.actions.carry_over import StartFrom, carry_over
from objectives.actions.key_results import edit_key_result
from objectives.actions.objectives import edit_objective
from objectives.actions.periods import begin_grace, close_period
from objectives.actions.reviews import Answers, Given, review_objective
from objectives.models import Objective, Period
from objectives.reviews import review_of
from organizations.models import Membership

# Days after the last one of the quarter, in its fourteen days of grace.
CARRIED_ON, CLOSED_ON = 10, 11


class Closing:
    """Nothing of it lies in this week or the one before, so it is over whenever the demo is made."""

    def __init__(self, world: World, before: Period, quarter: Period) -> None:
        self.world, self.before, self.quarter = world, before, quarter
        self.ruta = world.cast.people["ruta"]

    def events(self) -> Iterator[Event]:
        midnight, closes_at = self.moment(0, 0), self.moment(CLOSED_ON, 15)
        yield midnight, lambda: begin_grace(self.before, at=midnight)
        for word in LAST_WORDS:
            at = self.moment(word.day, 11)
            yield at, self.saying(word, at)
        for ending in ENDINGS:
            at = self.moment(ending.day, 14)
            yield at, self.ending(ending, at)
        at = self.moment(CARRIED_ON, 10)
        yield at, self.carrying(at)
        for n, carried in enumerate(CARRIED):
            at = self.moment(CARRIED_ON, 11 + n)
            yield at, self.changing(carried, at)
        yield closes_at, lambda: close_period(self.before, by=self.ruta, at=closes_at)

    def moment(self, day: int, hour: float) -> datetime:
        return self.world.calendar.moment(0, day, hour)

    def saying(self, word: LastWord, at: datetime) -> Callable[[], object]:
        def say() -> None:
            key_result = self.world.key_results[word.key_result]
            statement = Statement(key_result.pk, Decimal(word.value), word.confidence, word.note)
            check_in(by=self.world.cast.people[self.world.owners[word.key_result]], statements=[statement], at=at)

        return say

    def ending(self, ending: Ending, at: datetime) -> Callable[[], object]:
        """Whoever owns a key result scores it; the owner of the objective says the rest."""

        def end() -> None:
            objective = self.world.objectives[ending.objective]
            assert objective.owner is not None
            given = self.scores(objective, ending)
            mine = given.pop(objective.owner, {})
            for owner, theirs in given.items():
                review_objective(objective, by=owner, key_results=theirs, at=at)
            own = as_given(ending.own, None) if ending.own else None
            answers = Answers(ending.went_well, ending.in_the_way, ending.learned, ending.decision)
            review_objective(objective, by=objective.owner, key_results=mine, own=own, answers=answers, at=at)

        return end

    def scores(self, objective: Objective, ending: Ending) -> dict[Membership, dict[UUID, Given]]:
        """By who gives them: the suggested ones confirmed, but for those that she knows better."""
        given: dict[Membership, dict[UUID, Given]] = defaultdict(dict)
        for key_result, grade in review_of(objective).key_results:
            owner = self.world.cast.people[self.world.owners[key_result.title]]
            given[owner][key_result.pk] = as_given(ending.verdicts.get(key_result.title), grade.suggested)
        return given

    def carrying(self, at: datetime) -> Callable[[], object]:
        def carry() -> None:
            chosen = {self.world.objectives[carried.continues].pk: carried.key for carried in CARRIED}
            made = carry_over(
                self.before, self.quarter, objectives=chosen, start_from=StartFrom.VALUE, by=self.ruta, at=at
            )
            for copy in made.objectives:
                assert copy.continues_id is not None
                self.world.objectives[chosen[copy.continues_id]] = copy
            # From here on a title means the copy, with the owner that it had.
            self.world.key_results |= {key_result.title: key_result for key_result in made.key_results}

        return carry

    def changing(self, carried: Carried, at: datetime) -> Callable[[], object]:
        """What the copy supports here, its title where it is another one, and targets that are further away."""

        def change() -> None:
            copy = self.world.objectives[carried.key]
            changes = {"parent": self.world.objectives[carried.supports], "title": carried.title or copy.title}
            edit_objective(copy, by=copy.owner, changes=changes, reason=carried.why, at=at)
            for key_result in carried.key_results:
                there = self.world.key_results[key_result.title]
                edit_key_result(there, by=copy.owner, changes=key_result.aim, reason=carried.why, at=at)

        return change


def as_given(verdict: Verdict | None, suggested: Decimal | None) -> Given:
    return Given(Decimal(verdict.score), verdict.why) if verdict else Given(suggested)
