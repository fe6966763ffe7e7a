"""Exporting: what comes out goes in again, and the next export is the same."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest

from checkins.actions import Statement, check_in
from integrations.okr_file import COLUMNS
from objectives.actions.key_results import put_key_result_in_state
from objectives.actions.objectives import put_objective_in_state
from objectives.actions.periods import create_period, open_period
from objectives.milestones import Milestone, as_json
from objectives.models import Contribution, KeyResult, Objective
from tests.cast import make_key_result, make_objective
from tests.integrations.okr_files import EVERY_MEASURE, export_okrs, import_okrs, real_file, written

REASON = "--reason=Moved."


def another_period(cast):
    dates = {"starts_on": date(2019, 1, 1), "ends_on": date(2019, 3, 31)}
    period = create_period(by=cast.admin, name="Another", kind="quarter", **dates)
    return open_period(period, by=cast.admin)


@pytest.mark.parametrize("file", [real_file, lambda: EVERY_MEASURE], ids=["real", "every measure"])
def test_export_import_export_is_identical_here_and_in_another_period(acme, tmp_path, file):
    import_okrs(acme, file(), REASON)
    first = export_okrs(acme, tmp_path / "first.csv")
    out, err = import_okrs(acme, tmp_path / "first.csv")
    assert (err, "0 changed lines, 0 new values, 0 warnings" in out) == ("", True)
    assert export_okrs(acme, tmp_path / "again.csv") == first
    another_period(acme)
    assert import_okrs(acme, tmp_path / "first.csv", REASON, period="Another")[1] == ""
    assert export_okrs(acme, tmp_path / "other.csv", "Another") == first


def test_drafts_without_their_numbers_come_back_as_they_were(acme, tmp_path):
    days = {"starts_on": date(2031, 1, 1), "ends_on": date(2031, 3, 31)}
    planned = create_period(by=acme.admin, name="Planned", kind="quarter", **days)
    objective = make_objective(acme.owner, planned)
    for measure in ("number", "percent", "at_least", "at_most", "between", "yes_no"):
        make_key_result(acme.owner, objective, measure, measure=measure, target=None)
    first = export_okrs(acme, tmp_path / "first.csv", "Planned")
    out, err = import_okrs(acme, tmp_path / "first.csv", period="Planned")
    assert (err, "0 changed lines, 0 new values, 0 warnings" in out) == ("", True)
    open_period(planned, by=acme.admin)
    assert import_okrs(acme, tmp_path / "first.csv", period="Planned")[1] == ""
    assert export_okrs(acme, tmp_path / "again.csv", "Planned") == first


def test_parents_come_first_and_every_column_is_there(acme, tmp_path):
    import_okrs(acme, EVERY_MEASURE, REASON)
    rows = list(csv.DictReader(io.StringIO(export_okrs(acme, tmp_path / "out.csv"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["ref"] for row in rows] == ["C1", "K1", "K2", "K3", "K4", "T1", "K5", "K6", "K7", "P1", "K8", "K9"]
    assert [rows[5][name] for name in ("title", "team", "weight", "supporters_weight")] == [
        "'=Crews know the plan a day ahead",
        "Acme Growth",
        "1.5",
        "0",
    ]
    assert [rows[10][name] for name in ("unit", "target")] == ["'=pages", "-10"]


def test_milestones_come_back_with_their_days_and_what_is_reached_is_told_and_left_alone(acme, tmp_path):
    first, last = acme.period.days
    found = [Milestone("a", "Pilot | two ports; north", Decimal("2.5"), first), Milestone("b", "Staff\\; trained")]
    aim = {"measure": "milestones", "start": None, "target": None, "milestones": as_json(found)}
    key_result = make_key_result(acme.owner, make_objective(acme.owner, acme.period), "Launch", **aim)
    alone = aim | {"milestones": as_json([Milestone("c", "One; and two", Decimal(1), last)])}
    make_key_result(acme.owner, key_result.objective, "Alone", **alone)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, None, 7, reached=("b",))])
    text = export_okrs(acme, tmp_path / "out.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["current"], row["milestones"]) for row in rows[1:]] == [
        ("", f"Pilot | two ports; north | 2.5 | {first}\nStaff\\; trained | 1 |  | reached"),
        ("", f"One; and two | 1 | {last}\n"),
    ]
    out, err = import_okrs(acme, tmp_path / "out.csv")
    assert (err, "0 changed lines, 0 new values, 0 warnings" in out) == ("", True)
    assert export_okrs(acme, tmp_path / "again.csv") == text
    assert KeyResult.objects.get(pk=key_result.pk).reached == ["b"]


def test_things_of_the_app_export_their_id_and_what_was_said(acme, tmp_path):
    objective = make_objective(acme.owner, acme.period, " =1+1 ")
    key_result = make_key_result(acme.owner, objective, deputy=acme.leader, due_on=acme.period.ends_on)
    check_in(by=acme.owner, statements=[Statement(key_result.pk, Decimal("12.5"), 7)])
    make_objective(acme.leader, acme.period, "Help", parent=objective, parent_key_result=key_result)
    text = export_okrs(acme, tmp_path / "out.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["ref"], row["parent_ref"]) for row in rows[:2]] == [
        (str(objective.pk), ""),
        (str(key_result.pk), str(objective.pk)),
    ]
    assert rows[2]["parent_ref"] == str(key_result.pk)
    assert [rows[1][name] for name in ("current", "confidence", "deputy_email", "due_on", "weight")] == [
        "12.5",
        "7",
        "acme.leader@acme.test",
        acme.period.ends_on.isoformat(),
        "1",
    ]
    out, err = import_okrs(acme, tmp_path / "out.csv")
    assert (err, "0 changed lines, 0 new values, 0 warnings" in out) == ("", True)
    assert export_okrs(acme, tmp_path / "again.csv") == text


def test_archived_and_dropped_things_stay_out_and_what_stood_below_stands_alone(acme, tmp_path):
    top = make_objective(acme.owner, acme.period, "Top")
    make_key_result(acme.owner, top)
    below = make_objective(acme.owner, acme.period, "Below", parent=top)
    given_up = make_key_result(acme.owner, below, "Given up")
    put_objective_in_state(top, "archived", by=acme.owner, reason="Over.")
    put_key_result_in_state(given_up, "dropped", by=acme.owner, reason="Over.")
    text = export_okrs(acme, tmp_path / "out.csv")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["title"], row["parent_ref"]) for row in rows] == [("Below", "")]
    out, err = import_okrs(acme, tmp_path / "out.csv")
    assert (err, "0 changed lines" in out) == ("", True)
    assert Objective.objects.get(pk=below.pk).parent_id == top.pk


def test_what_supports_the_year_names_it_and_by_its_id_where_the_name_is_taken_here(acme, tmp_path):
    dates = {"starts_on": date(acme.period.starts_on.year, 1, 1), "ends_on": date(acme.period.starts_on.year, 12, 31)}
    year = create_period(by=acme.admin, name="A year", kind="year", **dates)
    above = [make_objective(acme.admin, year, ref, ref=ref) for ref in ("Y1", "Y2")]
    for parent in above:
        make_objective(acme.admin, acme.period, f"Below {parent}", parent=parent)
    make_objective(acme.admin, acme.period, "Of the same name", ref="Y2")
    text = export_okrs(acme, tmp_path / "out.csv")
    rows = {row["title"]: row["parent_ref"] for row in csv.DictReader(io.StringIO(text))}
    assert rows == {"Below Y1": "Y1", "Below Y2": str(above[1].pk), "Of the same name": ""}
    out, err = import_okrs(acme, tmp_path / "out.csv")
    assert (err, "0 changed lines" in out) == ("", True)


def test_an_organization_exports_its_own_things_alone(acme, rival, tmp_path):
    with rival.scope():
        make_key_result(rival.owner, make_objective(rival.owner, rival.period, "Theirs"), "Theirs too")
    make_objective(acme.owner, acme.period, "Ours")
    assert "Theirs" not in export_okrs(acme, tmp_path / "out.csv")
    assert KeyResult.objects.count() == 0


def test_what_contributes_goes_out_and_comes_in_again(acme, tmp_path):
    lines = [
        "O1,,objective,,,Win,,,,,,",
        "T1,O1,key_result,,,Total,,sum,$,0,100,",
        "P1,O1,key_result,,,North,,currency,$,0,60,T1",
        "P2,O1,key_result,,,South,,currency,$,0,40,T1",
    ]
    header = "ref,parent_ref,type,team,owner_email,title,description,measure,unit,start,target,contributes_to"
    out, err = import_okrs(acme, written(tmp_path, *lines, header=header), REASON)
    assert err == ""
    assert set(Contribution.objects.values_list("key_result__ref", "to__ref")) == {("P1", "T1"), ("P2", "T1")}
    first = export_okrs(acme, tmp_path / "first.csv")
    assert "0 changed lines" in import_okrs(acme, tmp_path / "first.csv")[0]
    another_period(acme)
    assert import_okrs(acme, tmp_path / "first.csv", REASON, period="Another")[1] == ""
    assert export_okrs(acme, tmp_path / "other.csv", "Another") == first


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("P1,O1,key_result,,,North,,currency,€,0,60,T1", "line 4, contributes_to: “North” is counted in €"),
        ("P1,O1,key_result,,,North,,currency,$,0,60,T9", "line 4, contributes_to: “T9” is no key result"),
        ("P1,O1,key_result,,,North,,currency,$,0,60,O1", "line 4, contributes_to: “O1” is no key result"),
        ("P1,O1,key_result,,,North,,sum,$,0,60,T1; P1", "line 4, contributes_to: A key result cannot contribute"),
    ],
)
def test_what_cannot_contribute_is_told_by_its_line_and_nothing_is_written(acme, tmp_path, line, words):
    lines = ["O1,,objective,,,Win,,,,,,", "T1,O1,key_result,,,Total,,sum,$,0,100,", line]
    header = "ref,parent_ref,type,team,owner_email,title,description,measure,unit,start,target,contributes_to"
    _, err = import_okrs(acme, written(tmp_path, *lines, header=header), REASON)
    assert words in err
    assert not Objective.objects.exists()
