"""var/local.env: what a bare `manage.py` needs to use the services that `make run` started."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


def read(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write(path: Path, values: Mapping[str, str]) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
        file.write("# Written by `make run`; manage.py reads it when DATABASE_URL is not set.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    draft.replace(path)


def secret_key(path: Path) -> str:
    """Made once and kept, or nobody would stay signed in."""
    return os.environ.get("SECRET_KEY") or read(path).get("SECRET_KEY") or secrets.token_urlsafe(50)
