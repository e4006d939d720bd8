"""The clocks that an event of the custody log is stamped with.

Two are read: the one that tells the date, which anybody may set, and one that counts on through
sleep since the machine was started, which nobody can. The second only means something together
with the name of that run of the machine.
"""

import ctypes
import functools
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from verify.domain.custody import Moment

Clock = Callable[[], Moment]


def system_clock() -> Moment:
    """Return what the clocks of this machine show now."""
    # CLOCK_MONOTONIC of Linux stands still while the machine sleeps, that of macOS does not.
    steady = time.CLOCK_BOOTTIME if sys.platform == "linux" else time.CLOCK_MONOTONIC
    return Moment(datetime.now(UTC), time.clock_gettime_ns(steady), _this_boot())


@functools.cache
def _this_boot() -> str:
    """Return the name of this run of the machine; of this process where the system has none."""
    try:
        if sys.platform == "darwin":
            return _darwin_boot()
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        # Each process then counts as a run of its own, in which only a step back is seen.
        return f"process-{uuid.uuid4()}"


def _darwin_boot() -> str:
    """Return kern.bootsessionuuid; kern.boottime would not do, it moves when the clock is set."""
    libc = ctypes.CDLL(None, use_errno=True)
    text = ctypes.create_string_buffer(64)
    size = ctypes.c_size_t(len(text))
    if libc.sysctlbyname(b"kern.bootsessionuuid", text, ctypes.byref(size), None, 0):
        raise OSError(ctypes.get_errno(), "kern.bootsessionuuid cannot be read")
    return text.value.decode("ascii")
