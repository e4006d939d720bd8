"""The sandbox of macOS: a profile that refuses everything but what is named.

`sandbox-exec` is marked as deprecated, but Apple's own programs and browsers rest on the same
mechanism. Nothing is assumed of it: `levels` sees what is denied, here as elsewhere.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

_PROGRAM = Path("/usr/bin/sandbox-exec")
# Libraries and frameworks of the system, and those of Homebrew and MacPorts.
_SYSTEM = ("/System", "/usr/lib", "/usr/share", "/Library/Apple", "/opt/homebrew", "/opt/local")
_DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")


def program() -> Path | None:
    """Return the program, or None where there is none."""
    return _PROGRAM if _PROGRAM.is_file() else None


def prefix(
    program: Path,
    programs: Iterable[Path],
    code: Iterable[Path],
    readable: Mapping[str, Path],
    scratch: Path,
) -> list[str]:
    """Return what goes before a command, so that it runs shut in; as `bubblewrap.prefix`.

    Python itself is always among the programs.
    """
    # A framework's Python starts another program of the same framework.
    python = [Path(sys.executable), Path(sys.base_prefix)]
    read = [*map(Path, _SYSTEM), *code, *python, *readable.values(), scratch]
    profile = "\n".join(
        (
            "(version 1)",
            "(deny default)",
            # By name: another name gives away the environment of any process.
            '(allow sysctl-read (sysctl-name-prefix "hw.") (sysctl-name-prefix "kern.os"))',
            "(allow process-info* (target self))",
            "(allow file-read-metadata)",
            '(allow file-read-data (literal "/"))',
            _allow("file-read*", "subpath", read),
            _allow("file-read* file-write-data", "literal", map(Path, _DEVICES)),
            _allow("file-write*", "subpath", [scratch]),
            _allow("process-exec*", "subpath", [*python, *programs]),
        )
    )
    return [str(program), "-p", profile]


def _allow(deed: str, kind: str, paths: Iterable[Path]) -> str:
    # The kernel compares resolved paths.
    places = " ".join(f"({kind} {_quoted(path.resolve())})" for path in paths)
    return f"(allow {deed} {places})"


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
