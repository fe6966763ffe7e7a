"""A fresh copy of the working tree that runs `make run`, as somebody would who has just cloned it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from okr_site.embedded.places import BASE

NOT_CLONED = shutil.ignore_patterns(".venv", ".git", "var", "static_root", "__pycache__", ".hypothesis", ".*_cache")


@dataclass
class Run:
    """One `make run`; what it printed is in `said`."""

    process: subprocess.Popen
    port: int
    output: Path
    said: str = field(default="", init=False)

    def wait_until_ready(self, seconds: float) -> None:
        self.wait_until_said("sightline: ready on ", seconds)

    def wait_until_said(self, words: str, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.02)
        self.said = self.output.read_text()

    def wait_until_ended(self, seconds: float = 20) -> int:
        code = self.process.wait(seconds)
        self.said = self.output.read_text()
        return code

    def stop(self) -> None:
        """make passes the signal on, waits, and then ends by it as well."""
        self.process.send_signal(signal.SIGTERM)
        assert self.wait_until_ended() == -signal.SIGTERM, self.said
        assert self.said.endswith("sightline: stopped\n")

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status


@dataclass
class Clone:
    folder: Path
    user: str | None = None

    def make(self, target: str, port: int | None = None, **env: str) -> Run:
        port = port or free_port()
        output = self.folder.parent / f"{target}-{port}.txt"
        with open(output, "w") as file:
            process = subprocess.Popen(
                ["make", target, f"PORT={port}"],
                cwd=self.folder,
                env=clean_environment() | env,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                user=self.user,
                group="nogroup" if self.user else None,
                extra_groups=[] if self.user else None,
                start_new_session=True,
                # Tests that a shell runs in the background ignore Ctrl-C, and so would everything they start.
                preexec_fn=heed_control_c,
            )
        return Run(process, port, output)

    def manage(self, *words: str) -> str:
        """A bare manage.py, which knows the running services from var/local.env."""
        argv = [self.folder / ".venv" / "bin" / "python", "manage.py", *words]
        made = subprocess.run(
            argv, cwd=self.folder, env=clean_environment(), capture_output=True, text=True, check=False
        )
        assert made.returncode == 0, made.stderr
        return made.stdout

    def processes(self) -> list[psutil.Process]:
        """Everything that runs from this folder, zombies aside."""
        return [process for process in psutil.process_iter() if self.owns(process)]

    def owns(self, process: psutil.Process) -> bool:
        try:
            words = [*process.cmdline(), process.cwd()]
            return process.status() != psutil.STATUS_ZOMBIE and any(str(self.folder) in word for word in words)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def process(self, *words: str) -> psutil.Process:
        """The one whose command line has these words."""
        return next(process for process in self.processes() if set(words) <= set(process.cmdline()))

    def child(self, name: str) -> psutil.Process:
        """What the supervisor wrote down under this name."""
        rows = json.loads((self.folder / "var" / "processes.json").read_text())
        return psutil.Process(next(row["pid"] for row in rows if row["name"] == name))

    def end(self) -> None:
        """Stops even what a failed test left running."""
        argv = [self.folder / ".venv" / "bin" / "python", "-m", "okr_site.embedded", "stop"]
        subprocess.run(argv, cwd=self.folder, env=clean_environment(), check=True)


def clone(target: Path, user: str | None = None) -> Clone:
    shutil.copytree(BASE, target, ignore=NOT_CLONED)
    if user:
        subprocess.run(["chown", "-R", f"{user}:nogroup", target.parent], check=True)
    return Clone(target, user)


def clean_environment() -> dict[str, str]:
    """Of ours: PostgreSQL and Valkey of these tests must not be found by the clone."""
    names = ("PATH", "LANG", "PIP_", "UV_", "SSL_CERT", "REQUESTS_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(names)}
    return kept | {"HOME": "/nonexistent"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def heed_control_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
