"""Why a health is what it is: the three that it is the worst of, each with its reason."""

from collections.abc import Sequence
from decimal import Decimal

from checkins.health import Freshness, Health, Listened, Verdict
from dashboards.numbers.derivation import PER_CENT, Component, Derivation, exactly
from objectives.confidence import to_one_decimal
from objectives.pace import Pace, PaceRules, Unjudged
from organizations.formatting import percent, points

RULE = (
    "Health is the worst of what was said, of its pace and of its freshness: off track is worse than silent, silent "
    "than at risk, at risk than on track. What nobody has spoken of is never on track."
)
SAID = "7 to 10 is on track, 4 to 6 at risk, below that off track"


def health_derivation(verdict: Verdict, steps: Sequence[str], components: Sequence[Component] = ()) -> Derivation:
    if verdict.is_done:
        steps = ["It is done: it has neither pace nor freshness, and asks for nothing any more."]
    return Derivation("health", "Health", verdict.health, verdict.health.label, RULE, steps, components)


def said_in_words(verdict: Verdict) -> str:
    if verdict.confidence is None:
        return "Said: nobody has said yet how sure they are."
    return f"Said: {to_one_decimal(Decimal(verdict.confidence))} of 10, {verdict.said.label.lower()} ({SAID})."


def pace_in_words(pace: Pace, progress: Decimal | None, rules: PaceRules) -> str:
    """Progress, what is asked of it, how far behind it is, and what that means."""
    behind = f"{PER_CENT.of(abs(pace.behind))} points {'ahead' if pace.behind < 0 else 'behind'}"
    limits = f"more than {points(rules.at_risk)} behind is at risk, more than {points(rules.off_track)} off track"
    return (
        f"Pace: {exactly(progress)} is reached, and {percent(pace.share_asked)} of the {exactly(pace.expected)} "
        f"expected is asked, which is {exactly(pace.asked)}: {behind}, {Health(pace.says).label.lower()} ({limits})."
    )


def unjudged_in_words(why: Unjudged | None, rules: PaceRules) -> str:
    """`why` as `objectives.pace.why_unjudged` has it; None where its period has not been opened."""
    weeks = rules.quiet.days // 7
    return {
        None: "Pace: its period has not been opened, so it is not judged.",
        "nothing_counts": "Pace: nothing counts in it yet, so it is not judged.",
        "nothing_expected": "Pace: nothing is expected of it yet, so it is not judged.",
        "first_weeks": f"Pace: it is not judged in its first {weeks} week{'' if weeks == 1 else 's'}.",
    }[why]


def ending(verdict: Verdict) -> str:
    if verdict.health == Health.NOT_STARTED:
        return "So it has not started: nobody has spoken of it, and no check-in was missed."
    return f"The worst of these is {verdict.health.label.lower()}."


def listened_in_words(listened: Listened, whose: str) -> str:
    """How much of the weight is fresh, stale and silent."""
    if listened.freshness is None:
        return f"Freshness: nothing among {whose} is asked for a check-in."
    weights = ", ".join(f"{exactly(weight / listened.whole)} {each.value}" for each, weight in listened.weights.items())
    return (
        f"Freshness: of the weight of {whose} {weights}: it is {listened.freshness.value}. "
        "Half silent makes it silent, half stale or silent makes it stale."
    )


def missed_in_words(freshness: Freshness) -> str:
    return {
        Freshness.FRESH: "no check-in was missed: fresh",
        Freshness.STALE: "one check-in was missed: stale, which makes on track at risk",
        Freshness.SILENT: "two check-ins or more were missed: silent",
    }[freshness]
