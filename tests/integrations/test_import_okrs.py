"""Importing: all of a file or nothing, and the same file twice changes nothing."""

import time
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from checkins.models import CheckIn
from objectives.actions.key_results import edit_key_result, mark_done
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.models import KeyResult, KeyResultVersion, Objective, ObjectiveVersion
from organizations.models import Activity, Team
from tests.cast import make_key_result, make_objective, shut
from tests.integrations.okr_files import EVERY_MEASURE, import_okrs, real_file, written

REASON = "--reason=Planning of the quarter."


def counts():
    models = Objective, KeyResult, CheckIn, ObjectiveVersion, KeyResultVersion, Activity, Team
    return [model.objects.count() for model in models]


def test_the_real_file_becomes_50_objectives_and_128_key_results_at_its_depths(acme):
    begun = time.monotonic()
    out, err = import_okrs(acme, real_file(), REASON)
    assert time.monotonic() - begun < 30
    assert err == ""
    assert "50 new objectives, 128 new key results, 0 changed lines, 0 new values, 0 warnings" in out
    assert counts()[:3] == [50, 128, 0]
    assert Counter(Objective.objects.values_list("depth", flat=True)) == {0: 2, 1: 4, 2: 18, 3: 20, 4: 5, 5: 1}
    assert set(Objective.objects.values_list("belongs_to", flat=True)) == {"company"}


@pytest.mark.parametrize("file", [real_file, lambda: EVERY_MEASURE], ids=["real", "every measure"])
def test_the_same_file_twice_changes_nothing_and_needs_no_reason(acme, file):
    import_okrs(acme, file(), REASON)
    before = counts()
    out, err = import_okrs(acme, file())
    assert (err, counts()) == ("", before)
    assert "0 new objectives, 0 new key results, 0 changed lines, 0 new values, 0 warnings" in out


def test_a_dry_run_writes_nothing_and_says_what_would_happen(acme):
    before = counts()
    out, err = import_okrs(acme, EVERY_MEASURE, "--dry-run")
    assert (err, counts()) == ("", before)
    assert "line 2: new objective “Ships leave the harbour on time”" in out
    assert "give one --reason for the whole import" in out
    assert "3 new objectives, 9 new key results, 0 changed lines, 6 new values" in out


def test_every_measure_arrives_with_its_numbers_owners_team_and_values(acme):
    import_okrs(acme, EVERY_MEASURE, REASON)
    found = {key_result.ref: key_result for key_result in KeyResult.objects.all()}
    assert {ref: str(k.progress) for ref, k in found.items()} == {
        "K1": "0.445946",  # (80.25 − 72) / (90.5 − 72)
        "K2": "0.500000",  # (4 − 6.5) / (1.5 − 6.5)
        "K3": "0.249958",  # (9000.5 − 12000) / (0 − 12000)
        "K4": "1.000000",
        "K5": "0.600000",  # (18 − 30) / (10 − 30)
        "K6": "0.000000",
        "K7": "1.000000",
        "K8": "0.000000",
        "K9": "0.000000",
    }
    assert (found["K1"].owner, found["K1"].deputy) == (acme.leader, acme.owner)
    assert (found["K2"].weight, found["K6"].weight) == (Decimal("1.5"), 0)
    assert (found["K7"].low, found["K7"].high, found["K7"].current) == (-5, 5, -2)
    milestones = [(item["title"], item["weight"], item["due_on"]) for item in found["K9"].milestones]
    assert milestones == [("@ the desk; staffed", "2", None), ("First night", "1", None), ("=Handbook", "0.5", None)]
    assert found["K5"].title == "-5 % of crews ask by phone"
    objectives = {objective.ref: objective for objective in Objective.objects.all()}
    assert [objectives[ref].belongs_to for ref in ("C1", "T1", "P1")] == ["company", "team", "person"]
    assert (objectives["T1"].team, objectives["T1"].supporters_weight) == (acme.team, 0)
    assert objectives["P1"].parent_key_result == found["K2"]
    assert objectives["C1"].description.splitlines()[1] == "once in fines, once in trust."


def test_a_value_becomes_a_check_in_of_nobody_that_answers_no_week(acme):
    import_okrs(acme, EVERY_MEASURE, REASON)
    check_in_ = CheckIn.objects.get(key_result__ref="K2")
    assert (check_in_.source, check_in_.author, check_in_.confidence, check_in_.week_on) == ("import", None, None, None)
    assert KeyResult.objects.get(ref="K2").heard_at is None
    version = KeyResultVersion.objects.get(key_result__ref="K2")
    assert (version.verb, version.reason) == ("imported", "Planning of the quarter.")


ONE = "O1,,objective,,,Calm nights,,,,,,,1,", "K1,O1,key_result,,,Calls at night,,number,calls,10,0,,1,"


def test_a_changed_line_shows_old_and_new_and_takes_a_reason(acme, tmp_path):
    import_okrs(acme, written(tmp_path, *ONE), REASON)
    changed = written(tmp_path, ONE[0], "K1,O1,key_result,,acme.owner@acme.test,Calls,,number,calls,10,2,5,1,")
    out, _ = import_okrs(acme, changed, "--dry-run")
    assert (
        "line 3: key result “Calls”: title Calls at night → Calls; target 0 → 2; "
        "owner_email (empty) → acme.owner@acme.test; current (empty) → 5" in out
    )
    _, err = import_okrs(acme, changed)
    assert "give one --reason" in err
    assert KeyResult.objects.get().target == 0
    import_okrs(acme, changed, "--reason=Zero was never possible.")
    key_result = KeyResult.objects.get()
    assert (key_result.target, key_result.owner, key_result.progress) == (2, acme.owner, Decimal("0.625"))
    assert key_result.versions.order_by("-id").first().reason == "Zero was never possible."


def test_all_errors_are_told_at_once_by_line_and_column_and_nothing_is_written(acme, tmp_path):
    before = counts()
    file = written(
        tmp_path,
        "O1,O2,objective,,,Up,,,,,,,1,",
        "O2,O1,objective,,,Down,,,,,,,-1,",
        "O3,,objective,Nobody,,Teamless,,,,,,7,1,",
        "K1,O9,key_result,,,Lost,,number,,0,10,,1,",
        "K2,O3,key_result,,,Nowhere to go,,number,,5,5,,1,",
        'K3,O3,key_result,,,No number,,percent,%,0,much,"1,500",1,11',
        "K3,O3,key_result,,,Again,,percent,%,0,1,,1,",
        "K4,,key_result,,,Homeless,,speed,%,0,1,,1,",
        ",,thing,,,,,,,,,,,",
        "K5,K2,key_result,,,Below a key result,,at_most,,0,,,1,",
    )
    _, err = import_okrs(acme, file, REASON)
    assert counts() == before
    assert [line.removeprefix("Error: ").split(": ")[0] for line in err.splitlines()] == [
        "line 2, parent_ref",
        "line 3, parent_ref",
        "line 3, weight",
        "line 4, current",
        "line 4, team",
        "line 5, parent_ref",
        "line 6, target",
        "line 7, confidence",
        "line 7, current",
        "line 7, target",
        "line 8, ref",
        "line 9, measure",
        "line 9, parent_ref",
        "line 10, ref",
        "line 10, title",
        "line 10, type",
        "line 11, high",
        "line 11, parent_ref",
        "Nothing was imported",
    ]
    assert "line 2, parent_ref: this supports itself, through O2, O1" in err
    assert "line 4, team: there is no team “Nobody”. Make it first, or import with --create-teams" in err
    assert "line 5, parent_ref: “O9” is neither in this file nor in This quarter" in err
    assert "line 8, ref: “K3” names line 7 already" in err


def test_a_loop_through_things_that_are_not_in_the_file_is_found(acme, tmp_path):
    top = make_objective(acme.admin, acme.period, "Top")
    below = make_objective(acme.admin, acme.period, "Below", parent=top)
    _, err = import_okrs(acme, written(tmp_path, f"{top.pk},{below.pk},objective,,,Top,,,,,,,1,"), REASON)
    assert f"line 2, parent_ref: this supports itself, through {below.pk}, {top.pk}" in err


def test_two_objectives_change_places(acme, tmp_path):
    import_okrs(acme, written(tmp_path, "O1,,objective,,,A,,,,,,,1,", "O2,O1,objective,,,B,,,,,,,1,"), REASON)
    import_okrs(acme, written(tmp_path, "O1,O2,objective,,,A,,,,,,,1,", "O2,,objective,,,B,,,,,,,1,"), REASON)
    assert Objective.objects.get(ref="O1").parent.ref == "O2"
    assert Objective.objects.get(ref="O2").parent is None


def test_children_may_stand_before_their_parents(acme, tmp_path):
    file = written(tmp_path, "K1,O2,key_result,,,K,,number,,0,1,,1,", "O2,O1,objective,,,B,,,,,,,1,", ONE[0])
    assert import_okrs(acme, file, REASON)[1] == ""
    assert KeyResult.objects.get().objective.parent.ref == "O1"


def test_an_unknown_owner_is_a_warning_and_leaves_the_owner_empty(acme, rival, tmp_path):
    file = written(tmp_path, "O1,,objective,,rival.owner@rival.test,Calm nights,,,,,,,1,")
    out, err = import_okrs(acme, file, REASON)
    assert "1 new objective, 0 new key results" in out
    assert err == "Warning: line 2, owner_email: rival.owner@rival.test is nobody here, so the owner stays empty\n"
    assert Objective.objects.get().owner is None


def test_teams_are_made_when_asked_for(acme, tmp_path):
    file = written(tmp_path, "O1,,objective,Quay,,A,,,,,,,1,", "O2,,objective,quay,,B,,,,,,,1,")
    assert "there is no team “Quay”" in import_okrs(acme, file, REASON)[1]
    out, err = import_okrs(acme, file, REASON, "--create-teams", "--dry-run")
    assert "new team “Quay”" in out
    assert not Team.objects.filter(name="Quay").exists()
    import_okrs(acme, file, REASON, "--create-teams")
    assert set(Objective.objects.values_list("team__name", "belongs_to")) == {("Quay", "team")}


def test_only_a_person_states_confidence(acme, tmp_path):
    file = written(tmp_path, ONE[0], "K1,O1,key_result,,,Calls at night,,number,calls,10,0,4,1,8")
    _, err = import_okrs(acme, file, REASON)
    assert err == "Warning: line 3, confidence: only a person states confidence, so this is left out\n"
    key_result = KeyResult.objects.get()
    assert (key_result.confidence, key_result.current) == (None, 4)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(4), 8)])
    assert import_okrs(acme, file)[1] == ""


def test_empty_cells_take_away_no_owner_no_team_and_no_value(acme, tmp_path):
    file = written(tmp_path, *ONE)
    import_okrs(acme, file, REASON)
    key_result = KeyResult.objects.get()
    edit_key_result(key_result, by=acme.admin, changes={"owner": acme.owner})
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(5), 8)])
    before = counts()
    assert import_okrs(acme, file)[1] == ""
    assert counts() == before
    key_result.refresh_from_db()
    assert (key_result.owner, key_result.current) == (acme.owner, 5)


def test_columns_that_a_file_does_not_have_stay_as_they_are(acme, tmp_path):
    import_okrs(acme, EVERY_MEASURE, REASON)
    file = written(
        tmp_path,
        "C1,,objective,Ships leave the harbour on time,",
        "K5,C1,key_result,x,20",
        header="ref,parent_ref,type,title,current",
    )
    assert "a key result stays with its objective, which is “T1”" in import_okrs(acme, file, REASON)[1]
    file = written(
        tmp_path,
        "T1,C1,objective,=Crews know the plan a day ahead,",
        "K5,T1,key_result,-5 % of crews ask by phone,20",
        header="ref,parent_ref,type,title,current",
    )
    out, err = import_okrs(acme, file)
    assert (err, "1 new value" in out) == ("", True)
    key_result = KeyResult.objects.get(ref="K5")
    assert (key_result.measure, key_result.high, key_result.current) == ("at_most", 10, 20)


def test_what_was_made_in_the_app_is_found_by_its_id(acme, tmp_path):
    key_result = make_key_result(acme.owner, make_objective(acme.owner, acme.period))
    objective = key_result.objective
    file = written(
        tmp_path,
        f"{objective.pk},,objective,,,Win the mid-market,,,,,,,1,",
        f"{key_result.pk},{objective.pk},key_result,,,Paying customers,,number,,0,100,40,1,",
        f"P1,{key_result.pk},objective,,,Help,,,,,,,1,",
    )
    out, err = import_okrs(acme, file, REASON)
    assert (err, "1 new objective, 0 new key results, 1 changed line, 1 new value" in out) == ("", True)
    key_result.refresh_from_db()
    assert (key_result.ref, key_result.current) == ("", 40)
    assert Objective.objects.get(ref="P1").parent_key_result == key_result


def test_a_parent_may_lie_in_the_year_around(acme, tmp_path):
    year = make_year(acme)
    import_okrs(acme, written(tmp_path, *ONE), REASON, period="A year")
    file = written(tmp_path, "Q1,O1,objective,,,Below,,,,,,,1,", "Q2,K1,objective,,,Below a key result,,,,,,,1,")
    assert import_okrs(acme, file, REASON)[1] == ""
    assert Objective.objects.get(ref="Q1").parent.period == year
    assert Objective.objects.get(ref="Q2").parent_key_result.ref == "K1"
    wrong = written(tmp_path, "K9,O1,key_result,,,Misplaced,,number,,0,1,,1,")
    assert "a key result belongs to an objective of This quarter" in import_okrs(acme, wrong, REASON)[1]


def test_another_organizations_refs_and_ids_are_not_found(acme, rival, tmp_path):
    with rival.scope():
        import_okrs(rival, written(tmp_path, *ONE), REASON)
        theirs = Objective.objects.get()
    for ref in ("O1", theirs.pk):
        _, err = import_okrs(acme, written(tmp_path, f"Q1,{ref},objective,,,Below,,,,,,,1,"), REASON)
        assert f"“{ref}” is neither in this file nor in This quarter" in err
    assert counts()[:2] == [0, 0]


def test_archived_things_are_left_alone_and_take_nothing_new(acme, tmp_path):
    import_okrs(acme, written(tmp_path, *ONE), REASON)
    put_objective_in_state(Objective.objects.get(), "archived", by=acme.admin, reason="Over.")
    _, err = import_okrs(acme, written(tmp_path, ONE[0], ONE[1].replace("10,0,", "10,1,")), REASON)
    assert err.count("archived or dropped in the app, so the line changes nothing") == 2
    assert KeyResult.objects.get().target == 0
    new = written(tmp_path, ONE[0], "O2,O1,objective,,,New,,,,,,,1,", "K2,O1,key_result,,,New,,number,,0,1,,1,")
    _, err = import_okrs(acme, new, REASON)
    assert "nothing new can support it" in err
    assert "takes no new key result" in err


def test_a_done_key_result_takes_no_value(acme, tmp_path):
    import_okrs(acme, written(tmp_path, *ONE), REASON)
    mark_done(KeyResult.objects.get(), by=acme.admin, done_as="given_up", reason="No.")
    _, err = import_okrs(acme, written(tmp_path, ONE[0], ONE[1].replace("10,0,", "10,0,3")), REASON)
    assert "line 3, current: this key result is done, so it takes no value" in err


def test_a_planned_period_takes_no_values_and_asks_for_no_reason(acme, tmp_path):
    make_year(acme, opened=False)
    with_values = written(tmp_path, ONE[0], ONE[1].replace("10,0,", "10,0,3"))
    _, err = import_okrs(acme, with_values, period="A year")
    assert "line 3, current: A year is not open yet: values begin when it opens" in err
    assert import_okrs(acme, written(tmp_path, *ONE), period="A year")[1] == ""


def test_a_planned_period_takes_lines_that_wait_for_their_numbers_and_an_open_one_does_not(acme, tmp_path):
    year = make_year(acme, opened=False)
    waiting = written(
        tmp_path,
        ONE[0],
        "K1,O1,key_result,,,Paying customers,,number,,,,,1,",
        "K2,O1,key_result,,,Churn,,at_most,%,,,,1,",
    )
    _, err = import_okrs(acme, waiting, REASON)
    assert err.splitlines() == [
        "Error: line 3, start: is missing: the measure number needs it",
        "Error: line 3, target: is missing: the measure number needs it",
        "Error: line 4, high: is missing: the measure at_most needs it",
        "Nothing was imported: 3 errors.",
    ]
    assert import_okrs(acme, waiting, period="A year")[1] == ""
    assert [key_result.has_an_aim for key_result in KeyResult.objects.all()] == [False, False]
    open_period(year, by=acme.admin)
    again = waiting.read_text(encoding="utf-8").replace("Paying", "Loyal")
    out, err = import_okrs(acme, written(tmp_path, *again.splitlines()[1:]), REASON, period="A year")
    assert (err, "1 changed line," in out) == ("", True)


def test_a_planned_period_refuses_contradictions_all_the_same(acme, tmp_path):
    make_year(acme, opened=False)
    file = written(tmp_path, ONE[0], "K1,O1,key_result,,,Paying customers,,number,,5,5,,1,")
    assert "line 3, target: is the same as start" in import_okrs(acme, file, period="A year")[1]


def test_a_closed_period_is_refused(acme):
    shut(acme.period, by=acme.admin)
    _, err = import_okrs(acme, EVERY_MEASURE, REASON)
    assert err.startswith("Error: This quarter is closed, so nothing in it can change.")


def test_a_due_day_lies_in_the_period(acme, tmp_path):
    header = "ref,parent_ref,type,title,measure,start,target,due_on"
    line = "K1,O1,key_result,K,percent,0,10,"
    day = acme.period.ends_on.isoformat()
    file = written(tmp_path, "O1,,objective,O,,,,", line + "2001-01-01", header=header)
    assert "line 3, due_on: must be a day of This quarter, from " in import_okrs(acme, file, REASON)[1]
    file = written(tmp_path, "O1,,objective,O,,,,", line + "soon", header=header)
    assert "line 3, due_on: must be a day such as 2026-09-30" in import_okrs(acme, file, REASON)[1]
    import_okrs(acme, written(tmp_path, "O1,,objective,O,,,,", line + day, header=header), REASON)
    assert (KeyResult.objects.get().due_on, KeyResult.objects.get().unit) == (acme.period.ends_on, "%")


def test_a_missing_file_organization_or_period_is_told_in_one_line(acme, tmp_path):
    assert import_okrs(acme, tmp_path / "none.csv")[1].endswith("none.csv cannot be read: no such file or directory.\n")
    assert import_okrs(acme, EVERY_MEASURE, period="Q9")[1] == "There is no period “Q9”. There are: This quarter.\n"


@pytest.mark.parametrize("cell", ["NaN", "1e400", "∞", "12 apples", "1,5,0"])
def test_nonsense_for_a_number_gets_words(acme, tmp_path, cell):
    _, err = import_okrs(acme, written(tmp_path, ONE[0], f'K1,O1,key_result,,,K,,number,,0,"{cell}",,1,'), REASON)
    assert err.startswith("Error: line 3, target: ")


def make_year(cast, opened=True):
    first = cast.period.starts_on
    year = create_period(
        by=cast.admin, name="A year", kind="year", starts_on=date(first.year, 1, 1), ends_on=date(first.year, 12, 31)
    )
    return open_period(year, by=cast.admin) if opened else year


LAUNCH = "O1,,objective,,,Calm nights,,,,,", "K1,O1,key_result,,,Launch,,milestones,{},,{}"
OF_LAUNCH = "ref,parent_ref,type,team,owner_email,title,description,measure,current,due_on,milestones"


def launch(tmp_path, milestones, current=""):
    lines = LAUNCH[0], LAUNCH[1].format(current, milestones)
    return written(tmp_path, *lines, header=OF_LAUNCH)


def kept_milestones():
    found = KeyResult.objects.get().milestones
    return [(item["title"], item["weight"], item["due_on"]) for item in found], [item["id"] for item in found]


def test_milestones_of_one_line_are_read_and_found_again_by_their_titles(acme, tmp_path):
    first, last = acme.period.days
    out, err = import_okrs(acme, launch(tmp_path, f"Pilot | 2 | {last}; Train all|{first} ;Sign| ;"), REASON)
    assert (err, "1 new key result" in out) == ("", True)
    kept, ids = kept_milestones()
    assert kept == [("Train all", "1", str(first)), ("Pilot", "2", str(last)), ("Sign", "1", None)]
    key_result = KeyResult.objects.get()
    check_in(by=acme.owner, statements=[Statement(key_result.pk, None, 7, reached=(ids[0],))])
    moved = launch(tmp_path, f"train ALL | 3 | {first}; Launch")
    out, _ = import_okrs(acme, moved, "--dry-run")
    now = f"Train all | 1 | {first}; Pilot | 2 | {last}; Sign | 1 |"
    assert f"milestones {now[:59]}… → train ALL | 3 | {first}; Launch | 1 |" in out
    assert "give one --reason" in import_okrs(acme, moved)[1]
    _, err = import_okrs(acme, moved, "--reason=The port signs.")
    assert err == "Warning: line 3, milestones: only a check-in says what is reached, so that is left out\n"
    key_result.refresh_from_db()
    assert kept_milestones()[1][0] == ids[0]
    assert (key_result.current, key_result.progress) == (3, Decimal("0.75"))


@pytest.mark.parametrize(
    ("milestones", "words"),
    [
        ("", "milestones: is missing: the measure milestones needs it"),
        ("Pilot | much", "“Pilot”: “much” is not a number"),
        ("Pilot | 0", "“Pilot”: weight: write a weight above 0"),
        ("Pilot | 1 | in May", "“Pilot”: “in May” must be a day such as 2026-05-01"),
        ("Pilot | 1 | 1999-01-01", "“Pilot” must be due on a day from"),
        ("Pilot; PILOT", "“PILOT”: title: another milestone is called the same"),
        ("| 2", "title: write what is reached"),
        (";".join(f"Step {n}" for n in range(31)), "30 milestones are the most"),
    ],
)
def test_milestones_that_do_not_work_are_refused_by_line(acme, tmp_path, milestones, words):
    _, err = import_okrs(acme, launch(tmp_path, milestones), REASON)
    assert "Error: line 3, milestones: " in err and words in err
    assert not KeyResult.objects.exists()


def test_milestones_take_no_value_and_nothing_is_read_as_them_that_was_said(acme, tmp_path):
    _, err = import_okrs(acme, launch(tmp_path, "Pilot", current="1"), REASON)
    assert "line 3, current: milestones are ticked in the app: a file cannot say which are reached" in err
    import_okrs(acme, written(tmp_path, *ONE), REASON)
    key_result = KeyResult.objects.get()
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal(5), 7)])
    _, err = import_okrs(acme, launch(tmp_path, "Pilot"), REASON)
    assert "line 3, measure: What was said so far cannot be read as milestones" in err
    other = "K1,O1,key_result,,,Calls at night,,number,,,Pilot"
    _, err = import_okrs(acme, written(tmp_path, LAUNCH[0], other, header=OF_LAUNCH), REASON)
    assert "Warning: line 3, milestones: the measure number does not use it" in err
