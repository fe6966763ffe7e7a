"""The check-ins of the demo: who says what when, some late, some not at all."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from random import Random

from checkins.actions import OFF_TRACK, Statement, check_in
from integrations.demo.calendar import THIS_WEEK, Calendar
from integrations.demo.cast import person_of
from integrations.demo.people import LATE, MIDWEEK, PATCHY, PEOPLE, SILENT, Person
from integrations.demo.shapes import DemoKeyResult
from integrations.demo.story import FINE, IN_THE_WAY, UNSURE
from integrations.demo.world import Event, World

# Days after Monday, and the share of weeks in which nothing is said.
HABITS = {MIDWEEK: ((1, 2), 0.06), LATE: ((3, 4, 6), 0.15), PATCHY: ((0, 1, 3), 0.45)}
PROMPT_HABIT = ((0, 0, 0, 1), 0.04)
SILENT_FROM_WEEK, AWAY_FROM_WEEK = 3, 5
CARRIED_SINCE = 2
NOT_YET_THIS_WEEK = "owner"
# How much of the way is gone by the end of a quarter, to that by its seventh week.
NOW, LONG_AGO = Decimal(1), Decimal("1.4")
WEEKS_OF_THE_YEAR = (-13, -9, -5, -2)
WEEKS_BEFORE = (-13, -11, -8, -5, -3, -1)


class Weeks:
    """Draws every week once, from one seed: the demo is the same whenever it is made."""

    def __init__(self, world: World, calendar: Calendar) -> None:
        self.world, self.calendar, self.random = world, calendar, Random(7)
        self.unsaid: dict[DemoKeyResult, list[str]] = {}

    def of_the_quarter(self, key_results: list[DemoKeyResult], carried: list[DemoKeyResult]) -> list[Event]:
        """What was carried over joins in the week after: until then its titles are those of the quarter before."""
        early, late = range(CARRIED_SINCE), range(CARRIED_SINCE, THIS_WEEK + 1)
        return [
            *[event for week in early for event in self.week(key_results, week, week)],
            *[event for week in late for event in self.week([*key_results, *carried], week, week)],
        ]

    def of_the_year(self, key_results: Iterable[DemoKeyResult]) -> list[Event]:
        """Before the quarter now and then; in it like all others, with which they are said."""
        return [event for week in WEEKS_OF_THE_YEAR for event in self.week(key_results, week, 0)]

    def of_the_quarter_before(self, key_results: Iterable[DemoKeyResult]) -> list[Event]:
        steps = list(enumerate(WEEKS_BEFORE, start=1))
        return [event for n, week in steps for event in self.week(key_results, week, n, is_long_ago=True)]

    def week(
        self, key_results: Iterable[DemoKeyResult], week: int, step: int, *, is_long_ago: bool = False
    ) -> list[Event]:
        by_owner: dict[str, list[DemoKeyResult]] = defaultdict(list)
        for key_result in key_results:
            by_owner[key_result.owner].append(key_result)
        events = []
        for n, person in enumerate(person for person in PEOPLE if person.handle in by_owner):
            moment = self.moment(person, week, n)
            if moment and (is_long_ago or not self.is_quiet(person, week, n)):
                events.append((moment, self.saying(by_owner[person.handle], week, step, moment, is_long_ago)))
        return events

    def moment(self, person: Person, week: int, n: int) -> datetime:
        days, _ = HABITS.get(person.habit, PROMPT_HABIT)
        day, hour = self.random.choice(days), 8.5 + 8 * self.random.random()
        return self.calendar.moment_so_far(week, day, hour, 0.1 + 0.8 * (n % 40) / 40)

    def is_quiet(self, person: Person, week: int, n: int) -> bool:
        _, missing = HABITS.get(person.habit, PROMPT_HABIT)
        missed = self.random.random() < missing
        if week == THIS_WEEK:
            return person.login == NOT_YET_THIS_WEEK or person.habit == SILENT or n % 2 == 0
        return missed if person.habit != SILENT else week >= SILENT_FROM_WEEK

    def saying(
        self, key_results: list[DemoKeyResult], week: int, step: int, at: datetime, is_long_ago: bool
    ) -> Callable[[], object]:
        def say() -> None:
            statements: dict[str, list[Statement]] = defaultdict(list)
            for key_result in key_results:
                title = key_result.title
                if title in self.world.key_results and title not in self.world.ended:
                    author = self.author(key_result, week)
                    statements[author].append(self.statement(key_result, step, is_long_ago))
            for author, said in statements.items():
                check_in(by=self.world.cast.people[author], statements=said, at=at)

        return say

    def author(self, key_result: DemoKeyResult, week: int) -> str:
        owner = self.world.owners[key_result.title]
        return key_result.deputy if person_of(owner).is_away and week >= AWAY_FROM_WEEK else owner

    def statement(self, key_result: DemoKeyResult, step: int, is_long_ago: bool) -> Statement:
        confidence = key_result.confidence_in(step)
        return Statement(
            key_result_id=self.world.key_results[key_result.title].pk,
            value=None if key_result.steps else key_result.value_in(step, LONG_AGO if is_long_ago else NOW),
            reached=key_result.reached_in(step),
            confidence=confidence,
            note=self.note(key_result, step, confidence),
        )

    def note(self, key_result: DemoKeyResult, step: int, confidence: int) -> str:
        """Her own words where she has some for now, else a common word, often none; off track always says why."""
        own = self.unsaid.setdefault(key_result, list(key_result.said))
        gone = len(key_result.said) - len(own)
        if own and step * (len(key_result.said) + 1) >= 6 * (gone + 1):
            return own.pop(0)
        if confidence <= OFF_TRACK:
            return self.random.choice(IN_THE_WAY)
        if self.random.random() < 0.6:
            return ""
        return self.random.choice(FINE if confidence >= 7 else UNSURE)
