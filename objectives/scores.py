"""What a score means: how it is suggested, what it comes to for an objective, and its bands.

A score is 0..1 with two decimals, rounded down. Source: the design's section "The numbers".
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from objectives.models.objective import Commitment
from objectives.progress import Part, weighted_mean

TWO_PLACES = Decimal("0.01")
PERIODS_UNTIL_TOO_EASY = 3


class Band(StrEnum):
    MET = "met"
    NEARLY = "nearly"
    PARTLY = "partly"
    MISSED = "missed"

    @property
    def label(self) -> str:
        return self.value.capitalize()


def suggested_score(progress: Decimal | None) -> Decimal | None:
    """The score that a progress of 0..1 suggests; None where there is no progress."""
    return None if progress is None else progress.quantize(TWO_PLACES, ROUND_DOWN)


def objective_score(key_results: Iterable[Part], progress: Decimal | None) -> Decimal | None:
    """The weighted mean of the scores of its key results; without any that count, what its progress suggests."""
    mean = weighted_mean(key_results)
    return suggested_score(progress if mean is None else mean)


def score_in_words(score: Decimal | None) -> str:
    """Always two decimals: “0.60”; a dash for None."""
    return "–" if score is None else f"{score:.2f}"


def band(score: Decimal, commitment: str) -> Band:
    """Committed: 1 met, 0.9 to under 1 nearly, below missed. Aspirational: 0.7 met, 0.4 to under 0.7 partly."""
    if commitment == Commitment.COMMITTED:
        if score >= 1:
            return Band.MET
        return Band.NEARLY if score >= Decimal("0.9") else Band.MISSED
    if score >= Decimal("0.7"):
        return Band.MET
    return Band.PARTLY if score >= Decimal("0.4") else Band.MISSED


BANDS_IN_WORDS: dict[str, str] = {
    Commitment.COMMITTED: "1.00 is met, 0.90 and more is nearly, anything below is missed.",
    Commitment.ASPIRATIONAL: "0.70 and more is met, 0.40 and more is partly, anything below is missed.",
}


def are_too_easy(scores: Sequence[Decimal | None]) -> bool:
    """Whether the last three periods, the oldest first, all ended at 1.0."""
    last = scores[-PERIODS_UNTIL_TOO_EASY:]
    return len(last) == PERIODS_UNTIL_TOO_EASY and all(score is not None and score >= 1 for score in last)
