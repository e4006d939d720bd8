"""Hashes in RAM as columns, in segments of a million rows that are never moved or copied to grow.

A row is one hash with its time and quality; the rows of an entry stand together, in one segment.
One thread writes, any number read: rows are written behind those that readers know of, and a
removed entry is marked, then left behind when its segment is made anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from verify.domain.archive import FrameHashes
from verify.storage.hamming.kernels import Counts, Words
from verify.storage.interface import HashBatch

SEGMENT_ROWS = 1 << 20
KEY_BYTES = 32
# A quarter of what a scan reads for nothing; making a segment anew copies the rest.
_GONE_SHARE = 0.25

Flags = npt.NDArray[np.bool_]


class HashKind(StrEnum):
    """Which of an entry's hashes are searched."""

    PDQ = "pdq"
    PHASH = "phash"
    DHASH = "dhash"

    @property
    def words(self) -> int:
        """Words of 64 bits in a hash."""
        return 4 if self is HashKind.PDQ else 1

    def column(self, hashes: FrameHashes) -> Words | None:
        """Return the hashes, shape (n, words), or None where they were not made."""
        if self is HashKind.PDQ:
            return hashes.pdq
        column = hashes.phash if self is HashKind.PHASH else hashes.dhash
        return None if column is None else column[:, None]


@dataclass(slots=True, eq=False)
class Segment:
    """Rows and the entries that they belong to; places behind `rows` and `entries` are free.

    Attributes
    ----------
    planes : uint64 array, shape (words, room for rows)
    time_ms : uint32 array, shape (room for rows,)
    quality : uint8 array, shape (room for rows,)
    firsts : int64 array, shape (room for entries,)
        The first row of each entry.
    numbers : int64 array, shape (room for entries,)
        Rising.
    keys : uint8 array, shape (room for entries, 32)
    gone : bool array, shape (room for entries,)
        Entries that were removed.
    """

    planes: Words
    time_ms: npt.NDArray[np.uint32]
    quality: npt.NDArray[np.uint8]
    firsts: Counts
    numbers: Counts
    keys: npt.NDArray[np.uint8]
    gone: Flags
    rows: int = 0
    entries: int = 0
    gone_rows: int = 0

    @property
    def room(self) -> int:
        """How many rows more fit in."""
        return int(self.planes.shape[1]) - self.rows

    @property
    def counts(self) -> Counts:
        """How many rows each entry has."""
        return np.diff(self.firsts[: self.entries], append=self.rows)

    def first(self, rows: int, entries: int) -> "Segment":
        """Return the first rows and entries, without those that are gone; for reading only."""
        part = replace(self, rows=rows, entries=entries, gone=self.gone.copy())
        return part.without_gone(0) if part.gone[:entries].any() else part

    def append(self, batch: HashBatch, words: Words) -> None:
        """Put the entries of a batch, and their hashes of shape (n, words), behind the others."""
        rows, entries = self.rows + len(words), self.entries + len(batch.numbers)
        self.planes[:, self.rows : rows] = words.T
        self.time_ms[self.rows : rows] = batch.hashes.time_ms
        self.quality[self.rows : rows] = batch.hashes.quality
        if entries > len(self.numbers):
            more = max(64, entries)
            self.firsts = np.append(self.firsts, np.empty(more, np.int64))
            self.numbers = np.append(self.numbers, np.empty(more, np.int64))
            self.keys = np.append(self.keys, np.empty((more, KEY_BYTES), np.uint8), axis=0)
            self.gone = np.append(self.gone, np.zeros(more, np.bool_))
        new = slice(self.entries, entries)
        self.firsts[new] = self.rows + np.cumsum(batch.counts) - batch.counts
        self.numbers[new] = batch.numbers
        keys = bytes.fromhex("".join(batch.keys))
        self.keys[new] = np.frombuffer(keys, np.uint8).reshape(-1, KEY_BYTES)
        self.rows, self.entries = rows, entries

    def remove(self, numbers: Counts) -> None:
        """Mark those of these entries that are here as gone."""
        self.gone[self._places_of(numbers, self.entries)] = True
        self.gone_rows = int(self.counts[self.gone[: self.entries]].sum())

    def keys_of(self, numbers: Counts, entries: int) -> dict[int, str]:
        """Return the keys of those of these entries that are among the first ones, by number."""
        places = self._places_of(numbers, entries)
        return {int(self.numbers[place]): self.keys[place].tobytes().hex() for place in places}

    def with_quality(self, least: int, rows: int, entries: int) -> list[int]:
        """Return which of the first entries have a hash of such a quality in the first rows."""
        enough = np.flatnonzero(self.quality[:rows] >= least)
        places = np.searchsorted(self.firsts[:entries], enough, side="right") - 1
        has = np.zeros(entries, np.bool_)
        has[places] = True
        numbers: list[int] = self.numbers[:entries][has & ~self.gone[:entries]].tolist()
        return numbers

    def newer_than(self, number: int, rows: int, entries: int) -> tuple[int, int]:
        """Return how many of the first entries come after a number, and with how many rows."""
        first = int(np.searchsorted(self.numbers[:entries], number, "right"))
        counts = np.diff(self.firsts[first:entries], append=rows)
        stays = ~self.gone[first:entries]
        return int(np.count_nonzero(stays)), int(counts[stays].sum())

    def _places_of(self, numbers: Counts, entries: int) -> Counts:
        here = self.numbers[:entries]
        places: Counts = np.searchsorted(here, numbers)
        is_here = places < entries
        is_here[is_here] = here[places[is_here]] == numbers[is_here]
        return places[is_here]

    def without_gone(self, rows: int) -> "Segment":
        """Return a copy of what is not gone, with places for so many rows, or more if need be."""
        stays = ~self.gone[: self.entries]
        counts = self.counts
        taken = np.repeat(stays, counts)
        kept = int(np.count_nonzero(taken))
        copy = empty_segment(len(self.planes), max(rows, kept))
        for plane, old in zip(copy.planes, self.planes, strict=True):
            plane[:kept] = old[: self.rows][taken]
        copy.time_ms[:kept] = self.time_ms[: self.rows][taken]
        copy.quality[:kept] = self.quality[: self.rows][taken]
        copy.firsts = np.cumsum(counts[stays]) - counts[stays]
        copy.numbers = self.numbers[: self.entries][stays]
        copy.keys = self.keys[: self.entries][stays]
        copy.gone = np.zeros(len(copy.numbers), np.bool_)
        copy.rows, copy.entries = kept, len(copy.numbers)
        return copy


def empty_segment(words: int, rows: int) -> Segment:
    """Return a segment with room for rows; memory is taken as they come."""
    return Segment(
        planes=np.empty((words, rows), np.uint64),
        time_ms=np.empty(rows, np.uint32),
        quality=np.empty(rows, np.uint8),
        firsts=np.empty(0, np.int64),
        numbers=np.empty(0, np.int64),
        keys=np.empty((0, KEY_BYTES), np.uint8),
        gone=np.empty(0, np.bool_),
    )


def with_batch(segments: Sequence[Segment], batch: HashBatch, kind: HashKind) -> list[Segment]:
    """Append what a batch holds of this kind and return the segments, new ones at their end."""
    segments = list(segments)
    if segments and segments[-1].planes.shape[1] < SEGMENT_ROWS:
        # It came from a file, or was made anew, with no row to spare.
        segments[-1] = segments[-1].without_gone(SEGMENT_ROWS)
    for part, words in _parts(batch, kind, segments[-1].room if segments else 0):
        if not segments or segments[-1].room < len(words):
            segments.append(empty_segment(kind.words, max(SEGMENT_ROWS, len(words))))
        segments[-1].append(part, words)
    return segments


def _parts(batch: HashBatch, kind: HashKind, room: int) -> Iterator[tuple[HashBatch, Words]]:
    """Cut a batch between entries so that each part fits, the first one into `room`."""
    words = kind.column(batch.hashes)
    if words is None:
        return
    ends = np.cumsum(batch.counts)
    first = 0
    while first < len(ends):
        start = int(ends[first] - batch.counts[first])
        stop = int(np.searchsorted(ends, start + room, "right"))
        if stop > first:
            rows = slice(start, int(ends[stop - 1]))
            entries = [entry for entry in range(first, stop) if batch.counts[entry]]
            hashes = FrameHashes(
                batch.hashes.time_ms[rows], batch.hashes.pdq[rows], batch.hashes.quality[rows]
            )
            keys = [batch.keys[entry] for entry in entries]
            part = HashBatch(batch.numbers[entries], keys, batch.counts[entries], hashes)
            yield part, words[rows]
            first, room = stop, SEGMENT_ROWS
        else:
            room = max(SEGMENT_ROWS, int(batch.counts[first]))


def without(segments: Sequence[Segment], removed: Sequence[int]) -> list[Segment]:
    """Take entries out and return the segments that are left.

    They are out of every answer at once, those of a search under way included.
    """
    numbers = np.array(removed, np.int64)
    left = []
    for segment in segments:
        gone_rows = segment.gone_rows
        segment.remove(numbers)
        if segment.gone_rows > max(gone_rows, _GONE_SHARE * segment.rows):
            left.append(segment.without_gone(0))
        else:
            left.append(segment)
    return [segment for segment in left if segment.rows]
