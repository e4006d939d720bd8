"""Where footage of strangers is opened: a process that can do little harm, and says how little.

Every byte of a sender's footage is parsed in such a process. What it is denied is not assumed from
a mechanism but seen: `probe` runs the same runner with attempts to break out.
"""

import sys

from verify.domain.findings import Sandbox
from verify.media.jail import landlock
from verify.media.jail.bubblewrap import version as bubblewrap_version
from verify.media.jail.levels import strongest
from verify.media.jail.process import Ending, Stop, StoppedError
from verify.media.jail.runner import run, run_program

__all__ = [
    "Ending",
    "Stop",
    "StoppedError",
    "bubblewrap_version",
    "landlock_abi",
    "probe",
    "run",
    "run_program",
]


def probe() -> Sandbox:
    """Return what a process in this jail is seen to be denied on this machine, probed once."""
    return strongest().sandbox


def landlock_abi() -> int | None:
    """Return the version of Landlock that this machine's kernel offers, or None."""
    return landlock.abi() if sys.platform == "linux" else None
