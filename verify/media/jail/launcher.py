"""Set the limits of this process, then become the worker.

Run as a script by `jail`, before any byte of footage is opened: `python -I -S launcher.py LIMITS
PROGRAM [ARGUMENT...]`, LIMITS being `memory:cpu_s:file_bytes:open_files`. Limits set here hold for
the program that replaces this one and for all its children. A limit that the system does not know
is left out without a word: `jail.probe` sees what is denied, and that is what gets reported.
"""

import contextlib
import os
import resource
import sys


def main(arguments: list[str]) -> None:
    """Apply the limits and execute the program; does not return."""
    memory_bytes, cpu_time_s, file_bytes, open_files = map(int, arguments[0].split(":"))
    for kind, bound in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_time_s),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        # A bound above the hard limit that is already in force is met by that one.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (bound, bound))
    os.execve(arguments[1], arguments[1:], dict(os.environ))  # noqa: S606 - that is its job


if __name__ == "__main__":
    main(sys.argv[1:])
