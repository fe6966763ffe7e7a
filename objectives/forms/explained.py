"""What an action refuses, said at the field that it is about."""

from contextlib import AbstractContextManager

from django import forms

from objectives.errors import (
    NotDoneYet,
    ParentDoesNotFit,
    PeriodIsFixed,
    PeriodNameTaken,
    PeriodsOverlap,
    ReasonIsMissing,
    Refused,
    TreeLoop,
)

FIELD_OF = {
    ReasonIsMissing: "reason",
    TreeLoop: "supports",
    ParentDoesNotFit: "supports",
    PeriodIsFixed: "period",
    PeriodsOverlap: "starts_on",
    PeriodNameTaken: "name",
    NotDoneYet: "done_as",
}


class explained_in(AbstractContextManager[None, bool]):
    """`with explained_in(form):` what an action refuses becomes an error of the form."""

    def __init__(self, form: forms.BaseForm) -> None:
        self.form = form

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> bool:
        if not isinstance(error, Refused):
            return False
        field = FIELD_OF.get(type(error))
        self.form.add_error(field if field in self.form.fields else None, str(error))
        return True
