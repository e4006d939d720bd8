"""Arrays in one file, mapped into memory and not read: processes that open it share one copy.

A file is written beside its place and moved there. Its end says what it holds, with a SHA-256 of
itself and of the sums of all pieces of a megabyte before it: whoever opens a file that is torn, cut
short or has other bytes gets nothing. For caches: what is in it must be somewhere else as well.
"""

import hashlib
import math
import os
import struct
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

UNFINISHED = ".unfinished"

_MAGIC = b"verify arrays 1"
_ALIGNMENT_BYTES = 64
_PIECE_WORDS = 1 << 17
_DIGEST_BYTES = hashlib.sha256().digest_size
_LENGTH_BYTES = 8

About = TypeVar("About", bound=msgspec.Struct)
Arrays = Mapping[str, npt.NDArray[Any]]


class _Form(msgspec.Struct, frozen=True):
    dtype: str
    shape: tuple[int, ...]

    @property
    def size_bytes(self) -> int:
        return math.prod(self.shape) * np.dtype(self.dtype).itemsize


class _End(msgspec.Struct, frozen=True):
    """The end of a file: what its owner says of it, and which arrays stand before."""

    about: msgspec.Raw
    forms: dict[str, _Form]
    sums_sha256: str


def write_arrays(place: Path, about: msgspec.Struct, arrays: Arrays) -> None:
    """Write a file; it is there whole afterwards, or not at all.

    Parameters
    ----------
    place : Path
        In a folder that is made if need be, closed to other users.
    about : Struct
        What else is to be known of the arrays.
    arrays : dict of str to array
        Of whole numbers, little-endian.

    Raises
    ------
    OSError
        If the system refuses, or has no room.
    """
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What a process that was killed left. If it is at work, it keeps nothing, and we do.
    for stray in place.parent.glob(f"{place.stem}.*{UNFINISHED}"):
        stray.unlink(missing_ok=True)
    handle, beside = tempfile.mkstemp(UNFINISHED, f"{place.stem}.", place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            forms, sums = {}, hashlib.sha256()
            file.write(_MAGIC.ljust(_ALIGNMENT_BYTES, b"\0"))
            for name, array in arrays.items():
                whole = np.ascontiguousarray(array)
                forms[name] = _Form(whole.dtype.str, whole.shape)
                sums.update(_sums(whole.reshape(-1).view(np.uint8)))
                file.write(whole.data if whole.size else b"")
                file.write(b"\0" * _padding(whole.nbytes))
            end = msgspec.json.encode(
                _End(msgspec.Raw(msgspec.json.encode(about)), forms, sums.hexdigest())
            )
            file.write(end + hashlib.sha256(_MAGIC + end).digest())
            file.write(len(end).to_bytes(_LENGTH_BYTES, "little"))
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(place)
    finally:
        Path(beside).unlink(missing_ok=True)


def mapped_arrays(place: Path, kind: type[About]) -> tuple[About, Arrays] | None:
    """Map the arrays of a file, read-only, with what was said of them.

    All of it is read once, for the sums; None if it is not as it was written.

    Raises
    ------
    OSError
        If there is none, or it cannot be read.
    """
    with place.open("rb") as file:
        end = _end(file)
        if end is None:
            return None
        size_bytes = _ALIGNMENT_BYTES + sum(
            form.size_bytes + _padding(form.size_bytes) for form in end.forms.values()
        )
        if file.seek(0, os.SEEK_END) < size_bytes:
            return None
        mapped = np.asarray(np.memmap(file, np.uint8, "r"))
    offset, arrays, sums = _ALIGNMENT_BYTES, {}, hashlib.sha256()
    for name, form in end.forms.items():
        column = mapped[offset : offset + form.size_bytes]
        sums.update(_sums(column))
        arrays[name] = column.view(form.dtype).reshape(form.shape)
        offset += form.size_bytes + _padding(form.size_bytes)
    if sums.hexdigest() != end.sums_sha256:
        return None
    return _about(end, kind), arrays


def said_of_arrays(place: Path, kind: type[About]) -> About | None:
    """Return what was said of the arrays of a file, without a look at these; None if it is torn.

    Raises
    ------
    OSError
        If there is none, or it cannot be read.
    """
    with place.open("rb") as file:
        end = _end(file)
    return None if end is None else _about(end, kind)


def _about(end: _End, kind: type[About]) -> About:
    return msgspec.json.decode(end.about, type=kind)


def _end(file: BinaryIO) -> _End | None:
    size_bytes = file.seek(0, os.SEEK_END)
    last = _DIGEST_BYTES + _LENGTH_BYTES
    file.seek(max(0, size_bytes - last))
    digest, length = struct.unpack("<32sQ", file.read(last).rjust(last))
    file.seek(max(0, size_bytes - last - length))
    end = file.read(min(length, size_bytes))
    if hashlib.sha256(_MAGIC + end).digest() != digest:
        return None
    return msgspec.json.decode(end, type=_End)


def _padding(size_bytes: int) -> int:
    return -size_bytes % _ALIGNMENT_BYTES


def _sums(column: npt.NDArray[np.uint8]) -> bytes:
    """Return the sums of the words of each piece of some bytes, and those that fill no word."""
    whole = len(column) // 8 * 8
    words = column[:whole].view("<u8")
    pieces = np.arange(0, len(words), _PIECE_WORDS)
    sums = np.add.reduceat(words, pieces) if len(words) else words
    return bytes(sums.astype("<u8").tobytes() + column[whole:].tobytes())
