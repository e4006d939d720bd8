"""The columns of an index kept on disk between processes, so that opening reads no database.

A cache: what is in it was read from the store after one of its events, whose hash it names. If the
store's log has another event there (it was restored from a backup, say), or the file is torn, it
counts for nothing and everything is read from the store. It is written beside its place and moved
there, and mapped, not read: processes that search share one copy.
"""

import contextlib
import hashlib
import math
import os
import struct
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
import numpy.typing as npt

from verify.storage.hamming.columns import KEY_BYTES, HashKind, Segment
from verify.storage.hamming.index import HammingIndex
from verify.storage.interface import CustodyLog, Store

_MAGIC = b"verify columns 1"
_ALIGNMENT_BYTES = 64
_UNFINISHED = ".unfinished"
_DIGEST_BYTES = hashlib.sha256().digest_size
_LENGTH_BYTES = 8
# Fewer are read from the store as fast.
_LEAST_HASHES = 100_000
_LEAST_NEW_SHARE = 0.05


class _Shape(msgspec.Struct, frozen=True):
    rows: int
    entries: int


class _Contents(msgspec.Struct, frozen=True):
    """The end of the file: what stands before it. `total` is the sum of all words there."""

    kind: HashKind
    up_to: int
    event_hash: str
    shapes: list[_Shape]
    total: int


def open_index(store: Store, kind: HashKind, folder: Path | None) -> HammingIndex:
    """Return an index that is as the store is now.

    Parameters
    ----------
    folder : Path or None
        Where columns and compiled code are kept, made if need be; None to keep nothing.
    """
    index = HammingIndex(kind, code_folder=folder)
    if folder is not None and (place := _place(store, kind, folder)) is not None:
        _start(index, store, place)
    index.refresh(store)
    return index


def keep_columns(index: HammingIndex, store: Store, folder: Path) -> bool:
    """Write the columns if opening would gain by it, and return whether they were written.

    Takes about a second for ten million hashes, so it is for the time after an answer. A full disk
    is no error: the next process reads the store.
    """
    place = _place(store, index.kind, folder)
    segments, up_to = index.columns()
    hashes = sum(segment.rows for segment in segments)
    event_hash = _event_hash(store, up_to)
    if place is None or event_hash is None or hashes < _LEAST_HASHES:
        return False
    if hashes - _hashes_kept(store, place) < _LEAST_NEW_SHARE * hashes:
        return False
    try:
        _write(place, segments, index.kind, up_to, event_hash)
    except OSError:
        return False
    return True


def forget_columns(store: CustodyLog, folder: Path) -> None:
    """Remove what was kept: for when something was removed from the store, and is not to stay."""
    for kind in HashKind:
        if (place := _place(store, kind, folder)) is not None:
            _forget(place)


def _place(store: CustodyLog, kind: HashKind, folder: Path) -> Path | None:
    """Return where the columns of a store belong; it is known by its first event."""
    first = _event_hash(store, 1)
    return None if first is None else folder / f"{kind}-{first[:24]}.columns"


def _event_hash(store: CustodyLog, sequence: int) -> str | None:
    for event in store.events(after=sequence - 1):
        return event.hash
    return None


def _layout(kind: HashKind, shape: _Shape) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Yield, in the order of the file, the arrays of a segment: name, type, shape."""
    yield "planes", "<u8", (kind.words, shape.rows)
    yield "time_ms", "<u4", (shape.rows,)
    yield "quality", "u1", (shape.rows,)
    yield "firsts", "<i8", (shape.entries,)
    yield "numbers", "<i8", (shape.entries,)
    yield "keys", "u1", (shape.entries, KEY_BYTES)


def _padding(size_bytes: int) -> int:
    return -size_bytes % _ALIGNMENT_BYTES


def _write(
    place: Path, segments: Sequence[Segment], kind: HashKind, up_to: int, event_hash: str
) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # What a process that was killed left. If it is at work, it keeps nothing, and we do.
    for stray in place.parent.glob(f"{place.stem}.*{_UNFINISHED}"):
        stray.unlink(missing_ok=True)
    handle, beside = tempfile.mkstemp(_UNFINISHED, f"{place.stem}.", place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            total, shapes = 0, []
            file.write(_MAGIC.ljust(_ALIGNMENT_BYTES, b"\0"))
            for segment in segments:
                shapes.append(_Shape(segment.rows, segment.entries))
                for name, dtype, dimensions in _layout(kind, shapes[-1]):
                    column = getattr(segment, name)[tuple(map(slice, dimensions))]
                    column = np.ascontiguousarray(column, dtype)
                    padding = b"\0" * _padding(column.nbytes)
                    total += _sum(np.frombuffer(column, np.uint8)) if column.size else 0
                    file.write(column.data if column.size else b"")
                    file.write(padding)
            contents = _Contents(kind, up_to, event_hash, shapes, total % (1 << 64))
            end = msgspec.json.encode(contents)
            file.write(end + hashlib.sha256(_MAGIC + end).digest())
            file.write(len(end).to_bytes(_LENGTH_BYTES, "little"))
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(place)
    finally:
        Path(beside).unlink(missing_ok=True)


def _sum(column: npt.NDArray[np.uint8]) -> int:
    """Return the sum of the little-endian words of some bytes, the last one filled up."""
    whole = len(column) // 8 * 8
    words = column[:whole].view("<u8")
    rest = int.from_bytes(column[whole:].tobytes(), "little")
    return int(np.add.reduce(words, dtype=np.uint64)) + rest


def _contents(file: BinaryIO) -> _Contents | None:
    """Return what a file says that it holds, None if it is torn."""
    size_bytes = file.seek(0, os.SEEK_END)
    last = _DIGEST_BYTES + _LENGTH_BYTES
    file.seek(max(0, size_bytes - last))
    digest, length = struct.unpack("<32sQ", file.read(last).rjust(last))
    file.seek(max(0, size_bytes - last - length))
    end = file.read(min(length, size_bytes))
    if hashlib.sha256(_MAGIC + end).digest() != digest:
        return None
    return msgspec.json.decode(end, type=_Contents)


def _segments(file: BinaryIO, contents: _Contents) -> list[Segment] | None:
    """Map the columns, None if they are not what was written."""
    mapped = np.asarray(np.memmap(file, np.uint8, "r"))
    offset, segments = _ALIGNMENT_BYTES, []
    for shape in contents.shapes:
        columns: dict[str, Any] = {}
        for name, dtype, dimensions in _layout(contents.kind, shape):
            size_bytes = math.prod(dimensions) * np.dtype(dtype).itemsize
            columns[name] = mapped[offset : offset + size_bytes].view(dtype).reshape(dimensions)
            offset += size_bytes + _padding(size_bytes)
        gone = np.zeros(shape.entries, np.bool_)
        segments.append(Segment(**columns, gone=gone, rows=shape.rows, entries=shape.entries))
    total = _sum(mapped[_ALIGNMENT_BYTES:offset])
    return segments if total % (1 << 64) == contents.total else None


def _start(index: HammingIndex, store: Store, place: Path) -> None:
    """Have an index begin with what was kept; what is of no use is removed."""
    segments = None
    try:
        with place.open("rb") as file:
            contents = _contents(file)
            if contents is not None and _is_of(store, contents):
                segments = _segments(file, contents)
    except OSError:
        return
    if contents is None or segments is None:
        _forget(place)
        return
    index.start_from(segments, contents.up_to)
    # Mapped, it stays readable here; what was removed from the store is not to lie on the disk.
    if _has_what_was_removed(store, contents):
        _forget(place)


def _hashes_kept(store: Store, place: Path) -> int:
    """Return how many hashes a file holds that is of use; 0 if there is none."""
    try:
        with place.open("rb") as file:
            contents = _contents(file)
    except OSError:
        return 0
    if contents is None or not _is_of(store, contents) or _has_what_was_removed(store, contents):
        return 0
    return sum(shape.rows for shape in contents.shapes)


def _is_of(store: CustodyLog, contents: _Contents) -> bool:
    return contents.event_hash == _event_hash(store, contents.up_to)


def _has_what_was_removed(store: Store, contents: _Contents) -> bool:
    return bool(store.changes(contents.up_to).removed)


def _forget(place: Path) -> None:
    with contextlib.suppress(OSError):
        place.unlink(missing_ok=True)
