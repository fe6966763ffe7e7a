"""What Sightline refuses to start with, each in one line. The settings ask first, then whoever opens the database."""

from collections.abc import Sequence

import psycopg
from django.db import connection

KEY_LENGTH = 50
LOCAL_HOSTS = {"localhost", ".localhost", "127.0.0.1", "[::1]"}
# Commands that need no database, or the owner's.
WITHOUT_APP_ROLE = {"check", "collectstatic", "help", "makemigrations", "migrate", "version", "--help", "--version"}
ROLE = """
    SELECT current_user, rolsuper, rolbypassrls,
        EXISTS (SELECT FROM pg_roles other
            WHERE (other.rolsuper OR other.rolbypassrls) AND pg_has_role(me.oid, other.oid, 'MEMBER')),
        EXISTS (SELECT FROM pg_class thing JOIN pg_namespace space ON space.oid = thing.relnamespace
            WHERE thing.relkind IN ('r', 'p') AND space.nspname !~ '^(pg_|information_schema$)'
            AND pg_has_role(me.oid, thing.relowner, 'MEMBER'))
    FROM pg_roles me WHERE rolname = current_user
"""


class Refused(SystemExit):
    """Ends the process, wherever it was raised, with one line instead of a traceback."""

    def __init__(self, why: str) -> None:
        super().__init__(f"sightline: {why}")


def refuse_unsafe_settings(*, secret_key: str, debug: bool, embedded: bool, hosts: Sequence[str]) -> None:
    public = sorted(set(hosts) - LOCAL_HOSTS)
    if not secret_key:
        raise Refused("SECRET_KEY is not set: give it a long random text.")
    if len(secret_key) < KEY_LENGTH or len(set(secret_key)) < 5:
        raise Refused(f"SECRET_KEY is too weak: give it at least {KEY_LENGTH} random characters.")
    if not hosts:
        raise Refused("ALLOWED_HOSTS is not set: name the hosts of the site.")
    if any("*" in host for host in hosts):
        raise Refused("ALLOWED_HOSTS may not contain *: name the hosts.")
    if debug and public:
        raise Refused(f"DEBUG is on and {public[0]} is a public host: turn DEBUG off.")
    if embedded and public:
        raise Refused(f"SIGHTLINE_EMBEDDED is on and {public[0]} is a public host: it is for this machine only.")


def refuse_missing(name: str, value: str, why: str) -> None:
    if not value:
        raise Refused(f"{name} is not set: {why}")


def refuse_unsafe_role() -> None:
    """Row-level security protects only from a role that owns nothing and can bypass nothing."""
    try:
        # Not from the pool: it would wait for a server that is not there, and not say why.
        with psycopg.connect(**connection.get_connection_params()) as server:
            found = server.execute(ROLE).fetchone()
    except psycopg.OperationalError as error:
        raise Refused(f"the database does not answer: {str(error).strip().splitlines()[-1].strip()}") from None
    name, is_super, bypasses, becomes, owns = found or ("", True, True, True, True)
    if is_super or bypasses or becomes or owns:
        why = "is a superuser" if is_super else "bypasses row-level security" if bypasses else None
        why = why or ("may become a role that bypasses row-level security" if becomes else "owns tables")
        raise Refused(f"the database role {name} {why}: use sightline_app, which owns nothing.")


def refuse_unsafe_command(command: str) -> None:
    if command not in WITHOUT_APP_ROLE:
        refuse_unsafe_role()
