"""Finding a browser for the tests, and installing one where we may."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

APT = ["apt-get", "-qq", "-o=Dpkg::Use-Pty=0"]
DEBIAN = ["chromium", "fonts-dejavu-core"]


def ensure_browser() -> bool:
    """Debian's own when we are root, Playwright's otherwise."""
    if find_browser():
        return True
    print("sightline: installing a browser for the tests", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        succeeds([*APT, "update"])
        succeeds([*APT, "install", "--yes", "--no-install-recommends", *DEBIAN])
    if not find_browser():
        with_libraries = ["--with-deps"] if os.geteuid() == 0 else []
        succeeds([sys.executable, "-m", "playwright", "install", *with_libraries, "chromium"])
    return find_browser() is not None


def find_browser() -> str | None:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or playwrights_own()


def playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def succeeds(argv: list[str]) -> bool:
    try:
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(argv, env=env, stdout=subprocess.DEVNULL, timeout=300).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
