"""The first step of every make target: any Python can read it, and an old one is refused before anything is made."""

import ast
import subprocess
import sys

from okr_site.embedded.places import BASE

BOOTSTRAP = BASE / "okr_site" / "embedded" / "bootstrap.py"
PRETEND = (
    "import runpy, sys; sys.version_info = (3, 8, 18); sys.argv = ['', 'run']; "
    "runpy.run_path({!r}, run_name='__main__')"
)


def test_old_pythons_can_read_it():
    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 4))
    assert BOOTSTRAP.read_text().isascii()


def test_old_python_is_refused_in_one_line(tmp_path):
    copy = tmp_path / "okr_site" / "embedded" / "bootstrap.py"
    copy.parent.mkdir(parents=True)
    copy.write_text(BOOTSTRAP.read_text())
    made = subprocess.run(
        [sys.executable, "-c", PRETEND.format(str(copy))], capture_output=True, text=True, check=False
    )
    assert made.returncode == 1
    assert made.stderr == "sightline needs Python 3.11 or newer; this is 3.8.18. Try: make PYTHON=python3.11 ...\n"
    assert [path.name for path in tmp_path.iterdir()] == ["okr_site"]
