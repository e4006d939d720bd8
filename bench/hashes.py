"""Archives of hashes to search: made from nothing, or with the ways of real footage.

Made: shots of 20 to 100 like frames, each frame up to 4 bits from the one before it, three shots in
a thousand one of 16 frames that many clips have, such as black. Real: PDQ of frames of real clips,
four a second, each clip many times over; every time all its hashes are changed by the difference
between two strange frames, which keeps how frames of a clip differ, and how bits go together.
"""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.picture.pdq import pdq
from verify.domain.archive import FrameHashes
from verify.storage.hamming.kernels import Words
from verify.storage.interface import ArchiveChanges, HashBatch

ENTRY_HASHES = 300
_BATCH_HASHES = 1_000_000 // ENTRY_HASHES * ENTRY_HASHES
_COMMON_FRAMES = 16
_FRAMES_PER_S = 4
_MOST_FRAMES = 150
_REENCODED_JPEG_QUALITY = 25

Entry = tuple[Words, Words]
"""Hashes of a clip, and of the same frames after it was shrunk and coded anew."""


def made(count: int, seed: int = 7) -> Iterator[Words]:
    """Yield hashes as from footage, about a million at a time, shape (n, 4)."""
    rng = np.random.default_rng(seed)
    common = rng.integers(0, 2**64, (_COMMON_FRAMES, 4), dtype=np.uint64)
    for start in range(0, count, _BATCH_HASHES):
        yield _shots(min(_BATCH_HASHES, count - start), rng, common)


def _shots(count: int, rng: np.random.Generator, common: Words) -> Words:
    lengths = rng.integers(20, 101, count // 20 + 1)
    shots = int(np.searchsorted(np.cumsum(lengths), count)) + 1
    first_frames = rng.integers(0, 2**64, (shots, 4), dtype=np.uint64)
    is_common = rng.random(shots) < 0.003
    first_frames[is_common] = common[rng.integers(0, _COMMON_FRAMES, is_common.sum())]
    shot = np.repeat(np.arange(shots), lengths[:shots])[:count]
    walk = np.zeros((count, 4), np.uint64)
    flips = rng.integers(0, 5, count)
    for flip in range(4):
        rows = np.flatnonzero(flips > flip)
        bit = rng.integers(0, 256, len(rows))
        walk[rows, bit >> 6] ^= np.uint64(1) << (bit & 63).astype(np.uint64)
    np.bitwise_xor.accumulate(walk, axis=0, out=walk)
    starts = np.searchsorted(shot, np.arange(shots))
    return walk ^ walk[starts][shot] ^ first_frames[shot]


def with_bits_flipped(hashes: Words, most: int, rng: np.random.Generator) -> Words:
    """Return hashes with up to so many bits flipped in each."""
    flipped = hashes.copy()
    for words in flipped:
        for bit in rng.choice(256, rng.integers(0, most + 1), replace=False):
            words[bit >> 6] ^= np.uint64(1) << np.uint64(bit & 63)
    return flipped


def real_clips(folder: Path) -> list[Entry]:
    """Return the hashes of every clip below a folder."""
    clips = []
    for clip in sorted(folder.rglob("*")):
        if clip.suffix in {".mp4", ".mkv"} and len(hashes := list(_both_hashes(clip))) > 1:
            before, after = np.array(hashes, np.uint64).swapaxes(0, 1)
            clips.append((before, after))
    return clips


def _both_hashes(clip: Path) -> Iterator[tuple[Words, Words]]:
    capture = cv2.VideoCapture(str(clip))
    step = max(1, round(capture.get(cv2.CAP_PROP_FPS) / _FRAMES_PER_S))
    index = 0
    while index < _MOST_FRAMES * step and capture.grab():
        if index % step == 0:
            is_read, frame = capture.retrieve()
            if is_read:
                grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
                small = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
                quality = (cv2.IMWRITE_JPEG_QUALITY, _REENCODED_JPEG_QUALITY)
                coded = cv2.imencode(".jpg", small, quality)[1]
                yield _words(grey), _words(cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE))
        index += 1
    capture.release()


def _words(grey: npt.NDArray[np.uint8]) -> Words:
    return np.frombuffer(pdq(grey).bits, ">u8").astype(np.uint64)


def real(clips: list[Entry], count: int, seed: int = 8) -> tuple[Words, Words]:
    """Return hashes of an archive with the ways of real clips, and the same frames coded anew."""
    rng = np.random.default_rng(seed)
    frames = np.concatenate([before for before, _ in clips])
    befores, afters, total = [], [], 0
    while total < count:
        for before, after in clips:
            one, other = frames[rng.integers(0, len(frames), 2)]
            befores.append(before ^ one ^ other)
            afters.append(after ^ one ^ other)
            total += len(before)
    return np.concatenate(befores)[:count], np.concatenate(afters)[:count]


class Made:
    """What an index takes hashes in from: entries of 300, times that number the rows."""

    def __init__(self, parts: Iterator[Words]) -> None:
        self._parts = parts

    def changes(self, after: int, *, with_64_bit: bool = False) -> ArchiveChanges:
        """Return everything, once."""
        if after or with_64_bit:
            raise ValueError("only PDQs, and all of them")
        return ArchiveChanges(up_to=1, removed=[], added=self._batches())

    def _batches(self) -> Iterator[HashBatch]:
        row = entry = 0
        for words in self._parts:
            entries = -(-len(words) // ENTRY_HASHES)
            counts = np.full(entries, ENTRY_HASHES)
            counts[-1] = len(words) - ENTRY_HASHES * (entries - 1)
            numbers = np.arange(entry + 1, entry + entries + 1)
            hashes = FrameHashes(
                time_ms=np.arange(row, row + len(words), dtype=np.uint32),
                pdq=words,
                quality=np.full(len(words), 100, np.uint8),
            )
            yield HashBatch(numbers, [f"{number:064x}" for number in numbers], counts, hashes)
            row, entry = row + len(words), entry + entries
