"""How the quarter before ended: the last values, the scores that nobody suggested, what was learned and decided."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CONTINUE, CHANGE, DROP = "continue", "change", "drop"


@dataclass(frozen=True)
class LastWord:
    """A final value that its owner gives in grace; `day` is 0 for the first day after the quarter."""

    day: int
    key_result: str
    value: str
    confidence: int
    note: str


@dataclass(frozen=True)
class Verdict:
    """A score other than the suggested one, and why."""

    score: str
    why: str


@dataclass(frozen=True)
class Ending:
    """What the owner of an objective says of it; `verdicts` by title of a key result, `own` of the objective itself."""

    day: int
    objective: str
    went_well: str
    in_the_way: str
    learned: str
    decision: str
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    own: Verdict | None = None


LAST_WORDS = (
    LastWord(
        0, "Revenue from the north", "231000", 8, "Two invoices were paid at last. They belong to the old quarter."
    ),
    LastWord(0, "Ports on the new screen", "26", 8, "Two more moved on the last weekend."),
    LastWord(1, "Faults that a port found first", "8", 8, "Eight. The last one was ours to find, by a day."),
    LastWord(1, "Colleagues trained for the desk", "7", 9, "Tilda finished hers on Friday."),
)

ENDINGS = (
    Ending(
        2,
        "before-chi-own",
        "All eleven kinds, and the last one took an afternoon.",
        "Nobody has written down what kind 27 means. I rang the man who invented it.",
        "Ring the man who invented it *first*.",
        DROP,
    ),
    Ending(
        3,
        "before-feeds",
        "The second supplier paid for itself in the first week.",
        "On Sundays nobody there picks up the phone.",
        "Measure the worst hour, not the mean. **Dispatchers remember the worst hour.**",
        CONTINUE,
        {
            "Positions younger than a minute": Verdict(
                "0.90", "It holds on six days of seven. On Sundays the second supplier sleeps."
            )
        },
    ),
    Ending(
        4,
        "before-tests",
        "Less than half as many faults reach a port, with the same people.",
        "Tests for cranes need a crane. We borrowed one for two mornings.",
        "- Most faults begin where two teams meet\n- A fault found at a desk costs an hour, one found on a quay a day",
        CONTINUE,
    ),
    Ending(
        4,
        "before-desk",
        "The mailbox is empty, and it stays empty.",
        "Those who train others are those who are on the rota already.",
        "Two short trainings beat one long day.",
        DROP,
        {
            "Colleagues trained for the desk": Verdict(
                "1.00", "The eighth was trained and then moved to Sales. The desk has the hands that it needs."
            )
        },
    ),
    Ending(
        7,
        "before-rota",
        "We know now which nights nobody wants, and why.",
        "A rota shares out what is there. There are **too few of us for the nights**, and no rota adds one.",
        "People do not want to be asked about their nights. They want to choose them, or to be paid for them. "
        "Support takes it from here.",
        DROP,
    ),
    Ending(
        7,
        "before-talks",
        "Fifty talks, as we said, and nobody had to be pushed.",
        "We counted talks, so we got talks. *A third* were with people who cannot sign.",
        "Ask who signs within the first five minutes.",
        CHANGE,
        own=Verdict("0.50", "Fifty talks were the easy half. What they should lead to is a third of the way."),
    ),
    Ending(
        8,
        "before-fast",
        "A plan opens in **two seconds**, also on the old tablets in Koper.",
        "Three ports rebuild their quays and keep the old screen until then. We knew, and promised all the same.",
        "Ask a port for its own calendar before we write ours.",
        DROP,
    ),
    Ending(
        8,
        "before-north",
        "Five ports in one quarter, and three came through the first two. Pilots talk to pilots.",
        "- Payment after ninety days\n- A contract that four lawyers read in four languages",
        "The second port on a coast costs a third of the first: choose coasts, not ports. "
        "From here on the north is part of *Win the mid-size ports*.",
        DROP,
        {
            "Revenue from the north": Verdict(
                "0.60", "One port paid its whole year in advance. Without that it is 180 thousand."
            )
        },
    ),
)
