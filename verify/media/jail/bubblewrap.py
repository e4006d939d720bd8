"""bubblewrap: a process in namespaces of its own, where only what it needs exists.

No network, no other processes, no files but those bound here; what is written outside the scratch
folder meets a read-only root. The program is `bwrap`, of the system's packages; 0.8 and later.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from verify.media.jail.own_files import DEVICES

_ANSWER_WITHIN_S = 10


def program() -> Path | None:
    """Return the program, or None where it is not installed."""
    found = shutil.which("bwrap")
    return None if found is None else Path(found)


def version() -> str | None:
    """Return what the program says of itself, such as "0.8.0", or None where there is none."""
    if (found := program()) is None:
        return None
    answer = subprocess.run(  # noqa: S603 - a program of the system, fixed argument
        [found, "--version"],
        capture_output=True,
        text=True,
        timeout=_ANSWER_WITHIN_S,
        check=False,
    )
    return answer.stdout.strip().removeprefix("bubblewrap ") or None


def prefix(
    program: Path, code: Iterable[Path], readable: Mapping[str, Path], scratch: Path
) -> list[str]:
    """Return what goes before a command, so that it runs shut in.

    Parameters
    ----------
    program : Path
        bwrap.
    code : iterable of Path
        What it may read under the same name as here.
    readable : mapping of str to Path
        Files that it may read, by the name under which each appears in `scratch`.
    scratch : Path
        Its working folder, the only one that it may write to.
    """
    command = [str(program), "--die-with-parent", "--cap-drop", "ALL", *_namespaces()]
    for path in code:
        if path.is_symlink():
            command += ["--symlink", str(path.readlink()), str(path)]
        elif not path.is_relative_to("/proc"):
            command += ["--ro-bind", str(path), str(path)]
    for device in DEVICES:
        command += ["--dev-bind", str(device), str(device)]
    command += ["--proc", "/proc", "--bind", str(scratch), str(scratch)]
    for name, path in readable.items():
        command += ["--ro-bind", str(path), str(scratch / name)]
    # Last, as what is bound needs places to be bound to.
    return [*command, "--remount-ro", "/", "--chdir", str(scratch), "--"]


def _namespaces() -> list[str]:
    names = ("pid", "net", "ipc", "uts", "cgroup-try")
    apart = [f"--unshare-{name}" for name in names]
    if os.geteuid() == 0:
        # Root needs no user namespace, and in one it could not read the files of other users.
        return [*apart, "--cap-add", "CAP_DAC_READ_SEARCH"]
    return [*apart, "--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534"]
