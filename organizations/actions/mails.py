"""What a person wants by mail, and what not."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from organizations.models import MailTopic, Membership, record


@transaction.atomic
def choose_mails(*, by: Membership, unwanted: Iterable[str]) -> Membership:
    """From now on these topics are not mailed, and all others are; notices of all of them stay in the app."""
    topics = set(unwanted)
    return keep_unwanted(locked(by), topics, by=by, verb="mails_chosen", unwanted=in_order(topics))


@transaction.atomic
def stop_mails(*, by: Membership, topic: str) -> Membership:
    """One topic less by mail, whatever else was chosen meanwhile."""
    row = locked(by)
    return keep_unwanted(row, {*row.unwanted_mails, topic}, by=by, verb="unsubscribed", topic=topic)


@transaction.atomic
def resume_mails(*, by: Membership, topic: str) -> Membership:
    """Take `stop_mails` back."""
    row = locked(by)
    return keep_unwanted(row, set(row.unwanted_mails) - {topic}, by=by, verb="subscribed_again", topic=topic)


def locked(membership: Membership) -> Membership:
    return Membership.objects.select_for_update().get(pk=membership.pk)


def keep_unwanted(row: Membership, topics: set[str], *, by: Membership, verb: str, **data: Any) -> Membership:
    """Leaves nothing where nothing changes. `row` is locked; `by` is told as well."""
    if topics != set(row.unwanted_mails):
        row.unwanted_mails = in_order(topics)
        row.save(update_fields=["unwanted_mails"])
        record(verb, row, by=by, **data)
    by.unwanted_mails = row.unwanted_mails
    return by


def in_order(topics: set[str]) -> list[str]:
    """As the model lists them; a topic that nobody knows is a mistake."""
    return [MailTopic(topic).value for topic in sorted(topics, key=MailTopic.values.index)]
