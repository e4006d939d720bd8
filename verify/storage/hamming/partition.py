"""An archive's hashes in parts: each holds a range of the entries and is searched apart.

A part that answers says which entries it holds and as of which event of the custody log. What is
made of the answers is an answer only if the parts are the whole archive, each once, at one moment:
`whole` raises else. Entries are numbered by the events that added them, so an older moment than
the one that a part knows is asked for by leaving out the newer numbers; only what was removed in
between is lost to it, which is for whoever asks to see.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from verify.domain.partition_errors import ArchiveElsewhereError, PartsMissingError
from verify.domain.store_errors import UnknownEventError
from verify.storage.hamming import hits
from verify.storage.hamming.columns import HashKind
from verify.storage.hamming.index import Answer, HammingIndex
from verify.storage.hamming.kernels import Words
from verify.storage.interface import Archive, ArchiveChanges, CustodyLog, HashCounts, Store

Said = TypeVar("Said")


class Moment(NamedTuple):
    """An archive as it was after one event.

    Attributes
    ----------
    up_to : int
        The event's number; 0 before there was any.
    event_hash : str or None
        By which the log is known not to be another.
    """

    up_to: int
    event_hash: str | None


NEVER = Moment(0, None)


class EntryRange(NamedTuple):
    """Entries by number: from `first` to before `end`; None for all that are still to come."""

    first: int
    end: int | None

    def __str__(self) -> str:
        return f"entries {self.first} to {'the last' if self.end is None else self.end - 1}"


class Part(NamedTuple, Generic[Said]):
    """What a part of an archive says, of which entries, as they were at which moment."""

    entries: EntryRange
    moment: Moment
    said: Said


class Size(NamedTuple):
    """How many entries and hashes there are; entries without any hash do not count."""

    entries: int
    hashes: int


def newest(archive: Store, after: int = 0) -> Moment:
    """Return the archive's present moment, which is known not to lie before an event."""
    return moment_of(archive, archive.changes(after).up_to)


def moment_of(log: CustodyLog, up_to: int) -> Moment:
    """Return the moment after an event; without a hash if the log has none of that number."""
    if up_to == 0:
        return NEVER
    try:
        return Moment(up_to, log.event(up_to).hash)
    except UnknownEventError:
        return Moment(up_to, None)


def cut(counts: HashCounts, hashes_a_part: int, first: int = 1) -> list[EntryRange]:
    """Cut an archive into parts of about so many hashes, from an entry on; the last stays open.

    Examples
    --------
    >>> counts = HashCounts(np.array([2, 3, 7, 9]), np.array([50, 40, 300, 10]))
    >>> cut(counts, 100)
    [EntryRange(first=1, end=7), EntryRange(first=7, end=9), EntryRange(first=9, end=None)]
    """
    here = counts.numbers >= first
    numbers, ends = counts.numbers[here], np.cumsum(counts.counts[here])
    starts, done = [first], 0
    for number, end, count in zip(numbers, ends, counts.counts[here], strict=True):
        # A part is cut before the entry that would take it farther past its size than it lacks.
        if (
            number > starts[-1]
            and end - done > hashes_a_part
            and (end - done - hashes_a_part > hashes_a_part - (end - count - done))
        ):
            starts.append(int(number))
            done = int(end - count)
    return [EntryRange(*pair) for pair in zip(starts, [*starts[1:], None], strict=True)]


def whole(parts: Iterable[Part[Said]], moment: Moment) -> list[Said]:
    """Return what the parts say in the order of their entries, if they are all there is.

    Raises
    ------
    PartsMissingError
        If an entry is in none of them or in two, or one is of another moment.
    """
    in_order = sorted(parts, key=lambda part: part.entries.first)
    follows: int | None = 1
    for part in in_order:
        if part.moment != moment:
            raise PartsMissingError(
                f"{part.entries} are as of event {part.moment.up_to}, not of {moment.up_to}"
            )
        if follows is None or part.entries.first < follows:
            raise PartsMissingError(f"two parts hold entry {part.entries.first}")
        if part.entries.first > follows:
            raise PartsMissingError(f"no part holds {EntryRange(follows, part.entries.first)}")
        follows = part.entries.end
    if follows is not None:
        raise PartsMissingError(f"no part holds {EntryRange(follows, None)}")
    return [part.said for part in in_order]


def joined(answers: Sequence[Answer], up_to: int) -> Answer:
    """Return what one index of all entries would answer, from the answers of all parts."""
    keys: dict[int, str] = {}
    for answer in answers:
        keys |= answer.keys
    return Answer(
        hits.in_order([answer.hits for answer in answers]),
        keys,
        sum(answer.entries for answer in answers),
        sum(answer.hashes for answer in answers),
        up_to,
    )


class _Range:
    """What an index takes in of an archive: entries of a range."""

    def __init__(self, archive: Archive, entries: EntryRange) -> None:
        self._archive, self._entries = archive, entries

    def changes(self, after: int, *, with_64_bit: bool = False) -> ArchiveChanges:
        first, end = self._entries
        # Whatever is in the range came after its first event, and left after that.
        after = max(after, first - 1)
        until = None if end is None else end - 1
        return self._archive.changes(after, until=until, with_64_bit=with_64_bit)


class Partition:
    """A range of an archive's entries in RAM, which follows the archive as it is asked.

    Several threads may ask at once.

    Parameters
    ----------
    archive : Store
    entries : EntryRange
    new_index : callable
        Returns an empty index; see `new_index_in`.
    """

    def __init__(
        self, archive: Store, entries: EntryRange, new_index: Callable[[], HammingIndex]
    ) -> None:
        self._archive = archive
        self.entries = entries
        self._new_index = new_index
        self._following = threading.Lock()
        self._index, self._moment = new_index(), NEVER

    def search(self, moment: Moment, queries: Words, radius_bits: int) -> Part[Answer]:
        """Find all hashes within a radius of each query, as `HammingIndex.search`.

        Raises
        ------
        ArchiveElsewhereError
            If this archive never was what it is said to be at that moment.
        """
        index = self._at(moment)
        return self._part(moment, index.search(queries, radius_bits, moment.up_to))

    def with_quality(self, moment: Moment, least: int) -> Part[tuple[Size, frozenset[int]]]:
        """Return how much there is, and which entries have a hash of such a quality or more."""
        index = self._at(moment)
        size, numbers = index.size(moment.up_to), index.entries_with(least)
        with_it = frozenset(number for number in numbers if number <= moment.up_to)
        return self._part(moment, (Size(*size), with_it))

    def size(self, moment: Moment) -> Part[Size]:
        """Return how much there is; what was not taken in before is taken in by this."""
        return self._part(moment, Size(*self._at(moment).size(moment.up_to)))

    def _part(self, moment: Moment, said: Said) -> Part[Said]:
        return Part(self.entries, moment, said)

    def _at(self, moment: Moment) -> HammingIndex:
        """Return the index, as of that moment or a later one."""
        if moment == self._moment:
            return self._index
        with self._following:
            if moment_of(self._archive, moment.up_to) != moment:
                reason = f"event {moment.up_to} of the custody log is not the one that was meant"
                raise ArchiveElsewhereError(reason)
            if self._moment != moment_of(self._archive, self._moment.up_to):
                # A backup was brought back: what is here was of a log that is no more.
                self._index, self._moment = self._new_index(), NEVER
            if self._moment.up_to < moment.up_to:
                self._index.refresh(_Range(self._archive, self.entries))
                self._moment = moment_of(self._archive, self._index.up_to)
            return self._index


def new_index_in(kind: HashKind, code_folder: Path | None) -> Callable[[], HammingIndex]:
    """Return what makes the index of a part: one thread searches it, others the parts beside it."""
    return lambda: HammingIndex(kind, code_folder=code_folder, threads=1)
