"""What happens when somebody checks in: values, confidence and the why, rolled up in the same transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from checkins.models import CheckIn, Draft, Source
from checkins.windows import Moment, moment_at
from objectives.combining import and_dependents
from objectives.errors import PeriodIsClosed, Refused
from objectives.milestones import milestones_of, weight_reached
from objectives.models import KeyResult, Measure, State
from objectives.progress import key_result_progress
from objectives.roll_up import database_now, lock_tree, roll_up
from objectives.weekly import week_index, with_week
from organizations.actions.refusals import unless
from organizations.models import Activity, Membership, Organization
from organizations.tenancy import current_organization_id

SAID = ["current", "current_at", "reached", "confidence", "heard_at", "progress", "weekly_progress", "version"]
OFF_TRACK = 3
BY_PEOPLE = (Source.PERSON, Source.MAIL)


class NoteIsMissing(Refused):
    why = "Off track: say what is in the way."


class NotCounting(Refused):
    why = "This key result is archived, dropped or done, so it takes no check-ins."


class SentTwice(Refused):
    why = "This form has been sent before, with other words. Load the page again."


class MilestonesAreTicked(Refused):
    why = "Milestones are ticked one by one: they take no number, and what takes a number has none."


class MilestonesHaveChanged(Refused):
    why = "The milestones were changed while you ticked. Look at them again, then save."


class PeriodIsNotOpen(Refused):
    why = "The period is not open yet: check-ins begin when it opens."


@dataclass(frozen=True)
class Statement:
    """What is said about one key result. `submission_key` is its form's; the same form again says nothing new.

    The value is left out of account where the key result is counted from others.
    `confidence` is None for a fed value: only a person states confidence. `seen_at` is the last check-in that
    the author knew of when the form was made. Of milestones one says which are `reached` by now, all of them, and
    no `value`: that is what these weigh.
    """

    key_result_id: UUID
    value: Decimal | None
    confidence: int | None = None
    note: str = ""
    submission_key: UUID | None = None
    seen_at: datetime | None = None
    reached: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Outcome:
    """The check-ins that were made; what each key result was before; the forms that had arrived before; and
    what others have said meanwhile, by key result."""

    check_ins: list[CheckIn] = field(default_factory=list)
    key_results: dict[UUID, KeyResult] = field(default_factory=dict)
    before: dict[UUID, tuple[Decimal | None, Decimal]] = field(default_factory=dict)
    repeated: dict[UUID, CheckIn] = field(default_factory=dict)
    meanwhile: dict[UUID, CheckIn] = field(default_factory=dict)

    @property
    def answers(self) -> list[CheckIn]:
        """What the forms came to, whether they arrived now or before."""
        return [*self.check_ins, *self.repeated.values()]


def locked_key_results(key_result_ids: Iterable[UUID]) -> dict[UUID, KeyResult]:
    """These key results, locked for the rest of the transaction: what they say from here on is true until commit.

    What is counted from them is locked with them, in the one order that all writers keep.
    """
    lock_tree(exclusive=False)
    wanted = set(key_result_ids)
    return {
        key_result.pk: key_result
        for key_result in KeyResult.objects.filter(pk__in=and_dependents(wanted))
        .select_related("period", "objective__owner", "owner")
        .select_for_update(of=("self",))
        .order_by("pk")
        if key_result.pk in wanted
    }


@transaction.atomic
def check_in(
    *,
    by: Membership | None,
    statements: Sequence[Statement],
    source: str = Source.PERSON,
    at: datetime | None = None,
    locked: dict[UUID, KeyResult] | None = None,
) -> Outcome:
    """Keep what was said, all of it or nothing, and roll it up once. What its author had begun to type is done with.

    `locked` are the key results where the caller holds them already. Raises PeriodIsClosed, PeriodIsNotOpen,
    NotCounting, NoteIsMissing, SentTwice, MilestonesAreTicked, MilestonesHaveChanged. Permission is the caller's
    question.
    """
    key_results = locked if locked is not None else locked_key_results(s.key_result_id for s in statements)
    repeated, meanwhile = earlier_arrivals(statements)
    fresh = [statement for statement in statements if statement.key_result_id not in repeated]
    moment = at or database_now()
    organization = by.organization if by else Organization.objects.get(pk=current_organization_id())
    today = organization.day_of(moment)
    outcome = Outcome(key_results=key_results, repeated=repeated, meanwhile=meanwhile)
    asked = moment_at(organization, moment)
    outcome.before.update(before(repeated.values()))
    for statement in fresh:
        key_result = key_results[statement.key_result_id]
        refuse(key_result, statement)
        outcome.before[key_result.pk] = key_result.current, key_result.progress
        hear(key_result, statement, source, moment, today)
        outcome.check_ins.append(as_row(key_result, statement, by=by, source=source, asked=asked))
    if outcome.check_ins:
        write(outcome, by=by, at=moment)
        if source in BY_PEOPLE:
            Draft.objects.filter(membership=by, key_result__in=[c.key_result_id for c in outcome.check_ins]).delete()
        said = {c.key_result_id for c in outcome.check_ins}
        roll_up({key_results[pk].objective_id for pk in said}, on=today, key_results=said)
    return outcome


def earlier_arrivals(statements: Sequence[Statement]) -> tuple[dict[UUID, CheckIn], dict[UUID, CheckIn]]:
    """By key result: the answers to these very forms, sent before; and the last word that the author has not seen."""
    keys = {statement.submission_key for statement in statements if statement.submission_key}
    unseen = Q(pk=None)
    for statement in statements:
        if statement.seen_at:
            unseen |= Q(key_result_id=statement.key_result_id, created_at__gt=statement.seen_at)
    found = list(
        CheckIn.objects.filter(Q(submission_key__in=keys) | unseen)
        .select_related("author__user", "key_result")
        .order_by("created_at")
    )
    return (
        {check_in.key_result_id: check_in for check_in in found if check_in.submission_key in keys},
        {check_in.key_result_id: check_in for check_in in found if check_in.submission_key not in keys},
    )


def before(check_ins: Iterable[CheckIn]) -> dict[UUID, tuple[Decimal | None, Decimal]]:
    """Value and progress ahead of these check-ins; asked for only where a form has come twice."""
    found: dict[UUID, tuple[Decimal | None, Decimal]] = {}
    for check_in in check_ins:
        last = CheckIn.objects.filter(key_result=check_in.key_result_id, created_at__lt=check_in.created_at)
        previous = last.newest_first().first()
        found[check_in.key_result_id] = (previous.value, previous.progress) if previous else (None, Decimal(0))
    return found


def refuse(key_result: KeyResult, statement: Statement) -> None:
    refuse_what_takes_none(key_result)
    refuse_what_is_counted_otherwise(key_result, statement)
    if statement.confidence is not None and statement.confidence <= OFF_TRACK and not statement.note.strip():
        raise NoteIsMissing


def refuse_what_is_counted_otherwise(key_result: KeyResult, statement: Statement) -> None:
    has_milestones = key_result.measure == Measure.MILESTONES
    has_value = statement.value is not None or key_result.is_computed
    if has_milestones != (statement.reached is not None) or has_milestones == has_value:
        raise MilestonesAreTicked
    if set(statement.reached or ()) - {milestone.id for milestone in milestones_of(key_result.milestones)}:
        raise MilestonesHaveChanged


def refuse_what_takes_none(key_result: KeyResult) -> None:
    """Check-ins are for what counts, in a period that runs."""
    if key_result.period.is_closed:
        raise PeriodIsClosed
    if not key_result.period.is_running:
        raise PeriodIsNotOpen
    if not key_result.is_active or key_result.is_done or key_result.objective.state != State.ACTIVE:
        raise NotCounting


def hear(key_result: KeyResult, statement: Statement, source: str, moment: datetime, today: date) -> None:
    """The key result as it becomes; a fed value moves progress and leaves what was said."""
    if key_result.measure == Measure.MILESTONES:
        key_result.reached = sorted(set(statement.reached or ()))
        key_result.current = weight_reached(milestones_of(key_result.milestones), key_result.reached)
        key_result.current_at = moment
    elif not key_result.is_computed:
        key_result.current, key_result.current_at = statement.value, moment
    if statement.confidence is not None:
        key_result.confidence, key_result.heard_at = statement.confidence, moment
    key_result.progress = key_result_progress(key_result, key_result.current)
    index = week_index(today, key_result.period.starts_on)
    key_result.weekly_progress = with_week(key_result.weekly_progress, index, key_result.progress)
    key_result.version += 1


def as_row(
    key_result: KeyResult, statement: Statement, *, by: Membership | None, source: str, asked: Moment
) -> CheckIn:
    return CheckIn(
        key_result=key_result,
        period_id=key_result.period_id,
        value=key_result.current if key_result.current is not None else key_result.start or Decimal(0),
        reached=None if statement.reached is None else key_result.reached,
        confidence=statement.confidence,
        note=statement.note.strip(),
        author=by,
        owner_id=key_result.owner_id,
        source=source,
        week_on=asked.window_of(key_result).due_on if source in BY_PEOPLE else None,
        progress=key_result.progress,
        submission_key=statement.submission_key,
        created_at=asked.at,
    )


def write(outcome: Outcome, *, by: Membership | None, at: datetime) -> None:
    """The rows in three statements: check-ins, key results, history."""
    with unless("a_form_sent_twice_is_one_check_in", SentTwice):
        CheckIn.objects.bulk_create(outcome.check_ins)
    KeyResult.objects.bulk_update([outcome.key_results[c.key_result_id] for c in outcome.check_ins], SAID)
    Activity.objects.bulk_create(
        Activity(
            verb="checked_in",
            thing_kind="keyresult",
            thing_id=c.key_result_id,
            objective_id=outcome.key_results[c.key_result_id].objective_id,
            actor=by,
            data={"value": str(c.value), "confidence": c.confidence, "progress": str(c.progress)},
            created_at=at,
        )
        for c in outcome.check_ins
    )
