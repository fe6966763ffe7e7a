"""The migrated database that every test database is copied from, one for each state of the migrations."""

import ast
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from okr_site.embedded import postgres
from okr_site.embedded.places import BASE, Places

# The tests sign in as the tester, act as the app role, and may become the role that bypasses row-level security.
ROLES_FOR_TESTS = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'sightline_tester') THEN
        CREATE ROLE sightline_bypass BYPASSRLS IN ROLE sightline_app;
        CREATE ROLE sightline_tester LOGIN IN ROLE sightline_app;
        GRANT sightline_bypass TO sightline_tester WITH INHERIT FALSE, SET TRUE;
        ALTER ROLE sightline_tester SET role = 'sightline_app';
        ALTER ROLE sightline_owner CREATEDB;
    END IF;
END
$$;
"""
KEPT = 12


def ensure_template(places: Places) -> str:
    name = f"template_{digest()}"
    with psycopg.connect(postgres.url(places, "postgres", "postgres"), autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            postgres.create_database(places, more=ROLES_FOR_TESTS)
            drop_old_templates(server)
            server.execute("DROP DATABASE IF EXISTS draft WITH (FORCE)")
            postgres.create_database(places, "draft")
            migrate(places, "draft")
            server.execute(sql.SQL("ALTER DATABASE draft RENAME TO {}").format(sql.Identifier(name)))
            server.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


def migrate(places: Places, database: str) -> None:
    owner = postgres.url(places, "sightline_owner", database)
    env = os.environ | {
        "DATABASE_URL": owner,
        "DATABASE_OWNER_URL": owner,
        "REDIS_URL": "unix:///unused",
        "SECRET_KEY": "only-for-the-tests-" * 4,
        "SIGHTLINE_EMBEDDED": "1",
    }
    words = [sys.executable, str(BASE / "manage.py"), "migrate", "--verbosity=0"]
    if subprocess.run(words, env=env, cwd=BASE).returncode:
        raise SystemExit("sightline: the migrations failed, so no test can run.")


def digest() -> str:
    """Of every migration, of what the migrations import from our apps, and of the roles and locked packages."""
    sums = hashlib.sha256()
    for path in sorted({*sources(), postgres.ROLES, BASE / "requirements" / "run.txt", Path(__file__)}):
        sums.update(str(path.relative_to(BASE)).encode() + path.read_bytes())
    return sums.hexdigest()[:12]


def sources() -> Iterator[Path]:
    for migration in BASE.glob("*/migrations/*.py"):
        yield migration
        for node in ast.walk(ast.parse(migration.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = BASE.joinpath(*node.module.split(".")).with_suffix(".py")
                if module.is_file():
                    yield module


def drop_old_templates(server: psycopg.Connection) -> None:
    """Keep the newest few: branches come and go."""
    rows = server.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'template\\_%' ORDER BY oid DESC"
    ).fetchall()
    for (name,) in rows[KEPT - 1 :]:
        server.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(name)))
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
