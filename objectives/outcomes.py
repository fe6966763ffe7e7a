"""Whether a key result counts work instead of what gets better by it, as far as its title and measure tell.

A hint, not a judgement: it rather says nothing than something wrong. The words were chosen on published OKRs.
"""

import re

from objectives.models.key_result import Measure

# At the beginning of a title these say what somebody will do.
VERB = re.compile(
    r"(analy[sz]e|annotate|attend|conduct|create|define|deliver|deploy|describe|determine|develop|establish|execute"
    r"|identify|implement|install|instrument|integrate|introduce|investigate|migrate|organi[sz]e|prepare|publish"
    r"|redesign|refactor|rewrite|specify|write)\b"
)
# These name things and states as well: “Build time”, “Release frequency”, “Complete profiles”.
VERB_OR_NAME = re.compile(
    r"(build|complete|design|document|draft|finish|hire|hold|host|interview|kick|launch|onboard|port|post|present"
    r"|produce|release|research|review|roll|run|set|ship|start|train|update|upgrade|visit)\b"
)
# What follows a verb, and hardly ever a name: “Build a …”, “Launch the …”, “Run 5 …”, “Roll out …”.
OBJECT = re.compile(
    r" (\d|(a|an|the|our|its|this|that|these|those|it|all|every|each|new|one|two|three|four|five|out|off|up)\b)"
)
ADVERB = re.compile(r"^\w+ly\s+")
# Yes or no is often work that is over: “The new site is launched”.
OVER = re.compile(
    r"\b(launched|shipped|built|delivered|completed|finished|implemented|published|migrated|released|live)$"
)
# “Design system is used by every team”: a sentence about how things are.
STATE = re.compile(r"\b(is|are|has|have|can|does|do|uses?)\b")
# “Deliver 99.9 % uptime”, “Ship 9 of 10 orders on time”: a share of something is an outcome, whatever the verb.
SHARE = re.compile(r"%|\bper ?cent\b|\b\d+ (out )?of \d+\b|\b\d/\d\b|\bon time\b")


def counts_work(title: str, measure: str) -> bool:
    """“Launch the new site” counts work; “Launch conversion” and “Deliver 99.9 % uptime” do not.

    Limits that are kept and money are outcomes whatever the words.
    """
    text = " ".join(title.lower().split())
    if measure == Measure.YES_NO:
        return begins_with_doing(text) or begins_with_name(text) or OVER.search(text.rstrip(".")) is not None
    if measure not in (Measure.NUMBER, Measure.PERCENT, Measure.MILESTONES) or SHARE.search(text):
        return False
    return begins_with_doing(text)


def begins_with_doing(text: str) -> bool:
    """What may be a name as well is only taken for a verb after an adverb, or before its object."""
    without_adverb = ADVERB.sub("", text)
    if VERB.match(without_adverb):
        return True
    found = VERB_OR_NAME.match(without_adverb)
    return found is not None and (without_adverb != text or OBJECT.match(without_adverb, found.end()) is not None)


def begins_with_name(text: str) -> bool:
    """“Launch Gemini”, done or not: work, unless the rest says how things are."""
    return VERB_OR_NAME.match(text) is not None and " " in text and not STATE.search(text)
