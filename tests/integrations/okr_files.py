"""The files that imports are tested with, and running the commands on them."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

HERE = Path(__file__).resolve().parent
EVERY_MEASURE = HERE / "every_measure.csv"
DATA = Path(os.environ.get("SIGHTLINE_DATA") or HERE.parents[2] / "shared" / "data")
HEADER = "ref,parent_ref,type,team,owner_email,title,description,measure,unit,start,target,current,weight,confidence"


def real_file() -> Path:
    """The OKRs that a company has published; skips the test only where they are not at hand."""
    path = DATA / "sourced-2018-q2.csv"
    if not path.exists():
        pytest.skip(f"The real file {path} is not here.")
    return path


def written(tmp_path, *lines, header=HEADER, name="okrs.csv"):
    path = tmp_path / name
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def import_okrs(cast, file, *options, period="This quarter"):
    """What the command prints, and what it complains of."""
    out, err = StringIO(), StringIO()
    place = [f"--organization={cast.organization.slug}", f"--period={period}"]
    try:
        call_command("import_okrs", *place, *options, str(file), stdout=out, stderr=err)
    except CommandError as error:
        err.write(f"{error}\n")
    return out.getvalue(), err.getvalue()


def export_okrs(cast, file, period="This quarter"):
    out = StringIO()
    call_command("export_okrs", f"--organization={cast.organization.slug}", f"--period={period}", str(file), stdout=out)
    return file.read_text(encoding="utf-8")
