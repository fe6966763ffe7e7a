"""A quarter, day by day: as of every evening pages say what was stored on that evening, exactly.

What was stored comes from the database, its health from SQL; what pages say of the past is worked out again in memory.
"""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from alignment.sources import AS_IT_IS, AsItStood, Voices
from alignment.tree import Forest
from checkins.as_of import standing_at
from checkins.voices import COLUMNS, Ears, groups_below, with_voices
from checkins.windows import moment_at
from dashboards.reading import reading_of
from objectives.actions.key_results import edit_key_result, put_key_result_in_state
from objectives.actions.objectives import edit_objective, put_objective_in_state
from objectives.actions.periods import begin_grace, create_period, open_period
from objectives.expected import expected_of_row
from objectives.models import KeyResult, Objective, Period
from organizations.actions import change_settings
from organizations.models import Cadence, Organization
from organizations.rhythm import DAY
from tests.company import Company, Refused
from tests.objectives.test_sequences import put_back

FIRST, DAY_COUNT = date(2026, 7, 1), 100
OF_AN_OBJECTIVE = (*Objective.FACTS, "progress", "confidence", "depth")
OF_A_KEY_RESULT = (
    *KeyResult.FACTS,
    *("current", "current_at", "reached", "confidence", "heard_at", "progress", "counts_since"),
)


class Quarter(Company):
    """Some three things a day, at any hour; periods take their course."""

    def __init__(self, cast, seed):
        super().__init__(cast.admin, seed)
        self.cast, self.next_at = cast, cast.organization.start_of(FIRST) + timedelta(hours=9)
        self.moment = cast.organization.start_of(FIRST)
        for _ in range(20):
            self.moment += timedelta(minutes=10)
            self.do("add_objective")
            self.do("add_key_result")

    def live_until(self, evening):
        while self.next_at <= evening:
            self.moment = self.next_at
            self.do(self.dice.choice(self.actions()).__name__)
            self.next_at += timedelta(minutes=self.dice.randint(30, 15 * 60))

    def do(self, name):
        try:
            getattr(self, name)()
        except Refused:
            return f"{name} refused"
        return name

    def actions(self):
        usual = [action for action in super().actions() if action.__name__ != "change_period"]
        return [*usual, *[self.check_in] * 6, self.hand_over, self.rename, self.recommit, self.restore, self.restore]

    def restore(self):
        """What was set aside mostly comes back, or little would be left after a while."""
        for model, put in ((Objective, put_objective_in_state), (KeyResult, put_key_result_in_state)):
            if found := model.objects.exclude(state="active").order_by("pk").first():
                put(found, "active", by=self.by, reason="So.", at=self.moment)

    def hand_over(self):
        self.edit(KeyResult, edit_key_result, owner=self.dice.choice([self.cast.leader, self.cast.owner, None]))

    def rename(self):
        self.edit(Objective, edit_objective, title=f"What we want at {self.moment}", description=str(self.moment))

    def recommit(self):
        kind = self.dice.choice(["committed", "aspirational"])
        self.edit(Objective, edit_objective, commitment=kind, owner=self.cast.owner)

    def edit(self, model, action, **changes):
        if found := self.any(model):
            action(found, by=self.by, changes=changes, reason="So.", at=self.moment)


def plan_the_year(cast):
    """A year around the quarter, and the quarter that follows in it."""
    said = {"by": cast.admin, "at": cast.organization.start_of(FIRST)}
    year = create_period(name="The year", kind="year", starts_on=FIRST, ends_on=FIRST + 364 * DAY, **said)
    following = cast.period.ends_on + DAY
    create_period(name="Next", kind="quarter", starts_on=following, ends_on=following + 90 * DAY, **said)
    return open_period(year, **said)


def evening_of(cast, day):
    return cast.organization.start_of(day + DAY) - timedelta.resolution


def the_course_of_things(cast, day, time_machine):
    """What happens beside: other rules, another rhythm, the next quarter opens, and this one ends."""
    noon = cast.organization.start_of(day) + timedelta(hours=12)
    passed, following = (day - FIRST).days, Period.objects.get(name="Next")
    if passed in (30, 60):
        time_machine.move_to(noon, tick=False)
        lenient = {"at_risk_behind": passed // 3, "aspirational_pace": 50 + passed // 2, "quiet_weeks": passed // 30}
        change_settings(by=cast.admin, **lenient)
    if passed == 40:
        Cadence.objects.create(holds_from=day + timedelta(days=7 - day.weekday()), every_weeks=2, weekday=2, hour=10)
    if passed == 80:
        open_period(following, by=cast.admin, at=noon)
    if passed == 93:
        begin_grace(cast.period, by=cast.admin, at=noon)


def columns(things, names):
    return {thing.pk: tuple(getattr(thing, name) for name in names) for thing in things}


def rows(objectives, moment, source):
    """All that a page says of each of them: as the tree shows it."""
    forest = Forest(objectives, moment, source=source)
    return {objective.pk: said_by(forest.row(objective)) for objective in forest.objectives}


def said_by(row):
    below = [(k.key_result.pk, k.verdict, k.expected, k.change) for k in row.key_results]
    return row.verdict, row.weakest, row.expected, row.change, row.last_at, row.supporter_count, below


def as_stored(cast, moment):
    """Read on the evening itself."""
    objectives = list(Objective.objects.with_people().order_by("pk"))
    key_results = list(KeyResult.objects.select_related("period", "objective").order_by("pk"))
    return {
        "objectives": columns(objectives, OF_AN_OBJECTIVE),
        "key_results": columns(key_results, OF_A_KEY_RESULT),
        "expected": {k.pk: expected_of_row(k, moment.today) for k in key_results},
        "rows": rows(objectives, moment, AS_IT_IS),
        "healths": healths_by_sql(moment),
    }


def as_it_stood(cast, reading):
    standing, moment = reading.standing, reading.moment
    objectives = sorted(standing.objectives.values(), key=lambda o: o.pk)
    standing.dress(objectives, cast.organization)
    return {
        "objectives": columns(objectives, OF_AN_OBJECTIVE),
        "key_results": columns(standing.key_results.values(), OF_A_KEY_RESULT),
        "expected": {k.pk: expected_of_row(k, moment.today) for k in standing.key_results.values()},
        "rows": rows(objectives, moment, reading.source),
        "healths": healths_in_memory(standing, moment),
    }


def healths_by_sql(moment):
    periods = list(Period.objects.order_by("pk"))
    ears = Ears(periods, moment)
    return {pk: ears.health(voice) for pk, *voice in with_voices(periods, moment).values_list("pk", *COLUMNS)}


def healths_in_memory(standing, moment):
    voices = Voices(standing, moment)
    counting = [k for k in standing.key_results.values() if k.is_active and k.objective.is_active]
    return {k.pk: voices.verdict(k).health for k in counting}


def reading_on(cast, period, day):
    """As the address of a page asks for it."""
    query = QueryDict(f"as_of={day}")
    organization = Organization.objects.get(pk=cast.organization.pk)
    cast.admin.organization = organization
    return reading_of(SimpleNamespace(GET=query, organization=organization, membership=cast.admin), period)


@pytest.fixture(autouse=True)
def _first_of_july(time_machine):
    time_machine.move_to("2026-07-01T00:00:00+02:00", tick=False)


@pytest.mark.parametrize("seed", [1])
def test_as_of_every_evening_is_what_was_stored_on_that_evening(acme, seed, time_machine):
    year, company, stored = plan_the_year(acme), Quarter(acme, seed), {}
    for day in (FIRST + timedelta(days=n) for n in range(DAY_COUNT)):
        the_course_of_things(acme, day, time_machine)
        company.live_until(evening_of(acme, day))
        stored[day] = as_stored(acme, moment_at(acme.organization, evening_of(acme, day)))
    time_machine.move_to(acme.organization.start_of(day + 3 * DAY), tick=False)
    company.live_until(evening_of(acme, day + 2 * DAY))
    assert len(stored[day]["objectives"]) > 15 and len(stored[day]["key_results"]) > 15
    assert len({health for seen in stored.values() for health in seen["healths"].values()}) == 6
    for day, seen in stored.items():
        then = as_it_stood(acme, reading_on(acme, year, day))
        for part, found in then.items():
            assert found == seen[part], (day, part)
    for day in list(stored)[::12]:
        found = as_it_stood(acme, reading_on(acme, acme.period, day))
        assert found["rows"] == stored[day]["rows"], day


RULES = {
    "at_risk_behind": st.integers(0, 20),
    "off_track_behind": st.integers(20, 60),
    "committed_pace": st.integers(50, 100),
    "aspirational_pace": st.integers(10, 100),
    "quiet_weeks": st.integers(0, 4),
}


# Where nothing may be behind, what is just kept lies on the edge.
STRICT = {
    "at_risk_behind": 0,
    "off_track_behind": 20,
    "committed_pace": 100,
    "aspirational_pace": 100,
    "quiet_weeks": 0,
}


@example(seed=1, rules=STRICT, days=[0, 40])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), rules=st.fixed_dictionaries(RULES), days=st.lists(st.integers(0, 400), max_size=4))
def test_health_from_sql_is_that_of_the_pure_functions(acme, seed, rules, days):
    """After any sequence, on that evening and on any day before or after, what came by then aside."""
    with put_back(), acme.scope():
        plan_the_year(acme)
        change_settings(by=acme.admin, **rules)
        company = Quarter(acme, seed)
        company.live_until(evening_of(acme, FIRST + 9 * DAY))
        periods = list(Period.objects.order_by("pk"))
        standing = standing_at(periods, company.moment)
        for on in [FIRST + 9 * DAY, *(FIRST + n * DAY for n in days)]:
            moment = moment_at(acme.organization, evening_of(acme, on))
            assert healths_by_sql(moment) == healths_in_memory(standing, moment)
            assert paces_by_sql(periods, moment) == paces_in_memory(standing, moment)
            objectives = sorted(standing.objectives.values(), key=lambda o: o.pk)
            in_memory = AsItStood(standing).below(objectives, moment)
            in_sql = groups_below({o.pk: o.period_id for o in objectives}, periods, moment)
            for objective in objectives:
                assert together(in_sql[objective.pk]) == together(in_memory[objective.pk].groups)


def paces_by_sql(periods, moment):
    return dict(with_voices(periods, moment).values_list("pk", "paced"))


def paces_in_memory(standing, moment):
    voices = Voices(standing, moment)
    counting = [k for k in standing.key_results.values() if k.is_active and k.objective.is_active]
    return {k.pk: str(voices.verdict(k).paced or "") for k in counting}


def together(groups):
    """How many are alike, and what they weigh."""
    found = {}
    for group in groups:
        key = group.is_own, group.health, group.freshness
        count, weight = found.get(key, (0, 0))
        found[key] = count + group.count, weight + group.weight
    return found
