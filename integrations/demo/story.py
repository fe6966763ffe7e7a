"""What happens at Harbour Lane in the quarter beside check-ins, and the words that people use when they have few."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from integrations.demo.shapes import DemoKeyResult, key_result

HOURS, CALLS = "Hours until the first answer", "Calls that ask “why did this move?”"


@dataclass(frozen=True)
class Happening:
    """`week` 0 is the quarter's first, `day` 0 Monday; `what` names a key result by title or an objective by key."""

    week: int
    day: int
    who: str
    what: str
    why: str


@dataclass(frozen=True)
class Changed(Happening):
    changes: dict[str, Any]


@dataclass(frozen=True)
class HandedOver(Happening):
    to: str


@dataclass(frozen=True)
class Done(Happening):
    done_as: str


@dataclass(frozen=True)
class PutAway(Happening):
    state: str


@dataclass(frozen=True)
class Moved(Happening):
    to: str


@dataclass(frozen=True)
class Left(Happening):
    """`what` is who leaves the company."""


@dataclass(frozen=True)
class Added(Happening):
    key_result: DemoKeyResult


@dataclass(frozen=True)
class Said(Happening):
    """`why` is what somebody says about it."""

    asks: bool = False


@dataclass(frozen=True)
class Worked(Happening):
    """`why` is what should move it, by title, and `state` how far that is; told again, it is further."""

    state: str
    url: str = ""


@dataclass(frozen=True)
class Asked(Happening):
    """`why` is the message with a draft of an objective, `to` a team or somebody; `declined` says why not."""

    title: str
    to: str
    declined: str = ""


STORY: tuple[Happening, ...] = (
    # In the quarter before, and in its grace.
    Changed(
        -6,
        2,
        "kaito",
        "Ports on the new screen",
        "Three ports rebuild their quays and keep the old screen until then.",
        {"target": Decimal(28)},
    ),
    Done(0, 1, "victor", "First talks", "Fifty. The list goes on by itself.", "reached"),
    # While the quarter is planned: whoever is hired must be here before the two harbours open.
    *(
        Changed(-1, 2, "esme", title, "The harbours open in week twelve.", {"due_in_weeks": 11})
        for title in (
            "New colleagues who have started",
            "Days from first talk to an answer",
            "Applicants who come through a colleague",
        )
    ),
    # In the quarter.
    Added(
        1,
        2,
        "paula",
        "calm",
        "The survey says that a face matters more than minutes.",
        key_result(
            "Ports with a named person to call",
            "number",
            "ports",
            5,
            30,
            "stella",
            "steady",
            "Nineteen ports know whom to ask for.",
        ),
    ),
    PutAway(1, 3, "ravi", "Figures on the page", "Seven is a rule of ours, not a result.", "archived"),
    Moved(1, 4, "uma", "guides", "Most readers are crews in their first weeks, so it belongs there.", "six-weeks"),
    Added(
        2,
        0,
        "leila",
        "talks",
        "An offer is a letter. A yes is what we count on.",
        key_result(
            "Offers that a port answered with yes",
            "number",
            "offers",
            0,
            6,
            "victor",
            "late",
            "Nobody has said yes so far, and nobody has said no.",
            "Two in one week.",
        ),
    ),
    Changed(
        2,
        1,
        "jonas",
        "Method is checked by the institute in Delft",
        "They gave us a day for their answer.",
        {"due_in_weeks": 11},
    ),
    HandedOver(2, 2, "milan", "Files that needed my help", "Klara hears of each of them first.", "klara"),
    Changed(
        3,
        1,
        "nadia",
        "Time from merge to a port's screen",
        "Ports insist on a safety check of ten minutes, which we had not counted.",
        {"target": Decimal(45)},
    ),
    Done(
        3,
        3,
        "pavel",
        "Languages that a reason exists in",
        "Good translations need somebody on the quay. Next quarter, with Onboarding.",
        "given_up",
    ),
    PutAway(3, 4, "leila", "otto-own", "Otto helps with renewals until winter.", "dropped"),
    Changed(
        4,
        0,
        "henrik",
        "Contracts signed with new ports",
        "Two ports moved their decision to spring, and nothing of ours can hurry them.",
        {"target": Decimal(8)},
    ),
    Changed(
        4,
        2,
        "dee",
        "Ports that went live this quarter",
        "Rijeka wants to start before the holidays.",
        {"target": Decimal(9)},
    ),
    Done(5, 1, "bruno", "Days from question to offer", "Five days, three times in a row.", "reached"),
    Done(
        5,
        2,
        "freya",
        "Hours watched from a crane cabin",
        "Twenty hours are done, and the list from them is long.",
        "reached",
    ),
    Changed(
        5,
        3,
        "farid",
        "Nights with two people on the desk",
        "Without night pay we find no more people. Seven in ten nights is what we can promise.",
        {"target": Decimal(70)},
    ),
    Left(5, 3, "ruta", "otto", "He goes home to Rostock. Thank you for nine years."),
    Said(
        5,
        4,
        "amara",
        "Dispatchers who open the reason of a change",
        "Well ahead. What would it take to have **every** port on it by spring?",
        asks=True,
    ),
    Done(5, 4, "hugo", "Clicks to name a cause", "One click. It cannot become less.", "reached"),
    # What somebody is asked to take on.
    Asked(
        5,
        1,
        "ines",
        "dependable",
        "You sit next to them. Half a day a week is enough.",
        "Tell dispatchers before they phone",
        "ben",
    ),
    Asked(
        5,
        2,
        "amara",
        "dependable",
        "A plan is only as good as the hour in which it opens.",
        "Open every plan within a second",
        "Platform",
        "Not before the pager is quiet. Ask us again in January.",
    ),
    # What should move the numbers; it counts nowhere.
    Worked(0, 2, "farid", HOURS, "Rota for nights", "running", "https://tracker.example/browse/CARE-12"),
    Worked(0, 2, "farid", HOURS, "Second person at weekends", "planned"),
    Worked(1, 1, "farid", HOURS, "Answers that a port can look up", "running"),
    Worked(4, 0, "farid", HOURS, "Rota for nights", "done"),
    Worked(5, 0, "farid", HOURS, "Answers that a port can look up", "stopped"),
    Worked(1, 2, "ben", CALLS, "The reason on every change", "running", "https://tracker.example/browse/BERTH-31"),
    Worked(1, 2, "ben", CALLS, "A week beside the dispatchers of Rijeka", "planned"),
)

FINE = (
    "As planned.",
    "No surprises.",
    "A good week.",
    "Small steps, all in the right direction.",
    "On course. Nothing that I need.",
    "Better than it looked on Monday.",
    "Steady. The next jump comes with the release.",
)
UNSURE = (
    "Slower than I would like.",
    "Half of us were away.",
    "Waiting for an answer from a port.",
    "It moves, but not by itself.",
    "I look at this with Ines on Thursday.",
    "Two days went into something more urgent.",
)
IN_THE_WAY = (
    "Nobody has time for this. I have asked for one more pair of hands.",
    "We depend on a supplier who does not answer.",
    "The way that we tried does not work. A second idea is on the table.",
    "Other work came first for three weeks now. We should decide whether we still want it.",
    "The port has stopped the project until its own budget is clear.",
    "What we measure hardly depends on us. I suggest another measure for next quarter.",
)
