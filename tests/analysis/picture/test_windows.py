"""Windows with footage in them are found where they were laid, and hashed as what they show."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from tests.analysis.light.footage import frame
from tests.analysis.picture.test_local_features import town
from verify.analysis.picture.pdq import hamming_bits, pdq
from verify.analysis.picture.window_hashes import WindowSeries
from verify.analysis.picture.windows import windows_of
from verify.domain.frames import LumaPlane
from verify.domain.window_hashes import WindowHashes

BEHIND, SHOWN = town(1), town(2)
Draw = Callable[[int], LumaPlane]


def panned(picture: LumaPlane, step: int, size: tuple[int, int]) -> LumaPlane:
    """Return a part of a picture that moves on with each step, at a size."""
    part = picture[5 * step : 5 * step + 270, 9 * step : 9 * step + 480]
    return np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)


def in_a_picture(step: int) -> LumaPlane:
    drawn = panned(BEHIND, step, (480, 270))
    drawn[120:240, 250:450] = panned(SHOWN, step, (200, 120))
    return drawn


def one_of_four(step: int) -> LumaPlane:
    drawn = np.vstack([panned(BEHIND, step, (480, 135)), panned(BEHIND, 3, (480, 135))])
    drawn[:135, 240:] = panned(SHOWN, step, (240, 135))
    return drawn


def in_an_app(step: int) -> LumaPlane:
    drawn = np.full((480, 270), 250, np.uint8)
    cv2.putText(drawn, "city_watch", (20, 60), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 20, 1)
    drawn[90:241] = panned(SHOWN, step, (270, 151))
    return drawn


@pytest.mark.parametrize(
    ("draw", "edges"),
    [
        (in_a_picture, (250, 120, 450, 240)),
        (one_of_four, (240, 0, 480, 135)),
        (in_an_app, (0, 90, 270, 241)),
    ],
)
@pytest.mark.parametrize("light", [1.0, 0.3])
def test_a_window_is_found_by_day_and_in_the_dark(
    draw: Draw, edges: tuple[int, int, int, int], light: float
) -> None:
    rng = np.random.default_rng(5)
    pictures = []
    for step in range(8):
        lit = draw(step) * light
        pictures.append(np.clip(lit + rng.normal(0, 2, lit.shape), 0, 255).astype(np.uint8))
    found = [(box.left, box.top, box.right, box.bottom) for box in windows_of(pictures)]
    assert min(np.abs(np.subtract(each, edges)).max() for each in found) <= 2


def test_moving_footage_without_windows_has_none() -> None:
    assert windows_of([panned(BEHIND, step, (480, 270)) for step in range(8)]) == []


@pytest.mark.parametrize("size", [(1, 1), (30, 480), (79, 79)])
def test_a_picture_too_small_for_windows_has_none(size: tuple[int, int]) -> None:
    assert windows_of([np.zeros(size, np.uint8)]) == []


def hashed(pictures: list[LumaPlane], interval_s: float = 0.25) -> WindowHashes:
    kept: list[WindowHashes] = []
    series = WindowSeries(kept.append)
    for index, picture in enumerate(pictures):
        series.observe(frame(picture, index, index * interval_s))
    series.finish()
    return kept[0]


def test_a_window_is_hashed_as_what_it_shows_and_as_that_in_a_mirror() -> None:
    found = hashed([in_a_picture(step) for step in range(10)])
    # The last two frames are no block.
    assert sorted(set(found.time_ms.tolist())) == [250 * step for step in range(8)]
    wanted = {
        mirrored: pdq(np.ascontiguousarray(shown[:, ::-1] if mirrored else shown)).bits.hex()
        for shown in [panned(SHOWN, 4, (200, 120))]
        for mirrored in (False, True)
    }
    # 31 bits is how far a search looks.
    for mirrored, bits in wanted.items():
        at = (found.time_ms == 1000) & (found.mirrored == mirrored)
        distances = [hamming_bits(words.astype(">u8").tobytes().hex(), bits) for words in found.pdq]
        assert min(np.array(distances)[at]) <= 31
        assert min(np.array(distances)[(found.time_ms == 1000) & (found.mirrored != mirrored)]) > 60


def test_a_single_picture_is_looked_at_too() -> None:
    found = hashed([in_an_app(0)])
    assert found.time_ms.tolist()[:2] == [0, 0]
    assert np.abs(found.edges[0] - (0, 90 / 480, 1, 241 / 480)).max() <= 2 / 480


def test_of_frames_that_follow_fast_four_a_second_are_looked_at() -> None:
    found = hashed([in_an_app(step // 4) for step in range(32)], interval_s=1 / 16)
    assert sorted(set(found.time_ms.tolist())) == [250 * step for step in range(8)]
