"""`make run`: starts the services and the site, watches them, and stops them all in order."""

import os
import signal
import socket
import sys
import time
from types import FrameType

from okr_site.embedded import environment, postgres, valkey
from okr_site.embedded.locks import taken, upgraded
from okr_site.embedded.places import BASE, VAR, Places
from okr_site.embedded.processes import Child, remembered, start, stop_all, wait_until
from okr_site.health import is_healthy

PYTHON = [sys.executable, "-m"]
WEB = [*PYTHON, "gunicorn", "okr_site.wsgi", "--config", "python:okr_site.server"]
CELERY = [*PYTHON, "celery", "--app", "okr_site.celery"]
# Nobody listens to what workers tell each other, and telling it would hold them up while the broker is silent.
TO_ITSELF = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
WORKER = [*CELERY, "worker", "--concurrency", "2", "--loglevel", "INFO", *TO_ITSELF]
BEAT = [*CELERY, "beat", "--loglevel", "INFO", "--pidfile="]
LOGINS = ["admin@demo.test", "leader@demo.test", "owner@demo.test", "viewer@demo.test"]


def run() -> int:
    places = Places(VAR)
    places.make()
    lock = taken(VAR / "run.lock")
    if lock is None:
        raise SystemExit("sightline: `make run` is already running in this folder.")
    lock.truncate(0)
    print(os.getpid(), file=lock, flush=True)
    supervisor = Supervisor(places, os.environ.get("HOST", "127.0.0.1"), port_number(os.environ.get("PORT", "8000")))
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.ask_to_stop)
    try:
        return supervisor.run()
    except SystemExit as refusal:
        print(refusal.code, file=sys.stderr, flush=True)
        return 1
    finally:
        supervisor.stop_all()
        lock.close()


def end() -> int:
    """`make clean`: stop a run in this folder, and whatever killed ones left."""
    if not VAR.exists():
        return 0
    with open(VAR / "run.lock", "a+") as lock:
        lock.seek(0)
        words = lock.read().strip()
        if not upgraded(lock) and words.isdigit():
            os.kill(int(words), signal.SIGTERM)
            wait_until(lambda: upgraded(lock), 60)
    for root in (VAR, VAR / "test"):
        stop_all(Places(root))
    return 0


class Supervisor:
    """One run: its addresses, its environment, its children."""

    def __init__(self, places: Places, host: str, port: int) -> None:
        self.places, self.host, self.port = places, host, port
        self.address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
        self.local_env, self.seeded = places.root / "local.env", places.root / "seeded"
        self.values: dict[str, str] = {}
        self.children: list[Child] = []
        self.stopping = False

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def run(self) -> int:
        end_leftovers(self.places)
        refuse_a_taken_port(self.host, self.port)
        for step in (self.start_services, self.migrate, self.seed, self.start_site, self.announce):
            if not self.stopping:
                step()
        return self.watch()

    def start_services(self) -> None:
        """Whatever the environment does not name is ours to start; both together are written to var/local.env."""
        mode = os.environ.get("SIGHTLINE_EMBEDDED", "1")
        self.values = {"SECRET_KEY": environment.secret_key(self.local_env), "SIGHTLINE_EMBEDDED": mode}
        if "DATABASE_URL" in os.environ:
            url = os.environ["DATABASE_URL"]
            owner_url = os.environ.get("DATABASE_OWNER_URL", url)
        else:
            self.start_postgres()
            url, owner_url = (postgres.url(self.places, role) for role in ("sightline_app", "sightline_owner"))
        self.values |= {"DATABASE_URL": url, "DATABASE_OWNER_URL": owner_url}
        self.values["REDIS_URL"] = os.environ.get("REDIS_URL") or self.start_valkey()
        environment.write(self.local_env, self.values)

    def start_postgres(self) -> None:
        say("starting PostgreSQL")
        self.children.append(postgres.start_postgres(self.places))
        postgres.create_database(self.places)

    def start_valkey(self) -> str:
        say("starting Valkey")
        self.children.append(valkey.start_valkey(self.places))
        return valkey.url(self.places)

    def migrate(self) -> None:
        self.manage("migrate", "--verbosity=0", why="DATABASE_OWNER_URL must be a role that owns the database")

    def seed(self) -> None:
        """Once, and only in the database that is our own."""
        if "DATABASE_URL" in os.environ or self.seeded.exists():
            return
        say("making the demo organization")
        self.manage("seed_demo", why="the demo organization could not be made")
        if not self.stopping:
            self.seeded.touch()

    def manage(self, *words: str, why: str) -> None:
        argv = [sys.executable, str(BASE / "manage.py"), *words]
        child = start(self.places, "task", argv, env=os.environ | self.values, cwd=BASE, show=True)
        wait_until(lambda: self.stopping or not child.runs(), 3600)
        if not self.stopping and child.exit_code():
            raise SystemExit(f"sightline: manage.py {words[0]} failed: {why}.")

    def start_site(self) -> None:
        say("starting the site, a worker and beat")
        (self.places.root / "mail").mkdir(mode=0o700, exist_ok=True)
        env = os.environ | self.values | {"HOST": self.host, "PORT": str(self.port)}
        env |= {"SIGHTLINE_RELEASE": env.get("SIGHTLINE_RELEASE") or f"local-{int(time.time())}"}
        del env["DATABASE_OWNER_URL"]
        for name, argv in {"worker": WORKER, "beat": BEAT, "web": WEB}.items():
            self.children.append(start(self.places, name, argv, env=env, cwd=BASE))
        hosts = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")
        ready = wait_until(
            lambda: self.stopping or bool(self.dead()) or is_healthy(self.address, hosts[0]), 60, every=0.2
        )
        if not ready:
            raise SystemExit(f"sightline: the site does not answer; see {self.places.logs / 'web.log'}.")

    def announce(self) -> None:
        if self.dead():
            return
        say(f"ready on {self.address} (Ctrl-C stops everything)")
        if "DATABASE_URL" not in os.environ and self.seeded.exists():
            print("\n  Sign in to the demo organization with the password sightline-demo as")
            print("".join(f"    {login}\n" for login in LOGINS), flush=True)

    def watch(self) -> int:
        wait_until(lambda: self.stopping or bool(self.dead()), float("inf"), every=0.2)
        if self.stopping:
            return 0
        child = self.dead()[0]
        log = self.places.logs / f"{child.name}.log"
        raise SystemExit(f"sightline: {child.name} stopped unexpectedly: {last_line(log)} (more in {log})")

    def dead(self) -> list[Child]:
        return [child for child in self.children if not child.runs()]

    def stop_all(self) -> None:
        if self.children:
            say("stopping")
        stop_all(self.places)
        if self.children:
            say("stopped")


def end_leftovers(places: Places) -> None:
    """Of a run that was killed."""
    if remembered(places):
        say("ending what an earlier run left behind")
        stop_all(places)
        places.make()


def refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise SystemExit(f"sightline: cannot serve on {host}:{port}: {why}. Try: make run PORT=8001") from None


def port_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise SystemExit(f"sightline: PORT is {text!r}, which is not the number of a port.")
    return int(text)


def last_line(log: "os.PathLike[str]") -> str:
    with open(log, errors="replace") as file:
        lines = [line.strip() for line in file if line.strip()]
    return lines[-1] if lines else "it said nothing"


def say(words: str) -> None:
    print(f"sightline: {words}", flush=True)
