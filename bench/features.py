"""Time and memory of the search for points that look alike; `python -m bench.run --only features`.

Points are made: a code is one of some thousand looks that come again and again, or of its own, with
bits turned over, for those of real pictures are anything but evenly spread.
"""

from collections.abc import Iterator
from time import perf_counter

import numpy as np

from verify.domain.local_features import Codes, LocalFeatures
from verify.storage.interface import EntryFeatures, FeatureChanges
from verify.storage.likeness import FeatureIndex

_LOOKS = 3_000
_SHARE_OF_LOOKS = 0.3
_PICTURES_AN_ENTRY = 100
_POINTS_A_PICTURE = 150
_PICTURES_ASKED = 60


def _turned(rng: np.random.Generator, codes: Codes, bits: int) -> Codes:
    """Return codes with up to so many bits of each turned over."""
    turned = codes.copy()
    every = np.arange(len(codes))
    for _bit in range(bits):
        flip = np.uint64(1) << rng.integers(0, 64, len(codes), dtype=np.uint64)
        turned[every, rng.integers(0, 2, len(codes))] ^= flip
    return turned


class Made:
    """An archive of made points, as far as an index asks it."""

    def __init__(self, points: int) -> None:
        self._entries = max(1, points // (_PICTURES_AN_ENTRY * _POINTS_A_PICTURE))
        self._looks = self._some(np.random.default_rng(0), _LOOKS)
        self.asked = self._codes(1)[: _PICTURES_ASKED * _POINTS_A_PICTURE]

    @staticmethod
    def _some(rng: np.random.Generator, count: int) -> Codes:
        """Return codes whose bits are like their neighbours two times of three."""
        changes = rng.random((count, 128)) < 1 / 3
        bits = np.bitwise_xor.accumulate(changes, axis=1)
        return np.packbits(bits, axis=1).view("<u8")

    def _codes(self, number: int) -> Codes:
        rng = np.random.default_rng(number)
        codes = self._some(rng, _PICTURES_AN_ENTRY * _POINTS_A_PICTURE)
        again = np.flatnonzero(rng.random(len(codes)) < _SHARE_OF_LOOKS)
        codes[again] = self._looks[rng.integers(0, _LOOKS, len(again))]
        return _turned(rng, codes, 12)

    def _added(self) -> Iterator[EntryFeatures]:
        points = _PICTURES_AN_ENTRY * _POINTS_A_PICTURE
        place, step = np.zeros(points, np.uint16), np.zeros(points, np.uint8)
        time_ms = np.arange(_PICTURES_AN_ENTRY, dtype=np.uint32) * 1000
        counts = np.full(_PICTURES_AN_ENTRY, _POINTS_A_PICTURE, np.uint16)
        for number in range(1, self._entries + 1):
            codes = self._codes(number)
            features = LocalFeatures(time_ms, counts, place, place, step, step, codes)
            yield EntryFeatures(number, f"{number:064x}", features, number)

    def feature_changes(self, _after: int) -> FeatureChanges:
        """Return all there is."""
        return FeatureChanges(self._entries, [], self._added())


def main(points: int) -> None:
    """Print how long it takes to sort points and to search for pictures among them."""
    made, index = Made(points), FeatureIndex()
    index.refresh(made)  # type: ignore[arg-type]
    started = perf_counter()
    index.search(made.asked[:0])
    sorting_s = perf_counter() - started
    print(f"{index.points:,} points of {index.entries} entries; sorting took {sorting_s:.2f} s")
    # As they are and as in a mirror: for time alone, bits in another order do as well.
    both = np.concatenate([made.asked, made.asked[:, ::-1]])
    for sense, codes in (("one sense", made.asked), ("both senses", both)):
        started = perf_counter()
        hits = index.search(codes)
        took_s = perf_counter() - started
        print(
            f"  {len(codes):,} points asked, {sense}: {took_s:.2f} s, {len(hits.query):,} hits "
            f"in {len(hits.keys)} entries; left out {hits.lookups_left_out:,} of "
            f"{8 * len(codes):,} lookups, {hits.points_left_out:,} points"
        )
