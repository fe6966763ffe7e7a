"""The settings refuse what is unsafe, in one line each, and satisfy Django's own checks for production."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "SECRET_KEY": "a-key-of-fifty-characters-and-more-for-the-tests-0123456789",
    "DATABASE_URL": "postgresql://app@db.example.com/sightline",
    "REDIS_URL": "redis://redis.example.com",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.com:587",
    "ALLOWED_HOSTS": "okr.example.com",
}


def python(*words: str, without: str = "", **changed: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in (SAFE | changed).items() if name != without}
    env |= {"PATH": os.environ["PATH"], "SIGHTLINE_VAR": "/nonexistent"}
    return subprocess.run([sys.executable, *words], env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("without", "changed", "said"),
    [
        ("SECRET_KEY", {}, "SECRET_KEY is not set"),
        ("", {"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ("", {"SECRET_KEY": "x" * 60}, "SECRET_KEY is too weak"),
        ("", {"DEBUG": "1"}, "DEBUG is on and okr.example.com is a public host"),
        ("", {"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS may not contain *"),
        ("ALLOWED_HOSTS", {}, "ALLOWED_HOSTS is not set"),
        ("", {"SIGHTLINE_EMBEDDED": "1"}, "okr.example.com is a public host"),
        ("DATABASE_URL", {}, "DATABASE_URL is not set"),
        ("REDIS_URL", {}, "REDIS_URL is not set"),
        ("EMAIL_URL", {}, "EMAIL_URL is not set"),
    ],
)
def test_unsafe_settings_are_refused_in_one_line(without, changed, said):
    made = python("manage.py", "check", without=without, **changed)
    assert made.returncode == 1
    assert made.stderr.startswith("sightline: ")
    assert said in made.stderr
    assert made.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "program", [("gunicorn", "okr_site.wsgi", "--preload"), ("celery", "-A", "okr_site.celery", "worker")]
)
def test_servers_refuse_in_one_line_too(program):
    made = python("-m", *program, without="SECRET_KEY")
    assert made.returncode != 0
    assert "Traceback" not in made.stderr
    assert "sightline: SECRET_KEY is not set: give it a long random text.\n" in made.stderr


def test_check_for_deployment_is_silent():
    made = python("-W", "error", "manage.py", "check", "--deploy", "--fail-level", "DEBUG")
    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "System check identified no issues (0 silenced).\n"


def test_socket_of_the_broker_is_written_as_celery_wants_it():
    code = "import okr_site.settings as s; print(s.CELERY_BROKER_URL)"
    made = python("-c", code, REDIS_URL="unix:///run/valkey.sock?db=3")
    assert made.stdout == "redis+socket:///run/valkey.sock?virtual_host=3\n"


@pytest.mark.parametrize(
    ("changed", "url"),
    [
        ({}, "https://okr.example.com"),
        ({"SITE_URL": "", "ALLOWED_HOSTS": ".example.com,okr.example.com"}, "https://example.com"),
        ({"SITE_URL": "https://okr.example.com:8443/"}, "https://okr.example.com:8443"),
        ({"SIGHTLINE_EMBEDDED": "1", "ALLOWED_HOSTS": "localhost", "PORT": "8123"}, "http://localhost:8123"),
    ],
)
def test_links_in_mails_lead_to_the_site(changed, url):
    assert python("-c", "import okr_site.settings as s; print(s.SITE_URL)", **changed).stdout == f"{url}\n"
