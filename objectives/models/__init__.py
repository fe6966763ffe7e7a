"""Periods, objectives, key results, the versions that remember what they were, and how they ended."""

from objectives.models.contribution import Contribution
from objectives.models.initiative import Initiative, InitiativeState
from objectives.models.key_result import DoneAs, KeyResult, KeyResultFacts, Measure
from objectives.models.objective import BelongsTo, Commitment, Counting, Objective, ObjectiveFacts, State
from objectives.models.period import Period, PeriodKind, PeriodState
from objectives.models.reviews import Decision, Reflection, Score
from objectives.models.versions import KeyResultVersion, ObjectiveVersion, Verb

__all__ = [
    "BelongsTo",
    "Commitment",
    "Contribution",
    "Counting",
    "Decision",
    "DoneAs",
    "Initiative",
    "InitiativeState",
    "KeyResult",
    "KeyResultFacts",
    "KeyResultVersion",
    "Measure",
    "Objective",
    "ObjectiveFacts",
    "ObjectiveVersion",
    "Period",
    "PeriodKind",
    "PeriodState",
    "Reflection",
    "Score",
    "State",
    "Verb",
]
