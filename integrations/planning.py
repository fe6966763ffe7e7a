"""What an import would do: each line held against what is there. Writes nothing; the dry run shows its answer."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from integrations.aims import check_aim, settled
from integrations.initiatives import initiatives_in_a_cell, steps_to
from integrations.milestones import in_a_cell
from integrations.okr_file import KEY_RESULT, Lines, Problem, tidy
from integrations.plan import Plan, Shown, Step
from integrations.reading import Reader, Row
from integrations.surroundings import Surroundings, Thing, counts, id_of, kind_of, name_of
from integrations.tree_order import loops_and_depths
from objectives.models import KeyResult, Measure, Objective
from objectives.models.key_result import COMPUTED
from objectives.quantities import plain_quantity
from organizations.models import Membership


def plan_import(lines: Lines, there: Surroundings, *, create_teams: bool = False) -> Plan:
    plan = Plan(problems=list(lines.problems))
    if there.period.is_closed:
        plan.problems.insert(0, Problem(0, "", f"{there.period.name} is closed, so nothing in it can change."))
    elif lines.lines:
        Planner(plan, there, create_teams).plan(lines)
    plan.problems.sort()
    plan.warnings.sort()
    return plan


class Planner:
    """Goes through the lines three times: reads them, places them in the tree, compares them."""

    def __init__(self, plan: Plan, there: Surroundings, create_teams: bool) -> None:
        self.into, self.there, self.create_teams = plan, there, create_teams
        self.rows: dict[str, Row] = {}
        self.by_thing: dict[UUID, Row] = {}
        self.refs: set[str] = set()

    def plan(self, lines: Lines) -> None:
        self.refs = {line.cells["ref"] for line in lines.lines}
        for line in lines.lines:
            reader = Reader(line)
            row = reader.row()
            self.into.problems += reader.problems
            if row:
                self.keep(row)
        steps = [self.step(row) for row in self.rows.values()]
        loops, depths = loops_and_depths([(step.row, step.above) for step in steps], self.there)
        self.into.problems += loops
        self.into.steps = sorted(steps, key=lambda step: (depths.get(step.row.ref, 0), step.row.line))

    def keep(self, row: Row) -> None:
        known = self.rows.get(row.ref)
        if known:
            self.refuse(row, "ref", f"“{row.ref}” names line {known.line} already")
            return
        thing = self.there.here.get(row.ref)
        same = self.by_thing.setdefault(thing.pk, row) if thing else row
        if same is not row:
            self.refuse(row, "ref", f"this is the same thing as “{same.ref}” on line {same.line}")
            return
        self.rows[row.ref] = row

    def step(self, row: Row) -> Step:
        step = Step(row, self.there.here.get(row.ref))
        if step.thing and isinstance(step.thing, Objective) != row.is_objective:
            self.refuse(row, "type", f"“{row.ref}” is {kind_of(step.thing)} in {self.there.period.name} already")
            return Step(row, None)
        self.place(step)
        if step.thing and not counts(step.thing):
            self.warn(row, "ref", "this is archived or dropped in the app, so the line changes nothing")
            return step
        self.settle_milestones(step)
        self.check_aim(step)
        self.compare_facts(step)
        self.compare_people(step)
        self.compare_said(step)
        self.compare_contributions(step)
        self.compare_initiatives(step)
        return step

    def place(self, step: Step) -> None:
        """What the line belongs to or supports, and whether that is another thing than before."""
        row = step.row
        if row.parent_ref:
            step.above = self.rows.get(row.parent_ref) or self.there.find(row.parent_ref)
            if step.above is None and row.parent_ref in self.refs:
                return  # That line has its own problem.
            if step.above is None:
                self.refuse(
                    row, "parent_ref", f"“{row.parent_ref}” is neither in this file nor in {self.there.period.name}"
                )
                return
        if row.is_objective:
            self.place_objective(step)
        else:
            self.place_key_result(step)

    def place_objective(self, step: Step) -> None:
        above = self.thing_above(step)
        if step.thing is None:
            if above and not counts(above):
                self.refuse(step.row, "parent_ref", "this is archived or dropped, so nothing new can support it")
            return
        assert isinstance(step.thing, Objective)
        before = self.there.above(step.thing)
        raw = step.thing.parent_key_result_id or step.thing.parent_id
        is_new = isinstance(step.above, Row) and above is None
        if is_new or id_of(above) not in (id_of(before), raw):
            if above and not counts(above):
                self.refuse(step.row, "parent_ref", "this is archived or dropped, so nothing can move below it")
            step.moves = True
            step.shown.append(Shown("parent_ref", name_of(before) if before else "", step.row.parent_ref))

    def place_key_result(self, step: Step) -> None:
        row, above = step.row, self.thing_above(step)
        is_objective = step.above.is_objective if isinstance(step.above, Row) else isinstance(step.above, Objective)
        if step.above is None or not is_objective:
            self.refuse(row, "parent_ref", "a key result belongs to an objective: name one")
        elif above and above.period_id != self.there.period.pk:
            self.refuse(row, "parent_ref", f"a key result belongs to an objective of {self.there.period.name}")
        elif step.thing is None and above and not counts(above):
            self.refuse(row, "parent_ref", "this is archived or dropped, so it takes no new key result")
        elif isinstance(step.thing, KeyResult) and step.thing.objective_id != id_of(above):
            where = name_of(step.thing.objective)
            self.refuse(row, "parent_ref", f"a key result stays with its objective, which is “{where}”")

    def thing_above(self, step: Step) -> Thing | None:
        return self.there.here.get(step.above.ref) if isinstance(step.above, Row) else step.above

    def check_aim(self, step: Step) -> None:
        """What the database would refuse, in words."""
        if not step.row.is_objective:
            key_result = step.thing if isinstance(step.thing, KeyResult) else None
            problems, warnings = check_aim(step.row, key_result, self.there.period)
            self.into.problems += problems
            self.into.warnings += warnings
            self.check_due_day(step)

    def settle_milestones(self, step: Step) -> None:
        """Those of the file, found again by their titles; and nothing that was said is read in another way."""
        key_result = step.thing if isinstance(step.thing, KeyResult) else None
        for column, reason, is_fatal in settled(step.row, key_result, self.there.period):
            (self.refuse if is_fatal else self.warn)(step.row, column, reason)

    def check_due_day(self, step: Step) -> None:
        due_on, period = step.row.facts.get("due_on"), self.there.period
        if (
            due_on
            and due_on != getattr(step.thing, "due_on", None)
            and not period.starts_on <= due_on <= period.ends_on
        ):
            days = f"{period.starts_on} to {period.ends_on}"
            self.refuse(step.row, "due_on", f"must be a day of {period.name}, from {days}")

    def compare_facts(self, step: Step) -> None:
        if step.thing is None:
            is_percent = step.row.facts.get("measure") == Measure.PERCENT
            step.changes |= ({"unit": "%"} if is_percent else {}) | step.row.facts
            return
        for name, new in step.row.facts.items():
            old = getattr(step.thing, name)
            if (tidy(name, old) if isinstance(old, str) else old) != new:
                step.changes[name] = new
                step.shown.append(Shown(name, as_text(old), as_text(new)))

    def compare_people(self, step: Step) -> None:
        row, thing = step.row, step.thing
        self.compare_person(step, "owner", row.owner_email)
        if row.is_objective:
            self.compare_team(step)
            return
        self.compare_person(step, "deputy", row.deputy_email)
        above = self.rows.get(row.parent_ref)
        team = (
            above.team
            if above
            else thing.objective.team.name
            if isinstance(thing, KeyResult) and thing.objective.team
            else ""
        )
        if row.team and row.team.lower() != team.lower():
            self.warn(row, "team", "a key result has the team of its objective, so this is left out")

    def compare_person(self, step: Step, name: str, email: str) -> None:
        """An empty cell says nothing, and neither does an address that nobody has."""
        old: Membership | None = getattr(step.thing, name, None)
        person = self.there.people.get(email)
        if not email or (old and person and old.pk == person.pk):
            return
        if person is None or not person.is_active:
            why = "is no longer active" if person else "is nobody here"
            self.warn(
                step.row, f"{name}_email", f"{email} {why}, so the {name} stays {old.user.email if old else 'empty'}"
            )
            return
        step.changes[name] = person
        step.shown.append(Shown(f"{name}_email", old.user.email if old else "", email))

    def compare_team(self, step: Step) -> None:
        row, there = step.row, self.there.teams
        old = step.thing.team if isinstance(step.thing, Objective) else None
        if not row.team or (old and old.name.lower() == row.team.lower()):
            return
        if row.team.lower() not in there and row.team.lower() not in map(str.lower, self.into.new_teams):
            if not self.create_teams:
                self.refuse(row, "team", f"there is no team “{row.team}”. Make it first, or import with --create-teams")
                return
            self.into.new_teams.append(row.team)
        step.team = row.team
        step.shown.append(Shown("team", old.name if old else "", row.team))

    def compare_said(self, step: Step) -> None:
        """A value that differs from the last one is a check-in; confidence is for a person to say."""
        row = step.row
        key_result = step.thing if isinstance(step.thing, KeyResult) else None
        if row.type != KEY_RESULT:
            return
        if row.confidence is not None and row.confidence != (key_result.confidence if key_result else None):
            self.warn(row, "confidence", "only a person states confidence, so this is left out")
        last = key_result.current if key_result else None
        if row.current is None or row.current == last:
            return
        if (row.facts.get("measure") or (key_result.measure if key_result else "")) == Measure.MILESTONES:
            self.refuse(row, "current", "milestones are ticked in the app: a file cannot say which are reached")
            return
        if (row.facts.get("measure") or (key_result.measure if key_result else "")) in COMPUTED:
            self.warn(row, "current", "this is counted from others, so the value is left out")
            return
        if self.there.period.is_planned:
            self.refuse(row, "current", f"{self.there.period.name} is not open yet: values begin when it opens")
        elif key_result and key_result.is_done:
            self.refuse(row, "current", "this key result is done, so it takes no value")
        else:
            step.value = row.current
            if key_result:
                step.shown.append(Shown("current", as_text(last), as_text(row.current)))

    def compare_contributions(self, step: Step) -> None:
        """What it is to add into, and does not yet; an import ends nothing."""
        known = self.there.contributions.get(step.thing.pk, set()) if step.thing else set()
        for ref in step.row.contributes_to:
            to = self.rows.get(ref) or self.there.find(ref)
            if to is None and ref in self.refs:
                continue  # That line has its own problem.
            if to is None or (to.is_objective if isinstance(to, Row) else isinstance(to, Objective)):
                where = f"is no key result of this file or of {self.there.period.name}"
                self.refuse(step.row, "contributes_to", f"“{ref}” {where}")
            elif id_of(self.there.here.get(to.ref) if isinstance(to, Row) else to) not in known:
                step.contributes_to.append(to)
                step.shown.append(Shown("contributes_to", "", ref))

    def compare_initiatives(self, step: Step) -> None:
        """What should move it: an import adds and changes, and withdraws none."""
        row, people = step.row, self.there.people
        known = self.there.initiatives.get(step.thing.pk, []) if step.thing else []
        step.initiatives = steps_to(row.initiatives, known, people, lambda why: self.warn(row, "initiatives", why))
        for each in step.initiatives:
            new = ", ".join([each.title, *(str(value) for value in each.changes.values())])
            old = initiatives_in_a_cell([each.initiative]) if each.initiative else ""
            step.shown.append(Shown("initiatives", old, new))

    def refuse(self, row: Row, column: str, reason: str) -> None:
        self.into.problems.append(Problem(row.line, column, reason))

    def warn(self, row: Row, column: str, reason: str) -> None:
        self.into.warnings.append(Problem(row.line, column, reason))


def as_text(value: object) -> str:
    if isinstance(value, Decimal):
        return plain_quantity(value)
    if isinstance(value, list):
        return in_a_cell(value).strip().replace("\n", "; ")
    return value.isoformat() if isinstance(value, date) else str(value or "")
