"""What the app says about a key result: what was said, unless nobody has spoken for two windows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from uuid import UUID

from checkins.windows import Moment
from objectives.confidence import said
from objectives.models import KeyResult, Period
from organizations.models import Organization
from organizations.rhythm import DAY, Rhythm

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
    """While one listens for key results of a period: from the day it opened to the due day counted to, in a rhythm."""

    opened_on: date
    due_on: date
    rhythm: Rhythm


def listening(period: Period, moment: Moment, team_id: UUID | None) -> Listening | None:
    """To the window that a moment lies in, and no further than the period's days and closing; not while it is planned.

    In grace and closed, silence stays what it had become: only windows due while the period ran are missed.
    """
    if period.is_planned:
        return None
    organization, rhythm = moment.organization, moment.rhythms.of(team_id)
    last_day = period.ends_on
    if period.grace_began_at:
        last_day = min(last_day, organization.day_of(period.grace_began_at))
    ends = [rhythm.due_on(moment.today), rhythm.next_due_on(last_day)]
    if period.closed_at:
        ends.append(rhythm.due_on(organization.day_of(period.closed_at)))
    opened_on = organization.day_of(period.opened_at) if period.opened_at else period.starts_on
    return Listening(opened_on, min(ends), rhythm)


def health(voice: Voice, heard: Listening | None) -> Health:
    """What was said, unless windows have gone by without a word while one listened."""
    if voice.is_done:
        return Health.DONE
    if heard and is_silent(voice, heard):
        return Health.SILENT
    return Health(said(voice.confidence))


def is_silent(voice: Voice, heard: Listening) -> bool:
    """Whether windows have ended without a word, since the last one or since it could be heard of at all."""
    begins_on = voice.heard_on + DAY if voice.heard_on else max(voice.counts_on, heard.opened_on)
    missed = islice(heard.rhythm.due_days(begins_on), MISSED_UNTIL_SILENT)
    return all(due_on < heard.due_on for due_on in missed)


def voice_of(key_result: KeyResult, organization: Organization) -> Voice:
    return Voice(
        confidence=key_result.confidence,
        heard_on=organization.day_of(key_result.heard_at) if key_result.heard_at else None,
        counts_on=organization.day_of(key_result.counts_since),
        is_done=key_result.is_done,
    )


def health_of(key_result: KeyResult, moment: Moment) -> Health:
    """The health of a key result whose period and objective are loaded."""
    heard = listening(key_result.period, moment, key_result.objective.team_id)
    return health(voice_of(key_result, moment.organization), heard)
