"""The deployment page as a script: its boxes in order, in one shell of a new user's own."""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = REPOSITORY / "docs" / "deployment.md"
_USER = f"verify-try-{os.getpid()}"
_PATIENCE_S = 1500
_BOX = re.compile(r"^## (?P<title>[^\n]+)$|^```sh\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
# What an installation and a copy of this page need of the checkout.
_SOURCE = ("deploy", "samples", "ui", "verify", "LICENSE", "NOTICE", "README.md", "pyproject.toml")
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.verify", "secrets")


@dataclass(frozen=True)
class Box:
    """A box of the page that is run, and the heading above it."""

    title: str
    code: str


def boxes() -> list[Box]:
    """Return the boxes that are run, in the order of the page."""
    found, title = [], ""
    for part in _BOX.finditer(PAGE.read_text()):
        if part["title"]:
            title = part["title"]
        else:
            found.append(Box(title, part["code"]))
    return found


@contextlib.contextmanager
def new_user() -> Iterator[pwd.struct_passwd]:
    """Make an ordinary user with an empty folder; gone afterwards, with all that they started."""
    folder = Path(tempfile.mkdtemp(prefix="verify-deployment-"))
    folder.chmod(0o755)
    made = ["useradd", "--create-home", "--home-dir", str(folder / "home"), _USER]
    try:
        subprocess.run(made, check=True)
    except subprocess.CalledProcessError:
        shutil.rmtree(folder)
        raise
    user = pwd.getpwnam(_USER)
    try:
        yield user
    finally:
        while left := processes_of(user):
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        subprocess.run(["userdel", _USER], check=True)
        shutil.rmtree(folder)


def processes_of(user: pwd.struct_passwd) -> list[int]:
    """Return the processes of a user that have not ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if place.stat().st_uid == user.pw_uid and ") Z " not in (place / "stat").read_text():
                found.append(int(place.name))
    return found


def source_for(user: pwd.struct_passwd) -> Path:
    """Copy what of the checkout an installation takes to where a user can read it."""
    place = Path(user.pw_dir).parent / "source"
    place.mkdir()
    for name in _SOURCE:
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, place / name, ignore=_LEFT_OUT)
        else:
            shutil.copy(REPOSITORY / name, place / name)
    for entry in [place, *place.rglob("*")]:
        entry.chmod(0o755 if entry.is_dir() else 0o644)
    return place


class Shell:
    """A shell of a user that runs one box after the other and stops at what fails.

    Parameters
    ----------
    user : struct_passwd
    names : dict
        Variables that it begins with.
    """

    def __init__(self, user: pwd.struct_passwd, names: dict[str, str]) -> None:
        registry = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
        self._shell = subprocess.Popen(
            ["bash", "--noprofile", "--norc"],
            cwd=user.pw_dir,
            env={"HOME": user.pw_dir, "PATH": "/usr/sbin:/usr/bin:/bin", **registry, **names},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
        )
        self.pid = self._shell.pid
        self._clock = threading.Timer(_PATIENCE_S, self._shell.kill)
        self._clock.daemon = True
        self._clock.start()
        self.run("set -euo pipefail")

    def run(self, code: str) -> str:
        """Run lines, and return what they said.

        Raises
        ------
        AssertionError
            If one of them failed; says what was said until then.
        """
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        # Read to its end before it is run: what it starts could else read on in it.
        marker = f"done-{os.urandom(8).hex()}"
        self._shell.stdin.write(
            f"eval \"$(cat <<'{marker}'\n{code}\n{marker}\n)\"\nprintf '\\n%s\\n' {marker}\n"
        )
        self._shell.stdin.flush()
        said = ""
        for line in self._shell.stdout:
            if line.strip() == marker:
                return said.removesuffix("\n")
            said += line
        self._shell.wait()
        raise AssertionError(f"ended with {self._shell.returncode} after:\n{code}\n{said}")

    def close(self) -> None:
        """End the shell; what it started goes on."""
        self._clock.cancel()
        assert self._shell.stdin is not None
        assert self._shell.stdout is not None
        self._shell.stdin.close()
        self._shell.wait()
        self._shell.stdout.close()
