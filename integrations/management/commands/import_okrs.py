"""manage.py import_okrs: objectives and key results from a CSV file, all of it or nothing."""

import sys
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.applying import NO_REASON, ImportRefused, import_lines
from integrations.command_line import add_place, find_organization, find_period
from integrations.okr_file import Lines, read_lines
from integrations.plan import Plan, Step
from integrations.planning import plan_import
from integrations.surroundings import surroundings_of
from objectives.models import Period
from organizations.tenancy import organization_scope

LONGEST_SHOWN = 60


class Command(BaseCommand):
    help = (
        "Import objectives and key results from a CSV file in UTF-8. Lines are found again by their ref; an empty "
        "team, owner_email, deputy_email, current or confidence says nothing about what is there already."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_place(parser)
        parser.add_argument("--dry-run", action="store_true", help="Show what would change and change nothing.")
        parser.add_argument("--reason", default="", help="Why; needed where an open period's goalposts move.")
        parser.add_argument("--create-teams", action="store_true", help="Make the teams that are not there yet.")
        parser.add_argument("file", metavar="FILE", help="The file, or - for the standard input.")

    def handle(
        self, *, organization: str, period: str, dry_run: bool, reason: str, create_teams: bool, file: str, **_: object
    ) -> None:
        lines = read_lines(read(file))
        with organization_scope(find_organization(organization)):
            target = find_period(period)
            if dry_run:
                self.rehearse(lines, target, reason, create_teams)
                return
            try:
                plan = import_lines(lines, target, reason=reason, create_teams=create_teams)
            except ImportRefused as refusal:
                self.complain(refusal.plan)
        self.tell_warnings(plan)
        self.stdout.write(f"Imported into {target.name}: {summary(plan)}.")

    def rehearse(self, lines: Lines, period: Period, reason: str, create_teams: bool) -> None:
        plan = plan_import(lines, surroundings_of(period), create_teams=create_teams)
        for text in told(plan):
            self.stdout.write(text)
        if plan.problems:
            self.complain(plan)
        self.tell_warnings(plan)
        if period.is_running and plan.needs_a_reason and not reason.strip():
            self.stdout.write(NO_REASON.reason)
        self.stdout.write(f"Would import into {period.name}: {summary(plan)}. Nothing was written.")

    def tell_warnings(self, plan: Plan) -> None:
        for warning in plan.warnings:
            self.stderr.write(f"Warning: {warning}")

    def complain(self, plan: Plan) -> None:
        self.tell_warnings(plan)
        for problem in plan.problems:
            self.stderr.write(f"Error: {problem}")
        raise CommandError(f"Nothing was imported: {counted(len(plan.problems), 'error')}.")


def read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {(error.strerror or str(error)).lower()}.") from None


def told(plan: Plan) -> Iterable[str]:
    """One line for whatever is new or changes."""
    yield from (f"new team “{name}”" for name in plan.new_teams)
    for step in sorted(plan.steps, key=lambda step: step.row.line):
        if step.is_new or step.is_changed:
            yield f"line {step.row.line}: {told_of(step)}"


def told_of(step: Step) -> str:
    what = f"{step.row.type.replace('_', ' ')} “{shortened(step.row.title)}”"
    if step.is_new:
        return f"new {what}"
    moved = (f"{s.column} {shortened(s.old) or '(empty)'} → {shortened(s.new) or '(empty)'}" for s in step.shown)
    return f"{what}: {'; '.join(moved)}"


def summary(plan: Plan) -> str:
    new = [step for step in plan.steps if step.is_new]
    objectives = sum(step.row.is_objective for step in new)
    values = sum(step.value is not None for step in plan.steps)
    return ", ".join(
        [
            counted(objectives, "new objective"),
            counted(len(new) - objectives, "new key result"),
            counted(sum(step.is_changed for step in plan.steps), "changed line"),
            counted(values, "new value"),
            counted(len(plan.warnings), "warning"),
        ]
    )


def counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
