"""What an archive holds that is near one hash: of a whole file, or of one picture.

A single picture says little: plain and dark ones are near many that have nothing to do with them,
which is why `quality` comes along.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from verify.domain.archive import Entry
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.store_errors import UnknownEntryError
from verify.storage.hamming import HashKind, Hits
from verify.workbench.archive.partitioned import hash_index
from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS
from verify.workbench.archive.shelf import Shelf

_NEAREST = 50
# Of 64 bits a quarter as many.
_RADIUS_BITS = {HashKind.PDQ: DEFAULT_RADIUS_BITS, HashKind.PHASH: DEFAULT_RADIUS_BITS // 4}
_PDQ_DIGITS, _SHORT_DIGITS = 64, 16


class NoHashError(BadParameterError):
    """A text that is no hash that is searched for."""

    def __init__(self, text: str) -> None:
        expected = (
            f"{_PDQ_DIGITS} hexadecimal digits of a PDQ or a SHA-256, or {_SHORT_DIGITS} of a pHash"
        )
        super().__init__("the hash", shown_name(text[:_PDQ_DIGITS]), expected)


@dataclass(frozen=True, slots=True)
class NearHash:
    """An entry with a picture whose hash is near the one asked for; the nearest of its pictures."""

    entry: Entry
    time_s: float
    distance_bits: int
    quality: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the archive holds that is near a hash.

    Attributes
    ----------
    same_file : Entry or None
        The entry of this very SHA-256.
    near : list of NearHash
        The nearest first.
    left_out, entries : int
        How many more there are; how many entries were searched.
    radius_bits : int
    kind : HashKind
    """

    same_file: Entry | None
    near: list[NearHash]
    left_out: int
    entries: int
    radius_bits: int
    kind: str


def near_hash(shelf: Shelf, text: str) -> Answer:
    """Return what is near a hash: 64 digits are sought as a SHA-256 and as a PDQ, 16 as a pHash.

    Raises
    ------
    NoHashError
        If it is none.
    """
    digits = "".join(text.split()).lower()
    try:
        words = np.frombuffer(bytes.fromhex(digits), ">u8").astype(np.uint64)
    except ValueError as error:
        raise NoHashError(text) from error
    if len(digits) not in (_PDQ_DIGITS, _SHORT_DIGITS):
        raise NoHashError(text)
    kind = HashKind.PDQ if len(digits) == _PDQ_DIGITS else HashKind.PHASH
    radius_bits = _RADIUS_BITS[kind]
    same = None
    if kind is HashKind.PDQ:
        words = words.reshape(1, -1)
        with contextlib.suppress(UnknownEntryError):
            same = shelf.store.entry(digits)
    folder = shelf.columns_folder if shelf.can_be_written else None
    with hash_index(shelf, kind, folder) as index:
        found = index.search(words, radius_bits)
    hits = found.hits
    order = np.argsort(hits.distance_bits, kind="stable")
    _, firsts = np.unique(hits.number[order], return_index=True)
    nearest = order[np.sort(firsts)]
    near = list(_told(shelf, hits, found.keys, nearest[:_NEAREST].tolist()))
    return Answer(
        same, near, max(0, len(nearest) - _NEAREST), found.entries, radius_bits, kind.value
    )


def _told(
    shelf: Shelf, hits: Hits, keys: Mapping[int, str], rows: Sequence[int]
) -> Iterator[NearHash]:
    for row in rows:
        try:
            entry = shelf.store.entry(keys[int(hits.number[row])])
        except UnknownEntryError:
            continue
        yield NearHash(
            entry,
            float(hits.time_ms[row]) / 1000,
            int(hits.distance_bits[row]),
            int(hits.quality[row]),
        )
