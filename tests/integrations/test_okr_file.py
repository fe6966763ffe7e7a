"""The file itself: cells, lines and what can be wrong with them."""

from hypothesis import given
from hypothesis import strategies as st

from integrations.okr_file import COLUMNS, harmless, plain, read_lines, tidy, write_lines

HEADER = "ref,parent_ref,type,title"


def problems_of(text, encoding="utf-8"):
    return [str(problem) for problem in read_lines(text.encode(encoding)).problems]


@given(st.text(alphabet="'=+-@\t\r\n ab", max_size=8), st.sampled_from(["title", "description", "unit"]))
def test_a_cell_is_harmless_and_comes_back_as_it_was(text, column):
    cell = harmless(column, text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(column, cell) == tidy(column, text)


def test_numbers_are_not_taken_for_formulas():
    assert "-5" in write_lines([{"start": "-5"}]).splitlines()[1].split(",")


def test_every_column_is_written():
    assert write_lines([]) == ",".join(COLUMNS) + "\n"


def test_lines_are_counted_as_an_editor_counts_them():
    lines = read_lines(f'{HEADER}\n\nO1,,objective,"two\nlines"\n,,,\nO2,,objective,x\n'.encode()).lines
    assert [(line.number, line.cells["ref"]) for line in lines] == [(3, "O1"), (6, "O2")]


def test_semicolons_tabs_returns_and_a_byte_order_mark_are_read():
    for separator, ending in ((";", "\r\n"), ("\t", "\n"), (",", "\r\n")):
        text = f"\ufeff{HEADER}\nO1,,objective,x\n".replace(",", separator).replace("\n", ending)
        found = read_lines(text.encode())
        assert not found.problems
        assert found.lines[0].cells == {"ref": "O1", "parent_ref": "", "type": "objective", "title": "x"}


def test_an_unknown_a_double_and_a_missing_column_are_told_together():
    problems = problems_of("ref,type,title,ref,colour\nO1,objective,x,O1,red\n")
    assert problems[0].startswith("line 1, colour: this column is not known. The columns are: ref, parent_ref")
    assert problems[1:] == [
        "line 1, ref: this column is there twice",
        "line 1, parent_ref: this column is missing",
    ]


def test_other_encodings_are_told_apart_from_nonsense():
    assert problems_of(f"{HEADER}\n", "utf-16") == ["The file is UTF-16. Save it as CSV in UTF-8."]
    latin = problems_of(f"{HEADER}\nO1,,objective,Kräne\n", "latin-1")
    assert latin == ["line 2: this is not UTF-8 text. Save the file as CSV in UTF-8"]
    assert problems_of(f"{HEADER}\nO1,,objective,\0\n") == ["line 2: there is a NUL character here"]


def test_an_empty_file_and_one_without_lines_say_so():
    assert problems_of("") == ["The file is empty."]
    assert problems_of(f"{HEADER}\n") == ["There is nothing below the names of the columns."]


def test_a_quote_that_never_ends_and_a_line_that_is_too_long_name_their_line():
    assert problems_of(f'{HEADER}\nO1,,objective,"x\n')[0].startswith("line 2: this cannot be read as CSV")
    assert problems_of(f"{HEADER}\nO1,,objective,x,y\n") == ["line 2: there are 5 cells in this line and 4 columns"]
