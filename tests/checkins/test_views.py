"""The check-ins page: a row at a time, all at once, and whatever goes wrong."""

import re
from decimal import Decimal
from uuid import uuid4

import pytest

from checkins.actions import Statement, check_in
from checkins.models import CheckIn
from objectives.actions.key_results import mark_done
from objectives.actions.periods import create_period, open_period
from objectives.models import KeyResult, Period
from tests.cast import client_of, end, make_key_result, make_objective, shut, statements

HTMX = {"HX-Request": "true"}


@pytest.fixture
def five(acme):
    objective = make_objective(acme.owner, acme.period)
    return [make_key_result(acme.owner, objective, f"Customers {n}") for n in range(5)]


def form_of(*key_results, save="all", **typed):
    """What the browser sends: every row as it was prefilled, with what was typed into the first."""
    data = {"save": save}
    for n, key_result in enumerate(key_results):
        key_result.refresh_from_db()
        current = "" if key_result.current is None else f"{key_result.current.normalize():f}"
        said = "" if key_result.confidence is None else str(key_result.confidence)
        row = {"value": current, "confidence": said, "note": "", "was_value": current, "was_confidence": said}
        row |= {"key": str(uuid4()), "seen": (key_result.current_at or key_result.created_at).isoformat()}
        row |= typed if n == 0 else {}
        data |= {f"{key_result.pk}-{name}": value for name, value in row.items()}
    return data


def long_ago(cast):
    return cast.organization.start_of(cast.period.starts_on)


def test_owes_five_and_shows_five_rows(acme, five):
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()
    assert content.count('class="check-in-row"') == 5
    assert "0 of 5" in content


def test_row_saved_by_htmx_folds_and_counts(acme, five):
    form = form_of(*five, save=str(five[0].pk), value="1,5", confidence="7", note="Two trials convert.")
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    content = response.content.decode()
    assert response.status_code == 200
    assert "check-in-done" in content and "1 of 5" in content and "Checked in." in content
    check = CheckIn.objects.get()
    assert (check.value, check.confidence, check.note) == (Decimal("1.5"), 7, "Two trials convert.")
    assert (check.author_id, check.source) == (acme.owner.pk, "person")


@pytest.mark.parametrize("depth", [1, 8])
def test_row_saved_takes_twenty_statements_whatever_the_depth(acme, depth):
    parent = None
    for n in range(depth):
        parent = make_objective(acme.owner, acme.period, f"Level {n}", parent=parent)
    key_results = [make_key_result(acme.owner, parent, f"Customers {n}") for n in range(depth)]
    form = form_of(*key_results, save=str(key_results[0].pk), value="40", confidence="7")
    client = client_of(acme.owner)
    with statements() as asked:
        response = client.post(acme.url("check-ins/"), form, headers=HTMX)
    assert response.status_code == 200
    assert len(asked) == 20, "\n".join(asked)


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_whatever_is_owed(acme, count):
    objective = make_objective(acme.owner, acme.period)
    for n in range(count):
        make_key_result(acme.owner, objective, f"Customers {n}")
    client = client_of(acme.owner)
    with statements() as asked:
        client.get(acme.url("check-ins/"))
    assert len(asked) == 10, "\n".join(asked)


def test_save_all_leaves_untouched_rows_alone(acme, five):
    form = form_of(*five, value="40", confidence="7") | {
        f"{five[1].pk}-unchanged": "on",
        f"{five[1].pk}-confidence": "5",
        f"{five[1].pk}-value": "3",
    }
    response = client_of(acme.owner).post(acme.url("check-ins/"), form)
    assert response.status_code == 302
    assert set(CheckIn.objects.values_list("key_result_id", flat=True)) == {five[0].pk, five[1].pk}


def test_unchanged_row_with_its_box_ticked_is_a_check_in(acme, five):
    check_in(
        by=acme.owner,
        statements=[Statement(five[0].pk, Decimal(40), 7)],
        at=acme.organization.start_of(acme.period.starts_on),
    )
    form = form_of(*five) | {f"{five[0].pk}-unchanged": "on"}
    client_of(acme.owner).post(acme.url("check-ins/"), form)
    assert CheckIn.objects.filter(key_result=five[0]).count() == 2


def test_one_invalid_row_saves_nothing_and_keeps_every_text(acme, five):
    form = form_of(*five, value="40", confidence="7", note="A long story.")
    form |= {f"{five[1].pk}-value": "NaN", f"{five[1].pk}-confidence": "7", f"{five[1].pk}-note": "Another one."}
    response = client_of(acme.owner).post(acme.url("check-ins/"), form)
    content = response.content.decode()
    assert response.status_code == 422
    assert "A long story." in content and "Another one." in content and 'value="NaN"' in content
    assert "is not a number" in content
    assert not CheckIn.objects.exists()


def test_last_word_is_prefilled_and_a_first_confidence_never(acme, five):
    objective = five[0].objective
    check_in(by=acme.owner, statements=[Statement(five[0].pk, Decimal("1.5"), 6, "A slow start.")], at=long_ago(acme))
    check_in(by=None, statements=[Statement(five[1].pk, Decimal(3))], source="import", at=long_ago(acme))
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()

    def inputs(key_result, name):
        return [tag for tag in re.findall("<input[^>]*>", content) if f'name="{key_result.pk}-{name}"' in tag]

    assert [("checked" in tag) for tag in inputs(five[0], "confidence")].index(True) == 6
    for unsaid in five[1:]:
        assert not any("checked" in tag for tag in inputs(unsaid, "confidence"))
    assert 'value="1.5"' in inputs(five[0], "value")[0]
    assert 'value="3"' in inputs(five[1], "value")[0]
    assert "value=" not in inputs(five[2], "value")[0]
    assert "Last 1.5: “A slow start.”" in content and objective.title in content


def test_no_change_needs_a_first_confidence_too(acme, five):
    form = form_of(*five) | {f"{five[0].pk}-unchanged": "on"}
    assert client_of(acme.owner).post(acme.url("check-ins/"), form).status_code == 422
    assert not CheckIn.objects.exists()


def test_what_is_not_owed_can_be_looked_at(acme, five):
    mark_done(five[0], by=acme.owner, done_as="given_up", reason="Too late.")
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()
    assert content.index("Yours, but not due now") < content.rindex("Customers 0")
    assert content.count('class="check-in-row"') == 4


def test_off_track_asks_what_is_in_the_way(acme, five):
    form = form_of(five[0], save=str(five[0].pk), value="4", confidence="2")
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    assert response.status_code == 422
    assert "what is in the way?" in response.content.decode()


def test_first_confidence_must_be_said(acme, five):
    form = form_of(five[0], save=str(five[0].pk), value="4")
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    assert response.status_code == 422
    assert "Say how sure you are" in response.content.decode()


def test_same_form_twice_makes_one_row_and_gets_the_same_answer(acme, five):
    form = form_of(five[0], save=str(five[0].pk), value="4", confidence="7")
    client = client_of(acme.owner)
    first = client.post(acme.url("check-ins/"), form, headers=HTMX)
    second = client.post(acme.url("check-ins/"), form, headers=HTMX)
    assert first.status_code == second.status_code == 200
    assert "check-in-done" in second.content.decode()
    assert CheckIn.objects.count() == 1


def test_second_person_is_told_what_changed_meanwhile(acme, five):
    form = form_of(five[0], save=str(five[0].pk), value="4", confidence="7", note="Mine.")
    check_in(by=acme.admin, statements=[Statement(five[0].pk, Decimal(9), 6, "From the board.")])
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    content = response.content.decode()
    assert "While you typed" in content and "From the board." in content
    assert CheckIn.objects.count() == 2
    assert KeyResult.objects.get(pk=five[0].pk).current == 4


def test_closed_period_refuses_and_keeps_what_was_typed(acme, five):
    form = form_of(five[0], save=str(five[0].pk), value="4", confidence="7", note="Too late?")
    shut(acme.period, by=acme.admin)
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    assert response.status_code == 422
    assert "The period is closed" in response.content.decode() and "Too late?" in response.content.decode()


def test_viewer_may_not_check_in(acme, five):
    form = form_of(five[0], save=str(five[0].pk), value="4", confidence="7")
    assert client_of(acme.viewer).post(acme.url("check-ins/"), form).status_code == 403
    assert client_of(acme.viewer).get(acme.url(f"key-results/{five[0].pk}/check-in/")).status_code == 403


def test_what_was_typed_survives_signing_in_again(acme, five):
    client = client_of(acme.owner)
    form = form_of(*five, value="40", confidence="7", note="A long story.") | {"typed_by": str(acme.owner.pk)}
    client.logout()
    refused = client.post(
        acme.url("check-ins/"), form, headers=HTMX | {"HX-Current-URL": f"http://testserver{acme.url('check-ins/')}"}
    )
    assert refused.headers["HX-Redirect"].startswith("/accounts/login/")
    client.force_login(acme.owner.user)
    content = client.get(acme.url("check-ins/")).content.decode()
    assert "A long story." in content and "signed in again before this was saved" in content
    assert not CheckIn.objects.exists()


def test_nothing_owed_says_so(acme):
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()
    assert "You owe no check-in now." in content


def test_correction_is_another_check_in(acme, five):
    check_in(by=acme.owner, statements=[Statement(five[0].pk, Decimal(9), 6)])
    client = client_of(acme.owner)
    form = form_of(five[0], value="8", confidence="6")
    response = client.post(acme.url(f"key-results/{five[0].pk}/check-in/"), form)
    assert response.status_code == 302
    assert CheckIn.objects.count() == 2


def test_second_person_is_told_without_javascript_too(acme, five):
    form = form_of(five[0], value="4", confidence="7", note="Mine.")
    check_in(by=acme.admin, statements=[Statement(five[0].pk, Decimal(9), 6, "From the board.")])
    client = client_of(acme.owner)
    content = client.post(acme.url("check-ins/"), form, follow=True).content.decode()
    assert "While you typed, Acme Admin said 9 on Customers 0." in content
    assert CheckIn.objects.count() == 2


def test_form_with_an_old_token_is_shown_again_with_its_text(acme, five):
    client = client_of(acme.owner, enforce_csrf_checks=True)
    form = form_of(*five, value="40", confidence="7", note="A long story.") | {"typed_by": str(acme.owner.pk)}
    assert client.post(acme.url("check-ins/"), form)["Location"] == acme.url("check-ins/")
    assert "A long story." in client.get(acme.url("check-ins/")).content.decode()
    assert not CheckIn.objects.exists()


def test_form_of_somebody_else_with_an_old_token_is_refused(acme, five):
    client = client_of(acme.owner, enforce_csrf_checks=True)
    assert client.post(acme.url("check-ins/"), form_of(*five, value="40", confidence="7")).status_code == 403


def test_answered_this_week_the_page_says_correct_and_repeats_the_last_note(acme, five):
    address = acme.url(f"key-results/{five[0].pk}/check-in/")
    client = client_of(acme.owner)
    assert "Correct “" not in client.get(address).content.decode()
    check_in(by=acme.owner, statements=[Statement(five[0].pk, Decimal(9), 6, "Two trials convert.")])
    page = client.get(address).content.decode()
    assert page.count("Correct “Customers 0”") == 2
    assert "Two trials convert." in page


def test_row_that_reached_its_target_offers_its_owner_to_be_done(acme, five):
    done = f"/acme/key-results/{five[0].pk}/done/"
    client = client_of(acme.owner)
    for value, is_offered in (("99", False), ("100", True)):
        form = form_of(*five, save=str(five[0].pk), value=value, confidence="7")
        assert (done in client.post(acme.url("check-ins/"), form, headers=HTMX).content.decode()) is is_offered
    assert done in client.get(acme.url("check-ins/")).content.decode()


@pytest.mark.parametrize("save", ["all", "its own"])
def test_closed_period_keeps_what_was_typed_without_javascript_too(acme, five, save):
    form = form_of(
        *five, save=str(five[0].pk) if save == "its own" else save, value="4", confidence="7", note="Too late?"
    )
    shut(acme.period, by=acme.admin)
    response = client_of(acme.owner).post(acme.url("check-ins/"), form)
    content = response.content.decode()
    assert response.status_code == 422
    assert "The period is closed" in content
    assert "Too late?" in content
    assert not CheckIn.objects.exists()


def test_row_that_nobody_touched_shows_no_error_beside_a_refused_one(acme, five):
    form = form_of(*five, value="NaN", confidence="7", note="A long story.")
    content = client_of(acme.owner).post(acme.url("check-ins/"), form).content.decode()
    assert "is not a number" in content
    assert "Say how sure you are" not in content
    assert "Say how it stands" not in content
    assert content.count('aria-invalid="true"') == 1


@pytest.fixture
def over(acme, five):
    """The quarter is over: each of the five asks for its final value."""
    check_in(by=acme.owner, statements=[Statement(five[0].pk, Decimal(40), 7)], at=long_ago(acme))
    end(acme.period, by=acme.admin)
    return five


def test_period_that_is_over_asks_for_the_final_values(acme, over):
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()
    until = Period.objects.get(pk=acme.period.pk).grace_ends_on(acme.organization)
    assert content.count(f"This quarter is over: the final value, until {until.day} {until:%B}") == 5
    assert "Final values · <strong>0 of 5</strong> done" in content
    assert content.count(">Final value<") == 5
    assert "Week of" not in content


def test_same_value_again_confirms_it_as_final(acme, over):
    form = form_of(*over, save=str(over[0].pk)) | {f"{over[0].pk}-unchanged": "on"}
    content = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX).content.decode()
    assert "Final value, " in content
    assert "Saved the final value. Customers 0 ended at 40\u00a0%." in content
    assert "Final values · <strong>1 of 5</strong> done" in content
    assert CheckIn.objects.filter(key_result=over[0]).count() == 2


def test_final_value_and_weekly_check_ins_stand_on_one_sheet(acme, over):
    days = {"starts_on": acme.period.starts_on, "ends_on": acme.period.ends_on}
    planned = create_period(by=acme.admin, name="This year", kind="year", **days)
    year = open_period(planned, by=acme.admin, at=long_ago(acme))
    make_key_result(acme.owner, make_objective(acme.owner, year, "Lead the market"), "Market share")
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()
    assert content.count('class="check-in-row"') == 6
    assert content.count("is over: the final value") == 5
    assert "Week of" in content and "0 of 6" in content


@pytest.mark.parametrize("count", [1, 3])
def test_final_values_take_no_more_questions(acme, count):
    objective = make_objective(acme.owner, acme.period)
    key_results = [make_key_result(acme.owner, objective, f"Customers {n}") for n in range(count)]
    end(acme.period, by=acme.admin)
    client = client_of(acme.owner)
    with statements() as asked:
        client.get(acme.url("check-ins/"))
    assert len(asked) == 10, "\n".join(asked)
    form = form_of(*key_results, save=str(key_results[0].pk), value="40", confidence="7")
    with statements() as asked:
        client.post(acme.url("check-ins/"), form, headers=HTMX)
    assert len(asked) == 20, "\n".join(asked)


def test_final_value_can_be_corrected_on_a_page_of_its_own(acme, over):
    client = client_of(acme.owner)
    address = acme.url(f"key-results/{over[0].pk}/check-in/")
    assert "Final value</h1>" in client.get(address).content.decode()
    check_in(by=acme.owner, statements=[Statement(over[0].pk, Decimal(50), 7)])
    assert "Correct “Customers 0”" in client.get(address).content.decode()


def test_what_was_final_last_week_can_still_be_looked_at(acme, over):
    mark_done(over[1], by=acme.owner, done_as="given_up", reason="Too late.")
    content = client_of(acme.owner).get(acme.url("check-ins/")).content.decode()
    others = content[content.index("Yours, but not due now") :]
    assert "Customers 1" in others and "This quarter, which is over" in others
