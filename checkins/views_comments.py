"""Talking about a check-in, a key result or an objective: a page for each, which takes what is said there."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from checkins.conversation import acknowledge, say, say_otherwise, withdraw
from checkins.conversations import MOST, NEWEST
from checkins.forms_comments import CommentForm, WordsForm
from checkins.mentions import people_named_like
from checkins.models import Comment
from checkins.permissions import can_acknowledge, can_change_comment, can_comment
from checkins.subjects import Subject, Thing, address_of, check_ins_with_people, column_of, subject_of
from checkins.talks import talk_about
from objectives.models import KeyResult, Objective
from organizations.actions.refusals import Refused
from organizations.interrupted import forget_what_was_typed, interrupted_form
from organizations.requests import OrganizationRequest

PAGE = "checkins/conversation.html"


@require_http_methods(["GET", "HEAD", "POST"])
def objective_conversation(request: OrganizationRequest, objective_id: UUID) -> HttpResponse:
    found = Objective.objects.visible_to(request.membership).with_people()
    return conversation(request, get_object_or_404(found, pk=objective_id))


@require_http_methods(["GET", "HEAD", "POST"])
def key_result_conversation(request: OrganizationRequest, key_result_id: UUID) -> HttpResponse:
    found = KeyResult.objects.visible_to(request.membership).with_people()
    return conversation(request, get_object_or_404(found, pk=key_result_id))


@require_http_methods(["GET", "HEAD", "POST"])
def check_in_conversation(request: OrganizationRequest, check_in_id: UUID) -> HttpResponse:
    return conversation(request, get_object_or_404(check_ins_with_people(request.membership), pk=check_in_id))


def conversation(request: OrganizationRequest, thing: Thing) -> HttpResponse:
    """All that was said about it; a POST says something more."""
    if request.method != "POST":
        return show(request, thing)
    if not can_comment(request.membership):
        raise PermissionDenied
    subject = subject_of(thing)
    form = CommentForm(subject, request.membership, request.POST)
    if form.is_valid():
        try:
            comment = say(subject, by=request.membership, **form.facts())
            return said(request, comment, subject)
        except Refused as refused:
            form.add_error(None, str(refused))
    return show(request, thing, form)


def said(request: OrganizationRequest, comment: Comment, subject: Subject) -> HttpResponse:
    """The conversation with it, or the page on which it stands."""
    forget_what_was_typed(request)
    sentence = f"Asked {comment.asked}." if comment.asked else "Comment added."
    if request.htmx:
        return show(request, subject.thing, sentence=sentence)
    messages.success(request, sentence)
    slug = request.organization.slug
    place = subject.address(slug) if "alone" in request.GET else subject.page(slug)
    return redirect(f"{place}#comment-{comment.pk}")


def show(
    request: OrganizationRequest, thing: Thing, form: CommentForm | None = None, sentence: str = ""
) -> HttpResponse:
    """The page, or its conversation for htmx: as much of it as stands on the page that asks."""
    is_alone = "alone" in request.GET or not request.htmx
    talk = talk_about(request, thing, form=form, newest=MOST if is_alone else NEWEST)
    context = {"talk": talk, "form": form, "alone": is_alone, "sentence": sentence, "section": "objectives"}
    template = "checkins/_talked.html" if request.htmx and request.method == "POST" else PAGE
    return render(request, template, context, status=422 if form and form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: OrganizationRequest, comment_id: UUID) -> HttpResponse:
    comment = own_comment(request, comment_id)
    now = comment.versions.order_by("-created_at", "-id")[0]
    typed = request.POST if request.method == "POST" else interrupted_form(request)
    form = WordsForm(typed, initial={"text": now.text})
    if request.method == "POST" and form.is_valid():
        try:
            say_otherwise(comment, by=request.membership, text=form.cleaned_data["text"])
            return changed(request, comment, "Comment changed.")
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"comment": comment, "form": form, "now": now, "address": place_of(request, comment)}
    status = 422 if request.method == "POST" else 200
    return render(request, "checkins/comment_edit.html", context | {"section": "objectives"}, status=status)


@require_POST
def comment_withdraw(request: OrganizationRequest, comment_id: UUID) -> HttpResponse:
    comment = own_comment(request, comment_id)
    try:
        withdraw(comment, by=request.membership)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(place_of(request, comment))
    return changed(request, comment, "Comment withdrawn.")


def own_comment(request: OrganizationRequest, comment_id: UUID) -> Comment:
    comments = Comment.objects.filter(organization_id=request.organization.pk)
    found = comments.select_related("check_in__key_result", "key_result", "objective", "author")
    comment = get_object_or_404(found, pk=comment_id)
    if not can_change_comment(request.membership, comment):
        raise PermissionDenied
    return comment


def changed(request: OrganizationRequest, comment: Comment, sentence: str) -> HttpResponse:
    forget_what_was_typed(request)
    messages.success(request, sentence)
    return redirect(place_of(request, comment))


def place_of(request: OrganizationRequest, comment: Comment) -> str:
    address = address_of(column_of(comment), comment.about, request.organization.slug)
    return f"{address}#comment-{comment.pk}"


@require_POST
def check_in_acknowledge(request: OrganizationRequest, check_in_id: UUID) -> HttpResponse:
    check_in = get_object_or_404(check_ins_with_people(request.membership), pk=check_in_id)
    if not can_acknowledge(request.membership, check_in.key_result.objective):
        raise PermissionDenied
    try:
        acknowledge(check_in, by=request.membership)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("check_in_conversation", request.organization.slug, check_in.pk)
    if request.htmx:
        talk = talk_about(request, check_in)
        return render(request, "checkins/_acknowledged.html", {"talk": talk, "check_in": check_in})
    messages.success(request, f"Seen. {check_in.author} can read it.")
    page = redirect("key_result", request.organization.slug, check_in.key_result_id)
    return redirect(f"{page['Location']}#check-in-{check_in.pk}")


@require_safe
def people_to_mention(request: OrganizationRequest) -> HttpResponse:
    """Who may be meant by what stands behind an @ so far."""
    begun = request.GET.get("q", "")[:80]
    people = people_named_like(begun, but=request.membership) if can_comment(request.membership) else []
    return render(request, "checkins/_people_to_mention.html", {"people": people})
