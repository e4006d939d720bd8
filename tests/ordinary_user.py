"""An ordinary user on a machine where the tests run as root, and a Python that it can read."""

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ORDINARY_USER = 1001


@pytest.fixture(scope="session")
def as_ordinary_user() -> Iterator[Callable[..., "subprocess.CompletedProcess[str]"]]:
    """Return a function that runs Python as an ordinary user, in a folder of that user's own.

    Skips where the tests are not run by root, or no Python of this version is for everyone to read.
    """
    skip_unless_root_of_the_machine("become another user")
    home = Path(tempfile.mkdtemp(prefix="verify-ordinary-"))
    try:
        python = _environment(home / "environment")
        (home / "work").mkdir()
        os.chown(home / "work", ORDINARY_USER, ORDINARY_USER)
        home.chmod(0o755)

        def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
            return _as_ordinary(home / "work", python, *arguments)

        seen = run("-c", "import msgspec, verify")
        if seen.returncode:
            pytest.skip(f"an ordinary user cannot read the environment: {seen.stderr[-200:]}")
        yield run
    finally:
        shutil.rmtree(home)


def skip_unless_root_of_the_machine(purpose: str) -> None:
    """Skip for ordinary users, and for the root of a user namespace, who is alone in it."""
    if os.geteuid() != 0:
        pytest.skip(f"only root can {purpose}; the other tests run as an ordinary user")
    with tempfile.NamedTemporaryFile() as file:
        try:
            os.chown(file.name, ORDINARY_USER, ORDINARY_USER)
        except OSError:
            pytest.skip(f"this root is alone in a user namespace and cannot {purpose}")


def _environment(folder: Path) -> Path:
    """Build an environment from a Python that everyone can read, with the packages of this one."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    candidates = [f"{sys.base_prefix}/bin/{name}", f"/usr/local/bin/{name}", f"/usr/bin/{name}"]
    for python in candidates:
        with contextlib.suppress(OSError):
            if _as_ordinary(Path("/"), python, "-c", "").returncode == 0:
                break
    else:
        pytest.skip(f"no {name} is for everyone to read")
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(python)
    (folder / "lib" / name).mkdir(parents=True)
    (folder / "lib" / name / "site-packages").symlink_to(sysconfig.get_path("purelib"))
    (folder / "pyvenv.cfg").write_text(f"home = {Path(python).parent}\n")
    return folder / "bin" / "python"


def _as_ordinary(folder: Path, *command: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
        user=ORDINARY_USER,
        group=ORDINARY_USER,
        extra_groups=[],
    )
