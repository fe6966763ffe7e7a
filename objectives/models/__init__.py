"""Periods, objectives, key results and the versions that remember what they were."""

from objectives.models.key_result import DoneAs, KeyResult, KeyResultFacts, Measure
from objectives.models.objective import BelongsTo, Commitment, Objective, ObjectiveFacts, State
from objectives.models.period import Period, PeriodKind, PeriodState
from objectives.models.versions import KeyResultVersion, ObjectiveVersion, Verb

__all__ = [
    "BelongsTo",
    "Commitment",
    "DoneAs",
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
    "State",
    "Verb",
]
