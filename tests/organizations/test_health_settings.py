"""How an admin says what is at risk and what is off track."""

import pytest

from organizations.forms_health import HealthForm, in_words
from organizations.models import Activity, Organization
from tests.cast import client_of, statements

USUAL = {
    "committed_pace": "100",
    "aspirational_pace": "70",
    "at_risk_behind": "10",
    "off_track_behind": "25",
    "quiet_weeks": "2",
}


def page_of(answer, status=200):
    assert answer.status_code == status
    return answer.content.decode().replace("\u00a0", " ")


def numbers(**changed):
    return {name: int(text) for name, text in (USUAL | changed).items()}


def test_an_admin_reads_what_holds_and_what_it_means(acme):
    page = page_of(client_of(acme.admin).get("/acme/settings/health/"))
    for name, text in USUAL.items():
        assert f'name="{name}" value="{text}"' in page
    assert "What this means now" in page
    assert "An aspirational objective that is expected at 60 % is asked for 42 %" in page
    assert 'href="/acme/settings/health/" aria-current="page"' in page


def test_an_admin_changes_it_and_history_has_both(acme):
    browser = client_of(acme.admin)
    answer = browser.post("/acme/settings/health/", USUAL | {"aspirational_pace": "80", "quiet_weeks": "3"})
    assert answer["Location"] == "/acme/settings/health/"
    assert "Saved. Health is judged by this from now on." in page_of(browser.get("/acme/settings/health/"))
    found = Organization.objects.get(pk=acme.organization.pk)
    assert (found.aspirational_pace, found.quiet_weeks, found.at_risk_behind) == (80, 3, 10)
    activity = Activity.objects.get(verb="settings_changed")
    assert activity.data == {
        "before": {"aspirational_pace": 70, "quiet_weeks": 2},
        "after": {"aspirational_pace": 80, "quiet_weeks": 3},
    }


def test_a_preview_says_what_it_would_mean_and_saves_nothing(acme):
    browser = client_of(acme.admin)
    page = page_of(browser.post("/acme/settings/health/", USUAL | {"aspirational_pace": "50", "preview": "1"}))
    assert "What this would mean, not saved yet" in page
    assert "An aspirational objective that is expected at 60 % is asked for 30 %" in page
    assert 'name="aspirational_pace" value="50"' in page
    assert Organization.objects.get(pk=acme.organization.pk).aspirational_pace == 70
    assert not Activity.objects.filter(verb="settings_changed").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"at_risk_behind": "25"}, "At risk comes before off track: write more than 25 here, or less than 25 above."),
        ({"at_risk_behind": "30"}, "At risk comes before off track: write more than 30 here, or less than 25 above."),
        ({"committed_pace": "0"}, "Write a whole number from 1 to 100."),
        ({"off_track_behind": "101"}, "Write a whole number from 1 to 100."),
        ({"at_risk_behind": "ten"}, "Write a whole number from 0 to 99."),
        ({"quiet_weeks": "14"}, "Write a whole number from 0 to 13."),
        ({"aspirational_pace": ""}, "Write a whole number from 1 to 100."),
    ],
)
def test_what_cannot_be_is_explained_and_what_was_typed_is_kept(acme, changed, words):
    page = page_of(client_of(acme.admin).post("/acme/settings/health/", USUAL | changed), 422)
    assert words in page
    assert "<title>Error: " in page
    for name, text in changed.items():
        assert f'name="{name}" value="{text}"' in page or not text
    assert not Activity.objects.filter(verb="settings_changed").exists()


@pytest.mark.parametrize("role", ["leader", "owner", "viewer"])
def test_only_an_admin_may(acme, role):
    browser = client_of(getattr(acme, role))
    assert browser.get("/acme/settings/health/").status_code == 403
    assert browser.post("/acme/settings/health/", USUAL | {"quiet_weeks": "0"}).status_code == 403
    assert Organization.objects.get(pk=acme.organization.pk).quiet_weeks == 2


def test_a_stranger_finds_nothing(acme, rival):
    assert client_of(rival.admin).get("/acme/settings/health/").status_code == 404


def test_the_form_allows_what_the_database_allows(acme):
    for edge in ({"at_risk_behind": "99", "off_track_behind": "100"}, {"at_risk_behind": "0", "off_track_behind": "1"}):
        form = HealthForm(USUAL | edge | {"committed_pace": "1", "aspirational_pace": "100", "quiet_weeks": "13"})
        assert form.is_valid()
        Organization.objects.filter(pk=acme.organization.pk).update(**form.cleaned_data)


def test_words_follow_the_figures():
    usual = [words.replace("\u00a0", " ") for words in in_words(numbers())]
    assert usual == [
        "A committed objective that is expected at 60 % is asked for 60 %: "
        "at risk below 50 % and off track below 35 %.",
        "An aspirational objective that is expected at 60 % is asked for 42 %: "
        "at risk below 32 % and off track below 17 %.",
        "Pace says nothing in the first 2 weeks.",
    ]
    lenient = [words.replace("\u00a0", " ") for words in in_words(numbers(aspirational_pace="15", quiet_weeks="0"))]
    assert lenient[1] == "An aspirational objective that is expected at 60 % is asked for 9 %: then it is never behind."
    assert lenient[2] == "Pace is judged from the first day."
    assert in_words(numbers(quiet_weeks="1"))[2] == "Pace says nothing in the first week."
    assert "is asked for 42.6\u00a0%" in in_words(numbers(aspirational_pace="71"))[1]


def test_page_asks_a_fixed_number_of_questions(acme):
    browser = client_of(acme.admin)
    browser.get("/acme/settings/health/")
    with statements() as asked:
        browser.get("/acme/settings/health/")
    assert len(asked) == 7
