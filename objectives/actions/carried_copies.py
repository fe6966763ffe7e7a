"""The copies that carrying over makes, and what tells of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models

from objectives.actions.history import Change
from objectives.milestones import as_json, milestones_of
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion, Period, Verb
from objectives.models.key_result import FROM_START_TO_TARGET
from objectives.weekly import week_index, with_week
from organizations.models import Activity, Membership

OF_OBJECTIVE = (
    *("title", "description", "belongs_to", "team_id", "commitment", "weight", "counting", "supporters_weight"),
)
OF_KEY_RESULT = ("title", "description", "measure", "unit", "low", "high", "weight")


class StartFrom(models.TextChoices):
    VALUE = "value", "From the last value"
    START = "start", "From the old start"


def copy_of_objective(pk: UUID, original: Objective, target: Period, change: Change) -> Objective:
    return Objective(
        pk=pk,
        period=target,
        continues=original,
        owner=if_still_here(original.owner),
        created_at=change.at,
        **facts(original, OF_OBJECTIVE),
    )


def copy_of_key_result(
    pk: UUID, original: KeyResult, objective: Objective, start_from: StartFrom, change: Change
) -> KeyResult:
    """Without a value, due when the period ends. A target that the last value has reached is to be set anew.

    Of milestones those that are left go on, due when the period ends as well.
    """
    start, target = aim_of(original, start_from)
    index = week_index(change.on, objective.period.starts_on)
    return KeyResult(
        pk=pk,
        period=objective.period,
        objective=objective,
        continues=original,
        owner=if_still_here(original.owner),
        deputy=if_still_here(original.deputy),
        start=start,
        target=target,
        milestones=left_over(original),
        added_on=change.on,
        owner_since=change.at,
        counts_since=change.at,
        created_at=change.at,
        weekly_progress=with_week([], index, Decimal(0)),
        **facts(original, OF_KEY_RESULT),
    )


def aim_of(old: KeyResult, start_from: StartFrom) -> tuple[Decimal | None, Decimal | None]:
    """Start and target of the copy."""
    goes_on = start_from == StartFrom.VALUE and old.current is not None and not old.is_computed
    if old.measure not in FROM_START_TO_TARGET or not goes_on:
        return old.start, old.target
    return old.current, None if old.target == old.current or old.progress == 1 else old.target


def left_over(old: KeyResult) -> list[dict[str, Any]]:
    """The milestones that are not reached, without their days, which have passed."""
    found = [milestone for milestone in milestones_of(old.milestones) if milestone.id not in old.reached]
    return as_json(replace(milestone, due_on=None) for milestone in found)


def if_still_here(person: Membership | None) -> Membership | None:
    """Whoever left, or only reads by now, stays behind."""
    return person if person and person.is_active and person.may_write else None


def facts(thing: Objective | KeyResult, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names}


def tell(
    objectives: Sequence[Objective], key_results: Sequence[KeyResult], ids: Iterator[UUID], change: Change
) -> None:
    """A version and a line of history of each."""
    said: dict[str, Any] = {
        "verb": Verb.CARRIED,
        "actor": change.by,
        "reason": change.reason,
        "created_at": change.at,
    }
    versions = [
        ObjectiveVersion(
            pk=next(ids), objective=o, progress=o.progress, depth=o.depth, **facts(o, Objective.FACTS), **said
        )
        for o in objectives
    ]
    of_key_results = [
        KeyResultVersion(
            pk=next(ids), key_result=k, period=k.period, progress=k.progress, **facts(k, KeyResult.FACTS), **said
        )
        for k in key_results
    ]
    ObjectiveVersion.objects.bulk_create(versions)
    KeyResultVersion.objects.bulk_create(of_key_results)
    lines = [line(o, o.pk, version.pk, change) for o, version in zip(objectives, versions, strict=True)]
    lines += [
        line(k, k.objective_id, version.pk, change) for k, version in zip(key_results, of_key_results, strict=True)
    ]
    Activity.objects.bulk_create(lines)


def line(thing: Objective | KeyResult, objective_id: UUID, version_id: UUID, change: Change) -> Activity:
    data: Mapping[str, str] = {"from": str(thing.continues_id), "version": str(version_id)}
    return Activity(
        verb=Verb.CARRIED,
        thing_kind=str(thing._meta.model_name),
        thing_id=thing.pk,
        objective_id=objective_id,
        actor=change.by,
        data=data,
        created_at=change.at,
    )
