"""Flashing that may harm viewers: the limits of WCAG 2.3.1, on pictures whose flashes are known."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.analysis.light.footage import frame
from verify.analysis.light.viewer_safety import ViewerSafetyGauge, luminance_and_red
from verify.domain.frames import BgrPicture, Frame
from verify.domain.limits import DecodeLimits
from verify.domain.safety import ViewerSafety
from verify.media.decode import open_source

FPS = 30
_WHITE, _BLACK = 235, 16


def _judged(frames: Iterator[Frame]) -> ViewerSafety:
    gauge = ViewerSafetyGauge()
    for one in frames:
        gauge.observe(one)
    gauge.finish()
    return gauge.finding()


def _alternating(
    flashes: int, *, seconds: float = 1.0, high: int = _WHITE, low: int = _BLACK, share: float = 1.0
) -> Iterator[Frame]:
    """Yield a second of dark, then so many flashes spread over some seconds, then dark again."""
    lit_for = seconds / (2 * flashes)
    for index in range(round((seconds + 2) * FPS)):
        since_s = index / FPS - 1
        is_lit = 0 <= since_s < seconds - 1e-9 and int(since_s / lit_for + 1e-6) % 2 == 0
        luma = np.full((180, 320), low, np.uint8)
        luma[:, : round(share * 320)] = high if is_lit else low
        yield frame(luma, index, index / FPS)


@pytest.mark.parametrize(("flashes", "fails"), [(2, False), (3, False), (4, True), (5, True)])
def test_more_than_three_flashes_within_a_second_fail(flashes: int, fails: bool) -> None:
    safety = _judged(_alternating(flashes, seconds=0.9))

    assert safety.general_flash_fail is fails
    assert safety.flashes_in_worst_second == flashes
    assert not safety.red_flash_fail


def test_the_worst_second_is_where_it_flashes() -> None:
    safety = _judged(_alternating(5, seconds=0.9))

    assert safety.worst_second_s is not None
    assert safety.worst_second_s <= 1.0
    assert safety.worst_second_s + 1 >= 1.8
    assert "Do not play it unasked" in safety.reason


@pytest.mark.parametrize(("share", "fails"), [(0.2, False), (0.35, True)])
def test_it_takes_a_quarter_of_the_picture(share: float, fails: bool) -> None:
    assert _judged(_alternating(6, share=share)).general_flash_fail is fails


@pytest.mark.parametrize(
    ("low", "high", "fails"),
    [
        (200, 208, False),  # 0.58 to 0.63: less than a tenth of white
        (200, 216, True),  # 0.58 to 0.69
        (236, 255, False),  # 0.84 to 1: both states are light
    ],
)
def test_a_change_counts_from_a_tenth_of_white_up_and_below_light_grey(
    low: int, high: int, fails: bool
) -> None:
    assert _judged(_alternating(6, low=low, high=high)).general_flash_fail is fails


def test_a_single_flash_and_a_slow_light_harm_nobody() -> None:
    for flashes, seconds in ((1, 0.5), (4, 8.0)):
        safety = _judged(_alternating(flashes, seconds=seconds))
        assert not safety.warns


def test_two_flashes_a_second_that_go_on_are_warned_of() -> None:
    safety = _judged(_alternating(13, seconds=5.4))

    assert (safety.general_flash_fail, safety.prolonged, safety.warns) == (False, True, True)


def _in_color(*colors: tuple[int, int, int]) -> Iterator[Frame]:
    """Yield six changes a second between two colours, B'G'R', for two seconds."""
    for index in range(2 * FPS):
        picture = np.full((180, 320, 3), colors[index // 5 % 2], np.uint8)
        gray = picture.astype(np.float32) @ np.array([0.114, 0.587, 0.299], np.float32)
        made = frame(np.rint(gray).astype(np.uint8), index, index / FPS)
        yield _with_picture(made, picture)


def _with_picture(made: Frame, picture: BgrPicture) -> Frame:
    return Frame(
        **{name: getattr(made, name) for name in Frame.__slots__ if name != "picture"},
        picture=lambda: picture,
    )


def test_saturated_red_fails_where_luminance_does_not() -> None:
    # Relative luminance 0.133 and 0.128.
    safety = _judged(_in_color((0, 0, 205), (101, 101, 101)))

    assert (safety.general_flash_fail, safety.red_flash_fail) == (False, True)
    assert "saturated red" in safety.reason


def test_blue_of_the_same_luminance_does_not() -> None:
    assert not _judged(_in_color((255, 0, 0), (76, 76, 76))).warns


def test_relative_luminance_is_that_of_wcag() -> None:
    picture = np.zeros((48, 48, 3), np.uint8)
    picture[:, :24] = (0, 0, 255)
    picture[:, 24:] = (255, 255, 255)

    luminance, red = luminance_and_red(picture)

    assert luminance[:, :12] == pytest.approx(0.2126, abs=1e-4)
    assert luminance[:, 12:] == pytest.approx(1.0, abs=1e-4)
    assert (red[0, 0], red[0, -1]) == (320.0, 0.0)


def _log(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


_Watch = Callable[[str], tuple[ViewerSafety, npt.NDArray[np.float64]]]


@pytest.fixture
def watched(shared_data: Path) -> _Watch:
    """Return what is said of a test video of IRIS, and the mean luminance of each frame."""

    def watch(name: str) -> tuple[ViewerSafety, npt.NDArray[np.float64]]:
        file = shared_data / "flash" / "iris" / f"{name}.mp4"
        luminance: list[float] = []
        gauge = ViewerSafetyGauge()
        with open_source(file, DecodeLimits(), Path(file.name), 2) as source:
            for part in source.play():
                if isinstance(part, Frame):
                    gauge.observe(part)
                    assert part.sparse is not None
                    luminance.append(float(luminance_and_red(part.sparse())[0].mean()))
        return gauge.finding(), np.array(luminance)

    return watch


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("2Hz_5s", False),
        ("3Hz_6s", True),
        ("flashStripes", True),
        ("GradualRedIncrease", False),
        ("gray", False),
    ],
)
def test_videos_of_iris_get_the_verdict_of_their_logs(
    name: str, fails: bool, watched: _Watch
) -> None:
    safety, _ = watched(name)

    assert (safety.general_flash_fail, safety.red_flash_fail) == (fails, False)


@pytest.mark.parametrize("name", ["2Hz_5s", "3Hz_6s", "GradualRedIncrease", "gray"])
def test_luminance_agrees_with_the_logs_of_iris(
    name: str, watched: _Watch, shared_data: Path
) -> None:
    log = _log(shared_data / "flash" / "iris" / f"{name}_RELATIVE.csv")
    expected = np.array([float(row["AverageLuminance"]) for row in log])

    _, luminance = watched(name)

    assert luminance == pytest.approx(expected, rel=0.02, abs=1e-3)
