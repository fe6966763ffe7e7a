"""Where the embedded services keep their data, their sockets and their logs."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("SIGHTLINE_VAR", BASE / "var")).absolute()
# The longest socket PostgreSQL makes is `.s.PGSQL.5432.lock`; the shortest limit known is 104 bytes.
LONGEST_SOCKET_FOLDER = 84
PLAIN_PATH = re.compile(r"[\w./+-]+", re.ASCII)


@dataclass(frozen=True)
class Places:
    """The folders of one set of services: `var` for `make run`, `var/test` for the tests."""

    root: Path

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def valkey(self) -> Path:
        return self.root / "valkey"

    @property
    def logs(self) -> Path:
        return self.root / "log"

    @property
    def processes(self) -> Path:
        return self.root / "processes.json"

    @property
    def sockets(self) -> Path:
        """Beside the data, unless that path is too long for a socket or needs quoting in a URL."""
        near = self.root / "run"
        if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER and PLAIN_PATH.fullmatch(str(near)):
            return near
        digest = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:10]
        return Path(tempfile.gettempdir()) / f"sightline-{os.geteuid()}-{digest}"

    def make(self) -> None:
        for folder in (self.root, self.logs, self.valkey, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
        refuse_a_foreign_folder(self.sockets)
        self.sockets.chmod(0o700)


def refuse_a_foreign_folder(folder: Path) -> None:
    """In a shared temporary folder somebody else may have taken the name first."""
    status = folder.lstat()
    if folder.is_symlink() or (os.geteuid() != 0 and status.st_uid != os.geteuid()):
        raise SystemExit(f"sightline: {folder} belongs to somebody else; remove it or set TMPDIR.")
