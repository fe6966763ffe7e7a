"""What the app says about a key result: what was said, unless nobody has spoken for two windows."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from checkins.windows import WINDOW_DAYS
from objectives.confidence import said
from objectives.models import KeyResult, Period
from objectives.weekly import monday_of
from organizations.models import Organization

MISSED_UNTIL_SILENT = 2


class Health(StrEnum):
    """From the worst to the best, then the two that are neither."""

    OFF_TRACK = "off_track"
    SILENT = "silent"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"
    NOT_STARTED = "not_started"
    DONE = "done"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class Voice:
    """When a key result was last heard of and since when it could be: days where the organization is.

    Key results with the same voice have the same health, so that thousands can be counted by the few that differ.
    """

    confidence: int | None
    heard_on: date | None
    counts_on: date
    is_done: bool


@dataclass(frozen=True)
class Listening:
    """While one listens for the key results of a period: from the day it opened to the due day counted to."""

    opened_on: date
    due_on: date


def listening(period: Period, organization: Organization, due_on: date) -> Listening | None:
    """To the window that is due on `due_on`, and no further than its days and its closing; not while it is planned.

    In grace and closed, silence stays what it had become: only windows due while the period ran are missed.
    """
    if period.is_planned:
        return None
    last_day = period.ends_on
    if period.grace_began_at:
        last_day = min(last_day, organization.day_of(period.grace_began_at))
    ends = [due_on, monday_of(last_day) + timedelta(days=WINDOW_DAYS)]
    if period.closed_at:
        ends.append(monday_of(organization.day_of(period.closed_at)))
    opened_on = organization.day_of(period.opened_at) if period.opened_at else period.starts_on
    return Listening(opened_on, min(ends))


def health(voice: Voice, heard: Listening | None) -> Health:
    """What was said, unless windows have gone by without a word while one listened."""
    if voice.is_done:
        return Health.DONE
    if heard and missed_windows(voice, heard) >= MISSED_UNTIL_SILENT:
        return Health.SILENT
    return Health(said(voice.confidence))


def missed_windows(voice: Voice, heard: Listening) -> int:
    """Windows that have ended without a word, since the last one or since it could be heard of at all."""
    if voice.heard_on is not None:
        first_missable = monday_of(voice.heard_on) + timedelta(days=WINDOW_DAYS)
    else:
        begins_on = max(voice.counts_on, heard.opened_on)
        first_missable = begins_on if begins_on.weekday() == 0 else monday_of(begins_on) + timedelta(days=WINDOW_DAYS)
    return max((heard.due_on - first_missable).days // WINDOW_DAYS, 0)


def voice_of(key_result: KeyResult, organization: Organization) -> Voice:
    return Voice(
        confidence=key_result.confidence,
        heard_on=organization.day_of(key_result.heard_at) if key_result.heard_at else None,
        counts_on=organization.day_of(key_result.counts_since),
        is_done=key_result.is_done,
    )


def health_of(key_result: KeyResult, organization: Organization, due_on: date) -> Health:
    """The health of a key result whose period is loaded, in the window that is due on `due_on`."""
    return health(voice_of(key_result, organization), listening(key_result.period, organization, due_on))
