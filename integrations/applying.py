"""Doing what an import plans: through the actions, in one transaction, with one reason."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from checkins.actions import Statement, check_in
from checkins.models import Source
from integrations.okr_file import Lines, Problem
from integrations.plan import Plan, Step
from integrations.planning import plan_import
from integrations.reading import Row
from integrations.surroundings import Surroundings, Thing, surroundings_of
from objectives.actions.contributions import contribute
from objectives.actions.initiatives import add_initiative, edit_initiative
from objectives.actions.key_results import create_key_result, edit_key_result
from objectives.actions.objectives import create_objective, edit_objective
from objectives.errors import Refused
from objectives.models import BelongsTo, KeyResult, Objective, Period, Verb
from objectives.roll_up import lock_tree
from organizations.actions import create_team
from organizations.models import Team

NO_REASON = Problem(
    0, "", "The period is open: give one --reason for the whole import, so that everyone can follow what moved."
)


class ImportRefused(Exception):
    """Nothing was written. The plan says why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The file was not imported.")
        self.plan = plan


@transaction.atomic
def import_lines(lines: Lines, period: Period, *, reason: str = "", create_teams: bool = False) -> Plan:
    """All of the file or nothing of it. Raises ImportRefused."""
    lock_tree(exclusive=True)
    period = Period.objects.get(pk=period.pk)
    there = surroundings_of(period)
    plan = plan_import(lines, there, create_teams=create_teams)
    if not plan.problems and period.is_running and plan.needs_a_reason and not reason.strip():
        plan.problems.append(NO_REASON)
    if plan.problems:
        raise ImportRefused(plan)
    Import(plan, there, reason).do()
    return plan


@dataclass
class Import:
    """One import under way: what it has made so far, by ref."""

    plan: Plan
    there: Surroundings
    reason: str
    made: dict[str, Thing] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)

    def do(self) -> None:
        self.teams = dict(self.there.teams)
        for name in self.plan.new_teams:
            self.teams[name.lower()] = create_team(name=name, parent=None, by=None)  # type: ignore[arg-type]
        for step in self.plan.steps:
            try:
                self.take(step)
            except Refused as refusal:
                self.plan.problems.append(Problem(step.row.line, "", str(refusal)))
                raise ImportRefused(self.plan) from refusal
        for step in self.plan.steps:
            self.take_contributions(step)
            self.take_initiatives(step)
        self.take_values()

    def take(self, step: Step) -> None:
        if step.thing is None:
            self.made[step.row.ref] = self.create(step)
        elif step.changes or step.moves or step.team:
            self.edit(step, step.thing)

    def take_contributions(self, step: Step) -> None:
        for each in step.contributes_to:
            contributor, to = self.thing_of(step.row), self.thing_of(each) if isinstance(each, Row) else each
            assert isinstance(contributor, KeyResult) and isinstance(to, KeyResult)
            try:
                contribute(contributor, to, by=None, reason=self.reason)
            except Refused as refusal:
                self.plan.problems.append(Problem(step.row.line, "contributes_to", str(refusal)))
                raise ImportRefused(self.plan) from refusal

    def take_initiatives(self, step: Step) -> None:
        for each in step.initiatives:
            if each.initiative:
                edit_initiative(each.initiative, by=None, changes=each.changes)
            else:
                key_result = self.thing_of(step.row)
                assert isinstance(key_result, KeyResult)
                add_initiative(key_result, by=None, title=each.title, **each.changes)

    def create(self, step: Step) -> Thing:
        above = self.above(step)
        common: dict[str, Any] = {"by": None, "reason": self.reason, "ref": step.row.ref, "verb": Verb.IMPORTED}
        if not step.row.is_objective:
            assert isinstance(above, Objective)
            return create_key_result(objective=above, **common, **step.changes)
        facts = step.changes | self.team_of(step)
        facts.setdefault("belongs_to", belongs_to(above, owner=facts.get("owner")))
        return create_objective(period=self.there.period, **common, **parents(above), **facts)

    def edit(self, step: Step, thing: Thing) -> None:
        common: dict[str, Any] = {"by": None, "reason": self.reason, "verb": Verb.IMPORTED}
        if isinstance(thing, KeyResult):
            edit_key_result(thing, changes=step.changes, **common)
            return
        changes = step.changes | self.team_of(step)
        if step.moves:
            changes |= parents(self.above(step))
        edit_objective(thing, changes=changes, **common)

    def above(self, step: Step) -> Thing | None:
        return self.thing_of(step.above) if isinstance(step.above, Row) else step.above

    def thing_of(self, row: Row) -> Thing:
        return self.made.get(row.ref) or self.there.here[row.ref]

    def team_of(self, step: Step) -> dict[str, Any]:
        return {"team": self.teams[step.team.lower()], "belongs_to": BelongsTo.TEAM} if step.team else {}

    def take_values(self) -> None:
        values = [(step.row, step.value) for step in self.plan.steps if step.value is not None]
        if values:
            statements = [Statement(self.thing_of(row).pk, value) for row, value in values]
            check_in(by=None, statements=statements, source=Source.IMPORT)


def parents(above: Thing | None) -> dict[str, Any]:
    if isinstance(above, KeyResult):
        return {"parent": above.objective, "parent_key_result": above}
    return {"parent": above, "parent_key_result": None}


def belongs_to(above: Thing | None, *, owner: object) -> str:
    """Without a team: what supports something and has an owner is that person's; the rest is the company's."""
    return BelongsTo.PERSON if above and owner else BelongsTo.COMPANY
