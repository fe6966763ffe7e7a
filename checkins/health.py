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


def health(voice: Voice, period: Period, opened_on: date | None, due_on: date) -> Health:
    """Health in the window that is due on `due_on`. Silence is counted while the period is open."""
    if voice.is_done:
        return Health.DONE
    if period.is_open and missed_windows(voice, opened_on or period.starts_on, due_on) >= MISSED_UNTIL_SILENT:
        return Health.SILENT
    return Health(said(voice.confidence))


def missed_windows(voice: Voice, opened_on: date, due_on: date) -> int:
    """Windows that have ended without a word, since the last one or since it could be heard of at all."""
    if voice.heard_on is not None:
        first_missable = monday_of(voice.heard_on) + timedelta(days=WINDOW_DAYS)
    else:
        begins_on = max(voice.counts_on, opened_on)
        first_missable = begins_on if begins_on.weekday() == 0 else monday_of(begins_on) + timedelta(days=WINDOW_DAYS)
    return max((due_on - first_missable).days // WINDOW_DAYS, 0)


def voice_of(key_result: KeyResult, organization: Organization) -> Voice:
    return Voice(
        confidence=key_result.confidence,
        heard_on=organization.day_of(key_result.heard_at) if key_result.heard_at else None,
        counts_on=organization.day_of(key_result.counts_since),
        is_done=key_result.is_done,
    )


def health_of(key_result: KeyResult, organization: Organization, due_on: date) -> Health:
    """The health of a key result whose period is loaded."""
    period = key_result.period
    opened_on = organization.day_of(period.opened_at) if period.opened_at else None
    return health(voice_of(key_result, organization), period, opened_on, due_on)
