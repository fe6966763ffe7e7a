"""Locks that the kernel lets go of when their holder dies."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Wait for it, and hold it for the block."""
    with open(path, "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def taken(path: Path) -> IO[str] | None:
    """Take it at once, or give None; hold it by keeping the answer."""
    handle = open(path, "a")
    return handle if upgraded(handle) else None


def shared(path: Path) -> IO[str]:
    handle = open(path, "a")
    fcntl.flock(handle, fcntl.LOCK_SH)
    return handle


def upgraded(handle: IO[str]) -> bool:
    """Whether nobody else holds it; then it is ours alone."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
