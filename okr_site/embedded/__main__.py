"""`python -m okr_site.embedded run` starts Sightline on this machine; `stop` ends it, and whatever was left behind."""

import sys

from okr_site.embedded import supervisor

COMMANDS = {"run": supervisor.run, "stop": supervisor.end}

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    sys.exit(COMMANDS[sys.argv[1]]())
