"""A clip or shot that begins in the light of a flash says so, and lists no flash for it."""

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest

from tests.analysis.light.footage import FPS, Picture, frames, place, spot
from verify.analysis.light.beginning import Fading, unseen_onsets
from verify.analysis.light.flashes import FlashDetector
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.single_pass import run_pass
from verify.domain.findings import Flash, FlashKind

GLOW = 150 * spot(160, 90, 45)
COUNT = 170


def seen(
    pictures: Sequence[Picture], fps: float = FPS, noise: float = 3.0
) -> tuple[list[Fading], list[Flash]]:
    shots = ShotDetector()
    detector = FlashDetector(shots)
    run_pass(frames(pictures, fps=fps, noise=noise), (shots, detector))
    return detector.fadings, detector.flashes


def lit(level: Callable[[int], float], count: int = COUNT) -> list[Picture]:
    return [place() + level(k) * GLOW for k in range(count)]


def dying(decay_frames: float, since: int = 0) -> Callable[[int], float]:
    return lambda k: math.exp(-(k - since) / decay_frames) if k >= since else 0.0


@pytest.mark.parametrize(("decay_frames", "fps"), [(5.0, 24.0), (9.0, 30.0), (24.0, 60.0)])
def test_a_clip_that_begins_in_the_light_of_a_flash_says_so_with_its_figures(
    decay_frames: float, fps: float
) -> None:
    (light,), flashes = seen(lit(dying(decay_frames), round(5 * fps)), fps)
    assert flashes == []
    assert light.start_s == 0
    assert light.half_life_s == pytest.approx(decay_frames * math.log(2) / fps, abs=1.5 / fps)
    assert light.height_levels == pytest.approx(150, abs=12)
    assert light.noise_levels < 1
    left, top, width, height = light.box_px
    assert left < 160 < left + width
    assert top < 90 < top + height
    assert 0.05 < light.area_share < 0.5


def test_what_is_said_names_no_onset_and_other_causes() -> None:
    (light,), _ = seen(lit(dying(9.0)))
    (skipped,) = unseen_onsets([light])
    assert (skipped.analysis, skipped.is_unexamined) == ("flashes", True)
    assert skipped.reason.startswith("light before the first frame not examined: the clip begins")
    for words in (
        "onset lies before the first frame",
        "half of them gone after 0.2",
        "noise of 0.",
    ):
        assert words in skipped.reason
    for cause in ("lamp", "exposure", "fade from white", "headlights", "camera that turns away"):
        assert cause in skipped.reason


def test_a_shot_that_begins_so_is_named_by_its_cut() -> None:
    before = [place(seed=5, mean=60) for _ in range(100)]
    (light,), _ = seen([*before, *lit(dying(9.0))])
    assert light.start_s == pytest.approx(100 / FPS)
    assert "before the cut at 3.333 s not examined: the shot after" in (
        unseen_onsets([light])[0].reason
    )


def test_many_shots_that_begin_so_are_counted() -> None:
    (light,), _ = seen(lit(dying(9.0)))
    told = unseen_onsets([light] * 7)
    assert len(told) == 5
    assert "light before 3 more cuts not examined:" in told[-1].reason


def test_a_flash_whose_onset_is_seen_is_listed_and_not_told_as_unseen() -> None:
    fadings, flashes = seen(lit(dying(9.0, since=20)))
    assert fadings == []
    assert [flash.onset_frame for flash in flashes if flash.accepted] == [20]


@pytest.mark.parametrize("rise", [(0.7,), (0.4, 0.7), (0.5, 0.6, 0.9)])
def test_a_clip_that_begins_while_a_flash_rises_has_no_onset_either(rise: Sequence[float]) -> None:
    levels = [*rise, *(dying(9.0)(k) for k in range(COUNT))]
    (light,), flashes = seen(lit(lambda k: levels[k]))
    assert light.half_life_s == pytest.approx(9 * math.log(2) / FPS, abs=1.5 / FPS)
    assert [flash.kind for flash in flashes if not flash.accepted] == [FlashKind.CUT] * len(flashes)
    assert all("it came on before" in flash.reason for flash in flashes)


@pytest.mark.parametrize("first", [0.0, 0.1])
def test_a_flash_that_rises_from_the_dark_of_the_first_frame_is_listed(first: float) -> None:
    levels = [first, *(dying(9.0)(k) for k in range(COUNT))]
    fadings, (flash,) = seen(lit(lambda k: levels[k]))
    assert fadings == []
    assert (flash.accepted, flash.onset_frame) == (True, 1)


def test_a_flash_after_a_beginning_in_the_dark_of_another_is_listed_too() -> None:
    both = lambda k: dying(9.0)(k) + dying(9.0, since=110)(k)  # noqa: E731 - a sum of courses
    fadings, flashes = seen(lit(both, 260))
    assert len(fadings) == 1
    assert [flash.onset_frame for flash in flashes if flash.accepted] == [110]


def headlights(k: int) -> Picture:
    along, near = 160 + 5 * k, 1 + 0.03 * k
    pair = [spot(along + side * 14 * near, 110, 7 * near) for side in (-1, 1)]
    return place() + 160 * (pair[0] + pair[1])


def panned(k: int) -> Picture:
    wide = np.hstack([place() + GLOW, place(seed=4)])
    at = round(320 * (1 - (1 - min(1.0, k / 40)) ** 2))
    return np.asarray(wide[:, at : at + 320])


def exposed(k: int) -> Picture:
    gain: float = (1 + 3 * math.exp(-k / 9)) ** (1 / 2.2)
    return (place() + 0.3 * GLOW) * gain


def startup(k: int) -> Picture:
    picture, share = place() + 0.3 * GLOW, math.exp(-k / 2)
    return share * cv2.blur(picture, (15, 15)) + (1 - share) * picture


def white(k: int) -> Picture:
    share = max(0.0, 1 - k / 25) ** 2
    return (1 - share) * place() + share * 255


@pytest.mark.parametrize(
    "picture",
    [
        lambda k: place() + GLOW * (k < 12),
        lambda k: place() + GLOW * (k < 1),
        lambda k: place() + GLOW * max(0.0, 1 - k / 25),
        lambda k: place() + GLOW * math.exp(-max(0, k - 12) / 3),
        lambda k: place() + GLOW * (0.7 + 0.2 * math.sin(k)),
        lambda k: place() + 0.05 * GLOW * math.exp(-k / 9),
        lambda _k: place() + GLOW,
        headlights,
        panned,
        exposed,
        startup,
        white,
    ],
    ids=[
        "lamp off",
        "one bright frame",
        "dimmed evenly",
        "filament that goes out",
        "fire",
        "hardly brighter",
        "lamp",
        "headlights",
        "pan",
        "exposure",
        "first pictures of a codec",
        "fade from white",
    ],
)
def test_what_else_begins_bright_is_not_said_to_be_a_flash(
    picture: Callable[[int], Picture],
) -> None:
    assert seen([picture(k) for k in range(COUNT)])[0] == []


def test_a_clip_of_a_few_frames_says_nothing() -> None:
    assert seen(lit(dying(9.0), 8))[0] == []
