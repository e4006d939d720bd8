"""What others would find of the same copies: the rule of vPDQ, and imagehash's pHash alone.

Both look at one frame a second and know neither order nor time; both are written anew from their
published descriptions, over the hashes that the archive and the query have anyway.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.accuracy.copy_scoring import Found
from verify.domain.archive import FrameHashes
from verify.domain.rows import HashRow

Words = npt.NDArray[np.uint64]

_LEAST_QUALITY = 50
_PDQ_BITS = 31
_PHASH_BITS = 8


@dataclass(frozen=True)
class Frames:
    """One frame a second: PDQ, its quality, and pHash."""

    pdq: Words
    quality: npt.NDArray[np.int64]
    phash: Words


def of_rows(rows: Sequence[HashRow]) -> Frames:
    """Return the frames of a query."""
    times_s = np.array([row.time_s for row in rows], np.float64)
    pdq = np.frombuffer(bytes.fromhex("".join(row.pdq for row in rows)), ">u8")
    phash = np.array([int(row.phash, 16) for row in rows], np.uint64)
    quality = np.array([row.pdq_quality for row in rows], np.int64)
    kept = _one_a_second(times_s)
    return Frames(pdq.astype(np.uint64).reshape(-1, 4)[kept], quality[kept], phash[kept])


def of_entry(hashes: FrameHashes) -> Frames:
    """Return the frames of an entry."""
    assert hashes.phash is not None
    kept = _one_a_second(hashes.time_ms / 1000)
    return Frames(hashes.pdq[kept], hashes.quality[kept].astype(np.int64), hashes.phash[kept])


def _one_a_second(times_s: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    if not len(times_s):
        return np.zeros(0, np.intp)
    seconds = np.arange(int(times_s[-1]) + 1)
    return np.unique(np.searchsorted(times_s, seconds - 1e-3))


def by_vpdq(query: Frames, entries: Sequence[tuple[str, Frames]]) -> list[Found]:
    """Score by the share of good frames that are within 31 bits of a good one of the entry."""
    good = query.pdq[query.quality >= _LEAST_QUALITY]
    pairs = ((name, entry.pdq[entry.quality >= _LEAST_QUALITY]) for name, entry in entries)
    return _ranked((name, _share(good, theirs, _PDQ_BITS)) for name, theirs in pairs)


def by_phash(query: Frames, entries: Sequence[tuple[str, Frames]]) -> list[Found]:
    """Score by the share of frames that are within 8 bits of one of the entry."""
    mine = query.phash[:, None]
    pairs = ((name, entry.phash[:, None]) for name, entry in entries)
    return _ranked((name, _share(mine, theirs, _PHASH_BITS)) for name, theirs in pairs)


def _share(mine: Words, theirs: Words, most_bits: int) -> float:
    if not len(mine) or not len(theirs):
        return 0.0
    apart = np.bitwise_count(mine[:, None, :] ^ theirs[None, :, :]).sum(2, dtype=np.int64)
    return float((apart.min(1) <= most_bits).mean())


def _ranked(shares: Iterable[tuple[str, float]]) -> list[Found]:
    best: dict[str, float] = {}
    for name, share in shares:
        best[name] = max(share, best.get(name, 0.0))
    order = sorted((name for name, share in best.items() if share), key=lambda name: -best[name])
    return [Found(name, best[name], rank=rank) for rank, name in enumerate(order)]
