"""What the container does, without a container: collectstatic, gunicorn behind a proxy, the health check, the roles."""

import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from okr_site.embedded.places import BASE
from okr_site.embedded.postgres import program
from tests.okr_site.clone import NOT_CLONED, free_port

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HOST = "okr.example.com"
SOCKETS = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["host"]


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture
def site(tmp_path, transactional_db) -> Iterator[int]:
    """The port of a gunicorn with the settings of production and the role of the app."""
    shutil.copytree(BASE, tmp_path / "site", ignore=NOT_CLONED)
    port = free_port()
    env = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "a-key-of-fifty-characters-and-more-for-the-tests-0123456789",
        "DATABASE_URL": f"postgresql://sightline_app@/{connection.settings_dict['NAME']}?host={SOCKETS}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "EMAIL_URL": "consolemail://",
        "ALLOWED_HOSTS": HOST,
        "TRUSTED_PROXY_COUNT": "1",
        "PORT": str(port),
    }
    python = {"cwd": tmp_path / "site", "env": env}
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], check=True, **python)
    gunicorn = [sys.executable, "-m", "gunicorn", "okr_site.wsgi", "--config", "python:okr_site.server"]
    server = subprocess.Popen(gunicorn, **python)
    try:
        ask = [sys.executable, "-m", "okr_site.health"]
        assert any(subprocess.run(ask, check=False, **python).returncode == 0 for _ in range(30))
        yield port
    finally:
        server.terminate()
        server.wait(15)


@dataclass
class Answer:
    status: int
    headers: Message
    body: bytes


def get(port: int, path: str, **headers: str) -> Answer:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": HOST} | names)
    try:
        response = urllib.request.build_opener(NoRedirect).open(request, timeout=10)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return Answer(response.status, response.headers, response.read())


def test_site_behind_a_proxy(site):
    plain = get(site, "/accounts/login/")
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/accounts/login/")
    page = get(site, "/accounts/login/", X_Forwarded_Proto="https")
    html = page.body.decode()
    assert page.status == 200
    assert "max-age=31536000" in page.headers["Strict-Transport-Security"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "Secure" in page.headers["Set-Cookie"]
    mailbox = get(site, "/mail/", X_Forwarded_Proto="https")
    assert (mailbox.status, mailbox.headers["Location"]) == (302, "/accounts/login/?next=/mail/")
    assert get(site, "/", Host="evil.example.com", X_Forwarded_Proto="https").status == 400
    style = next(part.split('"')[0] for part in html.split('href="') if part.startswith("/static/css/"))
    file = get(site, style, X_Forwarded_Proto="https", Accept_Encoding="br")
    assert file.headers["Content-Encoding"] == "br"
    assert "immutable" in file.headers["Cache-Control"]


def test_roles_of_a_new_database(tmp_path, django_db_setup):
    name = f"sightline_test_roles_{os.getpid()}"
    server = make_conninfo(host=SOCKETS, user="postgres", dbname="postgres")
    with psycopg.connect(server, autocommit=True) as superuser:
        superuser.execute(f"CREATE DATABASE {name}")
    try:
        psql = str(Path(program("psql")).parent)
        env = {
            "PATH": f"{psql}:{os.environ['PATH']}",
            "PGHOST": SOCKETS,
            "POSTGRES_USER": "postgres",
            "POSTGRES_DB": name,
        }
        env |= {"OWNER_PASSWORD": "a1", "APP_PASSWORD": "b'2", "OPERATOR_PASSWORD": "c3"}
        env |= {"ROLES_SQL": str(BASE / "okr_site" / "roles.sql")}
        subprocess.run(["sh", str(BASE / "okr_site" / "roles.sh")], env=env, check=True)
        check_the_roles(name)
    finally:
        with psycopg.connect(server, autocommit=True) as superuser:
            superuser.execute(f"DROP DATABASE {name} WITH (FORCE)")


def check_the_roles(database: str) -> None:
    with psycopg.connect(host=SOCKETS, dbname=database, user="sightline_owner", autocommit=True) as owner:
        owner.execute("CREATE TABLE made_by_a_migration (id bigint GENERATED ALWAYS AS IDENTITY, word text)")
    with psycopg.connect(host=SOCKETS, dbname=database, user="sightline_app", autocommit=True) as app:
        app.execute("INSERT INTO made_by_a_migration (word) VALUES ('x')")
        app.execute("UPDATE made_by_a_migration SET word = 'y'")
        for forbidden in ("TRUNCATE made_by_a_migration", "CREATE TABLE mine ()", "SET ROLE sightline_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
    with psycopg.connect(host=SOCKETS, dbname=database, user="sightline_operator", autocommit=True) as operator:
        assert operator.execute("SELECT word FROM made_by_a_migration").fetchall() == [("y",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            operator.execute("DELETE FROM made_by_a_migration")
