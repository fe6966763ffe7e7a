"""Makes .venv with the locked packages. Any Python can read this file, so that an old one gets a clear answer."""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
BASE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
VENV = os.path.join(BASE, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
DEBIAN_LACKS_VENV = "sightline: this Python cannot make virtual environments; on Debian: apt-get install python3-venv"


def main(wanted):
    if sys.version_info < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit("sightline needs Python 3.11 or newer; this is %s. Try: make PYTHON=python3.11 ..." % found)
    os.makedirs(os.path.join(BASE, "var"), exist_ok=True)
    with open(os.path.join(BASE, "var", "install.lock"), "a") as lock:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX)
        if not satisfied(wanted):
            make_venv()
            install(wanted)


def satisfied(wanted):
    """The packages for development include those for running."""
    if not os.path.exists(STAMP) or not runs(VENV_PYTHON):
        return False
    with open(STAMP) as stamp:
        return stamp.read() in {digest(name) for name in {wanted, "dev"}}


def make_venv():
    if runs(VENV_PYTHON):
        return
    print("sightline: making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]):
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(DEBIAN_LACKS_VENV)


def install(wanted):
    """With uv in seconds, with pip in a minute; the same hashes either way."""
    print("sightline: installing the packages of requirements/%s.txt" % wanted)
    locked = os.path.join(BASE, "requirements", wanted + ".txt")
    pip = [VENV_PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    has_uv = subprocess.call(pip + [os.path.join(BASE, "requirements", "uv.txt")]) == 0
    sync = [VENV_PYTHON, "-m", "uv", "pip", "sync", "--quiet", "--python", VENV_PYTHON, "--require-hashes", locked]
    if not (has_uv and subprocess.call(sync) == 0) and subprocess.call(pip + [locked]):
        sys.exit("sightline: the packages could not be installed; see above.")
    with open(STAMP, "w") as stamp:
        stamp.write(digest(wanted))


def runs(python):
    if not os.path.exists(python):
        return False
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.call([python, "-c", check], stderr=subprocess.DEVNULL) == 0


def digest(name):
    with open(os.path.join(BASE, "requirements", name + ".txt"), "rb") as locked:
        return name + " " + hashlib.sha256(locked.read()).hexdigest() + "\n"


if __name__ == "__main__":
    main(sys.argv[1])
