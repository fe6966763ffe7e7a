"""The page behind a reminder's link: what it shows and saves, without signing in."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from checkins.models import CheckIn, Reminder
from objectives.actions.key_results import edit_key_result
from objectives.models import KeyResult
from organizations.models import Membership
from tests.cast import client_of, end, shut, statements
from tests.checkins.mailed import CHANCE, Mailed, path_of, said, text, typed
from tests.everything import everything


@pytest.fixture
def mailed(acme):
    return Mailed(acme)


def kept(form):
    """What a page must still hold of what was typed."""
    return [value for name, value in form.items() if name.endswith(("-value", "-note"))]


# What it shows, and what it saves.


def test_page_asks_for_what_its_person_owes(mailed):
    response = mailed.get()
    page = text(response)
    assert response.status_code == 200
    assert page.count('class="check-in-row"') == 3
    for words in ("Customers 0", "Win the mid-market", "0 of 3", "Acme", str(mailed.owner)):
        assert words in page


def test_touched_rows_are_saved_as_said_from_the_mail(mailed):
    one, two, three = mailed.key_results
    untouched = typed(three.pk, value="", confidence="", note="")
    response = mailed.post(typed(one.pk, "1,5") | typed(two.pk, "40", "6") | untouched)
    assert (response.status_code, response["Location"]) == (302, mailed.path)
    assert said() == {("Customers 0", Decimal("1.5"), 7, "mail"), ("Customers 1", Decimal(40), 6, "mail")}
    check = CheckIn.objects.get(key_result=one)
    assert (check.author_id, check.week_on, check.note) == (mailed.owner.pk, mailed.monday, "Two trials convert.")


def test_afterwards_the_same_address_shows_what_was_saved(mailed):
    one = mailed.key_results[0]
    mailed.say_last_week(one)
    mailed.post(typed(one.pk, "56", "8"))
    page = text(mailed.get())
    assert "1 of 3" in page and page.count('class="check-in-row"') == 2
    saved = " ".join(page[page.index("check-in-done") : page.index("check-in-row")].split())
    assert "Customers 0" in saved and "40 customers → 56 customers · 56 %" in saved
    assert "just now" in saved and "“Two trials convert.”" in saved
    assert "/accounts/login/?next=/acme/check-ins/" in page


def test_when_all_is_said_there_is_nothing_to_fill_in(mailed):
    form = {}
    for key_result in mailed.key_results:
        form |= typed(key_result.pk)
    mailed.post(form)
    page = text(mailed.get())
    assert "3 of 3" in page and "That was all" in page
    assert "<input" not in page and "<button" not in page


def test_row_without_a_change_is_a_check_in_when_ticked(mailed):
    one = mailed.key_results[0]
    mailed.say_last_week(one)
    same = typed(one.pk, "40", "6", "", was_value="40", was_confidence="6")
    assert mailed.post(same).status_code == 422
    assert mailed.post(same | {f"{one.pk}-unchanged": "on"}).status_code == 302
    assert CheckIn.objects.filter(key_result=one, source="mail").count() == 1


def test_one_invalid_row_saves_nothing_and_keeps_every_text(mailed):
    one, two, three = mailed.key_results
    form = typed(one.pk, "56", note="A long story.") | typed(two.pk, "a lot", note="Another one.")
    response = mailed.post(form | typed(three.pk, "3", "2", ""))
    page = text(response)
    assert response.status_code == 422
    assert all(words in page for words in kept(form))
    assert "<title>Error: " in page and "autofocus" in page
    assert "Nothing was saved yet" in page
    assert "“a lot” is not a number" in page and "what is in the way?" in page
    assert said() == set()


def test_nothing_touched_is_said_in_words(mailed):
    response = mailed.post(typed(mailed.key_results[0].pk, value="", confidence="", note=""))
    assert response.status_code == 422
    assert "Nothing was saved. Change a row first" in text(response)
    assert mailed.post({}).status_code == 422


def test_form_sent_twice_says_nothing_new(mailed):
    form = typed(mailed.key_results[0].pk)
    assert [mailed.post(form).status_code for _ in range(2)] == [302, 302]
    assert CheckIn.objects.count() == 1


def test_deputy_answers_for_whom_she_stands_in(mailed):
    one = mailed.key_results[0]
    KeyResult.objects.filter(pk=one.pk).update(deputy=mailed.cast.leader)
    Membership.objects.filter(pk=mailed.owner.pk).update(away_until=mailed.monday + timedelta(days=30))
    link = path_of(mailed.remind(mailed.cast.leader))
    assert text(mailed.get(link)).count('class="check-in-row"') == 1
    assert mailed.post(typed(one.pk), link).status_code == 302
    assert CheckIn.objects.get().author_id == mailed.cast.leader.pk
    assert "Customers 0" not in text(mailed.get())


def test_after_the_week_it_says_for_which_week_it_counts(mailed, time_machine):
    time_machine.move_to(mailed.at(mailed.monday + timedelta(days=8), 12))
    assert "What you say now counts for the week that runs" in text(mailed.get())
    assert mailed.post(typed(mailed.key_results[0].pk)).status_code == 302


@pytest.mark.parametrize(("put", "words"), [(end, "Sign in to give the final value"), (shut, "is closed")])
def test_period_that_is_over_since_is_told_in_words(mailed, put, words):
    put(mailed.period, by=mailed.cast.admin)
    Reminder.objects.update(created_at=mailed.at(mailed.monday))
    page = text(mailed.get())
    assert words in page and "Customers 0" in page
    assert "<form" not in page
    response = mailed.post(typed(mailed.key_results[0].pk, note="A long story."))
    assert response.status_code == 422
    assert "A long story." in text(response) and "Nothing was saved" in text(response)
    assert said() == set()


def test_what_was_handed_over_while_somebody_typed_is_not_lost(mailed):
    one, two, _ = mailed.key_results
    edit_key_result(one, by=mailed.cast.admin, changes={"owner": mailed.cast.leader}, reason="Hers now.")
    response = mailed.post(typed(one.pk, note="A long story.") | typed(two.pk, note="Another one."))
    page = text(response)
    assert response.status_code == 422
    assert "A long story." in page and "Another one." in page and "Customers 0" not in page
    assert said() == set()


# Whoever holds it, and whatever reads it.


def test_page_sets_no_cookie_reads_none_and_is_told_to_nobody(mailed):
    mailed.browser.cookies.load({"csrftoken": "broken", "sessionid": "x" * 32, "messages": "forged"})
    form = typed(mailed.key_results[0].pk)
    answers = [
        mailed.get(),
        mailed.browser.head(mailed.path),
        mailed.post({}),
        mailed.post(form),
        mailed.get("/answer/x/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 422, 302, 404]
    for answer in answers:
        assert not answer.has_header("Set-Cookie") and not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]


def test_whoever_is_signed_in_sees_the_same_page_and_acts_as_its_person(mailed, rival):
    browsers = [mailed.browser, client_of(mailed.cast.admin), client_of(rival.owner)]
    pages = {CHANCE.sub("", text(browser.get(mailed.path))) for browser in browsers}
    assert len(pages) == 1
    with statements() as asked:
        browsers[1].post(mailed.path, typed(mailed.key_results[0].pk))
    assert not any("django_session" in sql for sql in asked)
    assert CheckIn.objects.get().author_id == mailed.owner.pk


def test_page_leads_nowhere_that_needs_signing_in_and_runs_no_script(mailed):
    mailed.post(typed(mailed.key_results[0].pk))
    page = text(mailed.get())
    assert set(re.findall(r'<a [^>]*href="([^"]*)"', page)) == {"#content", "/accounts/login/?next=/acme/check-ins/"}
    assert re.findall(r"<form([^>]*)>", page) == [' method="post" novalidate']
    assert "<script" not in page and "hx-" not in page and "csrf" not in page


def test_scanner_changes_nothing(mailed, as_bypassrls_role):
    before = everything(as_bypassrls_role)
    assert before["checkins_reminder"] and before["objectives_keyresult"]
    for _ in range(100):
        assert mailed.get().status_code == 200
        assert mailed.browser.head(mailed.path).status_code == 200
    assert everything(as_bypassrls_role) == before


def test_other_methods_are_refused(mailed):
    for method in ("put", "patch", "delete", "options"):
        response = getattr(mailed.browser, method)(mailed.path)
        assert response.status_code == 405
        assert not response.cookies


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_whatever_is_owed(acme, count):
    mailed = Mailed(acme, count)
    with statements() as asked:
        mailed.get()
    assert len(asked) == 6, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_saving_takes_the_same_statements_whatever_is_said(acme, count):
    mailed = Mailed(acme, count)
    form = {}
    for key_result in mailed.key_results:
        form |= typed(key_result.pk)
    with statements() as asked:
        assert mailed.post(form).status_code == 302
    assert len(asked) == 20, "\n".join(asked)
