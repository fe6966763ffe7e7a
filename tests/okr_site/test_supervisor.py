"""`make run` in a fresh clone whose path has a space: it starts, keeps its data, and leaves nothing behind."""

import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from tests.okr_site.clone import Clone, clone

pytestmark = pytest.mark.slow
SESSION = "from django.contrib.sessions.models import Session as S; "
PUT = SESSION + "S(session_key='kept', expire_date='2099-01-01T00:00Z').save()"
COUNT = SESSION + "print(S.objects.filter(session_key='kept').count())"
ROLE = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user'); print(k.fetchone()[0])"
SHELL = ("shell", "--no-imports", "--command")


@pytest.fixture(scope="module")
def installed() -> Iterator[Clone]:
    """Installed by its first `make run`; each test stops what it started."""
    folder = Path(tempfile.mkdtemp(prefix="sight line "))
    made = clone(folder / "a clone")
    first = made.make("run")
    first.wait_until_ready(300)
    first.stop()
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def here(installed: Clone) -> Iterator[Clone]:
    yield installed
    left = installed.processes()
    installed.end()
    assert left == []


def test_run_serves_and_stops_without_a_trace(here):
    run = here.make("run")
    run.wait_until_ready(30)
    assert [run.get(path) for path in ("/healthz", "/accounts/login/", "/mail/", "/static/css/base.css")] == [200] * 4
    assert f"http://127.0.0.1:{run.port}" in run.said
    assert "admin@demo.test" in run.said
    begun = time.monotonic()
    run.stop()
    assert time.monotonic() - begun < 10


def test_everything_runs_in_a_group_of_its_own(here):
    run = here.make("run")
    run.wait_until_ready(30)
    leaders = [here.child(name).pid for name in ("web", "worker", "beat", "valkey", "postgres")]
    assert [os.getpgid(pid) for pid in leaders] == leaders
    run.stop()


def test_second_start_keeps_data_and_key(here):
    run = here.make("run")
    run.wait_until_ready(30)
    here.manage(*SHELL, PUT)
    before = (here.folder / "var" / "local.env").read_text()
    run.stop()
    again = here.make("run")
    again.wait_until_ready(20)
    assert here.manage(*SHELL, COUNT) == "1\n"
    assert (here.folder / "var" / "local.env").read_text() == before
    assert (here.folder / "var" / "local.env").stat().st_mode & 0o777 == 0o600
    again.stop()


def test_bare_manage_py_acts_as_the_app_role(here):
    run = here.make("run")
    run.wait_until_ready(30)
    assert here.manage(*SHELL, ROLE) == "sightline_app\n"
    assert "No migrations to apply" in here.manage("migrate")
    run.stop()


def test_killed_supervisor_is_cleaned_up_by_the_next_run(here):
    run = here.make("run")
    run.wait_until_ready(30)
    here.process("okr_site.embedded", "run").kill()
    run.wait_until_ended()
    orphans = {process.pid for process in here.processes()}
    assert orphans
    again = here.make("run", run.port)
    again.wait_until_ready(40)
    assert not orphans & {process.pid for process in here.processes()}
    again.stop()


@pytest.mark.parametrize("name", ["web", "worker", "beat", "valkey", "postgres"])
def test_death_of_a_child_is_told_and_ends_the_run(here, name):
    run = here.make("run")
    run.wait_until_ready(30)
    here.child(name).kill()
    assert run.wait_until_ended() != 0
    assert f"sightline: {name} stopped unexpectedly" in run.said


def test_control_c_reaches_everybody_and_ends_quietly(here):
    run = here.make("run")
    run.wait_until_ready(30)
    os.killpg(run.process.pid, signal.SIGINT)
    assert run.wait_until_ended() != 0
    assert "sightline: stopped\n" in run.said
    assert "Traceback" not in run.said


def test_interrupt_while_starting_stops_at_once(here):
    run = here.make("run")
    run.wait_until_said("starting", 30)
    here.process("okr_site.embedded", "run").send_signal(signal.SIGINT)
    run.wait_until_ended()
    assert "ready" not in run.said


def test_second_run_in_the_same_folder_is_refused(here):
    run = here.make("run")
    run.wait_until_ready(30)
    second = here.make("run")
    assert second.wait_until_ended() != 0
    assert "sightline: `make run` is already running in this folder.\n" in second.said
    assert run.get("/healthz") == 200
    run.stop()


def test_taken_port_is_told_in_one_line(here):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = here.make("run", port)
        assert run.wait_until_ended() != 0
    ours = [line for line in run.said.splitlines() if line.startswith("sightline: ")]
    assert ours == [f"sightline: cannot serve on 127.0.0.1:{port}: address already in use. Try: make run PORT=8001"]


def test_services_of_ones_own_are_used_instead(here, django_db_setup):
    """The database is then somebody's: no demo in it."""
    folder = conninfo_to_dict(os.environ["DATABASE_OWNER_URL"])["host"]
    url = f"postgresql://sightline_{{}}@/{connection.settings_dict['NAME']}?host={folder}"
    own = {"DATABASE_URL": url.format("app"), "DATABASE_OWNER_URL": url.format("owner")}
    run = here.make("run", **own, REDIS_URL=os.environ["REDIS_URL"])
    run.wait_until_ready(30)
    assert run.get("/healthz") == 200
    assert "demo" not in run.said
    assert not [process for process in here.processes() if process.name() in {"postgres", "valkey-server"}]
    run.stop()
    refused = here.make("run", DATABASE_URL=url.format("owner"), REDIS_URL=os.environ["REDIS_URL"])
    assert refused.wait_until_ended() != 0
    assert "sightline: the database role sightline_owner owns tables" in refused.said


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_ordinary_user_can_run_it():
    folder = Path(tempfile.mkdtemp(prefix="sight line "))
    folder.chmod(0o755)
    made = clone(folder / "a clone", user="nobody")
    run = made.make("run")
    run.wait_until_ready(300)
    assert run.get("/healthz") == 200
    assert {process.username() for process in made.processes()} == {"nobody"}
    run.stop()
    assert made.processes() == []
    shutil.rmtree(folder)
