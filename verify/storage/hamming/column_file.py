"""The columns of an index kept on disk between processes, so that opening reads no database.

A cache: what is in it was read from the store after one of its events, whose hash it names. If the
store's log has another event there (it was restored from a backup, say), or the file is torn, it
counts for nothing and everything is read from the store; see `array_file`.
"""

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from verify.storage.anchors import event_hash, name_of
from verify.storage.array_file import Arrays, mapped_arrays, said_of_arrays, write_arrays
from verify.storage.hamming.columns import HashKind, Segment
from verify.storage.hamming.index import HammingIndex
from verify.storage.interface import CustodyLog, Store

_BY_ROW = ("planes", "time_ms", "quality")
_COLUMNS = (*_BY_ROW, "firsts", "numbers", "keys")
# Fewer are read from the store as fast.
_LEAST_HASHES = 100_000
_LEAST_NEW_SHARE = 0.05


class _About(msgspec.Struct, frozen=True):
    up_to: int
    event_hash: str
    hashes: int


def open_index(
    store: Store, kind: HashKind, folder: Path | None, code_folder: Path | None = None
) -> HammingIndex:
    """Return an index that is as the store is now.

    Parameters
    ----------
    folder, code_folder : Path or None
        Where columns are kept and where compiled code is, made if need be; None to keep none.
    """
    index = HammingIndex(kind, code_folder=code_folder)
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
    of_event = event_hash(store, up_to)
    if place is None or of_event is None or hashes < _LEAST_HASHES:
        return False
    if hashes - _hashes_kept(store, place) < _LEAST_NEW_SHARE * hashes:
        return False
    try:
        write_arrays(place, _About(up_to, of_event, hashes), _arrays(segments))
    except OSError:
        return False
    return True


def forget_columns(store: CustodyLog, folder: Path) -> None:
    """Remove what was kept: for when something was removed from the store, and is not to stay."""
    for kind in HashKind:
        if (place := _place(store, kind, folder)) is not None:
            _forget(place)


def _place(store: CustodyLog, kind: HashKind, folder: Path) -> Path | None:
    """Return where the columns of a store belong."""
    name = name_of(store)
    return None if name is None else folder / f"{kind}-{name}.columns"


def _names(number: int) -> dict[str, str]:
    """Return what the arrays of a segment are called in the file."""
    return {name: f"{number}.{name}" for name in _COLUMNS}


def _arrays(segments: Sequence[Segment]) -> Arrays:
    return {
        called: getattr(segment, name)[..., : segment.rows]
        if name in _BY_ROW
        else getattr(segment, name)[: segment.entries]
        for number, segment in enumerate(segments)
        for name, called in _names(number).items()
    }


def _segments(arrays: Arrays) -> list[Segment]:
    """Return segments of mapped columns."""
    segments = []
    for number in range(len(arrays) // len(_COLUMNS)):
        columns: dict[str, Any] = {name: arrays[called] for name, called in _names(number).items()}
        entries, rows = len(columns["numbers"]), len(columns["time_ms"])
        gone = np.zeros(entries, np.bool_)
        segments.append(Segment(**columns, gone=gone, rows=rows, entries=entries))
    return segments


def _start(index: HammingIndex, store: Store, place: Path) -> None:
    """Have an index begin with what was kept; what is of no use is removed."""
    try:
        read = mapped_arrays(place, _About)
    except OSError:
        return
    if read is None or not _is_of(store, read[0]):
        _forget(place)
        return
    about, arrays = read
    index.start_from(_segments(arrays), about.up_to)
    # Mapped, it stays readable here; what was removed from the store is not to lie on the disk.
    if _has_what_was_removed(store, about):
        _forget(place)


def _hashes_kept(store: Store, place: Path) -> int:
    """Return how many hashes a file holds that is of use; 0 if there is none."""
    try:
        about = said_of_arrays(place, _About)
    except OSError:
        return 0
    if about is None or not _is_of(store, about) or _has_what_was_removed(store, about):
        return 0
    return about.hashes


def _is_of(store: CustodyLog, about: _About) -> bool:
    return about.event_hash == event_hash(store, about.up_to)


def _has_what_was_removed(store: Store, about: _About) -> bool:
    return bool(store.changes(about.up_to).removed)


def _forget(place: Path) -> None:
    with contextlib.suppress(OSError):
        place.unlink(missing_ok=True)
