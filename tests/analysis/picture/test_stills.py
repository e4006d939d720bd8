"""Grey stills against frames that are made here: which moments are kept, and how they look."""

from collections.abc import Iterable

import cv2
import numpy as np
import numpy.typing as npt

from tests.analysis.picture.test_shots import FPS, frames, place
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.picture.stills import StillSeries, grey_jpeg
from verify.domain.frames import Frame, LumaPlane

Grey = npt.NDArray[np.uint8]


def _stills(shown: Iterable[Frame]) -> dict[int, Grey]:
    kept: dict[int, Grey] = {}

    def keep(time_ms: int, jpeg: bytes) -> None:
        assert time_ms not in kept
        kept[time_ms] = _decoded(jpeg)

    shots = ShotDetector()
    series = StillSeries(shots, keep)
    for frame in shown:
        shots.observe(frame)
        series.observe(frame)
    shots.finish()
    series.finish()
    return dict(sorted(kept.items()))


def _decoded(jpeg: bytes) -> Grey:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
    assert picture is not None
    return np.asarray(picture, np.uint8)


def _frame_of(luma: LumaPlane, *, is_limited: bool = False) -> Frame:
    return Frame(0, 0, 0.0, luma, is_limited, luma, luma, lambda: luma, is_intra=True)


def _is_of(still: Grey, seed: int) -> bool:
    likeness = np.corrcoef(still.astype(float).ravel(), place(seed).ravel())[0, 1]
    return bool(likeness > 0.9)


def _seconds(seed: int, length_s: float) -> list[npt.NDArray[np.float64]]:
    return [place(seed)] * round(length_s * FPS)


def test_one_take_has_a_still_of_each_second() -> None:
    assert list(_stills(frames(_seconds(1, 3.4)))) == [0, 1000, 2000, 3000]


def test_footage_with_few_frames_has_a_still_of_each_second_that_shows_a_new_one() -> None:
    assert list(_stills(frames([place(1)] * 4, fps=0.4))) == [0, 2500, 5000, 7500]


def test_a_shot_has_a_still_of_its_own_a_little_after_its_cut() -> None:
    stills = _stills(frames(_seconds(1, 1.44) + _seconds(2, 2.0)))
    assert list(stills) == [0, 1000, 1640, 2000, 3000]
    assert _is_of(stills[1000], 1)
    assert _is_of(stills[1640], 2)


def test_a_shot_that_no_whole_second_falls_into_is_not_lost() -> None:
    stills = _stills(frames(_seconds(1, 1.12) + _seconds(2, 0.76) + _seconds(3, 2.0)))
    assert any(_is_of(still, 2) for still in stills.values())


def test_a_cut_just_before_the_end_has_its_still() -> None:
    stills = _stills(frames(_seconds(1, 2.2) + _seconds(2, 0.4)))
    assert any(_is_of(still, 2) for still in stills.values())


def test_a_still_is_grey_area_averaged_and_of_full_range() -> None:
    luma = np.full((1080, 1920), 16, np.uint8)
    luma[:, 960:] = 235
    # Every other line: an average shows it half as bright, picking lines would not.
    luma[::2, :960] = 126
    still = _decoded(grey_jpeg(_frame_of(luma, is_limited=True)))
    assert still.shape == (270, 480)
    assert abs(float(still[:, 260:].mean()) - 255) < 1
    assert abs(float(still[:, :220].mean()) - (126 - 16) / 2 * 255 / 219) < 1.5


def test_a_small_picture_is_not_enlarged_and_a_turned_one_keeps_its_shape() -> None:
    luma = np.random.default_rng(3).integers(0, 256, (90, 160), np.uint8)
    assert _decoded(grey_jpeg(_frame_of(luma))).shape == (90, 160)
    turned = np.zeros((640, 360), np.uint8).swapaxes(0, 1)[:, ::-1].swapaxes(0, 1)
    assert _decoded(grey_jpeg(_frame_of(turned))).shape == (480, 270)
