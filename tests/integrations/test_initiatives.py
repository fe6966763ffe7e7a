"""Initiatives in the file that objectives come and go in: a line of a cell each."""

import csv
import io

import pytest

from objectives.actions.initiatives import add_initiative, edit_initiative, withdraw_initiative
from objectives.models import Initiative
from organizations.actions import deactivate
from organizations.models import Activity
from tests.cast import make_key_result, make_objective
from tests.integrations.okr_files import export_okrs, import_okrs, written
from tests.integrations.test_export_okrs import REASON, another_period

HEADER = "ref,parent_ref,type,title,measure,start,target,initiatives"
LINES = "O1,,objective,Calm nights,,,,", 'K1,O1,key_result,Fewer calls,number,9,3,"{}"'
LINK = "https://tracker.example/7?of=a%7Cb"


@pytest.fixture
def customers(acme):
    return make_key_result(acme.owner, make_objective(acme.owner, acme.period), "Customers")


def file_with(tmp_path, cell):
    return written(tmp_path, LINES[0], LINES[1].format(cell), header=HEADER, name="work.csv")


def kept():
    return sorted((each.title, each.state, str(each.owner or ""), each.url) for each in Initiative.objects.all())


def cells(text):
    return [row["initiatives"] for row in csv.DictReader(io.StringIO(text))]


def test_export_holds_every_one_and_comes_back_the_same(acme, customers, tmp_path):
    add_initiative(customers, by=acme.owner, title="Call | twice; the ports", owner=acme.owner, url=LINK)
    add_initiative(customers, by=acme.owner, title="=1+1", state="done")
    withdraw_initiative(add_initiative(customers, by=acme.owner, title="Gone"), by=acme.owner)
    first = export_okrs(acme, tmp_path / "first.csv")
    owner = acme.owner.user.email
    assert cells(first) == ["", f"Call | twice; the ports | planned | {owner} | {LINK}\n=1+1 | done |  |"]
    out, err = import_okrs(acme, tmp_path / "first.csv")
    assert (err, "0 changed lines, 0 new values, 0 warnings" in out) == ("", True)
    another_period(acme)
    assert import_okrs(acme, tmp_path / "first.csv", REASON, period="Another")[1] == ""
    assert cells(export_okrs(acme, tmp_path / "other.csv", "Another")) == cells(first)


def test_cell_that_begins_like_a_formula_runs_nowhere(acme, customers, tmp_path):
    add_initiative(customers, by=acme.owner, title="=1+1")
    first = export_okrs(acme, tmp_path / "first.csv")
    assert cells(first)[1].startswith("'=1+1 | planned")
    another_period(acme)
    import_okrs(acme, tmp_path / "first.csv", REASON, period="Another")
    assert [title for title, *_ in kept()] == ["=1+1", "=1+1"]


def test_import_adds_and_changes_and_withdraws_none(acme, tmp_path):
    out, err = import_okrs(acme, file_with(tmp_path, "Call the ports\nVisit them | running"), REASON)
    assert (err, kept()) == ("", [("Call the ports", "planned", "", ""), ("Visit them", "running", "", "")])
    assert {line.actor for line in Activity.objects.filter(verb="initiative_added")} == {None}
    cell = f"call the PORTS | done | {acme.owner.user.email} | https://tracker.example/8"
    out, err = import_okrs(acme, file_with(tmp_path, cell))
    assert (err, "1 changed line," in out) == ("", True), out
    assert kept() == [
        ("Call the ports", "done", str(acme.owner), "https://tracker.example/8"),
        ("Visit them", "running", "", ""),
    ]
    assert import_okrs(acme, file_with(tmp_path, ""))[1] == "" and len(kept()) == 2


def test_several_with_one_title_are_told_apart(acme, customers, tmp_path):
    for state in ("done", "running"):
        add_initiative(customers, by=acme.owner, title="Call the ports", state=state)
    export_okrs(acme, tmp_path / "first.csv")
    out, err = import_okrs(acme, tmp_path / "first.csv")
    assert (err, "0 changed lines" in out, len(kept())) == ("", True, 2)


def test_what_is_left_out_of_a_line_stays_as_it_is(acme, tmp_path):
    import_okrs(acme, file_with(tmp_path, "Call the ports"), REASON)
    edit_initiative(Initiative.objects.get(), by=acme.owner, changes={"state": "running", "owner": acme.owner})
    out, _ = import_okrs(acme, file_with(tmp_path, "Call the ports"))
    assert "0 changed lines" in out and kept() == [("Call the ports", "running", str(acme.owner), "")]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("Call | soon", "“Call”: “soon” must be one of planned, running, done, stopped"),
        ("Call | done |  | javascript:alert(1)", "“Call”: a link begins with https:// or http://"),
        ("| done", "an initiative has no title"),
        ("x" * 241, "has 241 characters; 240 at most"),
    ],
)
def test_faulty_line_is_refused_in_words_and_nothing_is_written(acme, tmp_path, cell, words):
    _, err = import_okrs(acme, file_with(tmp_path, cell), REASON)
    assert f"initiatives: {words}" in err or words in err
    assert kept() == []


def test_who_is_not_here_is_left_out_with_a_warning(acme, tmp_path):
    deactivate(membership=acme.leader, by=acme.admin)
    cell = f"Call | done | nobody@acme.test\nVisit | done | {acme.leader.user.email}"
    _, err = import_okrs(acme, file_with(tmp_path, cell), REASON)
    assert "nobody@acme.test is nobody here" in err and f"{acme.leader.user.email} is no longer active" in err
    assert kept() == [("Call", "done", "", ""), ("Visit", "done", "", "")]


def test_an_objective_has_none(acme, tmp_path):
    header = "ref,parent_ref,type,title,initiatives"
    _, err = import_okrs(acme, written(tmp_path, "O1,,objective,Calm nights,Call", header=header), REASON)
    assert "only a key result has this" in err
