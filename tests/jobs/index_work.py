"""Work for a crew of a test: what a process can be told to do, by the name of a file."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from verify.domain.errors import LimitExceededError


@dataclass(frozen=True)
class Told:
    path: Path


def work(order: Told) -> tuple[str, int]:
    """Return the name and who worked, or do what the name says."""
    name = order.path.stem
    if name.startswith("bad"):
        raise LimitExceededError(order.path, "it runs longer", "7 days")
    if name.startswith("deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("once") and not order.path.exists():
        order.path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if name.startswith("wrong"):
        raise KeyError(name)
    while name.startswith("endless"):
        time.sleep(60)
    return name, os.getpid()
