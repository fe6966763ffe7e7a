"""What goes on from the quarter before, changed on purpose; and the drafts of the quarter after, not all ready."""

from dataclasses import dataclass

from integrations.demo.objectives import BETWEEN, NUMBER, PERCENT, YES_NO
from integrations.demo.shapes import DemoKeyResult, DemoObjective, key_result


@dataclass(frozen=True)
class Carried:
    """`key` is the copy's, `continues` the original's; its key results have new targets."""

    key: str
    continues: str
    supports: str
    why: str
    key_results: tuple[DemoKeyResult, ...]
    title: str = ""


CARRIED = (
    Carried(
        "tests",
        "before-tests",
        "dependable",
        "Eight is better than eighteen, and still too many. Three is what a port calls quiet.",
        (
            key_result(
                "Faults that a port found first",
                NUMBER,
                "faults",
                8,
                3,
                "greta",
                "slow",
                "Seven. The second crane is ours on Tuesdays now.",
            ),
            key_result("Time of a test run", "at_most", "min", None, 15, "nadia", "kept"),
        ),
    ),
    Carried(
        "feeds",
        "before-feeds",
        "hold",
        "What is left is Sunday, and ships do not stop on Sundays.",
        (
            key_result(
                "Positions younger than a minute",
                PERCENT,
                "%",
                99,
                "99.9",
                "chi",
                "steady",
                "A third supplier listens on Sundays, on trial.",
            ),
            key_result("Cost of positions in a month", BETWEEN, "€", 2000, 4000, "mateo", "kept"),
        ),
    ),
    Carried(
        "talks",
        "before-talks",
        "pipeline",
        "Talks are easy to count. What they lead to is what we live on.",
        (
            key_result(
                "Talks that led to an offer",
                PERCENT,
                "%",
                "15.2",
                30,
                "noor",
                "steady",
                "We ask who signs. Some talks are shorter now, and better.",
            ),
        ),
        title="First talks that become offers",
    ),
)

AFTER = (
    DemoObjective(
        "after-stay",
        "Every port that we won stays",
        "Winning a port takes a year. Losing it takes one bad month.",
        "henrik",
        "",
        "year-ports",
        (
            key_result("Ports that renew without a discount", PERCENT, "%", 62, 80, "henrik", "flat"),
            key_result("Ports that open two modules every week", NUMBER, "ports", 4, 15, "paula", "flat"),
        ),
    ),
    # It counts work.
    DemoObjective(
        "after-portal",
        "A port finds its answer by itself",
        "Most questions have been answered before, for somebody else.",
        "farid",
        "Customers",
        "after-stay",
        (
            key_result("Launch the new portal", YES_NO, "", None, None, "uma", "flat"),
            key_result("Questions that ports answer by themselves", PERCENT, "%", 12, 40, "julia", "flat"),
        ),
    ),
    # A target is missing.
    DemoObjective(
        "after-rivers",
        "One plan for ports that share a river",
        "A ship that is late at the mouth is late three times.",
        "mateo",
        "Berth planning",
        "year-trust",
        (
            key_result("Ships that wait at the mouth on a weekday", NUMBER, "ships", 14, None, "mateo", "flat"),
            key_result("River ports that see each other's plans", NUMBER, "ports", 0, 6, "chi", "flat"),
        ),
    ),
    # Nobody owns it, and it supports nothing.
    DemoObjective(
        "after-power",
        "Cranes that draw power when it is cheap",
        "",
        "",
        "Yard and cranes",
        "",
        (key_result("Power that cranes draw in dear hours", PERCENT, "%", 48, 30, "jonas", "flat"),),
    ),
)
