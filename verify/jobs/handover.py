"""A copy and its record come to lie side by side, whole or not at all.

The record is moved first: a copy is never found without one. What is taken out of the jail is a
regular file below a size, hashed on the very bytes that are handed out.
"""

import contextlib
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.derivation import Derivation
from verify.jobs.acceptance import read_capped
from verify.jobs.scratch import working_folder

RECORD_ENDING = ".provenance.json"
_RECORD_BYTES = 1 << 20


def record_of(place: Path) -> Path:
    """Return where the record of a copy lies.

    Examples
    --------
    >>> record_of(Path("copy.mp4")).name
    'copy.mp4.provenance.json'
    """
    return place.with_name(f"{place.name}{RECORD_ENDING}")


@contextlib.contextmanager
def problems_as_errors(folder: Path) -> Iterator[None]:
    """Say as one of ours what the system says of a folder that a copy is made in."""
    try:
        yield
    except OSError as error:
        if error.errno in errors.NO_ROOM:
            raise errors.DiskFullError(folder) from error
        reason = error.strerror or str(error)
        if isinstance(error, FileExistsError | NotADirectoryError):
            reason = "a file stands where a folder is needed"
        raise errors.OutputFolderError(folder, reason) from error


@contextlib.contextmanager
def prepared(place: Path, *, force: bool) -> Iterator[Path]:
    """Refuse a place that is taken before anything is made; give a folder to work in beside it.

    Parameters
    ----------
    place : Path
        Where the copy is to lie; its folder is made if it is missing.
    force : bool
        Whether a copy that is there is replaced. Only a copy of ours ever is.

    Raises
    ------
    ResultExistsError
        If something is there that may not be replaced.
    """
    _refuse_to_overwrite(place, force=force)
    place.parent.mkdir(parents=True, exist_ok=True)
    with working_folder(place.parent, ".verify-work-") as scratch:
        yield scratch


def hand_over(copy: Path, derivation: Derivation, place: Path, *, force: bool) -> None:
    """Move a copy to its place, its record first.

    Raises
    ------
    ResultExistsError
        If something came to lie there that may not be replaced.
    """
    # A name that the worker cannot have foreseen and made a link that leads elsewhere.
    written = copy.with_name(secrets.token_hex(16))
    encoded = msgspec.json.format(msgspec.json.encode(derivation), indent=2)
    written.write_bytes(encoded + b"\n")
    for file in (written, copy):
        _sync(file)
    # The work took a while: something may have been put there that nobody agreed to replace.
    _refuse_to_overwrite(place, force=force)
    place.unlink(missing_ok=True)
    written.replace(record_of(place))
    copy.replace(place)
    _sync(place.parent)


def _refuse_to_overwrite(place: Path, *, force: bool) -> None:
    record = record_of(place)
    is_ours = _is_record(record)
    if os.path.lexists(record) and not is_ours:
        raise errors.ResultExistsError(record, is_ours=False)
    if os.path.lexists(place) and not (force and is_ours and not place.is_dir()):
        raise errors.ResultExistsError(place, is_ours=is_ours)


def _is_record(file: Path) -> bool:
    content = read_capped(file, _RECORD_BYTES)
    if content is None:
        return False
    try:
        msgspec.json.decode(content, type=Derivation)
    except msgspec.MsgspecError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Weight:
    """Size and SHA-256 of a file."""

    size_bytes: int
    sha256: str


def weigh(path: Path, copy: Path, cap_bytes: int) -> Weight:
    """Return size and SHA-256 of what the jail left.

    Parameters
    ----------
    path : Path
        The footage, for the error.
    copy : Path
        What was made of it.
    cap_bytes : int
        Largest size.

    Raises
    ------
    WorkerFailedError
        If that is no regular file of its own, or too large.
    """
    handle = os.open(copy, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size > cap_bytes:
            raise errors.WorkerFailedError(path, "it left something that is not a bounded file")
        return Weight(status.st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _sync(entry: Path) -> None:
    handle = os.open(entry, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
