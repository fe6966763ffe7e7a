"""Only a role that owns nothing and can bypass nothing may serve."""

import os
import subprocess
import sys

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

pytestmark = pytest.mark.django_db


def command_as(role: str, *words: str) -> subprocess.CompletedProcess[str]:
    folder = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["host"]
    env = os.environ | {"DATABASE_URL": f"postgresql://{role}@/{connection.settings_dict['NAME']}?host={folder}"}
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("role", "why"),
    [
        ("postgres", "is a superuser"),
        ("sightline_owner", "owns tables"),
        ("sightline_operator", "bypasses row-level security"),
        ("nobody_at_all", "the database does not answer"),
    ],
)
def test_unsafe_role_is_refused_in_one_line(role, why):
    made = command_as(role, "manage.py", "showmigrations")
    assert made.returncode == 1
    assert why in made.stderr
    assert made.stderr.startswith("sightline: ")
    assert made.stderr.count("\n") == 1


def test_app_role_is_accepted():
    made = command_as("sightline_app", "-W", "error", "manage.py", "showmigrations", "contenttypes")
    assert (made.returncode, made.stderr) == (0, "")


@pytest.mark.parametrize(
    "program",
    [
        ("gunicorn", "okr_site.wsgi", "--config", "python:okr_site.server"),
        ("celery", "-A", "okr_site.celery", "worker"),
        ("celery", "-A", "okr_site.celery", "beat"),
    ],
)
def test_web_worker_and_beat_refuse_the_owner(program):
    made = command_as("sightline_owner", "-m", *program)
    assert made.returncode != 0
    assert "sightline: the database role sightline_owner owns tables" in made.stderr
    assert "Traceback" not in made.stderr
