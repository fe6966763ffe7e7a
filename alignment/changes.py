"""What somebody accepted otherwise than it was asked for, in words."""

from collections.abc import Mapping
from typing import Any

from objectives.models import KeyResult
from objectives.wording import aim_in_words


def changes_in_words(asked_for: Mapping[str, Any], accepted: Mapping[str, Any]) -> list[str]:
    """“Another title: “Sell more”.”, “From $0 to $30 instead of from $0 to $40.”; nothing where all is the same."""
    words = []
    if accepted["title"] != asked_for["title"]:
        words.append(f"Another title: “{accepted['title']}” instead of “{asked_for['title']}”.")
    if asked_for["measure"]:
        before, after = (aim_in_words(aimed_at(each)) for each in (asked_for, accepted))
        if before != after:
            words.append(f"{after[0].upper()}{after[1:]} instead of {before}.")
    return words


def aimed_at(facts: Mapping[str, Any]) -> KeyResult:
    names = ("measure", "unit", "start", "target", "low", "high", "milestones")
    return KeyResult(**{name: facts[name] for name in names})
