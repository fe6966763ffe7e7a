"""Ticking milestones: in the week's page, alone, from the mail, half-way, and when somebody else was faster."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checkins.actions import MilestonesAreTicked, MilestonesHaveChanged, Statement, check_in
from checkins.milestones import as_words, from_words, read_back
from checkins.models import CheckIn, Draft
from checkins.voices import count_by_health, with_voices
from checkins.windows import moment_at
from objectives.actions.key_results import edit_key_result
from objectives.actions.periods import create_period, open_period
from objectives.expected import expected_of_row
from objectives.milestones import Milestone, as_json
from objectives.models import KeyResult
from organizations.models import Activity
from tests.cast import client_of, end, make_key_result, make_objective, statements
from tests.checkins.mailed import Mailed
from tests.objectives.test_sequences import put_back

HTMX = {"HX-Request": "true"}


def three_steps(period):
    """Reading order is that of the dates; the first is overdue from its second day on."""
    first = period.starts_on
    return [
        Milestone("last1", "Launch"),
        Milestone("early", "Pilot runs", due_on=first),
        Milestone("later", "Staff trained", due_on=period.ends_on - timedelta(days=1)),
    ]


def launching(by, period, **facts):
    aim = {"measure": "milestones", "start": None, "target": None, "milestones": as_json(three_steps(period))}
    return make_key_result(by, make_objective(by, period), "Launch", **aim | facts)


@pytest.fixture
def launch(acme):
    return launching(acme.owner, acme.period)


def ticks(by, key_result, *ids, confidence=7, **more):
    return check_in(by=by, statements=[Statement(key_result.pk, None, confidence, "So.", reached=ids, **more)])


def row(key_result, *ids, was=(), save="all", confidence="7", **typed):
    """What a browser sends: a box that is not ticked sends nothing."""
    key_result.refresh_from_db()
    seen = (key_result.current_at or key_result.created_at).isoformat()
    said = {"confidence": confidence, "note": "", "was_confidence": "", "seen": seen, "key": str(uuid4())}
    found = {f"{key_result.pk}-{name}": text for name, text in (said | typed).items()}
    return found | {f"{key_result.pk}-value": list(ids), f"{key_result.pk}-was_value": as_words(was), "save": save}


def text(response):
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def boxes(response, key_result):
    """Of each box its id, and whether it is ticked, in the order of the page."""
    found = re.findall(r"<input[^>]*>", response.content.decode())
    mine = [tag for tag in found if f'name="{key_result.pk}-value"' in tag]
    return [(re.search('value="([^"]+)"', tag)[1], "checked" in tag) for tag in mine]


# What is kept.


def test_check_in_keeps_what_is_reached_and_what_that_weighs(acme, launch):
    outcome = ticks(acme.owner, launch, "early", "later", "early")
    (said,) = outcome.check_ins
    launch.refresh_from_db()
    assert (said.value, said.reached, str(said.progress)) == (2, ["early", "later"], "0.666667")
    assert (launch.current, launch.reached, launch.progress) == (2, ["early", "later"], said.progress)
    launch.objective.refresh_from_db()
    assert launch.objective.progress == said.progress
    assert Activity.objects.get(verb="checked_in").data["value"] == "2"


def test_none_reached_is_an_answer_too(acme, launch):
    ticks(acme.owner, launch)
    launch.refresh_from_db()
    assert (launch.current, launch.reached, launch.progress) == (0, [], 0)


def test_milestones_take_no_number_and_numbers_no_ticks(acme, launch):
    numbered = make_key_result(acme.owner, launch.objective)
    for said in (
        Statement(launch.pk, 2, 7),
        Statement(launch.pk, None, 7),
        Statement(launch.pk, 2, 7, reached=("early",)),
        Statement(numbered.pk, 2, 7, reached=()),
        Statement(numbered.pk, None, 7, reached=()),
        Statement(numbered.pk, None, 7),
    ):
        with pytest.raises(MilestonesAreTicked):
            check_in(by=acme.owner, statements=[said])
    with pytest.raises(MilestonesAreTicked):
        check_in(by=None, statements=[Statement(launch.pk, 2)], source="import")
    assert not CheckIn.objects.exists()


def test_what_is_no_milestone_cannot_be_reached(acme, launch):
    with pytest.raises(MilestonesHaveChanged):
        ticks(acme.owner, launch, "early", "other")


# The page of the week.


def test_boxes_stand_in_order_of_date_ticked_as_last_time_and_overdue_in_a_word(acme, launch, time_machine):
    time_machine.move_to(acme.organization.start_of(acme.period.starts_on + timedelta(days=9)))
    page = client_of(acme.owner).get(acme.url("check-ins/"))
    assert boxes(page, launch) == [("early", False), ("later", False), ("last1", False)]
    assert "<strong>overdue</strong>, was due" in text(page)
    ticks(acme.owner, launch, "early", "last1")
    page = client_of(acme.owner).get(acme.url(f"key-results/{launch.pk}/check-in/"))
    assert boxes(page, launch) == [("early", True), ("later", False), ("last1", True)]
    assert "overdue" not in text(page)
    assert "Last 2 of 3 milestones" in text(page)


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_questions_whatever_is_owed(acme, launch, count):
    for _ in range(count - 1):
        launching(acme.owner, acme.period)
    client = client_of(acme.owner)
    with statements() as asked:
        client.get(acme.url("check-ins/"))
    assert len(asked) == 10, "\n".join(asked)


def test_ticked_row_folds_with_its_count(acme, launch):
    form = row(launch, "early", save=str(launch.pk))
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    assert response.status_code == 200
    assert "1 of 3 milestones · 33 %" in text(response).replace("\xa0", " ")
    assert CheckIn.objects.get().reached == ["early"]


def test_untouched_row_is_left_alone_and_unticking_touches_it(acme, launch):
    client = client_of(acme.owner)
    ticks(acme.owner, launch, "early")
    same = row(launch, "early", was=["early"], was_confidence="7")
    client.post(acme.url("check-ins/"), same)
    assert CheckIn.objects.count() == 1
    client.post(acme.url("check-ins/"), row(launch, was=["early"], was_confidence="7"))
    launch.refresh_from_db()
    assert (CheckIn.objects.count(), launch.reached, launch.current) == (2, [], 0)


def test_first_word_with_nothing_ticked_counts_0(acme, launch):
    client_of(acme.owner).post(acme.url("check-ins/"), row(launch))
    launch.refresh_from_db()
    assert (launch.current, launch.confidence) == (0, 7)


def test_refused_row_keeps_its_ticks(acme, launch):
    form = row(launch, "later", confidence="2")
    response = client_of(acme.owner).post(acme.url("check-ins/"), form)
    assert response.status_code == 422
    assert boxes(response, launch) == [("early", False), ("later", True), ("last1", False)]
    assert "what is in the way?" in text(response)


@pytest.mark.parametrize("path", ["check-ins/", "key-results/{}/check-in/"])
def test_form_from_before_the_milestones_changed_is_shown_again_with_those_that_are_left(acme, launch, path):
    form = row(launch, "early", "later")
    left = as_json(three_steps(acme.period)[:2])
    edit_key_result(launch, by=acme.owner, changes={"milestones": left}, reason="Nobody to train.")
    response = client_of(acme.owner).post(acme.url(path.format(launch.pk)), form)
    assert response.status_code == 422
    assert MilestonesHaveChanged.why in text(response)
    assert boxes(response, launch) == [("early", True), ("last1", False)]
    assert not CheckIn.objects.exists()


def test_who_ticked_meanwhile_is_said_and_both_are_kept(acme, launch):
    form = row(launch, "later")
    ticks(acme.leader, launch, "early", "later")
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, follow=True)
    said = "While you typed, Acme Leader said 2 of 3 milestones on Launch, “Pilot runs” among them."
    assert f"{said} Both are kept; yours counts." in text(response)
    launch.refresh_from_db()
    assert (launch.reached, CheckIn.objects.count()) == (["later"], 2)
    form = row(launch, "later", save=str(launch.pk), was=["later"])
    ticks(acme.leader, launch, "early")
    response = client_of(acme.owner).post(acme.url("check-ins/"), form, headers=HTMX)
    assert "Acme Leader said 1 of 3 milestones, “Pilot runs” among them: “So.”. Both are kept" in text(response)


def test_same_form_twice_is_one_check_in(acme, launch):
    form = row(launch, "early")
    for _ in range(2):
        client_of(acme.owner).post(acme.url("check-ins/"), form)
    assert CheckIn.objects.count() == 1


def test_final_value_is_ticked_in_grace(acme, launch):
    end(acme.period, by=acme.admin)
    page = client_of(acme.owner).get(acme.url("check-ins/"))
    assert "Reached in the end" in text(page)
    client_of(acme.owner).post(acme.url("check-ins/"), row(launch, "early", "later", "last1"))
    launch.refresh_from_db()
    assert launch.progress == 1


# Half-way.


def draft(acme, key_result, *ids, was=()):
    address = acme.url(f"key-results/{key_result.pk}/check-in/draft/")
    form = row(key_result, *ids, was=was, confidence="") | {"typed_by": str(acme.owner.pk)}
    return client_of(acme.owner).post(address, form, headers=HTMX)


def test_draft_keeps_the_ticks_and_an_unticked_box_as_well(acme, launch):
    assert draft(acme, launch, "later", "early").status_code == 200
    assert Draft.objects.get().value == "reached early later"
    page = client_of(acme.owner).get(acme.url("check-ins/"))
    assert boxes(page, launch) == [("early", True), ("later", True), ("last1", False)]
    ticks(acme.owner, launch, "early")
    draft(acme, launch, was=["early"])
    page = client_of(acme.owner).get(acme.url("check-ins/"))
    assert boxes(page, launch) == [("early", False), ("later", False), ("last1", False)]
    draft(acme, launch, "early", was=["early"])
    assert not Draft.objects.exists()


def test_thirty_ticks_fit_into_a_draft(acme, launch):
    many = as_json(Milestone(f"a{n:04}", f"Step {n}") for n in range(30))
    edit_key_result(launch, by=acme.owner, changes={"milestones": many}, reason="More.")
    assert draft(acme, launch, *[item["id"] for item in many]).status_code == 200
    assert len(from_words(Draft.objects.get().value)) == 30


# From the mail.


def test_page_from_the_mail_ticks_them(acme):
    mailed = Mailed(acme, count=1)
    with acme.scope():
        key_result = launching(acme.owner, mailed.period)
    page = mailed.get()
    assert boxes(page, key_result) == [("early", False), ("later", False), ("last1", False)]
    assert "Reached by now" in text(page) and "<strong>overdue</strong>" in text(page)
    assert mailed.post(row(key_result, "early", note="Two ports.")).status_code == 302
    with acme.scope():
        said = CheckIn.objects.get()
        assert (said.reached, said.source, said.value) == (["early"], "mail", 1)
    assert "1 of 3 milestones" in text(mailed.get())


def test_what_cannot_be_saved_from_the_mail_is_told_as_a_count(acme):
    mailed = Mailed(acme, count=1)
    with acme.scope():
        key_result = launching(acme.owner, mailed.period)
    form = row(key_result, "early", "last1")
    with acme.scope():
        edit_key_result(key_result, by=acme.owner, changes={"state": "archived"}, reason="Over.")
    response = mailed.post(form)
    assert response.status_code == 422
    assert "2 milestones ticked · confidence 7" in text(response)


@pytest.mark.parametrize(("value", "words"), [("reached", "0 milestones ticked"), ("reached a", "1 milestone ticked")])
def test_ticks_read_back(value, words):
    assert read_back(value) == words and read_back("12") == "12"


# The other pages.


def test_key_result_page_tells_when_and_by_whose_word_each_was_reached(acme, launch):
    ticks(acme.leader, launch, "early")
    ticks(acme.owner, launch, "early", "later")
    ticks(acme.owner, launch, "later")
    ticks(acme.leader, launch, "early", "later")
    found = client_of(acme.viewer).get(acme.url(f"key-results/{launch.pk}/"))
    page, (_, since, _, last) = text(found), CheckIn.objects.order_by("created_at")
    day = timezone.localtime(last.created_at, acme.organization.zone)
    assert f'Reached <a href="#check-in-{last.pk}">{day.day} {day:%B}, Acme Leader</a>' in page
    assert f'Reached <a href="#check-in-{since.pk}">{day.day} {day:%B}, Acme Owner</a>' in page
    assert "2 of 3 milestones" in page and "Next: “Launch”" in page


def test_numbers_page_prints_the_sum_of_weights(acme, launch):
    heavier = three_steps(acme.period)
    heavier[1] = Milestone("early", "Pilot runs", 2, acme.period.starts_on)
    edit_key_result(launch, by=acme.owner, changes={"milestones": as_json(heavier)}, reason="It matters more.")
    ticks(acme.owner, launch, "early", "later")
    page = text(client_of(acme.viewer).get(acme.url(f"key-results/{launch.pk}/numbers/"))).replace("\xa0", " ")
    assert "2 (“Pilot runs”) + 1 (“Staff trained”) = 3" in page
    assert "3 ÷ 4 = 75 %" in page
    assert "Acme Owner ticked 2 of 3 milestones on" in page


def test_what_opened_without_milestones_counts_nothing_and_takes_a_word(acme):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    planned = create_period(by=acme.admin, name="Q1 2031", kind="quarter", **days)
    launch = launching(acme.owner, planned, milestones=[])
    open_period(planned, by=acme.admin)
    client, page = client_of(acme.owner), acme.url(f"key-results/{launch.pk}/")
    assert "It has no milestones yet." in text(client.get(f"{page}check-in/"))
    assert client.post(f"{page}check-in/", row(launch)).status_code == 302
    for path in ("", "numbers/", "edit/"):
        assert "milestones" in text(client.get(page + path))
    launch.refresh_from_db()
    assert (launch.current, launch.progress, launch.confidence) == (0, 0, 7)


def test_stranger_sees_nothing_of_it(launch, rival):
    response = client_of(rival.owner).get(f"/rival/key-results/{launch.pk}/")
    assert response.status_code == 404


# What is expected, by SQL and by the functions.

days = st.none() | st.integers(-3, 100)
lists = st.lists(st.tuples(st.decimals("0.001", 1000, places=3), days), max_size=4)
THIRDS = [(1, 0), (1, 30), (1, None)]


@example(found=THIRDS, due=None, added=0, on=[0, 29, 30, 91])
@example(found=[(1, 10), (127, None)], due=60, added=20, on=[10, 20, 59, 60])
@example(found=[], due=None, added=0, on=[45])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=lists, due=days, added=st.integers(0, 80), on=st.lists(st.integers(0, 95), min_size=1, max_size=4))
def test_expected_in_sql_is_that_of_the_functions(acme, found, due, added, on):
    first = acme.period.starts_on

    def day(n):
        return None if n is None else first + timedelta(days=n)

    with put_back(), acme.scope():
        launch = launching(acme.owner, acme.period)
        steps = [Milestone(f"m{n}", f"Step {n}", weight, day(at)) for n, (weight, at) in enumerate(found)]
        facts = {"milestones": as_json(steps), "due_on": day(due), "added_on": day(added)}
        KeyResult.objects.filter(pk=launch.pk).update(**facts)
        launch = KeyResult.objects.select_related("period").get(pk=launch.pk)
        for n in on:
            moment = moment_at(acme.organization, acme.organization.start_of(day(n)) + timedelta(hours=12))
            voices = with_voices([acme.period], moment).annotate(came=F("expected"))
            in_sql = voices.values_list("came", flat=True).get(pk=launch.pk)
            expected = expected_of_row(launch, moment.today)
            assert float(round(in_sql, 6)) == round(expected, 6), n
            assert sum(count_by_health(acme.period, moment).values()) == 1
