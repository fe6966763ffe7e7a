"""The check-ins page: a row for each key result that I owe, saved one by one or all at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from checkins.actions import Outcome, check_in, locked_key_results
from checkins.drafts import drafts_of
from checkins.forms import CheckInForm, touched_ids
from checkins.milestones import others_of
from checkins.models import CheckIn, Draft
from checkins.requests import moment_of
from checkins.sheet import (
    Row,
    Sheet,
    folded_row,
    is_answered,
    open_row,
    other_key_results,
    owed_counts,
    owed_key_results,
    with_last_note,
)
from checkins.windows import Moment
from objectives.context import as_id
from objectives.errors import Refused
from objectives.models import KeyResult
from objectives.permissions import can_check_in
from objectives.wording import value_said
from organizations.formatting import percent
from organizations.interrupted import forget_what_was_typed, interrupted_form
from organizations.requests import OrganizationRequest

BOTH_ARE_KEPT = "Both are kept; yours counts."
PAGE = "checkins/check_ins.html"
ALL = "all"


@require_http_methods(["GET", "POST"])
def check_ins(request: OrganizationRequest) -> HttpResponse:
    """What I owe this week; a POST saves one row (`save` is its id) or every row that was touched."""
    if request.method == "POST":
        return save(request, request.POST.get("save", ALL))
    return render(request, PAGE, page_context(request, interrupted_form(request)))


@require_http_methods(["GET", "POST"])
def check_in_one(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    """One key result, owed or not: a correction, a first word, a deputy's."""
    key_result = get_object_or_404(
        with_last_note(KeyResult.objects.visible_to(request.membership).with_people()), pk=key_result_id
    )
    if not can_check_in(request.membership, key_result):
        raise PermissionDenied
    typed = request.POST if request.method == "POST" else interrupted_form(request)
    draft = None if typed is not None else drafts_of(request.membership, [key_result]).get(key_result.pk)
    form = CheckInForm(key_result, typed, draft)
    if request.method == "POST" and form.is_valid():
        try:
            outcome = check_in(by=request.membership, statements=[form.statement()])
            forget_what_was_typed(request)
            messages.success(request, sentence(outcome))
            return redirect("key_result", request.organization.slug, key_result.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    moment = moment_of(request)
    row = open_row(key_result, moment, form)
    context = {"row": row, "form": form, "section": "check_ins", "key_result": key_result}
    context |= {"is_answered": is_answered(key_result, moment)}
    return render(request, "checkins/check_in_one.html", context, status=422 if form.errors else 200)


def save(request: OrganizationRequest, which: str) -> HttpResponse:
    """All of it or nothing; with one invalid row nothing is saved and every text is kept."""
    one = as_id(which)
    locked = locked_key_results([one] if one else touched_ids(request.POST))
    if not all(can_check_in(request.membership, key_result) for key_result in locked.values()):
        raise PermissionDenied
    forms = [CheckInForm(key_result, request.POST) for key_result in locked.values()]
    if not all([form.is_valid() for form in forms]):
        return shown_again(request, forms, which)
    try:
        outcome = check_in(by=request.membership, statements=[form.statement() for form in forms], locked=locked)
    except Refused as refused:
        for form in forms:
            form.add_error(None, str(refused))
        return shown_again(request, forms, which)
    forget_what_was_typed(request)
    if request.htmx and one and locked:
        return saved_row(request, outcome)
    messages.success(request, sentence(outcome))
    response = redirect("check_ins", request.organization.slug)
    return HttpResponse(status=204, headers={"HX-Redirect": response["Location"]}) if request.htmx else response


def shown_again(request: OrganizationRequest, forms: Sequence[CheckInForm], which: str) -> HttpResponse:
    if request.htmx and which != ALL:
        row = open_row(forms[0].key_result, moment_of(request), forms[0])
        return render(request, "checkins/_row.html", {"row": row}, status=422)
    context = page_context(request, request.POST, forms) | {"forms": forms}
    return render(request, f"{PAGE}#sheet" if request.htmx else PAGE, context, status=422)


def saved_row(request: OrganizationRequest, outcome: Outcome) -> HttpResponse:
    """The row folded to one line, with the count of the week and a word for screen readers."""
    moment = moment_of(request)
    owed = owed_counts(request.membership, moment)
    window = moment.own_window(request.membership)
    context = {"row": answered_row(outcome, moment), "window": window, "sentence": sentence(outcome)}
    counts = {"done_count": owed.done, "due_count": owed.due, "owed_count": owed.open}
    counts |= {"are_final": owed.final == owed.due}
    return render(request, "checkins/_checked_in.html", context | counts)


def answered_row(outcome: Outcome, moment: Moment) -> Row:
    key_result = outcome.key_results[outcome.answers[0].key_result_id]
    row = folded_row(key_result, moment)
    return replace(row, before=outcome.before.get(key_result.pk), meanwhile=outcome.meanwhile.get(key_result.pk))


def page_context(
    request: OrganizationRequest, typed: QueryDict | None, refused: Sequence[CheckInForm] = ()
) -> dict[str, object]:
    """The sheet of this week; `typed` is what a refused or interrupted form had in it.

    What was refused stays, also where it is owed no more; a row that nobody touched shows no errors.
    """
    moment = moment_of(request)
    window = moment.own_window(request.membership)
    owed = owed_key_results(request.membership, moment)
    touched = set(touched_ids(typed)) if typed else set()
    forms = {key_result.pk: CheckInForm(key_result, typed) for key_result in owed if key_result.pk in touched}
    forms |= {form.key_result.pk: form for form in refused}
    known = {key_result.pk for key_result in owed}
    shown = [*owed, *[form.key_result for form in refused if form.key_result.pk not in known]]
    others = other_key_results(request.membership, shown)
    drafts = drafts_of(request.membership, [*shown, *others])
    rows = [row_of(each, moment, forms.get(each.pk), drafts.get(each.pk)) for each in shown]
    sheet = Sheet(window, rows, others, drafts.keys())
    done_count = sum(key_result.is_answered for key_result in owed)
    return {
        "sheet": sheet,
        "window": window,
        "next_due_on": window.next_due_on,
        "section": "check_ins",
        "interrupted": typed is not None and request.method == "GET",
        "forms": [row.form for row in rows if row.form],
        "done_count": done_count,
        "due_count": len(owed),
        "owed_count": len(owed) - done_count,
        "are_final": sheet.asks_for_final_values_alone,
    }


def row_of(key_result: Any, moment: Moment, form: CheckInForm | None, draft: Draft | None) -> Row:
    """Open where it is owed still, or where something was typed; else folded."""
    if form is None and draft is None and key_result.is_answered:
        return folded_row(key_result, moment)
    return open_row(key_result, moment, form or CheckInForm(key_result, draft=draft))


def sentence(outcome: Outcome) -> str:
    """What happened, as the page and a screen reader say it; with what others said while this person typed."""
    meanwhile = [what_was_said(each, outcome.key_results[pk]) for pk, each in outcome.meanwhile.items()]
    return " ".join([what_was_saved(outcome), *meanwhile])


def what_was_saved(outcome: Outcome) -> str:
    if not outcome.answers:
        return "Nothing to save: touch a row first."
    if len(outcome.answers) > 1:
        return f"Saved {len(outcome.answers)} check-ins."
    key_result = outcome.key_results[outcome.answers[0].key_result_id]
    if key_result.period.is_in_grace:
        return f"Saved the final value. {key_result.title} ended at {percent(key_result.progress)}."
    return f"Checked in. {key_result.title} is at {percent(key_result.progress)}."


def what_was_said(meanwhile: CheckIn, yours: KeyResult) -> str:
    key_result = meanwhile.key_result
    value = value_said(meanwhile)
    who = meanwhile.author or "an import"
    return f"While you typed, {who} said {value} on {key_result.title}{others_of(meanwhile, yours)}. {BOTH_ARE_KEPT}"
