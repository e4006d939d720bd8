"""Which files of this installation and of the system a jailed Python reads: code, never a case."""

import functools
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import verify

# Shared libraries. Neither settings nor secrets lie there.
LIBRARIES = tuple(
    Path(name)
    for name in (
        *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"),
        *("/nix/store", "/gnu/store"),
    )
)
_READ_BY_LIBRARIES = (
    *("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo"),
    *("/sys/devices/system/cpu", "/proc/cpuinfo", "/proc/meminfo"),
)
DEVICES = tuple(map(Path, ("/dev/null", "/dev/urandom")))


@functools.cache
def code(*programs: Path) -> tuple[Path, ...]:
    """Return the folders and files that Python, its packages and libraries are read from.

    Programs are added. Each path lies in none of the others; all exist.
    """
    named = [*LIBRARIES, *map(Path, _READ_BY_LIBRARIES), *_python(), *programs]
    # As they are named and as they are: any folder on the way may be a link.
    paths = {str(path) for path in named} | {os.path.realpath(path) for path in named}
    kept: list[str] = []
    for path in sorted(paths, key=len):
        if Path(path).exists() and not path.startswith(tuple(f"{folder}/" for folder in kept)):
            kept.append(path)
    return tuple(map(Path, kept))


def _python() -> Iterator[Path]:
    yield Path(verify.__file__).parent
    # A link may lead out of the environment.
    yield Path(sysconfig.get_path("purelib")).resolve()
    if sys.prefix != sys.base_prefix:
        yield Path(sys.prefix)
    # Not the whole of it: Python may be installed into a home folder.
    yield from (Path(sys.base_prefix) / name for name in ("bin", "lib", "lib64"))
    # The interpreter of an environment is a link, often to another link.
    link = Path(sys.executable)
    while link.is_symlink():
        link = link.parent / link.readlink()
        yield link
