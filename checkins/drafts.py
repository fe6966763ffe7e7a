"""What somebody has begun to type about a key result: kept while she types, gone when it is sent or discarded.

Drafts are their author's alone. They are no history: nobody else reads them, and no activity tells of them.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from checkins.actions import locked_key_results, refuse_what_takes_none
from checkins.models import CheckIn, Draft
from objectives.models import KeyResult
from organizations.models import Membership

ONE = ["organization", "membership", "key_result"]
WHAT = ["value", "confidence", "note", "saved_at"]


@transaction.atomic
def save_draft(
    *, by: Membership, key_result: KeyResult, words: Mapping[str, str], submission_key: UUID | None
) -> Draft | None:
    """Keep these words instead of those before; without any, or where their form has been sent, there is no draft.

    A check-in holds the same lock until its commit: a draft that was under way comes before it and goes with it,
    or after it and finds the form's key used. Raises PeriodIsClosed, PeriodIsNotOpen, NotCounting. Permission is
    the caller's question.
    """
    locked = locked_key_results([key_result.pk])[key_result.pk]
    if submission_key and CheckIn.objects.filter(submission_key=submission_key).exists():
        return None
    if not words:
        discard_draft(by=by, key_result=locked)
        return None
    refuse_what_takes_none(locked)
    draft = Draft(membership=by, key_result=locked, saved_at=timezone.now(), **words)
    Draft.objects.bulk_create([draft], update_conflicts=True, unique_fields=ONE, update_fields=WHAT)
    return draft


def discard_draft(*, by: Membership, key_result: KeyResult) -> None:
    Draft.objects.filter(membership=by, key_result=key_result).delete()


def drafts_of(membership: Membership, key_results: Iterable[KeyResult]) -> dict[UUID, Draft]:
    """What she has begun to type about these, by key result."""
    mine = Draft.objects.filter(membership=membership, key_result__in=[key_result.pk for key_result in key_results])
    return {draft.key_result_id: draft for draft in mine}
