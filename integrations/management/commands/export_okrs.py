"""manage.py export_okrs: the objectives and key results of a period as a CSV file that import_okrs takes."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.command_line import add_place, find_organization, find_period
from integrations.exporting import export_period
from organizations.tenancy import organization_scope


class Command(BaseCommand):
    help = "Export the objectives and key results of a period to a CSV file in UTF-8."

    def add_arguments(self, parser: CommandParser) -> None:
        add_place(parser)
        parser.add_argument("file", metavar="FILE", help="The file to write, or - for the standard output.")

    def handle(self, *, organization: str, period: str, file: str, **_: object) -> None:
        with organization_scope(find_organization(organization)):
            text = export_period(find_period(period))
        if file == "-":
            self.stdout.write(text, ending="")
            return
        try:
            Path(file).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {(error.strerror or str(error)).lower()}.") from None
        self.stdout.write(f"Wrote {file}.")
