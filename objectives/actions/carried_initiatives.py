"""The work that is left when key results are carried over: it goes on with their copies."""

from collections.abc import Sequence

from objectives.actions.carried_copies import if_still_here
from objectives.actions.history import Change
from objectives.models import Initiative, InitiativeState, KeyResult
from organizations.models import Activity
from organizations.tenancy import new_ids

LEFT = (InitiativeState.PLANNED, InitiativeState.RUNNING)


def carry_initiatives(key_results: Sequence[KeyResult], change: Change) -> None:
    """Copy what is neither done nor stopped nor withdrawn; `key_results` are the copies."""
    copies = {copy.continues_id: copy for copy in key_results}
    left = Initiative.objects.filter(key_result__in=list(copies), state__in=LEFT, is_withdrawn=False)
    originals = list(left.select_related("owner").order_by("created_at", "id"))
    if not originals:
        return
    ids = new_ids(len(originals))
    Initiative.objects.bulk_create(
        Initiative(
            pk=pk,
            key_result=copies[original.key_result_id],
            period_id=copies[original.key_result_id].period_id,
            title=original.title,
            owner=if_still_here(original.owner),
            state=original.state,
            url=original.url,
            created_at=change.at,
        )
        for pk, original in zip(ids, originals, strict=True)
    )
    Activity.objects.bulk_create(
        Activity(
            verb="initiative_carried",
            thing_kind="initiative",
            thing_id=pk,
            objective_id=copies[original.key_result_id].objective_id,
            actor=change.by,
            data={"key_result": str(copies[original.key_result_id].pk), "from": str(original.pk)},
            created_at=change.at,
        )
        for pk, original in zip(ids, originals, strict=True)
    )
