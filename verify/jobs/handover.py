"""A copy and its record come to lie side by side, whole or not at all.

The record is moved first: a copy is never found without one. What is taken out of the jail is a
regular file below a size, hashed on the very bytes that are handed out.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.domain.derivation import Derivation
from verify.jobs.acceptance import HarmfulError, own_file, read_capped
from verify.jobs.disk import sync
from verify.media.scratch import working_folder

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


def assert_apart(path: Path, place: Path) -> None:
    """Refuse to write over the very file that is read.

    Raises
    ------
    PlaceIsFootageError
        If both names lead to one file.
    """
    # Whatever cannot be looked at is refused, in words of its own, when it is opened.
    with contextlib.suppress(OSError, ValueError):
        if path.samefile(place):
            raise errors.PlaceIsFootageError(path)


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
        sync(file)
    # The work took a while: something may have been put there that nobody agreed to replace.
    _refuse_to_overwrite(place, force=force)
    place.unlink(missing_ok=True)
    written.replace(record_of(place))
    copy.replace(place)
    sync(place.parent)


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
    """Return size and SHA-256 of what the jail left, which is no program from here on.

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
    try:
        with own_file(copy, cap_bytes) as stream:
            size_bytes = os.fstat(stream.fileno()).st_size
            return Weight(size_bytes, hashlib.file_digest(stream, "sha256").hexdigest())
    except (OSError, HarmfulError) as error:
        cause = "it left something that is not a bounded file"
        raise errors.WorkerFailedError(path, cause) from error
