"""What an action on objectives refuses, each with the sentence that the person reads."""

from organizations.actions.refusals import Refused


class PeriodIsClosed(Refused):
    why = "The period is closed, so nothing in it can change."


class ReasonIsMissing(Refused):
    why = "The period is running: say why, so that everyone can follow what moved."


class NotInGrace(Refused):
    why = "Scores are given when the period is over and not yet closed."


class ScoreDoesNotFit(Refused):
    why = "A score is from 0 to 1, with two decimals."


class NotOverYet(Refused):
    why = "It is open until its last day has passed. End it early first, or wait."


class ClosedAround(Refused):
    why = "The longer period around it is closed. Reopen that first."


class TreeLoop(Refused):
    why = "An objective cannot support itself, nor anything that supports it."


class TreeTooDeep(Refused):
    why = "The tree is deep enough: thirty levels below one objective are the most."


class ParentDoesNotFit(Refused):
    why = "An objective supports another of the same period, or of one that encloses it."


class AimDoesNotWork(Refused):
    why = "A start and a target must differ, and of two limits the lowest comes first."


class AimIsMissing(Refused):
    why = "The period is open: a start and a target, a limit, or a milestone must be there."


class MilestonesDoNotWork(Refused):
    why = "Milestones have a title of their own each and a weight above 0, and thirty are the most."


class AlreadyCounted(Refused):
    why = "What was said so far cannot be read as milestones, nor milestones as a number. Add a new key result instead."


class CannotContribute(Refused):
    why = "The one cannot add into the other."


class ContributionLoop(Refused):
    why = "A key result cannot contribute to itself, nor to anything that contributes to it."


class CountedFromOthers(Refused):
    why = "It is counted from others and has no numbers of its own to go on with. Add another key result instead."


class PeriodIsFixed(Refused):
    why = "An objective that has check-ins stays in its period."


class BelongsElsewhere(Refused):
    why = "It belongs to somebody else by now."


class NotDoneYet(Refused):
    why = "A limit must hold to its last day: it cannot be done before."


class SetAside(Refused):
    why = "This is archived or dropped. Restore it first."


class AlreadyDone(Refused):
    why = "This has been done already."


class TooLateToUndo(Refused):
    why = "That is more than thirty days ago. Change it by hand."


class ChangedSince(Refused):
    why = "It has been changed since. Change it by hand."


class PeriodsOverlap(Refused):
    why = "Another period of this kind covers some of these days."


class PeriodNameTaken(Refused):
    why = "Another period has this name."


class LinkLeadsNowhere(Refused):
    why = "A link begins with https:// or http://."
