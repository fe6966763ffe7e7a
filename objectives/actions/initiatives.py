"""What happens to initiatives: none of it moves a number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from objectives.actions.history import apply_changes, refuse_if_closed
from objectives.errors import AlreadyDone, LinkLeadsNowhere, SetAside
from objectives.models import Initiative, InitiativeState, KeyResult
from objectives.roll_up import database_now, lock_tree
from organizations.models import Membership, record

SAFE_LINKS = ("https://", "http://")


@transaction.atomic
def add_initiative(
    key_result: KeyResult,
    *,
    by: Membership | None,
    title: str,
    owner: Membership | None = None,
    state: str = InitiativeState.PLANNED,
    url: str = "",
    at: datetime | None = None,
) -> Initiative:
    """Write down what should move a key result. Raises PeriodIsClosed, SetAside, LinkLeadsNowhere."""
    lock_tree(exclusive=False)
    fresh, moment = open_key_result(key_result), at or database_now()
    refuse_other_links(url)
    initiative = Initiative.objects.create(
        key_result=fresh, period=fresh.period, title=title, owner=owner, state=state, url=url, created_at=moment
    )
    after = {"title": title, "owner_id": str(owner.pk) if owner else None, "state": state, "url": url}
    tell("initiative_added", initiative, by=by, at=moment, after=after)
    return initiative


@transaction.atomic
def edit_initiative(
    initiative: Initiative,
    *,
    by: Membership | None,
    changes: Mapping[str, Any],
    at: datetime | None = None,
    verb: str = "initiative_edited",
) -> Initiative | None:
    """Change its title, owner, state or link; None if nothing differed.

    Raises PeriodIsClosed, SetAside, LinkLeadsNowhere.
    """
    lock_tree(exclusive=False)
    fresh = Initiative.objects.select_for_update(of=("self",)).select_related("key_result").get(pk=initiative.pk)
    fresh.key_result = open_key_result(fresh.key_result)
    moved = apply_changes(fresh, changes)
    if not moved:
        return None
    refuse_other_links(fresh.url)
    fresh.save(update_fields=[*moved])
    before, after = ({name: plain(pair[n]) for name, pair in moved.items()} for n in (0, 1))
    tell(verb, fresh, by=by, at=at or database_now(), before=before, after=after)
    return fresh


@transaction.atomic
def withdraw_initiative(initiative: Initiative, *, by: Membership | None, at: datetime | None = None) -> Initiative:
    """Take it off the list. Raises AlreadyDone, PeriodIsClosed, SetAside."""
    return put(initiative, is_withdrawn=True, by=by, at=at)


@transaction.atomic
def bring_back_initiative(initiative: Initiative, *, by: Membership | None, at: datetime | None = None) -> Initiative:
    """Put it on the list again. Raises AlreadyDone, PeriodIsClosed, SetAside."""
    return put(initiative, is_withdrawn=False, by=by, at=at)


def put(initiative: Initiative, *, is_withdrawn: bool, by: Membership | None, at: datetime | None) -> Initiative:
    verb = "initiative_withdrawn" if is_withdrawn else "initiative_brought_back"
    changed = edit_initiative(initiative, by=by, changes={"is_withdrawn": is_withdrawn}, at=at, verb=verb)
    if changed is None:
        raise AlreadyDone
    return changed


def open_key_result(key_result: KeyResult) -> KeyResult:
    """As it is now: nothing is done for what is closed or set aside. Whoever closes its period waits for us."""
    fresh = KeyResult.objects.select_related("objective", "period").get(pk=key_result.pk)
    refuse_if_closed(fresh.period)
    if not fresh.is_active or not fresh.objective.is_active:
        raise SetAside
    return fresh


def refuse_other_links(url: str) -> None:
    """A link is followed by whoever trusts the page: it leads to a site, and runs nothing."""
    if url and not url.lower().startswith(SAFE_LINKS):
        raise LinkLeadsNowhere


def tell(verb: str, initiative: Initiative, *, by: Membership | None, at: datetime, **data: Any) -> None:
    key_result = initiative.key_result
    record(verb, initiative, by=by, at=at, objective_id=key_result.objective_id, key_result=str(key_result.pk), **data)


def plain(value: Any) -> Any:
    return value if isinstance(value, bool | None) else str(value)
