"""Rules about what people say and how it moves."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from alignment.findings.concerns import Concern
from alignment.findings.facts import Mean, SeenKeyResult, SeenObjective, Snapshot
from checkins.health import Health
from organizations.formatting import percent

FAR_AHEAD = Decimal("0.3")
NEARLY_ALL = Decimal("0.9")
CERTAIN = 10
# Of fewer key results one cannot say that they were all too easy.
ENOUGH = 3
RECENTLY = timedelta(weeks=4)
# So long may somebody think about a request.
THINKING = timedelta(days=3)


def said_green(snapshot: Snapshot) -> Iterator[Concern]:
    """At the lowest place where it shows: of an objective only where none of its key results is it."""
    for objective in snapshot.objectives:
        found = [k for k in objective.key_results if not k.is_done and is_said_green(k)]
        for key_result in found:
            what = f"Its owner gives it {key_result.confidence} of 10, and its pace is off track."
            yield Concern(what, key_result.heard_on, objective, key_result)
        if not found and is_said_green(objective):
            what = "What is said of its key results is on track together, and its pace is off track."
            yield Concern(what, last_heard(objective), objective)


def is_said_green(thing: SeenObjective | SeenKeyResult) -> bool:
    return thing.said == Health.ON_TRACK and thing.paced == Health.OFF_TRACK


def last_heard(objective: SeenObjective) -> date | None:
    return max((k.heard_on for k in objective.key_results if k.heard_on), default=None)


def silent(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        for key_result in objective.key_results:
            if key_result.is_silent and not key_result.is_done:
                words = "Two check-ins were missed." if key_result.heard_on else "Nobody has spoken of it yet."
                yield Concern(words, key_result.heard_on or key_result.added_on, objective, key_result)


def busy(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        if is_far_ahead(objective.supporters, objective.own):
            yield Concern(ahead_in_words(objective.supporters, objective.own, "its key results"), None, objective)
        for key_result in objective.key_results:
            progress = Decimal(0) if key_result.progress is None else key_result.progress
            if not key_result.is_done and is_far_ahead(key_result.supporters, progress):
                what = ahead_in_words(key_result.supporters, progress, "the key result itself")
                yield Concern(what, None, objective, key_result)


def is_far_ahead(supporters: Mean | None, own: Decimal | None) -> bool:
    return supporters is not None and own is not None and supporters.progress - own > FAR_AHEAD


def ahead_in_words(supporters: Mean | None, own: Decimal | None, whose: str) -> str:
    assert supporters is not None
    who = "What supports it is" if supporters.count == 1 else f"The {supporters.count} that support it are"
    return f"{who} at {percent(supporters.progress)}, {whose} at {percent(own)}."


def goalposts_moved(snapshot: Snapshot) -> Iterator[Concern]:
    for objective in snapshot.objectives:
        for key_result in objective.key_results:
            moved = key_result.goalpost
            if moved and snapshot.today - moved.moved_on <= RECENTLY:
                yield Concern(moved.words, moved.moved_on, objective, key_result)


def too_easy(snapshot: Snapshot) -> Iterator[Concern]:
    """Of each team, and of what the company itself wants."""
    groups = [(snapshot.teams[pk], found) for pk, found in snapshot.of_teams.items() if pk in snapshot.teams]
    for team, objectives in [*groups, (None, [o for o in snapshot.objectives if o.is_the_companys])]:
        counted = [k for o in objectives if o.is_aspirational for k in o.key_results if tells_how_hard(k)]
        if len(counted) >= ENOUGH and all(is_nearly_there(k) for k in counted):
            yield Concern(too_easy_in_words(counted), None, team=team, others=counted)


def tells_how_hard(key_result: SeenKeyResult) -> bool:
    """A limit is meant to be kept all the time; what was given up was not easy."""
    return not (key_result.is_a_limit or key_result.is_given_up or key_result.missing)


def is_nearly_there(key_result: SeenKeyResult) -> bool:
    is_far = key_result.progress is not None and key_result.progress > NEARLY_ALL
    return is_far or (not key_result.is_done and key_result.confidence == CERTAIN)


def too_easy_in_words(counted: Sequence[SeenKeyResult]) -> str:
    return f"All {len(counted)} key results are above 0.9, or their owners are certain of them."


def unanswered(snapshot: Snapshot) -> Iterator[Concern]:
    """Of what is asked for from an objective, or from one of its key results."""
    for request in snapshot.requests:
        objective = snapshot.by_id.get(request.objective_id)
        if objective is None or request.asked_on > snapshot.today - THINKING:
            continue
        key_result = next((k for k in objective.key_results if k.id == request.key_result_id), None)
        what = f"{request.whom} was asked for a part of it and has not answered."
        yield Concern(what, request.asked_on, objective, key_result)
