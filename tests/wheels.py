"""Check that every locked package has a wheel for each system that we promise.

Run as `python -m tests.wheels`: asks the package registry, so it is no part of the default tests.
Nothing is installed.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
# PyAV's wheels ask for glibc 2.28, which Debian has had since 10, and for macOS 14.
_MACOS = "14.0"
_SYSTEMS = ("x86_64-manylinux_2_28", "aarch64-manylinux_2_28", "aarch64-apple-darwin")
_PYTHONS = ("3.11", "3.13")


def wheels_missing(system: str, python: str) -> str | None:
    """Return what the resolver says is missing for one system, or None."""
    with tempfile.TemporaryDirectory() as nowhere:
        answer = subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "install", "--dry-run", "--quiet"),
                *("--no-deps", "--only-binary", ":all:", "--require-hashes"),
                *("--python-platform", system, "--python-version", python),
                *("--target", nowhere, "-r", str(_LOCK)),
            ],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"MACOSX_DEPLOYMENT_TARGET": _MACOS},
        )
    return answer.stderr.strip() if answer.returncode else None


def main() -> int:
    """Print one line for each system and Python; return 1 if any lacks a wheel."""
    failed = False
    for system in _SYSTEMS:
        for python in _PYTHONS:
            missing = wheels_missing(system, python)
            failed = failed or missing is not None
            print(f"{system}, Python {python}: {missing or 'every package has a wheel'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
