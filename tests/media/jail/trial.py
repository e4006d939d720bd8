"""Put `escapes` behind walls and collect what it achieved; also run as an ordinary user.

`python trial.py FOLDER` works in FOLDER and prints a JSON object of wall -> attempt -> outcome.
"""

import contextlib
import functools
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import verify
from verify.domain.limits import DecodeLimits
from verify.media.jail import bubblewrap, landlock, levels
from verify.media.jail.process import Kind, run_behind
from verify.media.jail.walls import Wall

ESCAPES = Path(__file__).with_name("escapes.py")
# A busy machine takes a while to end what was killed.
_KILLED_WITHIN_S = 0.5
LIMITS = DecodeLimits(memory_bytes=1 << 30, wall_time_s=60.0, cpu_time_s=30)


@functools.cache
def tried_walls() -> dict[str, tuple[Wall, str]]:
    """Return the walls of level A and B whose mechanisms are here, each with its complaint.

    Among them Landlock as an older kernel has it. A complaint tells why a wall cannot be put up: a
    container may well have a program that it does not let start.
    """
    found = {}
    if program := bubblewrap.program():
        found["bubblewrap"] = Wall(bubblewrap=program, seccomp=True)
    if newest := landlock.abi():
        found["Landlock, this kernel's ABI"] = Wall(landlock_abi=newest, seccomp=True)
        found["Landlock, ABI 2"] = Wall(landlock_abi=min(2, newest), seccomp=True)
    return {name: (wall, levels.look_at(wall)[1]) for name, wall in found.items()}


def strong_walls() -> dict[str, Wall]:
    """Return the walls of level A and B that can be put up here."""
    return {name: wall for name, (wall, complaint) in tried_walls().items() if not complaint}


def outcome(wall: Wall, folder: Path) -> dict[str, str]:
    """Return what each attempt achieved behind this wall, and what was noticed outside."""
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    (folder / "footage").write_text("footage")
    lines: list[bytes] = []
    with _targets(folder / "outside") as (targets, noticed):
        ending = run_behind(
            wall,
            Kind.SCRIPT,
            [shutil.copy(ESCAPES, scratch), json.dumps(targets)],
            scratch,
            LIMITS,
            lines.append,
            {"media": folder / "footage"},
        )
    if (folder / "footage").read_text() != "footage":
        noticed.append("the footage was changed")
    outcomes = {"errors": ending.error_text, "noticed": ", ".join(noticed)}
    for line in lines:
        outcomes |= json.loads(line)
    return outcomes


@contextlib.contextmanager
def _targets(outside: Path) -> Iterator[tuple[dict[str, Any], list[str]]]:
    """Set up what may be attacked, and notice afterwards what came through."""
    outside.mkdir()
    case = outside / "case.txt"
    case.write_text("another source")
    noticed: list[str] = []
    victim = subprocess.Popen(["sleep", "60"], env={"SECRET": "token"})
    with (
        socket.socket() as tcp,
        socket.socket(type=socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as service,
        socket.socket(socket.AF_UNIX) as abstract,
    ):
        name = f"verify-trial-{os.getpid()}"
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        service.bind(f"{outside}/service")
        abstract.bind(f"\0{name}")
        listeners = {"tcp": tcp, "service": service, "abstract service": abstract}
        for listener in listeners.values():
            listener.listen()
        try:
            yield (
                {
                    "outside": str(outside),
                    "code": verify.__file__,
                    "caller": os.getpid(),
                    "victim": victim.pid,
                    "tcp": tcp.getsockname()[1],
                    "udp": udp.getsockname()[1],
                    "abstract": name,
                    "memory_bytes": LIMITS.memory_bytes,
                },
                noticed,
            )
            with contextlib.suppress(BlockingIOError):
                noticed.append(f"udp brought {udp.recv(9, socket.MSG_DONTWAIT)!r}")
            for kind, listener in listeners.items():
                listener.setblocking(False)
                with contextlib.suppress(BlockingIOError):
                    listener.accept()[0].close()
                    noticed.append(f"{kind} was connected to")
            with contextlib.suppress(subprocess.TimeoutExpired):
                victim.wait(_KILLED_WITHIN_S)
                noticed.append("a neighbour was killed")
            if not case.exists() or case.read_text() != "another source":
                noticed.append("another case was changed")
        finally:
            victim.kill()
            victim.wait()


if __name__ == "__main__":
    home = Path(sys.argv[1]).resolve()
    tried = enumerate(strong_walls().items())
    print(json.dumps({name: outcome(wall, home / str(place)) for place, (name, wall) in tried}))
