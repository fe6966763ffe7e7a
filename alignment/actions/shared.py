"""What asking and answering share: the source as it is now, the lock of a request, and its trace."""

from alignment.errors import AskedAlready, SourceIsGone
from alignment.models import Request
from objectives.actions.history import Change, as_json, refuse_if_closed
from objectives.models import KeyResult, Objective
from organizations.models import record


def fresh_source(objective: Objective, key_result: KeyResult | None) -> tuple[Objective, KeyResult | None]:
    """As they are now; raises SourceIsGone, PeriodIsClosed."""
    objective = Objective.objects.select_related("period").get(pk=objective.pk)
    refuse_if_closed(objective.period)
    if key_result is not None:
        key_result = KeyResult.objects.select_related("period", "objective").get(pk=key_result.pk)
    if not objective.is_active or (key_result is not None and not key_result.is_active):
        raise SourceIsGone
    return objective, key_result


def locked_request(request: Request) -> Request:
    found = Request.objects.with_people().select_for_update(of=("self",)).get(pk=request.pk)
    refuse_if_closed(found.period, found.objective.period)
    return found


def refuse_asked_already(request: Request) -> None:
    """The tree is locked, so nobody asks the same meanwhile."""
    same = Request.objects.open().filter(objective=request.objective_id, key_result=request.key_result_id)
    whom = {"team": request.team_id} if request.team_id else {"team": None, "asked": request.asked_id}
    if same.filter(**whom).exists():
        raise AskedAlready(f"{request.whom} has been asked already and has not answered yet.")


def trace(verb: str, request: Request, change: Change) -> None:
    ids = {name: getattr(request, f"{name}_id") for name in ("key_result", "asked", "team", "made")}
    data = as_json({name: pk for name, pk in ids.items() if pk})
    record(verb, request, by=change.by, at=change.at, objective_id=request.objective_id, **data)
