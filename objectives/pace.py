"""Pace: progress held against what is asked by now, a share of what is expected.

Source: the design's section "The numbers". An objective that one committed to is asked for all that is expected, an
aspirational one for seven tenths; more than ten points behind is at risk, more than 25 off track. Each organization
may set its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from objectives.confidence import Said
from objectives.models.objective import Commitment
from objectives.progress import SIX_PLACES
from organizations.models import Activity, Organization

Unjudged = Literal["nothing_counts", "nothing_expected", "first_weeks"]
RULES = ("at_risk_behind", "off_track_behind", "committed_pace", "aspirational_pace", "quiet_weeks")


@dataclass(frozen=True)
class PaceRules:
    """Points behind and what is asked as shares of 1, and for how long nothing is judged."""

    at_risk: Decimal = Decimal("0.10")
    off_track: Decimal = Decimal("0.25")
    committed: Decimal = Decimal(1)
    aspirational: Decimal = Decimal("0.70")
    quiet: timedelta = timedelta(weeks=2)

    def share_asked(self, commitment: str) -> Decimal:
        return self.committed if commitment == Commitment.COMMITTED else self.aspirational


@dataclass(frozen=True)
class Pace:
    """How progress 0..1 stands to what is expected 0..1, and to what is asked; `behind` is negative when ahead."""

    expected: Decimal
    share_asked: Decimal
    behind: Decimal
    says: Said

    @property
    def asked(self) -> Decimal:
        return self.expected * self.share_asked


def pace(
    progress: Decimal | None,
    expected: float | Decimal | None,
    *,
    commitment: str,
    begins_on: date,
    day: date,
    rules: PaceRules,
) -> Pace | None:
    """None while nothing counts, or nothing can be expected, or in its first weeks (see `why_unjudged`)."""
    if progress is None or expected is None or why_unjudged(progress, expected, begins_on, day, rules):
        return None
    exactly = Decimal(repr(expected)) if isinstance(expected, float) else expected
    exactly, share = exactly.quantize(SIX_PLACES), rules.share_asked(commitment)
    behind = exactly * share - progress
    return Pace(exactly, share, behind, says(behind, rules))


def why_unjudged(
    progress: Decimal | None, expected: float | Decimal | None, begins_on: date, day: date, rules: PaceRules
) -> Unjudged | None:
    if progress is None:
        return "nothing_counts"
    if expected is None:
        return "nothing_expected"
    return "first_weeks" if day < begins_on + rules.quiet else None


def says(behind: Decimal, rules: PaceRules) -> Said:
    if behind > rules.off_track:
        return "off_track"
    return "at_risk" if behind > rules.at_risk else "on_track"


def rules_of(organization: Organization) -> PaceRules:
    """Those of today."""
    return as_rules({name: getattr(organization, name) for name in RULES})


def rules_at(organization: Organization, at: datetime) -> PaceRules:
    """Those that held at a moment: today's, with every change since taken back. One question."""
    known = {name: getattr(organization, name) for name in RULES}
    changes = Activity.objects.filter(verb="settings_changed", created_at__gt=at).order_by("-created_at", "-id")
    for data in changes.values_list("data", flat=True):
        known |= {name: value for name, value in data["before"].items() if name in known}
    return as_rules(known)


def as_rules(columns: dict[str, Any]) -> PaceRules:
    at_risk, off_track, committed, aspirational = percents([columns[name] for name in RULES[:4]])
    return PaceRules(at_risk, off_track, committed, aspirational, timedelta(weeks=columns["quiet_weeks"]))


def percents(figures: Sequence[int]) -> list[Decimal]:
    return [Decimal(figure) / 100 for figure in figures]
