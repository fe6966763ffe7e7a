"""The file that objectives and key results come and go in: its columns, its cells, and reading it line by line."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

OBJECTIVE, KEY_RESULT = "objective", "key_result"
REQUIRED = ("ref", "parent_ref", "type", "title")
COLUMNS = (
    *("ref", "parent_ref", "type", "team", "owner_email", "title", "description"),
    *("measure", "unit", "start", "target", "current", "weight", "confidence"),
    *(
        "low",
        "high",
        "commitment",
        "counting",
        "supporters_weight",
        "due_on",
        "deputy_email",
        "contributes_to",
        "milestones",
        "initiatives",
    ),
)
TEXTS = frozenset(
    (
        *("ref", "parent_ref", "team", "owner_email", "title", "description", "unit"),
        *("deputy_email", "contributes_to", "milestones", "initiatives"),
    )
)
# A line each.
LISTS = ("milestones", "initiatives")
# What a spreadsheet would run; with apostrophes before it, so that taking one off is the exact way back.
WOULD_RUN = re.compile(r"'*[=+\-@\t\r\n]")
DELIMITERS = ",;\t"


@dataclass(frozen=True, order=True)
class Problem:
    """Something about one cell, or about a whole line or file where `column` or `line` is missing."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        place = ", ".join(filter(None, (f"line {self.line}" if self.line else "", self.column)))
        return f"{place}: {self.reason}" if place else self.reason


@dataclass(frozen=True)
class Line:
    """One record: the number of the line that it begins on, and its cells by column."""

    number: int
    cells: Mapping[str, str]


@dataclass
class Lines:
    """What a file holds, and what is wrong with it as a file."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_lines(data: bytes) -> Lines:
    """Never raises: whatever is wrong comes back as problems, all of them."""
    found = Lines()
    text = decoded(data, found.problems)
    if text is None:
        return found
    records = numbered_records(text, found.problems)
    header = next(records, None)
    if header is None:
        found.problems.append(Problem(0, "", "The file is empty."))
        return found
    columns = [name.strip().lower() for name in header[1]]
    found.problems += header_problems(header[0], columns)
    if found.problems:
        return found
    for number, cells in records:
        if len(cells) != len(columns):
            reason = f"there are {len(cells)} cells in this line and {len(columns)} columns"
            found.problems.append(Problem(number, "", reason))
            continue
        found.lines.append(Line(number, {name: plain(name, cell) for name, cell in zip(columns, cells, strict=True)}))
    if not found.lines and not found.problems:
        found.problems.append(Problem(0, "", "There is nothing below the names of the columns."))
    return found


def decoded(data: bytes, problems: list[Problem]) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem(0, "", "The file is UTF-16. Save it as CSV in UTF-8."))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(Problem(line, "", "this is not UTF-8 text. Save the file as CSV in UTF-8"))
        return None
    if "\0" in text:
        problems.append(Problem(text.count("\n", 0, text.index("\0")) + 1, "", "there is a NUL character here"))
        return None
    return text


def numbered_records(text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not empty, with the number of its first line: a cell may hold line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problems.append(Problem(number, "", f"this cannot be read as CSV: {error}"))
            return
        if any(cell.strip() for cell in cells):
            yield number, cells


def delimiter_of(text: str) -> str:
    """Of comma, semicolon and tab the one that the names of the columns are separated by."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)


def header_problems(line: int, columns: list[str]) -> list[Problem]:
    counts = Counter(columns)
    unknown = [name for name in counts if name not in COLUMNS]
    twice = sorted(name for name in COLUMNS if counts[name] > 1)
    missing = [name for name in REQUIRED if name not in columns]
    return [
        *(Problem(line, name, f"this column is not known. The columns are: {', '.join(COLUMNS)}") for name in unknown),
        *(Problem(line, name, "this column is there twice") for name in twice),
        *(Problem(line, name, "this column is missing") for name in missing),
    ]


def plain(column: str, cell: str) -> str:
    """A cell as it was meant: without the apostrophe that keeps a spreadsheet from running it."""
    cell = cell.strip(" ")
    if cell.startswith("'") and WOULD_RUN.match(cell):
        cell = cell[1:]
    return tidy(column, cell)


def tidy(column: str, text: str) -> str:
    """White space that nobody meant: around a text, and in all but a description also within."""
    if column in LISTS:
        return text.replace("\r\n", "\n").replace("\r", "\n")
    if column == "description":
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return " ".join(text.split())


def harmless(column: str, text: str) -> str:
    """A text as a cell that no spreadsheet runs."""
    text = tidy(column, text)
    return f"'{text}" if column in TEXTS and WOULD_RUN.match(text) else text


def write_lines(lines: Iterable[Mapping[str, str]]) -> str:
    """The whole file, every column of it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n", restval="")
    writer.writeheader()
    for line in lines:
        writer.writerow({name: harmless(name, text) for name, text in line.items()})
    return out.getvalue()
