"""What keeps an objective from being ready: pure rules over plain facts. They advise, they forbid nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from objectives.models.objective import BelongsTo
from objectives.outcomes import counts_work

MOST_KEY_RESULTS = 5


class Owner(Enum):
    """Whether anybody answers for it."""

    THERE = "there"
    NOBODY = "nobody"
    # Deactivated, or a viewer by now.
    GONE = "gone"


@dataclass(frozen=True)
class KeyResultDraft:
    """`missing` says in words what its aim lacks, and is empty where it lacks nothing."""

    id: UUID
    title: str
    measure: str
    owner: Owner
    missing: str = ""
    is_done: bool = False


@dataclass(frozen=True)
class ObjectiveDraft:
    """`has_year_above` where the company has objectives in the year that encloses its period."""

    id: UUID
    belongs_to: str
    owner: Owner
    key_results: Sequence[KeyResultDraft]
    supporter_count: int = 0
    supports_something: bool = True
    has_year_above: bool = False


class Kind(Enum):
    """Each with its name in a count, why it matters, and the one thing to do about it."""

    NO_OWNER = "without an owner", "Nobody answers for it when it stands still.", "Name an owner"
    NO_KEY_RESULT = "without a key result", "Nobody can tell whether it comes closer.", "Add a key result"
    ONLY_SUPPORTERS = (
        "with supporters alone",
        "It moves as they move. That may do; a key result of its own would show whether their work adds up.",
        "Add a key result",
    )
    NO_AIM = "without a start, target or limit", "Until it is set, its check-ins count nothing.", "Set it"
    SUPPORTS_NOTHING = (
        "supporting nothing",
        "Nobody can see what it helps the company to reach.",
        "Choose what it supports",
    )
    MANY_KEY_RESULTS = (
        "with more than five key results",
        "With more than five, each gets little attention.",
        "Keep those that matter",
    )
    COUNTS_WORK = (
        "counting work",
        "Work can be finished while nothing gets better. What would be different afterwards?",
        "Say what would be different",
    )

    def __init__(self, name_in_counts: str, why: str, action: str) -> None:
        self.name_in_counts, self.why, self.action = name_in_counts, why, action

    @property
    def is_a_hint(self) -> bool:
        """It may be meant so: the objective is ready all the same."""
        return self is Kind.ONLY_SUPPORTERS


# The page on which it is put right, by URL name.
PAGES = {
    Kind.NO_KEY_RESULT: "key_result_new",
    Kind.ONLY_SUPPORTERS: "key_result_new",
    Kind.SUPPORTS_NOTHING: "objective_move",
    Kind.MANY_KEY_RESULTS: "objective",
}


@dataclass(frozen=True)
class Finding:
    """Something that is not ready, in words; of one key result, or of the objective itself."""

    kind: Kind
    what: str
    objective: ObjectiveDraft
    key_result: KeyResultDraft | None = None

    @property
    def page(self) -> str:
        return PAGES.get(self.kind, "key_result_edit" if self.key_result else "objective_edit")


def findings(objective: ObjectiveDraft) -> list[Finding]:
    """Everything that is not ready, of the objective first and then of its key results in their order."""
    found = [Finding(kind, what, objective) for kind, what in of_objective(objective)]
    for key_result in objective.key_results:
        found += [Finding(kind, what, objective, key_result) for kind, what in of_key_result(key_result)]
    return found


def of_objective(objective: ObjectiveDraft) -> Iterator[tuple[Kind, str]]:
    yield from of_owner(objective.owner)
    if not objective.key_results:
        yield without_key_result(objective.supporter_count)
    if not objective.supports_something:
        if objective.belongs_to != BelongsTo.COMPANY:
            yield Kind.SUPPORTS_NOTHING, "It supports nothing."
        elif objective.has_year_above:
            yield Kind.SUPPORTS_NOTHING, "It supports no objective of the year."
    if len(objective.key_results) > MOST_KEY_RESULTS:
        yield Kind.MANY_KEY_RESULTS, f"It has {len(objective.key_results)} key results."


def of_key_result(key_result: KeyResultDraft) -> Iterator[tuple[Kind, str]]:
    """Nothing more is asked of what is done."""
    if key_result.is_done:
        return
    yield from of_owner(key_result.owner)
    if key_result.missing:
        yield Kind.NO_AIM, f"It has no {key_result.missing} yet."
    if counts_work(key_result.title, key_result.measure):
        yield Kind.COUNTS_WORK, "It seems to count work."


def of_owner(owner: Owner) -> Iterator[tuple[Kind, str]]:
    if owner is Owner.NOBODY:
        yield Kind.NO_OWNER, "It has no owner."
    elif owner is Owner.GONE:
        yield Kind.NO_OWNER, "Its owner has left, or only views by now."


def without_key_result(supporter_count: int) -> tuple[Kind, str]:
    if not supporter_count:
        return Kind.NO_KEY_RESULT, "It has no key result."
    supporters = "an objective that supports it" if supporter_count == 1 else f"{supporter_count} that support it"
    return Kind.ONLY_SUPPORTERS, f"It has no key result of its own, only {supporters}."
