"""The bank of pictures that tell little, and what is near it."""

import random

import numpy as np
import pytest

from tests.synthesis import background as drawing
from tests.synthesis.copies.drawn import NOTHING
from verify.analysis.matching.background import BANK, background_bits, bank, worth
from verify.analysis.matching.candidates import Near, candidates_of
from verify.analysis.picture.pdq import PdqHash, pdq
from verify.domain.archive import Words
from verify.domain.frames import LumaPlane

RADIUS_BITS = 31


def words_of(hashes: list[PdqHash]) -> Words:
    bits = np.frombuffer(b"".join(each.bits for each in hashes), ">u8")
    return bits.reshape(-1, 4).astype(np.uint64)


def flat(level: int, width: int, height: int) -> LumaPlane:
    return np.full((height, width), level, np.uint8)


def test_the_bank_is_what_its_drawings_give() -> None:
    entries = np.load(BANK)
    assert len(entries) == len(bank()) == drawing.COUNT
    numbers = [0, 5, *range(drawing.COUNT - 8, drawing.COUNT)]

    anew = np.stack([drawing.entry(number) for number in numbers])

    apart = np.bitwise_count(anew["pdq"] ^ entries["pdq"][numbers]).sum(axis=1)
    assert apart.max() <= 2
    assert np.abs(anew["quality"].astype(int) - entries["quality"][numbers]).max() <= 1


def test_a_flat_picture_of_any_level_and_size_is_worth_nothing() -> None:
    sizes = ((96, 64), (64, 128), (81, 81))
    hashes = [pdq(flat(level, *sizes[level % 3])) for level in range(0, 256, 5)]

    bits = background_bits(words_of(hashes))

    assert not worth(np.zeros(len(bits)), bits).any()


def test_a_picture_that_shows_something_is_worth_all() -> None:
    # Bits by chance are what a hash of a busy picture looks like.
    busy = np.random.default_rng(3).integers(0, 2**64, (200, 4), dtype=np.uint64)

    bits = background_bits(busy)

    planes = np.bitwise_count(busy[:, None] ^ bank()[None]).sum(axis=2)
    nearest = np.sort(planes, axis=1)[:, :3].mean(axis=1)
    assert bits == pytest.approx(np.minimum(nearest, 104))
    assert worth(np.full(200, 12.0), bits).min() == 1
    assert background_bits(busy[:0]).shape == (0,)


def test_worth_falls_with_the_distance_to_what_is_met() -> None:
    shares = worth(np.array([0.0, 24.0, 30.0, 31.0]), np.full(4, 36.0))

    assert shares == pytest.approx([0.5, 0.1, 0.0, 0.0])


def test_a_clip_of_nothing_meets_nothing_of_others() -> None:
    # Pictures of the same kinds as the bank's, by other seeds, and flat ones: what is most alike.
    others = [pdq(drawing.picture(number)) for number in range(2_000, 2_016)]
    archived = words_of([*others, *(pdq(flat(level, 64, 64)) for level in range(12))])
    for kind, draw in NOTHING.items():
        reel = draw(random.Random(kind), 0.5)
        hashes = [pdq(np.ascontiguousarray(frame[:, :, 1])) for frame in list(reel.frames)[::4]]
        query = words_of(hashes)
        # The bank has to do it alone, whatever the quality.
        apart = np.bitwise_count(query[:, None] ^ archived[None]).sum(axis=2)
        met, number = np.nonzero(apart <= RADIUS_BITS)
        near = Near(met, number, np.zeros(len(met)), apart[met, number].astype(float))

        found = candidates_of(
            near, [], np.arange(len(query)) / 4, query, RADIUS_BITS, len(archived)
        )

        assert not found.each, kind
