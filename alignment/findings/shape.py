"""Rules about how the tree is built and who answers for it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar
from uuid import UUID

from alignment.findings.concerns import Concern
from alignment.findings.facts import SeenKeyResult, SeenObjective, Snapshot
from objectives.findings import MOST_KEY_RESULTS, Owner

MOST_OBJECTIVES = 5
Thing = TypeVar("Thing", SeenObjective, SeenKeyResult)


def no_owner(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        if objective.owner is not Owner.THERE:
            yield Concern(owner_in_words(objective, snapshot), objective.owner_since, objective)
        for key_result in objective.key_results:
            if key_result.owner is not Owner.THERE and not key_result.is_done:
                what = owner_in_words(key_result, snapshot)
                yield Concern(what, key_result.owner_since, objective, key_result)


def owner_in_words(thing: SeenObjective | SeenKeyResult, snapshot: Snapshot) -> str:
    if thing.owner is Owner.NOBODY or thing.owner_id is None:
        return "It has no owner."
    return f"{snapshot.people.get(thing.owner_id, 'Its owner')} has left, or only views by now."


def no_aim(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        for key_result in objective.key_results:
            if key_result.missing and not key_result.is_done:
                yield Concern(f"It has no {key_result.missing}.", key_result.added_on, objective, key_result)


def aim_unsupported(snapshot: Snapshot) -> Iterator[Concern]:
    """Of the period itself, and of those around it: there, what nothing of this period supports."""
    supported = {objective.parent_id for objective in snapshot.objectives}
    for objective in (*snapshot.above, *snapshot.objectives):
        if not objective.is_the_companys or objective.id in supported:
            continue
        if objective.is_here and objective.supporter_count:
            continue
        where = "" if objective.is_here else f" in {snapshot.period_name}"
        yield Concern(f"Nothing supports it{where}.", objective.created_on, objective)


def supports_nothing(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        if objective.is_the_companys or snapshot.parent_of(objective):
            continue
        what = "What it supported does not count any more." if objective.parent_id else "It supports nothing."
        yield Concern(what, objective.parent_since or objective.created_on, objective)


def ends_after(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        parent = snapshot.parent_of(objective)
        due_on = due_day(parent, objective.parent_key_result_id) if parent else None
        if parent and due_on and objective.last_day > due_on:
            what = f"It goes on to {day(objective.last_day)}; {parent.title} ends on {day(due_on)}."
            yield Concern(what, objective.parent_since or objective.created_on, objective, others=[parent])


def due_day(parent: SeenObjective, key_result_id: UUID | None) -> date:
    """Of the key result that is supported in particular, else of the objective."""
    return next((k.ends_on for k in parent.key_results if k.id == key_result_id), parent.last_day)


def day(found: date) -> str:
    return f"{found:%-d %B}"


def too_many(snapshot: Snapshot) -> Iterator[Concern]:
    for team_id, objectives in snapshot.of_teams.items():
        if len(objectives) > MOST_OBJECTIVES and team_id in snapshot.teams:
            since = sorted(objective.created_on for objective in objectives)[MOST_OBJECTIVES]
            yield Concern(f"It has {len(objectives)} objectives.", since, team=snapshot.teams[team_id])
    for objective in snapshot.objectives:
        if len(objective.key_results) > MOST_KEY_RESULTS:
            since = sorted(key_result.added_on for key_result in objective.key_results)[MOST_KEY_RESULTS]
            yield Concern(f"It has {len(objective.key_results)} key results.", since, objective)


def same_title(snapshot: Snapshot) -> Iterator[Concern]:
    """Objectives among objectives, key results among key results; found once, at the first."""
    for first, *others in twice(snapshot.objectives):
        since = max(objective.created_on for objective in (first, *others))
        yield Concern(times_in_words(len(others) + 1), since, first, others=others)
    for first_of, *like_it in twice(k for o in snapshot.objectives for k in o.key_results):
        since = max(key_result.added_on for key_result in (first_of, *like_it))
        yield Concern(times_in_words(len(like_it) + 1), since, snapshot.home_of[first_of.id], first_of, others=like_it)


def twice(things: Iterable[Thing]) -> list[Sequence[Thing]]:
    by_title: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        by_title[" ".join(thing.title.casefold().split())].append(thing)
    return [found for found in by_title.values() if len(found) > 1]


def times_in_words(count: int) -> str:
    return "The same title stands twice." if count == 2 else f"The same title stands {count} times."
