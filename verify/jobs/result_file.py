"""Results that are one file: what they may replace, and how one is written whole or not at all.

Only a result of the same kind, made by us, is ever replaced, and only on request. A link is none,
wherever it leads, so nothing is written through one.
"""

import os
from collections.abc import Callable
from pathlib import Path

from verify.domain import errors
from verify.jobs.disk import problems_as_errors, sync
from verify.media.scratch import working_folder

_WORK_PREFIX = ".verify-work-"


def assert_free(
    place: Path, is_ours: Callable[[Path], bool], *, force: bool, option: str = "-o"
) -> None:
    """Refuse a place where something lies that may not be replaced.

    Parameters
    ----------
    place : Path
        Where a result is to be.
    is_ours : callable
        Whether what lies there is a result of ours, of this kind.
    force : bool
        Whether such a result is replaced.
    option : str
        By which the place was named, for the error.

    Raises
    ------
    ResultExistsError
        If it may not.
    """
    if os.path.lexists(place):
        ours = is_ours(place)
        if not (force and ours):
            raise errors.ResultExistsError(place, is_ours=ours, option=option)


def write_whole(
    content: bytes,
    place: Path,
    is_ours: Callable[[Path], bool],
    *,
    force: bool,
    option: str = "-o",
) -> None:
    """Write a result of one file; see `assert_free`.

    Raises
    ------
    ResultExistsError
        If something lies there that may not be replaced.
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    assert_free(place, is_ours, force=force, option=option)
    with problems_as_errors(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
        with working_folder(place.parent, _WORK_PREFIX) as scratch:
            written = scratch / "written"
            written.write_bytes(content)
            sync(written)
            written.replace(place)


def beginning_of(place: Path, size_bytes: int) -> bytes:
    """Return the first bytes of a regular file; of a link and of anything else, none."""
    if place.is_symlink() or not place.is_file():
        return b""
    with problems_as_errors(place.parent), place.open("rb") as stream:
        return stream.read(size_bytes)
