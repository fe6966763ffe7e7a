"""What an action refuses, said at the field that it is about."""

from contextlib import AbstractContextManager

from django import forms
from django.db import IntegrityError

from objectives.closed_periods import REFUSAL
from objectives.errors import (
    NotDoneYet,
    ParentDoesNotFit,
    PeriodIsClosed,
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
        if is_refused_by_the_database(error):
            error = PeriodIsClosed()
        if not isinstance(error, Refused):
            return False
        field = FIELD_OF.get(type(error))
        self.form.add_error(field if field in self.form.fields else None, str(error))
        return True


def is_refused_by_the_database(error: BaseException | None) -> bool:
    """Whether it kept a closed period as it is, where no action had looked."""
    diagnosis = getattr(error.__cause__, "diag", None) if isinstance(error, IntegrityError) else None
    return getattr(diagnosis, "constraint_name", None) == REFUSAL
