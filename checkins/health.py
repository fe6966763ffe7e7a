"""What the app says about a key result or an objective: the worst of what was said, of its pace and of its freshness.

Source: the design's section "The numbers". One missed check-in is stale, two are silent. From the worst to the best:
off track, silent, at risk, on track. What has no value while nothing was missed has not started, and whatever nobody
has spoken of is never on track. What is done has neither pace nor freshness.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from uuid import UUID

from checkins.windows import Moment
from objectives.confidence import said
from objectives.expected import expected_of_row
from objectives.models import KeyResult, Objective, Period
from objectives.pace import Pace, pace
from organizations.models import Organization
from organizations.rhythm import DAY, Rhythm

MISSED_UNTIL_SILENT = 2
HALF = Decimal("0.5")


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


# What can be compared, from the worst.
RANKED = (Health.OFF_TRACK, Health.SILENT, Health.AT_RISK, Health.ON_TRACK)


class Freshness(StrEnum):
    FRESH = "fresh"
    STALE = "stale"
    SILENT = "silent"

    @property
    def health(self) -> Health:
        """What it makes of the best."""
        return {"fresh": Health.ON_TRACK, "stale": Health.AT_RISK, "silent": Health.SILENT}[self.value]


@dataclass(frozen=True)
class Verdict:
    """The three that health is the worst of: what was said 0..10, pace, freshness; None where there is none.

    `has_begun` where there is a value.
    """

    confidence: Decimal | int | None
    pace: Pace | None
    freshness: Freshness | None
    has_begun: bool
    is_done: bool = False

    @property
    def said(self) -> Health:
        return Health(said(self.confidence))

    @property
    def paced(self) -> Health | None:
        return Health(self.pace.says) if self.pace else None

    @property
    def health(self) -> Health:
        paced = self.pace.says if self.pace else None
        return worst(self.said, paced, self.freshness, has_begun=self.has_begun, is_done=self.is_done)


def worst(
    spoken: str, paced: str | None, freshness: Freshness | None, *, has_begun: bool, is_done: bool = False
) -> Health:
    if is_done:
        return Health.DONE
    has_spoken, is_missed = spoken != Health.NOT_STARTED, freshness in (Freshness.STALE, Freshness.SILENT)
    if not (has_begun or has_spoken or is_missed):
        return Health.NOT_STARTED
    voices = {Health(spoken), *([Health(paced)] if paced else []), *([freshness.health] if freshness else [])}
    found = next((each for each in RANKED if each in voices), Health.NOT_STARTED)
    return Health.NOT_STARTED if found == Health.ON_TRACK and not has_spoken else found


def is_worse(health: Health, other: Health) -> bool:
    """Of the four that can be compared; what has not started or is done is as good as on track."""
    ranks = {each: rank for rank, each in enumerate(RANKED)}
    return ranks.get(health, len(RANKED)) < ranks.get(other, len(RANKED) - 1)


@dataclass(frozen=True)
class Voice:
    """What the health of a key result depends on: days where the organization is.

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


def freshness(voice: Voice, heard: Listening | None) -> Freshness | None:
    """None of what is done, and while nobody listens."""
    if voice.is_done or heard is None:
        return None
    return (Freshness.FRESH, Freshness.STALE, Freshness.SILENT)[missed(voice, heard)]


def missed(voice: Voice, heard: Listening) -> int:
    """How many windows have ended without a word, since the last one or since it could be heard of; at most two."""
    begins_on = voice.heard_on + DAY if voice.heard_on else max(voice.counts_on, heard.opened_on)
    return sum(due_on < heard.due_on for due_on in islice(heard.rhythm.due_days(begins_on), MISSED_UNTIL_SILENT))


def voice_of(key_result: KeyResult, organization: Organization) -> Voice:
    return Voice(
        confidence=key_result.confidence,
        heard_on=organization.day_of(key_result.heard_at) if key_result.heard_at else None,
        counts_on=organization.day_of(key_result.counts_since),
        is_done=key_result.is_done,
    )


def verdict_of(key_result: KeyResult, moment: Moment, heard: Listening | None) -> Verdict:
    """Of a key result whose period and objective are loaded."""
    voice = voice_of(key_result, moment.organization)
    return Verdict(
        confidence=key_result.confidence,
        pace=None if voice.is_done else pace_of(key_result, moment),
        freshness=freshness(voice, heard),
        has_begun=key_result.current is not None,
        is_done=voice.is_done,
    )


def pace_of(key_result: KeyResult, moment: Moment) -> Pace | None:
    day = judged_on(key_result.period, moment)
    if key_result.period.is_planned:
        return None
    return pace(
        key_result.progress,
        expected_of_row(key_result, day),
        commitment=key_result.objective.commitment,
        begins_on=max(key_result.added_on, key_result.period.starts_on),
        day=day,
        rules=moment.pace_rules,
    )


def judged_on(period: Period, moment: Moment) -> date:
    """The day on which one looks; of a period that is closed by then, the day on which it was."""
    return min(moment.today, moment.organization.day_of(period.closed_at)) if period.closed_at else moment.today


def judged_from(objective: Objective, moment: Moment) -> date:
    """The first day of its quiet weeks."""
    return max(moment.organization.day_of(objective.created_at), objective.period.starts_on)


def verdict_at(key_result: KeyResult, moment: Moment) -> Verdict:
    return verdict_of(key_result, moment, listening(key_result.period, moment, key_result.objective.team_id))


def health_of(key_result: KeyResult, moment: Moment) -> Health:
    """The health of a key result whose period and objective are loaded."""
    return verdict_at(key_result, moment).health


def verdict_of_objective(
    objective: Objective, expected: float | None, freshness: Freshness | None, moment: Moment
) -> Verdict:
    """Of its own confidence, its own pace, and the freshness of what shows it (see `freshness_of_many`).

    The period of the objective is loaded; `expected` is its expected progress on the day that is looked at.
    """
    period = objective.period
    return Verdict(
        confidence=objective.confidence,
        pace=None
        if period.is_planned
        else pace(
            objective.progress,
            expected,
            commitment=objective.commitment,
            begins_on=judged_from(objective, moment),
            day=judged_on(period, moment),
            rules=moment.pace_rules,
        ),
        freshness=freshness,
        has_begun=bool(objective.progress),
    )


@dataclass(frozen=True)
class Listened:
    """How much weight is fresh, stale and silent, of all that is asked for a check-in."""

    weights: Mapping[Freshness, Decimal]

    @property
    def whole(self) -> Decimal:
        return sum(self.weights.values(), Decimal(0))

    @property
    def freshness(self) -> Freshness | None:
        """Silent when half of the weight is, stale when half is stale or silent; None where nothing is asked."""
        half, silent = self.whole * HALF, self.weights[Freshness.SILENT]
        if not half:
            return None
        if silent >= half:
            return Freshness.SILENT
        return Freshness.STALE if silent + self.weights[Freshness.STALE] >= half else Freshness.FRESH


def listened_to(weights: Iterable[tuple[Decimal, Freshness | None]]) -> Listened:
    counted = dict.fromkeys(Freshness, Decimal(0))
    for weight, each in weights:
        if each:
            counted[each] += weight
    return Listened(counted)


def freshness_of_many(weights: Iterable[tuple[Decimal, Freshness | None]]) -> Freshness | None:
    """Of many key results by weight."""
    return listened_to(weights).freshness
