"""What is refused about requests, each with the sentence that the person reads."""

from organizations.actions.refusals import Refused


class NobodyAsked(Refused):
    why = "Choose at least one team or person."


class CannotBeAsked(Refused):
    why = "This one cannot be asked."


class AskedAlready(Refused):
    why = "The same has been asked already and is not answered yet."


class SharesDoNotFit(Refused):
    why = "The shares do not add up."


class AnsweredAlready(Refused):
    why = "This is answered already."


class SourceIsGone(Refused):
    why = "What this was asked for is archived or dropped by now, so there is nothing to take on."


class TooLateToUndo(Refused):
    why = "Thirty days have passed, so this stays as it is. Ask again instead."
