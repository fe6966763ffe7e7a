"""What the links in mails open: one's check-ins of a week, and the end of mails of a topic."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import timezone

from checkins.actions import check_in, locked_key_results
from checkins.answering import Asked, DeadLink, asked_by, not_asked, reminder_behind
from checkins.forms import CheckInForm, touched_ids
from checkins.milestones import read_back, typed_value
from checkins.models import Reminder, Source
from checkins.reminders.links import BadLink, Unsubscribing, read_answer, read_unsubscribe
from checkins.sheet import Row, folded_row, open_row
from checkins.signed_pages import behind_its_address, page
from checkins.windows import Moment
from objectives.errors import Refused
from organizations.actions import resume_mails, stop_mails
from organizations.models import Membership
from organizations.tenancy import organization_scope

NOTHING_TOUCHED = "Nothing was saved. Change a row first, or tick “No change” where nothing did."
NOT_VALID = "Nothing was saved yet, not even the rows without a mistake. Mend what follows, then save again."
NOT_ASKED = "Nothing was saved. Part of what you typed is not asked for any more; it is shown below."


@behind_its_address
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The check-ins that a reminder asks for. Reading changes nothing."""
    try:
        organization_id, reminder_id = read_answer(token)
        with organization_scope(organization_id):
            reminder = reminder_behind(reminder_id)
            with timezone.override(reminder.membership.zone):
                if request.method == "POST":
                    return save(request, reminder)
                return sheet(asked_by(reminder, timezone.now()))
    except BadLink:
        return page("answer_dead", status=404)
    except DeadLink as dead:
        return page("answer_dead", {"why": dead.why, "lost": words_in(request.POST)}, status=410)


def save(request: HttpRequest, reminder: Reminder) -> HttpResponse:
    """Every row that was touched, or nothing; then the same address shows what was saved."""
    touched = touched_ids(request.POST)
    locked = locked_key_results(touched)
    asked = asked_by(reminder, timezone.now())
    typed = [CheckInForm(owed, request.POST) for owed in asked.owed if owed.pk in touched]
    lost = not_asked(touched, asked)
    if lost or not typed:
        return sheet(asked, typed, NOT_ASKED if lost else NOTHING_TOUCHED, words_in(request.POST, lost))
    if not all([form.is_valid() for form in typed]):
        return sheet(asked, typed, NOT_VALID)
    try:
        check_in(
            by=reminder.membership,
            statements=[form.statement() for form in typed],
            source=Source.MAIL,
            locked={form.key_result.pk: locked[form.key_result.pk] for form in typed},
        )
    except Refused as refused:
        return sheet(asked, typed, str(refused))
    return HttpResponseRedirect(request.path)


def sheet(
    asked: Asked, typed: Sequence[CheckInForm] = (), refusal: str = "", lost: Sequence[Mapping[str, str]] = ()
) -> HttpResponse:
    """What is asked: folded where it was answered; with what was typed where that was refused."""
    whole = forms.Form({})
    if refusal:
        whole.add_error(None, refusal)
    by_key_result = {form.key_result.pk: form for form in typed}
    context = {
        "asked": asked,
        "membership": asked.reminder.membership,
        "rows": [row_of(owed, asked.moment, by_key_result.get(owed.pk)) for owed in asked.owed],
        "refused_forms": [whole, *typed],
        "is_refused": bool(refusal or typed),
        "lost": lost,
        "done_count": len(asked.owed) - asked.open_count,
    }
    return page("answer", context, status=422 if context["is_refused"] else 200)


def row_of(owed: Any, moment: Moment, form: CheckInForm | None) -> Row:
    if form is None and owed.is_answered:
        return folded_row(owed, moment)
    return open_row(owed, moment, form or CheckInForm(owed))


def words_in(data: QueryDict, key_result_ids: Sequence[UUID] | None = None) -> list[Mapping[str, str]]:
    """What was typed and cannot be saved, for its author to copy."""
    touched = touched_ids(data) if key_result_ids is None else key_result_ids
    return [
        {name: data.get(f"{pk}-{name}", "").strip() for name in ("confidence", "note")}
        | {"value": read_back(typed_value(data, f"{pk}-"))}
        for pk in touched
    ]


@behind_its_address
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A POST ends the mails of one topic, also one that a mail program sends by itself (RFC 8058)."""
    try:
        link = read_unsubscribe(token)
    except BadLink:
        return page("unsubscribe_dead", status=404)
    with organization_scope(link.organization_id):
        people = Membership.objects.select_related("user", "organization")
        membership = people.filter(pk=link.membership_id).first()
        if membership and request.method == "POST":
            change(membership, link, wants_it_again="again" in request.POST)
        return page("unsubscribe", answer_to(membership, link, was_posted=request.method == "POST"))


def change(membership: Membership, link: Unsubscribing, *, wants_it_again: bool) -> None:
    """Also for somebody who is not active: it holds when she comes back."""
    if wants_it_again:
        resume_mails(by=membership, topic=link.topic)
    else:
        stop_mails(by=membership, topic=link.topic)


def answer_to(membership: Membership | None, link: Unsubscribing, *, was_posted: bool) -> dict[str, object]:
    if membership is None or not (membership.is_active and membership.user.is_active):
        return {"is_active": False}
    return {
        "is_active": True,
        "organization": membership.organization,
        "topic": link.topic.label,
        "is_wanted": membership.wants(link.topic),
        "was_posted": was_posted,
    }
