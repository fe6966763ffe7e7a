"""`make test`, `make proof` and `make pytest`: the checks, one line each, and the tests with their services."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

from okr_site.embedded.browser import ensure_browser
from okr_site.embedded.places import BASE
from okr_site.embedded.testing import run, services

PYTHON = [sys.executable, "-m"]
CHECKS = {
    "formatting": [*PYTHON, "ruff", "format", "--check", "--quiet", "."],
    "lint": [*PYTHON, "ruff", "check", "--quiet", "."],
    "import contracts": [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ],
    "types": [*PYTHON, "mypy"],
    "missing migrations": [sys.executable, str(BASE / "manage.py"), "makemigrations", "--check", "--dry-run"],
    "templates": [*PYTHON, "djlint", "--lint", "--quiet", "templates"],
}
NO_TESTS = 5
# A file at a time to whichever worker is free, the longest ones not last.
AS_COLLECTED = ["--dist", "loadfile", "--no-loadscope-reorder"]


def test() -> int:
    """Everything quick; all checks run, whatever the first one says."""
    has_browser = ensure_browser()
    with services() as env:
        failed = [name for name, argv in CHECKS.items() if not passes(name, argv, env)]
        if run([*PYTHON, "pytest", "-n", "2", "-m", "not slow"], env):
            failed.append("tests")
    return verdict(failed, has_browser)


def proof() -> int:
    has_browser = ensure_browser()
    with services() as env:
        code = run([*PYTHON, "pytest", "-m", "slow", "-n", "2", *AS_COLLECTED], env)
    return verdict([] if code in (0, NO_TESTS) else ["proofs"], has_browser)


def passes(name: str, argv: list[str], env: dict[str, str]) -> bool:
    begun = time.monotonic()
    made = subprocess.run(argv, cwd=BASE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(f"{'FAILED' if made.returncode else 'ok':>6}  {name} ({time.monotonic() - begun:.1f} s)", flush=True)
    if made.returncode:
        print(made.stdout, flush=True)
    return made.returncode == 0


def verdict(failed: list[str], has_browser: bool) -> int:
    if not has_browser:
        print("sightline: no browser could be installed, so the browser tests did not run.")
        if os.environ.get("CI"):
            failed.append("browser")
    print(f"sightline: {'FAILED: ' + ', '.join(failed) if failed else 'everything passed'}", flush=True)
    return 1 if failed else 0


def some(*words: str) -> int:
    """`make pytest`."""
    with services() as env:
        return run([*PYTHON, "pytest", *words], env)


def with_services(*argv: str) -> int:
    """Any command, with the services of the tests in its environment."""
    with services() as env:
        return run(argv, env)


COMMANDS: dict[str, Callable[..., int]] = {"test": test, "proof": proof, "pytest": some, "with-services": with_services}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(f"One of: {', '.join(COMMANDS)}")
    sys.exit(COMMANDS[sys.argv[1]](*sys.argv[2:]))
