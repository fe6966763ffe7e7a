"""Every rule, the gravest first; and what they find together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alignment.findings import shape, work
from alignment.findings.concerns import Concern, Rule
from alignment.findings.facts import Snapshot

RULES = (
    Rule(
        "said_green",
        "Said green, computed red",
        "A key result or an objective that is said to be on track (7 to 10) while its pace is off track.",
        "Nobody helps where all is said to be well.",
        "Check in again, with the number in view",
        work.said_green,
    ),
    Rule(
        "silent",
        "Silent",
        "A key result of which two check-ins in a row were missed.",
        "Whatever happens there, nobody hears of it in time.",
        "Check in",
        work.silent,
    ),
    Rule(
        "no_owner",
        "Without an owner",
        "An objective or a key result that nobody owns, or whose owner was deactivated or is a viewer by now.",
        "Nobody answers for it when it stands still.",
        "Name an owner",
        shape.no_owner,
    ),
    Rule(
        "no_aim",
        "Without a start or a target",
        "A key result that lacks its start, its target or its limit.",
        "Until it is set, its check-ins count nothing.",
        "Set it",
        shape.no_aim,
    ),
    Rule(
        "busy",
        "Busy, not working",
        "An objective or a key result that lies more than 0.3 (30 points) behind what supports it.",
        "The work gets done and the result does not come: it may be the wrong work.",
        "Ask what else would move the number",
        work.busy,
    ),
    Rule(
        "aim_unsupported",
        "Company aims that nothing supports",
        "An objective of the company that nothing supports; of a longer period, that nothing of this one supports.",
        "What the company wants is nobody’s work.",
        "Create an objective that supports it",
        shape.aim_unsupported,
    ),
    Rule(
        "supports_nothing",
        "Supporting nothing",
        "An objective of a team or a person that supports nothing, or only what is archived or dropped.",
        "Nobody can see what it helps the company to reach.",
        "Choose what it supports",
        shape.supports_nothing,
    ),
    Rule(
        "ends_after",
        "Ending after what it supports",
        "An objective whose last due day comes after that of what it supports.",
        "When it is done, what it was for is over already.",
        "Bring its due days forward",
        shape.ends_after,
    ),
    Rule(
        "goalposts_moved",
        "Goalposts moved",
        "A start, target, limit, measure or due day that changed in the last four weeks, after the period had opened.",
        "Progress before and after it is not the same progress. There may be a good reason.",
        "Read why",
        work.goalposts_moved,
    ),
    Rule(
        "unanswered",
        "Requests without an answer",
        "An objective or a key result of which somebody was asked to take on a part three days ago or more.",
        "Nobody knows whether that part of it will be done.",
        "Ask again, or withdraw the request",
        work.unanswered,
    ),
    Rule(
        "too_easy",
        "All above 0.9",
        "A team, or the company itself, of whose aspirational objectives every key result is above 0.9, or its owner "
        "certain of it (10 of 10); of three key results at least. Limits and committed objectives are meant to be kept "
        "and are left out.",
        "What is reached everywhere was not much of a stretch.",
        "Aim higher",
        work.too_easy,
    ),
    Rule(
        "too_many",
        "More than five",
        "A team with more than five objectives, or an objective with more than five key results.",
        "With more than five, each gets little attention.",
        "Keep those that matter",
        shape.too_many,
    ),
    Rule(
        "same_title",
        "The same title twice",
        "Two objectives, or two key results, of one period with the same title.",
        "It may be the same work twice, and nobody can tell which one is meant.",
        "Give it a title of its own, or archive one",
        shape.same_title,
    ),
)
BY_NAME = {rule.name: rule for rule in RULES}


@dataclass(frozen=True)
class Findings:
    """What one rule has found, the oldest first."""

    rule: Rule
    concerns: Sequence[Concern]


def find_all(snapshot: Snapshot, unwanted: Collection[str] = ()) -> list[Findings]:
    """Of every rule that is not switched off, in order; of those that find nothing, nothing."""
    return [Findings(rule, found_by(rule, snapshot)) for rule in RULES if rule.name not in unwanted]


def found_by(rule: Rule, snapshot: Snapshot) -> list[Concern]:
    return sorted(rule.find(snapshot), key=lambda concern: (concern.since or snapshot.today, concern.title.casefold()))
