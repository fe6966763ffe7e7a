"""Half-written check-ins: kept while somebody types, shown to her alone, gone when sent."""

import re
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from checkins.actions import NotCounting, PeriodIsNotOpen, Statement, check_in
from checkins.drafts import discard_draft, drafts_of, save_draft
from checkins.models import CheckIn, Draft, Source
from objectives.actions.key_results import edit_key_result, mark_done
from objectives.actions.periods import create_period
from objectives.errors import PeriodIsClosed
from organizations.interrupted import SESSION_KEY
from organizations.models import Activity
from tests.cast import client_of, join, make_cast, make_key_result, make_objective, shut, statements
from tests.writers import one_waiting_for_the_other

HTMX = {"HX-Request": "true"}
DISCARD = {"discard": "on"}
HALF = {"value": "about 40", "confidence": "7", "note": "Two trials\nconvert, and"}


@pytest.fixture
def three(acme):
    objective = make_objective(acme.owner, acme.period)
    return [make_key_result(acme.owner, objective, f"Customers {n}") for n in range(3)]


@pytest.fixture
def key_result(three):
    return three[0]


def address(acme, key_result, query=""):
    return acme.url(f"key-results/{key_result.pk}/check-in/draft/{query}")


def row_of(key_result, by, **typed):
    """What the page sends by itself: the fields of one row, and whose page it is."""
    row = {"value": "", "was_value": "", "was_confidence": "", "note": "", "key": str(uuid4())} | typed
    return {"typed_by": str(by.pk)} | {f"{key_result.pk}-{name}": text for name, text in row.items()}


def type_into(acme, key_result, by=None, client=None, **typed):
    person = by or acme.owner
    return (client or client_of(person)).post(
        address(acme, key_result), row_of(key_result, person, **typed), headers=HTMX
    )


def keep(acme, key_result, by=None, key=None, **words):
    return save_draft(by=by or acme.owner, key_result=key_result, words=words or HALF, submission_key=key)


def say(key_result, by, value=9, key=None, **facts):
    return check_in(by=by, statements=[Statement(key_result.pk, Decimal(value), 6, "From the board.", key)], **facts)


def long_ago(acme):
    return acme.organization.start_of(acme.period.starts_on)


def page_of(person, acme, path="check-ins/"):
    return client_of(person).get(acme.url(path)).content.decode()


def tag_of(page, key_result, name, value=""):
    return next(
        tag
        for tag in re.findall("<(?:input|textarea)[^>]*>", page)
        if f'name="{key_result.pk}-{name}"' in tag and f'value="{value}' in (tag if value else 'value="')
    )


# The action.


def test_words_are_kept_as_they_were_typed(acme, key_result):
    draft = keep(acme, key_result)
    assert drafts_of(acme.owner, [key_result]) == {key_result.pk: Draft.objects.get()}
    assert {name: getattr(Draft.objects.get(), name) for name in HALF} == HALF
    assert draft.saved_at <= timezone.now()


def test_later_words_take_the_place_of_those_before(acme, key_result):
    keep(acme, key_result)
    keep(acme, key_result, note="Three trials convert.")
    draft = Draft.objects.get()
    assert (draft.value, draft.confidence, draft.note) == ("", "", "Three trials convert.")


def test_nothing_typed_is_no_draft(acme, key_result):
    keep(acme, key_result)
    assert save_draft(by=acme.owner, key_result=key_result, words={}, submission_key=None) is None
    assert not Draft.objects.exists()


def test_draft_leaves_no_trace_in_the_history(acme, key_result):
    before = Activity.objects.count()
    keep(acme, key_result)
    discard_draft(by=acme.owner, key_result=key_result)
    assert Activity.objects.count() == before


def test_draft_of_what_takes_no_check_ins_is_refused(acme, three):
    mark_done(three[0], by=acme.owner, done_as="given_up", reason="Too late.")
    with pytest.raises(NotCounting):
        keep(acme, three[0])
    ends_on = acme.period.ends_on
    planned = create_period(
        by=acme.admin,
        name="Next",
        kind="quarter",
        starts_on=ends_on + timedelta(days=1),
        ends_on=ends_on + timedelta(days=90),
    )
    with pytest.raises(PeriodIsNotOpen):
        keep(acme, make_key_result(acme.owner, make_objective(acme.owner, planned)))
    shut(acme.period, by=acme.admin)
    with pytest.raises(PeriodIsClosed):
        keep(acme, three[1])
    assert not Draft.objects.exists()


@pytest.mark.parametrize("source", [Source.PERSON, Source.MAIL])
def test_what_is_sent_is_a_draft_no_more_by_whatever_way(acme, three, source):
    for key_result in three[:2]:
        keep(acme, key_result)
        keep(acme, key_result, by=acme.leader)
    say(three[0], acme.owner, source=source)
    left = set(Draft.objects.values_list("key_result_id", "membership_id"))
    assert left == {(three[0].pk, acme.leader.pk), (three[1].pk, acme.owner.pk), (three[1].pk, acme.leader.pk)}


def test_deputy_who_sends_hers_is_done_with_it_too(acme, key_result):
    edit_key_result(key_result, by=acme.owner, changes={"deputy": acme.leader}, reason="Away.")
    keep(acme, key_result, by=acme.leader)
    say(key_result, acme.leader)
    assert not Draft.objects.exists()


def test_import_ends_nobodys_draft(acme, key_result):
    keep(acme, key_result, by=acme.admin)
    check_in(by=acme.admin, statements=[Statement(key_result.pk, Decimal(3))], source=Source.IMPORT)
    assert Draft.objects.count() == 1


def test_draft_of_a_form_that_was_sent_comes_too_late(acme, key_result):
    key = uuid4()
    say(key_result, acme.owner, key=key)
    assert keep(acme, key_result, key=key) is None
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_draft_first", [True, False])
def test_draft_and_check_in_of_one_form_at_once_leave_no_draft(is_draft_first):
    cast = make_cast("acme", "Acme")
    with cast.scope():
        key_result = make_key_result(cast.owner, make_objective(cast.owner, cast.period))
    key = uuid4()
    both = [
        lambda: keep(cast, key_result, key=key, note="Two trials"),
        lambda: say(key_result, cast.owner, key=key),
    ]
    one_waiting_for_the_other(cast.organization, *(both if is_draft_first else both[::-1]))
    with cast.scope():
        assert CheckIn.objects.count() == 1
        assert not Draft.objects.exists()


# The page that saves by itself.


def test_what_is_typed_is_kept_and_the_line_says_when(acme, key_result):
    response = type_into(acme, key_result, **HALF)
    content = response.content.decode()
    assert response.status_code == 200
    assert re.search(r"Draft saved \d\d:\d\d ·", content) and ">Discard<" in content
    assert {name: getattr(Draft.objects.get(), name) for name in HALF} == HALF


@pytest.mark.parametrize("count", [1, 3])
def test_draft_costs_the_same_whatever_is_owed(acme, three, count):
    objective = three[0].objective
    for n in range(count):
        make_key_result(acme.owner, objective, f"More {n}")
    client = client_of(acme.owner)
    with statements() as asked:
        type_into(acme, three[0], client=client, **HALF)
    assert len(asked) == 9, "\n".join(asked)


def test_what_the_page_had_prefilled_is_no_draft(acme, key_result):
    prefilled = {"value": "1.5", "was_value": "1.5", "confidence": "6", "was_confidence": "6"}
    type_into(acme, key_result, **prefilled | {"note": "Two"})
    assert {name: getattr(Draft.objects.get(), name) for name in HALF} == {"value": "", "confidence": "", "note": "Two"}
    assert type_into(acme, key_result, **prefilled | {"note": " "}).content.strip() == b""
    assert not Draft.objects.exists()


def test_draft_stands_in_the_fields_on_another_device(acme, key_result):
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("1.5"), 6)], at=long_ago(acme))
    type_into(
        acme, key_result, value="about 40", was_value="1.5", confidence="7", was_confidence="6", note="Two trials"
    )
    for path in ("check-ins/", f"key-results/{key_result.pk}/check-in/"):
        page = page_of(acme.owner, acme, path)
        assert 'value="about 40"' in tag_of(page, key_result, "value")
        assert "checked" in tag_of(page, key_result, "confidence", "7")
        assert "Two trials</textarea>" in page
        assert 'value="1.5"' in tag_of(page, key_result, "was_value")
        assert 'value="6"' in tag_of(page, key_result, "was_confidence")
        assert re.search(r"Draft of today \d\d:\d\d", page) and ">Discard<" in page
        assert 'aria-invalid="true"' not in page


@pytest.mark.parametrize(("days", "words"), [(1, "Draft of yesterday 10:32"), (40, r"Draft of \d+ [A-Z][a-z]+ 10:32")])
def test_older_draft_says_its_day(acme, key_result, days, words):
    at = timezone.now().astimezone(acme.organization.zone).replace(hour=10, minute=32) - timedelta(days=days)
    keep(acme, key_result)
    Draft.objects.update(saved_at=at)
    assert re.search(words, page_of(acme.owner, acme))


def test_fields_that_were_left_alone_follow_what_is_said_meanwhile(acme, key_result):
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("1.5"), 6)], at=long_ago(acme))
    type_into(acme, key_result, value="1.5", was_value="1.5", confidence="6", was_confidence="6", note="Two trials")
    say(key_result, acme.admin)
    page = page_of(acme.owner, acme)
    assert 'value="9"' in tag_of(page, key_result, "value")
    assert "Two trials</textarea>" in page


def test_draft_tells_who_has_spoken_since_and_keeps_its_row_open(acme, three):
    keep(acme, three[0])
    assert "Since then" not in page_of(acme.owner, acme)
    say(three[0], acme.admin)
    page = page_of(acme.owner, acme)
    assert "Since then Acme Admin said 9" in page
    assert page.count('class="check-in-row"') == 3
    assert "1 of 3" in page
    check_in(by=None, statements=[Statement(three[0].pk, Decimal(10))], source=Source.IMPORT)
    assert "Since then an import said 10" in page_of(acme.owner, acme)


def test_row_that_was_opened_before_somebody_spoke_is_still_told(acme, key_result):
    """The form knows what its author had seen; a draft in between changes nothing about that."""
    seen = (key_result.current_at or key_result.created_at).isoformat()
    row = row_of(key_result, acme.owner, value="4", confidence="7", seen=seen)
    say(key_result, acme.admin)
    client = client_of(acme.owner)
    client.post(address(acme, key_result), row, headers=HTMX)
    sent = client.post(acme.url("check-ins/"), row | {"save": str(key_result.pk)}, headers=HTMX).content.decode()
    assert "While you typed" in sent and "From the board." in sent
    assert not Draft.objects.exists()


def test_row_that_was_sent_takes_no_late_draft(acme, key_result):
    client = client_of(acme.owner)
    row = row_of(key_result, acme.owner, value="4", confidence="7", note="Two trials")
    client.post(acme.url("check-ins/"), row | {"save": str(key_result.pk)}, headers=HTMX)
    late = client.post(address(acme, key_result), row, headers=HTMX)
    assert (late.status_code, late.content.strip()) == (200, b"")
    assert not Draft.objects.exists()
    assert page_of(acme.owner, acme).count('class="check-in-row"') == 2


def test_refused_row_keeps_its_draft(acme, key_result):
    row = row_of(key_result, acme.owner, value="a lot", confidence="7")
    client = client_of(acme.owner)
    client.post(address(acme, key_result), row, headers=HTMX)
    assert client.post(acme.url("check-ins/"), row | {"save": str(key_result.pk)}, headers=HTMX).status_code == 422
    assert Draft.objects.get().value == "a lot"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"note": "x" * 5001}, "Keep the note below 5000 characters."),
        ({"value": "1" * 201}, "Keep the value below 200 characters."),
        ({"note": "\x00"}, "Null characters are not allowed."),
        ({"confidence": "11"}, "Select a valid choice."),
        ({"note": "Two", "key": "nonsense"}, "Enter a valid UUID."),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(acme, key_result, typed, why):
    response = type_into(acme, key_result, **typed)
    assert response.status_code == 422
    assert f"Not saved. {why}" in response.content.decode()
    assert not Draft.objects.exists()


def test_closed_period_is_refused_in_words(acme, key_result):
    shut(acme.period, by=acme.admin)
    response = type_into(acme, key_result, **HALF)
    assert response.status_code == 422
    assert "Not saved. The period is closed" in response.content.decode()


def test_page_of_the_person_before_saves_nothing(acme, key_result):
    row = row_of(key_result, acme.owner, **HALF)
    response = client_of(acme.admin).post(address(acme, key_result), row, headers=HTMX)
    assert response.status_code == 422
    assert "Somebody else has signed in" in response.content.decode()
    assert not Draft.objects.exists()


def test_who_may_not_check_in_writes_no_drafts(acme, rival, key_result):
    stranger = join(acme.organization, "member", "Dana")
    for person in (acme.viewer, stranger):
        assert type_into(acme, key_result, by=person, **HALF).status_code == 403
    assert type_into(acme, key_result, by=rival.admin, **HALF).status_code == 404
    assert client_of(acme.owner).get(address(acme, key_result)).status_code == 405
    assert not Draft.objects.exists()


def test_draft_is_its_authors_alone(acme, key_result):
    type_into(acme, key_result, by=acme.admin, note="Zanzibar")
    assert "Zanzibar" not in page_of(acme.owner, acme)
    assert "Zanzibar" in page_of(acme.admin, acme, f"key-results/{key_result.pk}/check-in/")
    client_of(acme.owner).post(address(acme, key_result), {"discard": "on"}, headers=HTMX)
    assert Draft.objects.get().membership == acme.admin


def test_draft_of_what_is_no_longer_mine_is_not_shown(acme, key_result):
    dana = join(acme.organization, "member", "Dana")
    edit_key_result(key_result, by=acme.owner, changes={"deputy": dana}, reason="Away.")
    type_into(acme, key_result, by=dana, note="Zanzibar")
    assert "Go on with your draft" in page_of(dana, acme)
    assert "Zanzibar" in page_of(dana, acme, f"key-results/{key_result.pk}/check-in/")
    edit_key_result(key_result, by=acme.owner, changes={"deputy": None}, reason="Back.")
    page = page_of(dana, acme)
    assert "Customers 0" not in page and "your draft" not in page
    assert client_of(dana).get(acme.url(f"key-results/{key_result.pk}/check-in/")).status_code == 403


# Discarding.


def test_discarded_row_reads_as_it_was_said_last(acme, key_result):
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("1.5"), 6)], at=long_ago(acme))
    keep(acme, key_result)
    client = client_of(acme.owner)
    response = client.post(address(acme, key_result), row_of(key_result, acme.owner, **HALF) | DISCARD, headers=HTMX)
    content = response.content.decode()
    assert content.count('class="check-in-row"') == 1
    assert 'value="1.5"' in tag_of(content, key_result, "value") and "autofocus" in tag_of(content, key_result, "value")
    assert "Two trials" not in content and "Draft discarded." in content
    assert not Draft.objects.exists()


def test_discarded_row_that_is_answered_folds(acme, key_result):
    keep(acme, key_result)
    say(key_result, acme.admin)
    client = client_of(acme.owner)
    assert "check-in-done" in client.post(address(acme, key_result), DISCARD, headers=HTMX).content.decode()
    keep(acme, key_result)
    alone = client.post(address(acme, key_result, "?alone=on"), DISCARD, headers=HTMX).content.decode()
    assert "check-in-done" not in alone and "No change" not in alone


def test_without_javascript_discarding_loses_nothing_of_the_other_rows(acme, three):
    keep(acme, three[0])
    form = row_of(three[0], acme.owner, **HALF) | row_of(three[1], acme.owner, note="Another story") | DISCARD
    form |= row_of(three[2], acme.owner)
    response = client_of(acme.owner).post(address(acme, three[0]), form, follow=True)
    content = response.content.decode()
    assert response.redirect_chain == [(acme.url("check-ins/"), 302)]
    assert "Draft discarded." in content and "Another story</textarea>" in content and "Two trials" not in content
    assert [draft.key_result_id for draft in Draft.objects.all()] == [three[1].pk]


def test_without_javascript_the_single_page_stays_where_it_is(acme, key_result):
    keep(acme, key_result)
    response = client_of(acme.owner).post(address(acme, key_result, "?alone=on"), DISCARD)
    assert response["Location"] == acme.url(f"key-results/{key_result.pk}/check-in/")


# Signed out while typing.


def test_signed_out_the_page_stays_and_says_so(acme, key_result):
    client = Client()
    response = type_into(acme, key_result, client=client, **HALF)
    assert response.status_code == 401
    assert "HX-Redirect" not in response.headers and "Location" not in response.headers
    assert "Not saved: you are signed out." in response.content.decode()
    assert SESSION_KEY not in client.session
    assert not Draft.objects.exists()


def test_signed_out_without_javascript_one_signs_in_first(acme, key_result):
    response = Client().post(address(acme, key_result), DISCARD)
    assert response.status_code == 302 and response["Location"].startswith("/accounts/login/")


def test_signed_in_again_the_page_gets_a_token_to_try_again_with(acme, key_result):
    client = client_of(acme.owner, enforce_csrf_checks=True)
    row = row_of(key_result, acme.owner, **HALF)
    refused = client.post(address(acme, key_result), row, headers=HTMX | {"X-CSRFToken": "x" * 64})
    assert refused.status_code == 403 and SESSION_KEY not in client.session
    assert settings.CSRF_COOKIE_NAME in refused.cookies
    again = client.post(address(acme, key_result), row, headers=HTMX | {"X-CSRFToken": refused.headers["X-CSRFToken"]})
    assert again.status_code == 200
    assert Draft.objects.get().note == HALF["note"]
