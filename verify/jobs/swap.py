"""Exchange two folders in one step, where the system can."""

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_EXCHANGE = 2
"""Linux's RENAME_EXCHANGE and macOS's RENAME_SWAP are both 2."""


def swap(one: Path, other: Path) -> bool:
    """Exchange two names that exist on one file system, atomically.

    Returns
    -------
    bool
        False, with nothing done, if the system or the file system cannot.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        return int(libc.renamex_np(*names, _EXCHANGE)) == 0
    if not hasattr(libc, "renameat2"):
        return False
    return int(libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _EXCHANGE)) == 0
