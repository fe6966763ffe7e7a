"""From the cells of a line to what they say about one objective or key result."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

from integrations.initiatives import WrittenWork, read_initiatives
from integrations.milestones import Written, read_milestones
from integrations.okr_file import KEY_RESULT, OBJECTIVE, Line, Problem
from objectives.models import Commitment, Counting, KeyResult, Measure, Objective
from objectives.models.objective import GREATEST_WEIGHT
from objectives.quantities import NotAQuantity, parse_quantity
from organizations.models import Team

OF_KEY_RESULTS = (
    "measure",
    "unit",
    "start",
    "target",
    "current",
    "confidence",
    "low",
    "high",
    "due_on",
    "deputy_email",
    "contributes_to",
    "milestones",
    "initiatives",
)
OF_OBJECTIVES = ("commitment", "counting", "supporters_weight")
LENGTHS = {
    "ref": Objective._meta.get_field("ref").max_length,
    "title": Objective._meta.get_field("title").max_length,
    "description": Objective._meta.get_field("description").max_length,
    "unit": KeyResult._meta.get_field("unit").max_length,
    "team": Team._meta.get_field("name").max_length,
}
WORDS_FOR_VALUES = {"yes": Decimal(1), "no": Decimal(0), "true": Decimal(1), "false": Decimal(0)}


@dataclass
class Row:
    """What a line says. `facts` are columns of the objective or key result, only those that the file has.

    Who has it, what was said, what it contributes to and what should move it stand apart: there an empty cell says
    nothing.
    """

    line: int
    ref: str
    parent_ref: str
    type: str
    facts: dict[str, Any] = field(default_factory=dict)
    team: str = ""
    owner_email: str = ""
    deputy_email: str = ""
    contributes_to: list[str] = field(default_factory=list)
    milestones: list[Written] | None = None
    initiatives: list[WrittenWork] = field(default_factory=list)
    current: Decimal | None = None
    confidence: int | None = None
    faulty: set[str] = field(default_factory=set)

    @property
    def is_objective(self) -> bool:
        return self.type == OBJECTIVE

    @property
    def title(self) -> str:
        return str(self.facts.get("title", ""))


class Reader:
    """Reads one line, and goes on after each problem."""

    def __init__(self, line: Line) -> None:
        self.line, self.cells = line, line.cells
        self.problems: list[Problem] = []

    def row(self) -> Row | None:
        """None where it is not even clear what the line is about."""
        self.refuse_long_texts()
        kind = self.cells["type"].lower()
        if kind not in (OBJECTIVE, KEY_RESULT):
            self.refuse("type", f"must be {OBJECTIVE} or {KEY_RESULT}")
        if not self.cells["ref"]:
            self.refuse("ref", "is missing: it names the line, so that it is found again")
        row = Row(self.line.number, self.cells["ref"], self.cells["parent_ref"], kind)
        row.team, row.owner_email = self.cell("team"), self.cell("owner_email").lower()
        row.facts = {name: self.cells[name] for name in ("title", "description") if name in self.cells}
        if not row.title:
            self.refuse("title", "is missing")
        self.read_number(row, "weight", Decimal(1))
        if kind == OBJECTIVE:
            self.read_objective(row)
        elif kind == KEY_RESULT:
            self.read_key_result(row)
        row.faulty = {problem.column for problem in self.problems}
        return row if row.ref and kind in (OBJECTIVE, KEY_RESULT) else None

    def read_objective(self, row: Row) -> None:
        for name in OF_KEY_RESULTS:
            if self.cell(name):
                self.refuse(name, "only a key result has this: an objective's numbers follow from its key results")
        self.read_number(row, "supporters_weight", Decimal(1))
        if "commitment" in self.cells:
            row.facts["commitment"] = self.choice("commitment", Commitment, Commitment.ASPIRATIONAL)
        if "counting" in self.cells:
            row.facts["counting"] = self.choice("counting", Counting, Counting.TOGETHER)

    def read_key_result(self, row: Row) -> None:
        for name in OF_OBJECTIVES:
            if self.cell(name):
                self.refuse(name, "only an objective has this")
        if "measure" in self.cells:
            row.facts["measure"] = self.choice("measure", Measure, "")
        is_percent = row.facts.get("measure") == Measure.PERCENT
        if self.cell("unit") or ("unit" in self.cells and not is_percent):
            row.facts["unit"] = self.cells["unit"]
        row.deputy_email = self.cell("deputy_email").lower()
        row.contributes_to = [ref for part in self.cell("contributes_to").split(";") if (ref := part.strip())]
        for name in ("start", "target", "low", "high"):
            self.read_number(row, name, None)
        self.read_due_day(row)
        if "milestones" in self.cells:
            row.milestones = read_milestones(self.cells["milestones"], lambda why: self.refuse("milestones", why))
        row.initiatives = read_initiatives(self.cell("initiatives"), lambda why: self.refuse("initiatives", why))
        row.current = self.value(row)
        row.confidence = self.confidence()

    def read_number(self, row: Row, name: str, otherwise: Decimal | None) -> None:
        if name not in self.cells:
            return
        value = self.number(name, row.facts.get("unit", "") if otherwise is None else "")
        row.facts[name] = otherwise if value is None else value
        if otherwise is not None and value is not None and not is_a_weight(value):
            self.refuse(name, f"must be from 0 to {GREATEST_WEIGHT}, with three decimals at most")

    def number(self, name: str, unit: str) -> Decimal | None:
        text = self.cell(name)
        if not text:
            return None
        try:
            return parse_quantity(text, unit)
        except NotAQuantity as error:
            self.refuse(name, str(error))
        return None

    def value(self, row: Row) -> Decimal | None:
        word = self.cell("current").lower()
        if word in WORDS_FOR_VALUES and row.facts.get("measure", Measure.YES_NO) == Measure.YES_NO:
            return WORDS_FOR_VALUES[word]
        return self.number("current", row.facts.get("unit", ""))

    def confidence(self) -> int | None:
        text = self.cell("confidence")
        if text and not (text.isascii() and text.isdigit() and int(text) <= 10):
            self.refuse("confidence", "must be a whole number from 0 to 10")
            return None
        return int(text) if text else None

    def read_due_day(self, row: Row) -> None:
        if "due_on" not in self.cells:
            return
        row.facts["due_on"] = None
        if self.cells["due_on"]:
            try:
                row.facts["due_on"] = date.fromisoformat(self.cells["due_on"])
            except ValueError:
                self.refuse("due_on", "must be a day such as 2026-09-30")

    def choice(self, name: str, choices: type[TextChoices], otherwise: str) -> str:
        word = self.cells[name].lower() or otherwise
        if word in choices.values:
            return word
        self.refuse(name, f"must be one of {', '.join(choices.values)}")
        return ""

    def refuse_long_texts(self) -> None:
        for name, most in LENGTHS.items():
            length = len(self.cell(name))
            if most and length > most:
                self.refuse(name, f"has {length} characters; {most} at most")

    def cell(self, name: str) -> str:
        return self.cells.get(name, "")

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.line.number, column, reason))


def is_a_weight(value: Decimal) -> bool:
    return 0 <= value <= GREATEST_WEIGHT and value == value.quantize(Decimal("0.001"))
