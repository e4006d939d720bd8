"""The search: every hash within a radius of a query, none lost, by whichever way is fastest.

An index is refreshed from the store by the number of the last event that it knows, so it may be
older than the store by what came since. Threads may ask it while one refreshes it.
"""

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, Protocol

import numpy as np

from verify.storage.hamming import bands, hits, kernels
from verify.storage.hamming.bands import Bands
from verify.storage.hamming.columns import HashKind, Segment, with_batch, without
from verify.storage.hamming.compiled import Kernel, machine_code
from verify.storage.hamming.hits import Hits
from verify.storage.hamming.kernels import BANDED_RADIUS_BITS, Words
from verify.storage.interface import ArchiveChanges

# Below this a thread is not worth waking.
_LEAST_SLICE_ROWS = 1 << 15
_LEAST_QUERIES = 8
_TASKS_A_THREAD = 4

# To sort rows takes about as long as so many queries lose by scanning them: whatever is asked
# afterwards, no more than twice the time is spent than if it had been known.
_QUERIES_BEFORE_BANDS = 512
_TRIAL_QUERIES = 32
DEFAULT_BANDS_BYTES = 1 << 30


class _Part(NamedTuple):
    """Rows of a segment, the first ones of them sorted into bands."""

    segment: Segment
    rows: int
    entries: int
    bands: Bands | None


class _Task(NamedTuple):
    part: _Part
    first_query: int
    search: hits.Search

    def hits(self) -> Hits:
        rows = hits.all_of(self.search)
        return hits.with_entries(self.part.segment, self.part.entries, self.first_query, rows)


class _View(NamedTuple):
    """What a search sees; never changed, only replaced."""

    parts: tuple[_Part, ...]
    up_to: int
    entries: int
    hashes: int

    def size(self, up_to: int) -> tuple[int, int]:
        """Return how many entries were added by an event, and how many hashes."""
        entries, hashes = self.entries, self.hashes
        if up_to < self.up_to:
            for part in self.parts:
                newer = part.segment.newer_than(up_to, part.rows, part.entries)
                entries, hashes = entries - newer[0], hashes - newer[1]
        return entries, hashes


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was found, and in what.

    Attributes
    ----------
    keys : dict of int to str
        The keys of the entries found, by their numbers.
    entries, hashes : int
        How many were searched.
    up_to : int
        The last event of the store that was known.
    """

    hits: Hits
    keys: dict[int, str]
    entries: int
    hashes: int
    up_to: int


class HashSource(Protocol):
    """What an index takes hashes in from: an archive, or a part of one."""

    def changes(self, after: int, *, with_64_bit: bool = False) -> ArchiveChanges:
        """Return what changed after an event; see `interface.Archive`."""


class HashIndex(Protocol):
    """What is asked of an index, be it here or in parts elsewhere."""

    @property
    def entries(self) -> int:
        """How many entries there are."""

    def entries_with(self, least_quality: int) -> frozenset[int]:
        """See `HammingIndex.entries_with`."""

    def search(self, queries: Words, radius_bits: int) -> Answer:
        """See `HammingIndex.search`."""

    def prepare(self) -> None:
        """Have ready what a search needs, as far as it can be had before."""


class HammingIndex:
    """Hashes of one kind, in RAM.

    Parameters
    ----------
    kind : HashKind
    code_folder : Path or None
        Where compiled code is kept between processes; see `compiled`.
    threads : int or None
        How many search; by default as many as there are processors.
    bands_bytes : int
        How much memory may be spent on being faster; see `bands`.
    """

    def __init__(
        self,
        kind: HashKind = HashKind.PDQ,
        *,
        code_folder: Path | None = None,
        threads: int | None = None,
        bands_bytes: int = DEFAULT_BANDS_BYTES,
    ) -> None:
        self.kind = kind
        self._code_folder = code_folder
        self._threads = threads or os.cpu_count() or 1
        self._pool = ThreadPoolExecutor(self._threads, "hamming")
        self._bands_bytes = bands_bytes
        self._view = _View((), 0, 0, 0)
        self._writing = threading.Lock()
        self._queries_so_far = 0
        self._are_bands_faster: bool | None = None

    def close(self) -> None:
        """End the threads; the index is not used afterwards."""
        self._pool.shutdown()

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self._view.entries

    @property
    def hashes(self) -> int:
        """How many hashes there are."""
        return self._view.hashes

    def size(self, up_to: int) -> tuple[int, int]:
        """Return how many entries and hashes there are, without what was added after an event."""
        return self._view.size(up_to)

    def entries_with(self, least_quality: int) -> frozenset[int]:
        """Return the numbers of the entries that have a hash of such a quality, 0-255, or more."""
        return frozenset(
            number
            for part in self._view.parts
            for number in part.segment.with_quality(least_quality, part.rows, part.entries)
        )

    @property
    def has_bands(self) -> bool:
        """Whether rows are looked up, not scanned."""
        return any(part.bands is not None for part in self._view.parts)

    def columns(self) -> tuple[list[Segment], int]:
        """Return all there is, for reading, and the last event of the store that is in it."""
        view = self._view
        return [part.segment.first(part.rows, part.entries) for part in view.parts], view.up_to

    def start_from(self, segments: Sequence[Segment], up_to: int) -> None:
        """Take over columns, which may be read-only, with the last event that is in them."""
        if segments and segments[-1].room:
            # Whoever it comes from may write behind its rows.
            segments = [*segments[:-1], segments[-1].without_gone(0)]
        with self._writing:
            self._show(segments, up_to)

    def refresh(self, archive: HashSource) -> None:
        """Take in what changed in the store since the last time."""
        with self._writing:
            view = self._view
            for part in view.parts:
                # What a refresh that failed half-way left behind them is written over.
                part.segment.rows, part.segment.entries = part.rows, part.entries
            changes = archive.changes(view.up_to, with_64_bit=self.kind is not HashKind.PDQ)
            segments = [part.segment for part in view.parts]
            if changes.removed:
                segments = without(segments, changes.removed)
            for batch in changes.added:
                segments = with_batch(segments, batch, self.kind)
            self._show(segments, changes.up_to)

    def _show(self, segments: Sequence[Segment], up_to: int) -> None:
        bands_of = {id(part.segment): part.bands for part in self._view.parts}
        parts = tuple(
            _Part(segment, segment.rows, segment.entries, bands_of.get(id(segment)))
            for segment in segments
        )
        entries = sum(
            segment.entries - int(np.count_nonzero(segment.gone[: segment.entries]))
            for segment in segments
        )
        hashes = sum(segment.rows - segment.gone_rows for segment in segments)
        self._view = _View(parts, up_to, entries, hashes)

    @property
    def up_to(self) -> int:
        """The last event of the store that is known."""
        return self._view.up_to

    def search(self, queries: Words, radius_bits: int, up_to: int | None = None) -> Answer:
        """Find all hashes within a radius of each query.

        None is left out: a still that shows next to nothing is near many others of its kind, and
        which of them not to count is for the caller to say, by `quality` for one.

        Parameters
        ----------
        queries : uint64 array, shape (q, 4) for PDQ, (q,) for the other kinds
        radius_bits : int
            Largest number of differing bits: from 0 to all but one.
        up_to : int, optional
            An event: entries that were added after it are left out, as if they were not here. What
            was removed since is not there either.

        Raises
        ------
        ValueError
            If the queries are of another shape, or the radius is out of range.
        """
        shape = (len(queries), 4) if self.kind is HashKind.PDQ else (len(queries),)
        if queries.shape != shape or not 0 <= radius_bits < 64 * self.kind.words:
            raise ValueError(f"{self.kind}: queries {queries.shape}, radius {radius_bits} bits")
        words = np.ascontiguousarray(queries, np.uint64)
        if self._may_use_bands(radius_bits):
            self._queries_so_far += len(words)
            if self._queries_so_far >= _QUERIES_BEFORE_BANDS:
                self.sort_into_bands()
        view = self._view
        found = hits.in_order(
            list(self._pool.map(_Task.hits, self._tasks(view, words, radius_bits)))
        )
        numbers, keys = np.unique(found.number), {}
        for part in view.parts:
            keys.update(part.segment.keys_of(numbers, part.entries))
        answer = Answer(found, keys, view.entries, view.hashes, view.up_to)
        if up_to is None or up_to >= view.up_to:
            return answer
        known = {number: key for number, key in keys.items() if number <= up_to}
        return Answer(found.of(found.number <= up_to), known, *view.size(up_to), up_to)

    def _may_use_bands(self, radius_bits: int) -> bool:
        return self.kind is HashKind.PDQ and radius_bits <= BANDED_RADIUS_BITS

    def _tasks(self, view: _View, words: Words, radius_bits: int) -> Iterator[_Task]:
        rows = sum(part.rows for part in view.parts)
        tasks = self._threads * _TASKS_A_THREAD
        slice_rows = max(_LEAST_SLICE_ROWS, -(-rows // tasks))
        some_queries = max(_LEAST_QUERIES, -(-len(words) * len(view.parts) // tasks))
        for part in view.parts:
            sorted_rows = 0
            if part.bands is not None and self._may_use_bands(radius_bits):
                sorted_rows = part.bands.rows
                for first in range(0, len(words), some_queries):
                    some = words[first : first + some_queries]
                    yield _Task(part, first, self._by_bands(part, part.bands, some, radius_bits))
            for start in range(sorted_rows, part.rows, slice_rows):
                stop = min(start + slice_rows, part.rows)
                yield _Task(part, 0, self._by_scan(part, start, stop, words, radius_bits))

    def _by_scan(
        self, part: _Part, start: int, stop: int, words: Words, radius_bits: int
    ) -> hits.Search:
        planes = part.segment.planes
        given = (planes, planes.shape[1], start, stop, words, len(words), radius_bits)
        return partial(self._compiled(self._scanning), *given)

    def _by_bands(
        self, part: _Part, in_bands: Bands, words: Words, radius_bits: int
    ) -> hits.Search:
        planes = part.segment.planes
        given = (planes, planes.shape[1], in_bands.rows, in_bands.row_bits)
        asked = (in_bands.ends, in_bands.members, words, len(words), radius_bits)
        return partial(self._compiled(kernels.search_bands), *given, *asked)

    @property
    def _scanning(self) -> Kernel:
        return kernels.scan_pdq if self.kind is HashKind.PDQ else kernels.scan_word

    def _compiled(self, kernel: Kernel) -> Kernel:
        return machine_code(kernel, self._code_folder)

    def prepare(self) -> None:
        """Have the code of a search loaded, or compiled, before the first one needs it."""
        if self.hashes:
            self._compiled(self._scanning)
        if self.kind is HashKind.PDQ and self._places_to_sort(self._view.parts):
            self._compiled(kernels.sort_into_bands)
            self._compiled(kernels.search_bands)

    def sort_into_bands(self) -> None:
        """Sort rows so that they are looked up instead of scanned, if a trial finds that faster.

        A search does so by itself once it has had so many queries that it pays.
        """
        # While another thread does this, or writes, rows are scanned.
        if self._are_bands_faster is False or not self._writing.acquire(blocking=False):
            return
        try:
            parts = list(self._view.parts)
            places = self._places_to_sort(parts)
            if places and self._are_bands_faster is None:
                first = places[0]
                tried = self._bands_of(parts[first])
                self._are_bands_faster = self._is_faster(tried, parts[first])
                if self._are_bands_faster:
                    parts[places.pop(0)] = parts[first]._replace(bands=tried)
            if self._are_bands_faster:
                made = self._pool.map(self._bands_of, [parts[place] for place in places])
                for place, sorted_rows in zip(places, made, strict=True):
                    parts[place] = parts[place]._replace(bands=sorted_rows)
                self._view = self._view._replace(parts=tuple(parts))
        finally:
            self._writing.release()

    def _places_to_sort(self, parts: Sequence[_Part]) -> list[int]:
        places, bytes_spent = [], 0
        for place, part in enumerate(parts):
            bytes_spent += bands.bytes_of(part.rows)
            if bytes_spent > self._bands_bytes:
                break
            sorted_rows = 0 if part.bands is None else part.bands.rows
            if part.rows - sorted_rows >= bands.LEAST_ROWS:
                places.append(place)
        return places

    def _bands_of(self, part: _Part) -> Bands:
        made = bands.unsorted_bands(part.rows)
        planes = part.segment.planes
        sort = self._compiled(kernels.sort_into_bands)
        sort(planes, planes.shape[1], made.rows, made.row_bits, made.ends, made.members)
        return made

    def _is_faster(self, tried: Bands, part: _Part) -> bool:
        rows = np.linspace(0, part.rows - 1, _TRIAL_QUERIES).astype(np.int64)
        words = np.ascontiguousarray(part.segment.planes[:, rows].T)
        by_bands = self._by_bands(part, tried, words, BANDED_RADIUS_BITS)
        by_scan = self._by_scan(part, 0, part.rows, words, BANDED_RADIUS_BITS)
        return _seconds(by_bands) < _seconds(by_scan)


def _seconds(search: hits.Search) -> float:
    started = perf_counter()
    hits.all_of(search)
    return perf_counter() - started
