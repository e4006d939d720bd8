"""Which frames of a clip are hashed, and what stands in their rows."""

from collections.abc import Sequence
from fractions import Fraction

import cv2
import numpy as np
import pytest

from verify.analysis.picture.hashing import HashSeries, hash_frame, hash_still
from verify.analysis.picture.imagehashes import dhash, phash, phash_of_picture
from verify.analysis.picture.pdq import pdq
from verify.domain.frames import Frame
from verify.domain.rows import HashRow


def frame(index: int, time_s: float, seed: int = 0) -> Frame:
    coarse = np.random.default_rng(seed).integers(16, 236, (9, 16), dtype=np.uint8)
    luma = np.asarray(cv2.resize(coarse, (640, 360), interpolation=cv2.INTER_CUBIC), np.uint8)
    small = np.asarray(cv2.resize(luma, (320, 180), interpolation=cv2.INTER_AREA), np.uint8)
    return Frame(
        index=index,
        pts=round(time_s * 90000),
        time_s=time_s,
        luma=luma,
        is_limited=True,
        small=small,
        tiny=small[::4, ::4],
        picture=lambda: np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR), np.uint8),
        is_intra=False,
    )


def hashed(times_s: Sequence[float], interval_s: Fraction | None = Fraction(1, 4)) -> list[int]:
    rows: list[HashRow] = []
    series = HashSeries(rows.append, interval_s)
    for index, time_s in enumerate(times_s):
        series.observe(frame(index, time_s))
    series.finish()
    return [row.frame for row in rows]


def test_first_frame_at_or_after_each_quarter_second_is_hashed() -> None:
    times_s = [index / 30 for index in range(31)]
    assert hashed(times_s) == [0, 8, 15, 23, 30]


def test_frame_rate_changes_and_gaps_hash_one_frame_per_quarter_second_at_most() -> None:
    times_s = [0.0, 0.1, 0.24, 0.25, 0.26, 2.01, 2.02, 2.26, 9.0, 9.24]
    assert hashed(times_s) == [0, 3, 5, 7, 8]


def test_footage_slower_than_the_interval_has_every_frame_hashed() -> None:
    assert hashed([0.0, 1.0, 2.0, 3.0]) == [0, 1, 2, 3]


def test_a_time_stamp_rounded_down_from_a_multiple_is_not_missed() -> None:
    times_s = [index / 30 for index in range(31)]
    assert hashed(times_s, Fraction(1, 3)) == [0, 10, 20, 30]


def test_no_interval_hashes_every_frame() -> None:
    assert hashed([0.0, 0.01, 0.02], None) == [0, 1, 2]


def test_two_frames_with_one_time_stamp_are_hashed_once() -> None:
    assert hashed([0.0, 0.0, 0.25, 0.25]) == [0, 2]


def test_row_holds_pdq_of_the_full_frame_and_the_others_of_the_small_one() -> None:
    rows: list[HashRow] = []
    seen = frame(7, 0.5, seed=3)
    HashSeries(rows.append).observe(seen)
    of_full = pdq(seen.luma, is_limited=True)
    assert rows == [
        HashRow(
            frame=7,
            pts=45000,
            time_s=0.5,
            pdq=of_full.hex,
            pdq_quality=of_full.quality,
            phash=phash(seen.small),
            dhash=dhash(seen.small),
        )
    ]
    assert hash_frame(seen).phash == rows[0].phash


def test_a_single_picture_is_hashed_whole_and_the_parameters_say_so() -> None:
    rows: list[HashRow] = []
    seen = frame(0, 0.0, seed=5)
    series = HashSeries(rows.append, hash_of=hash_still)
    series.observe(seen)
    assert rows[0].phash == phash_of_picture(seen.picture())
    assert series.parameters["phash_dhash_picture"] == "whole picture"
    assert HashSeries(rows.append).parameters["phash_dhash_picture"] == "luma reduced to 320 px"


@pytest.mark.parametrize("interval_s", [Fraction(0), Fraction(-1, 4)])
def test_an_interval_that_is_not_positive_is_refused(interval_s: Fraction) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        HashSeries([].append, interval_s)
