"""What becomes of a request: accepted as it is or changed, declined, withdrawn, and open again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alignment.actions.shared import fresh_source, locked_request, refuse_asked_already, trace
from alignment.changes import changes_in_words
from alignment.drafts import facts_of
from alignment.errors import AnsweredAlready, TooLateToUndo
from alignment.models import MOST_WORDS, Request, RequestState
from objectives.actions.contributions import contribute
from objectives.actions.history import Change, begin_change
from objectives.actions.key_results import create_key_result
from objectives.actions.objectives import create_objective
from objectives.errors import ReasonIsMissing
from objectives.models import BelongsTo, KeyResult, Objective
from organizations.models import Membership

UNDONE_WITHIN = timedelta(days=30)
WHY = "It was asked for and accepted."
# What the asked may change of a draft's key result.
OF_THE_KEY_RESULT = ("unit", "start", "target", "low", "high")


@transaction.atomic
def accept(
    request: Request,
    *,
    by: Membership,
    changes: Mapping[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Request:
    """Make the objective of the draft, and its key result; `changes` are other words or numbers than were asked for.

    Raises AnsweredAlready, SourceIsGone, and as create_objective, create_key_result and contribute do.
    """
    change = begin_change(by=by, reason=WHY, at=at)
    request = open_request(request)
    fresh_source(request.objective, request.key_result)
    title = (changes or {}).get("title", request.title)
    facts = facts_of(request)
    asked_for = {"title": request.title, **facts}
    facts |= {name: value for name, value in (changes or {}).items() if name in OF_THE_KEY_RESULT and request.measure}
    words = changes_in_words(asked_for, {"title": title, **facts})
    request.made = make_objective(request, title, change)
    request.made_key_result = make_key_result(request, request.made, facts, change) if request.measure else None
    request.reason = " ".join([*words, note.strip()]).strip()[:MOST_WORDS]
    return settle(request, RequestState.ACCEPTED, "request_changed" if words else "request_accepted", change)


def make_objective(request: Request, title: str, change: Change) -> Objective:
    return create_objective(
        by=change.by,
        period=request.period,
        title=title,
        parent=request.objective,
        parent_key_result=request.key_result,
        reason=WHY,
        at=change.at,
        belongs_to=BelongsTo.TEAM if request.team_id else BelongsTo.PERSON,
        team=request.team,
        owner=owner_of(request, change.by),
    )


def owner_of(request: Request, by: Membership | None) -> Membership | None:
    """Who was asked, or whoever answers where she is gone meanwhile."""
    return request.asked if request.asked.is_active and request.asked.may_write else by


def make_key_result(request: Request, objective: Objective, facts: Mapping[str, Any], change: Change) -> KeyResult:
    assert request.key_result is not None
    key_result = create_key_result(
        by=change.by,
        objective=objective,
        title=request.key_result.title,
        reason=WHY,
        at=change.at,
        owner=objective.owner,
        **facts,
    )
    if request.contributes:
        contribute(key_result, request.key_result, by=change.by, reason=WHY, at=change.at)
    return key_result


@transaction.atomic
def decline(request: Request, *, by: Membership, reason: str, at: datetime | None = None) -> Request:
    """Raises AnsweredAlready, ReasonIsMissing, PeriodIsClosed."""
    change = begin_change(by=by, reason=reason, at=at)
    request = open_request(request)
    if not change.reason:
        raise ReasonIsMissing("Say why, so that whoever asked knows how to go on.")
    request.reason = change.reason
    return settle(request, RequestState.DECLINED, "request_declined", change)


@transaction.atomic
def withdraw(request: Request, *, by: Membership, at: datetime | None = None) -> Request:
    """It is not asked any more. Raises AnsweredAlready, PeriodIsClosed."""
    change = begin_change(by=by, at=at)
    return settle(open_request(request), RequestState.WITHDRAWN, "request_withdrawn", change)


@transaction.atomic
def undo_decline(request: Request, *, by: Membership, at: datetime | None = None) -> Request:
    """It waits for an answer again. Raises AnsweredAlready, AskedAlready, TooLateToUndo, PeriodIsClosed."""
    change = begin_change(by=by, at=at)
    request = locked_request(request)
    if not request.is_declined or request.answered_at is None:
        raise AnsweredAlready("It is not declined, so there is nothing to undo.")
    if change.at - request.answered_at > UNDONE_WITHIN:
        raise TooLateToUndo
    refuse_asked_already(request)
    request.state, request.reason, request.answered_by, request.answered_at = RequestState.ASKED, "", None, None
    request.save(update_fields=["state", "reason", "answered_by", "answered_at"])
    trace("request_reopened", request, change)
    return request


def open_request(request: Request) -> Request:
    """Locked, so that of two answers one is the first."""
    found = locked_request(request)
    if not found.is_open:
        who = f" by {found.answered_by}" if found.answered_by else ""
        raise AnsweredAlready(f"Nothing was saved: it is {found.get_state_display().lower()}{who} already.")
    return found


def settle(request: Request, state: RequestState, verb: str, change: Change) -> Request:
    request.state, request.answered_by, request.answered_at = state, change.by, change.at
    request.save(update_fields=["state", "reason", "answered_by", "answered_at", "made", "made_key_result"])
    trace(verb, request, change)
    return request
