"""The ways to shut a process in that this machine may have, strongest first.

A wall is made of mechanisms; what it holds back is for `levels` to see.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

from verify.media.jail import bubblewrap, landlock, seatbelt, seccomp


@dataclass(frozen=True, slots=True)
class Wall:
    """Mechanisms that work together; limits on memory, time and size always do.

    Attributes
    ----------
    bubblewrap, seatbelt : Path or None
        The program of that sandbox.
    landlock_abi : int or None
        The version of Landlock to use.
    seccomp : bool
        Whether system calls are filtered.
    """

    bubblewrap: Path | None = None
    seatbelt: Path | None = None
    landlock_abi: int | None = None
    seccomp: bool = False

    @property
    def mechanism(self) -> str:
        """What it is made of, for people."""
        parts = [
            *(["bubblewrap"] if self.bubblewrap else []),
            *(["the sandbox of macOS"] if self.seatbelt else []),
            *([f"Landlock (ABI {self.landlock_abi})"] if self.landlock_abi else []),
            *(["seccomp"] if self.seccomp else []),
            "limits",
        ]
        return ", ".join(parts)


def found() -> list[Wall]:
    """Return the walls whose mechanisms are here, strongest first; the last is limits alone."""
    walls = []
    if sys.platform == "darwin" and (belt := seatbelt.program()):
        walls.append(Wall(seatbelt=belt))
    if sys.platform == "linux" and seccomp.is_known():
        if wrap := bubblewrap.program():
            walls.append(Wall(bubblewrap=wrap, seccomp=True))
        if (abi := landlock.abi()) is not None:
            walls.append(Wall(landlock_abi=abi, seccomp=True))
        walls.append(Wall(seccomp=True))
    return [*walls, Wall()]
