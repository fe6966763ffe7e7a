"""Starting a child in its own process group, remembering it on disk, and stopping it for certain."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from okr_site.embedded.places import Places

# Stopped from the outside in: whoever uses a service goes before it.
STOP_ORDER = ["web", "beat", "worker", "task", "valkey", "postgres"]
# What this very process started: asking its handle also reaps it.
OURS: dict[int, subprocess.Popen[bytes]] = {}
CLOCK_DRIFT = 3


@dataclass(frozen=True)
class Child:
    """A process that we started, now or in a run that was killed."""

    name: str
    pid: int
    created: float

    def runs(self) -> bool:
        if self.pid in OURS:
            return OURS[self.pid].poll() is None
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < CLOCK_DRIFT
            return bool(same and process.status() != psutil.STATUS_ZOMBIE)
        return False

    def exit_code(self) -> int | None:
        return OURS[self.pid].poll()


def start(
    places: Places,
    name: str,
    argv: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    user: str | None = None,
    cwd: Path | None = None,
    show: bool = False,
) -> Child:
    """Its output goes to a log, or to our own with `show`."""
    with open(places.logs / f"{name}.log", "ab") as log:
        handle = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=None if show else log,
            stderr=None if show else subprocess.STDOUT,
            env=env,
            cwd=cwd,
            user=user,
            group=primary_group(user),
            extra_groups=[] if user else None,
            start_new_session=True,
        )
    OURS[handle.pid] = handle
    child = Child(name, handle.pid, created_at(handle.pid))
    remember(places, [*remembered(places), child])
    return child


def stop(places: Places, child: Child, *, sign: signal.Signals = signal.SIGTERM, patience: float = 8) -> None:
    """Ask the leader, wait, then end whatever is left of its group."""
    if child.runs():
        with suppress(ProcessLookupError):
            os.kill(child.pid, sign)
        wait_until(lambda: not child.runs(), patience)
    with suppress(ProcessLookupError, PermissionError):
        if child.runs() or group_lives(child.pid):
            os.killpg(child.pid, signal.SIGKILL)
    wait_until(lambda: not child.runs() and not group_lives(child.pid), 2)
    remember(places, [other for other in remembered(places) if other.pid != child.pid])


def stop_all(places: Places) -> None:
    for child in sorted(remembered(places), key=lambda child: STOP_ORDER.index(child.name)):
        # PostgreSQL takes SIGINT as "stop now, keep everything"; SIGTERM would wait for its clients.
        stop(places, child, sign=signal.SIGINT if child.name == "postgres" else signal.SIGTERM)
    for name in ("valkey.sock", ".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (places.sockets / name).unlink(missing_ok=True)
    if places.sockets.parent != places.root and places.sockets.exists():
        places.sockets.rmdir()


def remembered(places: Places) -> list[Child]:
    """The children on record that still run, or left a group behind, in the order they were started."""
    try:
        rows = json.loads(places.processes.read_text())
    except (FileNotFoundError, ValueError):
        return []
    children = [Child(row["name"], row["pid"], row["created"]) for row in rows]
    return [child for child in children if child.runs() or left_a_group(child)]


def left_a_group(child: Child) -> bool:
    """No other process can have taken the number of a group that still lives, except after a restart of the machine."""
    is_gone = not psutil.pid_exists(child.pid)
    return is_gone and child.created > psutil.boot_time() and group_lives(child.pid)


def remember(places: Places, children: Sequence[Child]) -> None:
    rows = [{"name": child.name, "pid": child.pid, "created": child.created} for child in children]
    draft = places.processes.with_suffix(".new")
    draft.write_text(json.dumps(rows))
    draft.replace(places.processes)


def wait_until(true: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def group_lives(group: int) -> bool:
    for process in psutil.process_iter(["status"]):
        with suppress(ProcessLookupError):
            if os.getpgid(process.pid) == group and process.info["status"] != psutil.STATUS_ZOMBIE:
                return True
    return False


def created_at(pid: int) -> float:
    with suppress(psutil.NoSuchProcess):
        return float(psutil.Process(pid).create_time())
    return 0.0


def primary_group(user: str | None) -> int | None:
    return pwd.getpwnam(user).pw_gid if user else None
