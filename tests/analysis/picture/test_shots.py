"""Shots against cuts, fades, dissolves and flashes made here, and against labelled clips."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from verify.analysis.picture.shots import ShotDetector
from verify.domain.findings import Boundary, Darkness, DarknessClass
from verify.domain.frames import Frame

Picture = npt.NDArray[np.float64]
FPS = 25.0
_FULL_RANGE = 2


@cache
def place(seed: int, mean: float = 90.0, contrast: float = 30.0) -> Picture:
    """Return a picture with detail at several scales, different for each seed."""
    rng = np.random.default_rng(seed)
    layers = [
        cv2.resize(rng.normal(size=(rows, columns)), (80, 45), interpolation=cv2.INTER_CUBIC)
        for rows, columns in ((6, 10), (12, 20), (23, 40))
    ]
    picture = sum(layers)
    return mean + contrast * picture / picture.std()


def frames(pictures: Iterable[Picture], noise: float = 1.0, fps: float = FPS) -> Iterator[Frame]:
    rng = np.random.default_rng(99)
    for index, picture in enumerate(pictures):
        noisy = picture + rng.normal(0, noise, picture.shape)
        yield frame(index, np.clip(np.rint(noisy), 0, 255).astype(np.uint8), index / fps)


def frame(index: int, tiny: npt.NDArray[np.uint8], time_s: float) -> Frame:
    return Frame(
        index=index,
        pts=round(time_s * 90000),
        time_s=time_s,
        luma=tiny,
        is_limited=False,
        small=tiny,
        tiny=tiny,
        picture=lambda: cv2.cvtColor(tiny, cv2.COLOR_GRAY2BGR),
        is_intra=False,
    )


def found(stream: Iterable[Frame]) -> list[tuple[int, Boundary]]:
    detector = detected(stream)
    return [(boundary.frame, boundary.kind) for boundary in detector.boundaries]


def detected(stream: Iterable[Frame]) -> ShotDetector:
    detector = ShotDetector()
    for each in stream:
        detector.observe(each)
    detector.finish()
    return detector


def held(picture: Picture, count: int) -> list[Picture]:
    return [picture] * count


def shaken(picture: Picture, count: int, seed: int = 5) -> list[Picture]:
    """Return the picture as a hand would hold the camera: up to 2 of 80 pixels off."""
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(0, 0.4, (count, 2)), axis=0).clip(-2, 2)
    return [moved(picture, dx, dy) for dx, dy in path]


def moved(picture: Picture, dx: float, dy: float) -> Picture:
    matrix = np.array([[1, 0, dx], [0, 1, dy]], np.float64)
    return cv2.warpAffine(picture, matrix, (80, 45), borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize("fps", [10.0, 25.0, 60.0, 240.0])
def test_cut_between_two_places_is_found_at_its_frame(fps: float) -> None:
    count = max(20, int(fps))
    pictures = shaken(place(1), count) + shaken(place(2), count)
    assert found(frames(pictures, fps=fps)) == [(count, Boundary.CUT)]


@pytest.mark.parametrize("fps", [1.0, 2.0])
def test_cut_in_footage_of_few_frames_a_second_is_found(fps: float) -> None:
    assert found(frames(shaken(place(1), 12) + shaken(place(2), 12), fps=fps)) == [(12, "cut")]


@pytest.mark.parametrize("length", [5, 15, 40])
def test_several_cuts_in_a_row_are_all_found(length: int) -> None:
    pictures = [p for seed in range(6) for p in shaken(place(seed), length)]
    expected = [(length * k, Boundary.CUT) for k in range(1, 6)]
    assert found(frames(pictures)) == expected


def test_cut_between_two_dark_noisy_night_shots_is_found() -> None:
    pictures = shaken(place(1, 14, 8), 40) + shaken(place(2, 12, 8), 40)
    assert found(frames(pictures, noise=1.5)) == [(40, Boundary.CUT)]


@pytest.mark.parametrize("fade_frames", [12, 25, 45])
def test_fade_through_black_starts_the_shot_where_light_returns(fade_frames: int) -> None:
    down = np.linspace(1, 0, fade_frames)
    pictures = [place(1)] * 30 + [place(1) * g for g in down]
    pictures += [place(2) * 0] * 10 + [place(2) * g for g in down[::-1]] + [place(2)] * 40
    ((start, kind),) = found(frames(pictures, noise=0))
    assert kind is Boundary.FADE
    darkest_last = 30 + fade_frames + 10
    assert darkest_last - 1 <= start <= darkest_last + fade_frames * 3 / 90 + 1


@pytest.mark.parametrize("ramp", [3, 5, 8])
def test_a_quick_dip_to_black_begins_a_shot(ramp: int) -> None:
    """Too quick for a fade, and no light that comes on: what was there is gone."""
    for seed in range(6):
        for mean in (20.0, 90.0):
            here, there = place(seed, 20, 7).clip(0), place(seed + 500, mean, mean / 3).clip(0)
            down = [here * (k / ramp) for k in range(ramp, 0, -1)]
            up = [there * (k / ramp) for k in range(1, ramp + 1)]
            black = held(np.zeros((45, 80)), 2)
            ((at, kind),) = found(frames(held(here, 40) + down + black + up + held(there, 40)))
            assert abs(at - 40 - ramp - 2) <= 2, (seed, mean)
            assert kind in (Boundary.CUT, Boundary.FADE)


def test_fade_through_white_is_found() -> None:
    down = np.linspace(1, 0, 20)
    pictures = [place(1)] * 30 + [255 - (255 - place(1)) * g for g in down]
    pictures += [255 - (255 - place(2)) * g for g in down[::-1]] + [place(2)] * 40
    ((start, kind),) = found(frames(pictures, noise=0))
    assert kind is Boundary.FADE
    assert abs(start - 50) <= 2


def test_light_that_goes_out_slowly_and_comes_back_on_the_same_place_is_no_fade() -> None:
    down = np.linspace(1, 0, 20)
    pictures = [place(1)] * 30 + [place(1) * g for g in (*down, *down[::-1])] + [place(1)] * 30
    assert found(frames(pictures)) == []


@pytest.mark.parametrize("length", [12, 25, 40])
@pytest.mark.parametrize("start", [30, 33])
def test_dissolve_is_found_near_its_middle(length: int, start: int) -> None:
    shares = np.linspace(1, 0, length)
    mixed = [place(1) * s + place(2) * (1 - s) for s in shares]
    ((middle, kind),) = found(frames([place(1)] * start + mixed + [place(2)] * 60))
    assert kind is Boundary.DISSOLVE
    assert abs(middle - (start + length / 2)) <= max(2, length / 10)


def test_dissolve_between_hand_held_shots_is_found() -> None:
    old, new = shaken(place(1), 60), shaken(place(2), 80, seed=6)
    shares = np.linspace(1, 0, 20)
    mixed = [a * s + b * (1 - s) for a, b, s in zip(old[40:], new, shares, strict=False)]
    ((middle, kind),) = found(frames(old[:40] + mixed + new[20:]))
    assert kind is Boundary.DISSOLVE
    assert abs(middle - 50) <= 3


def test_a_dissolve_into_a_like_shot_of_far_more_contrast_ends_no_analysis() -> None:
    faint = place(10, 100.0, 5.0)
    strong = place(20, 100.0, 40.0) + 8 * place(10, 0.0, 1.0)
    shares = np.linspace(0, 1, 45) ** 2
    between = [(1 - share) * faint + share * strong for share in shares]
    assert detected(frames([faint] * 30 + between + [strong] * 30)).boundaries == []


@pytest.mark.parametrize("speed_px", [0.2, 0.4, 0.5, 0.6, 0.75, 1.0, 1.5, 2.0, 3.0])
def test_steady_pan_is_no_dissolve(speed_px: float) -> None:
    wide = np.hstack([place(seed) for seed in range(8)])
    size = (80, 45)
    pictures = [
        cv2.warpAffine(wide, np.array([[1, 0, -speed_px * k], [0, 1, 0]]), size) for k in range(150)
    ]
    assert found(frames(pictures)) == []


@pytest.mark.parametrize("lit_frames", [1, 2, 6, 12])
@pytest.mark.parametrize("gain", [2.0, 5.0, 40.0])
def test_flash_over_a_place_is_not_a_cut(lit_frames: int, gain: float) -> None:
    dark = place(1, 20, 8)
    lit = np.clip(dark * gain, 0, 255)
    pictures = shaken(dark, 40) + [lit] * lit_frames + shaken(dark, 40, seed=8)
    assert found(frames(pictures)) == []


def test_flash_that_shows_what_was_black_before_is_not_a_cut() -> None:
    """Only a few lamps are seen until the flash lights the street around them."""
    night = np.full((45, 80), 2.0)
    for x, y in ((10, 30), (40, 33), (66, 28)):
        cv2.circle(night, (x, y), 2, 180.0, -1)
    street = np.maximum(place(3, 90, 30), night)
    decay = [night + (street - night) * 0.8**k for k in range(40)]
    assert found(frames([night] * 40 + decay + [night] * 30)) == []


def test_cuts_and_blasts_at_night_are_not_confused() -> None:
    """Blasts light other things than the lamps do, in part of the picture, and glow for a while."""
    rng = np.random.default_rng(2026)
    for seed in range(24):
        fps = float(rng.choice([25, 30, 60]))
        hold, glow = round(1.2 * fps), rng.uniform(0.02, 0.8) * fps
        here, there = place(seed, 20, 7).clip(0), place(seed + 500, 20, 7).clip(0)
        x, y, reach = rng.uniform(0, 80), rng.uniform(0, 45), rng.uniform(8, 60)
        rows, columns = np.mgrid[:45, :80]
        near = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * reach**2))
        light = near * place(seed + 900, 100, 30) * rng.uniform(0.5, 2.5)
        lit = [light * np.exp(-k / glow) for k in range(round(3 * glow) + 2)]
        before, after = shaken(here, hold, seed), shaken(here, hold, seed + 1)
        blast = [
            dark + add for dark, add in zip(shaken(here, len(lit), seed + 2), lit, strict=True)
        ]
        assert found(frames(before + blast + after, fps=fps)) == [], seed
        assert found(frames(before + shaken(there, hold, seed), fps=fps)) == [(hold, "cut")], seed


@cache
def windows_and_ground(seed: int) -> tuple[Picture, Picture]:
    """Return the lit windows of a place, and what a blast of light 1 lights of it."""
    rng = np.random.default_rng(seed)
    windows = cv2.resize(
        (rng.random((36, 64)) > 0.95) * rng.uniform(0.05, 0.4, (36, 64)), (320, 180)
    )
    ground = cv2.resize(place(seed + 700, 0.3, 0.12).clip(0.02, 1), (320, 180))
    rows, columns = np.mgrid[:180, :320]
    near = 1 / (1 + ((columns - 120) ** 2 + (rows - 100) ** 2) / 70**2)
    return windows, ground * near


@lru_cache(maxsize=1)
def codes_by_night(seed: int, light: float) -> Picture:
    windows, ground = windows_and_ground(seed)
    return 255 * (0.003 + windows + ground * light).clip(0, 1) ** (1 / 2.2)


def by_night(seed: int, light: float, zoom: float = 1.0) -> Picture:
    """Return a place with lit windows, and what a blast lights of it: codes of linear light."""
    codes = codes_by_night(seed, light)
    matrix = cv2.getRotationMatrix2D((160, 90), 0, zoom)
    nearer = cv2.warpAffine(codes, matrix, (320, 180), borderMode=cv2.BORDER_REFLECT)
    return cv2.resize(nearer, (80, 45), interpolation=cv2.INTER_AREA).astype(np.float64)


@pytest.mark.parametrize("left", [2, 4, 7, 10])
def test_a_flash_that_still_goes_when_the_clip_ends_is_not_a_cut(left: int) -> None:
    for seed in range(8):
        before = held(by_night(seed, 0), 40)
        blast = [by_night(seed, 6 * np.exp(-k / 8)) for k in range(left)]
        assert found(frames(before + blast)) == [], seed
        # A shot as bright, just before the end, holds still or moves, but is not going.
        other = shaken(by_night(seed + 50, 4), left, seed)
        assert found(frames(before + other)) == [(40, Boundary.CUT)], seed


@pytest.mark.parametrize("a_frame", [0.997, 1.002, 1.005])
def test_a_flash_while_the_camera_zooms_is_not_a_cut(a_frame: float) -> None:
    for seed in range(8):
        zooms = 1.3 * a_frame ** np.arange(-40, 60)
        lights = [6 * np.exp(-k / 8) if k >= 0 else 0.0 for k in range(-40, 60)]
        blast = [by_night(seed, *each) for each in zip(lights, zooms, strict=True)]
        assert found(frames(blast)) == [], seed


@pytest.mark.parametrize("a_frame", [0.995, 0.997, 1.002, 1.003, 1.005, 1.01])
@pytest.mark.parametrize("light", [0.0, 2.0])
def test_a_zoom_is_no_dissolve(a_frame: float, light: float) -> None:
    for seed in range(6):
        zooms = 1.3 * a_frame ** np.arange(-50, 50)
        assert found(frames(by_night(seed, light, zoom) for zoom in zooms)) == [], seed


def test_a_new_shot_that_is_dimmed_at_once_is_a_cut() -> None:
    for seed in range(8):
        other = by_night(seed + 50, 4)
        dimmed = [other * max(0.3, 0.96**k) for k in range(60)]
        assert found(frames(held(by_night(seed, 0), 40) + dimmed)) == [(40, Boundary.CUT)], seed


def test_a_lamp_that_goes_on_and_stays_is_not_a_cut_and_a_cut_as_bright_is_one() -> None:
    """In the dark little more than noise is seen; under the light a trace of it is left."""
    rng = np.random.default_rng(7)
    for seed in range(6):
        faint = place(seed, 25, rng.uniform(2.4, 3.2))
        glow = place(seed + 900, 60, 12) * rng.uniform(0.3, 0.8)
        there = place(seed + 500, 25, 2.0) + glow
        dark = shaken(faint, 40, seed)
        lit = [night + glow for night in shaken(faint, 40, seed + 1)]
        assert found(frames(dark + lit)) == [], seed
        assert found(frames(dark + shaken(there, 40, seed + 2))) == [(40, "cut")], seed


def test_flash_at_a_cut_leaves_the_cut_where_the_picture_changes() -> None:
    white = np.full((45, 80), 255.0)
    decay = [place(2) + (255 - place(2)) * 0.6**k for k in range(1, 15)]
    pictures = [*shaken(place(1), 40), white, white, *decay, *shaken(place(2), 30)]
    assert found(frames(pictures)) == [(40, Boundary.CUT)]


@pytest.mark.parametrize("level", [0.0, 255.0])
def test_one_blank_frame_is_not_a_cut(level: float) -> None:
    pictures = [*shaken(place(1), 40), np.full((45, 80), level), *shaken(place(1), 40)]
    assert found(frames(pictures)) == []


def test_black_between_two_shots_belongs_to_the_first() -> None:
    pictures = shaken(place(1), 40) + [np.zeros((45, 80))] * 20 + shaken(place(2), 40)
    assert found(frames(pictures)) == [(60, Boundary.CUT)]


@pytest.mark.parametrize("period", [2, 3, 5, 8])
def test_strobe_is_not_a_row_of_cuts(period: int) -> None:
    dark, lit = place(1, 15, 6), place(1, 150, 60)
    pictures = [lit if k // period % 2 else dark for k in range(150)]
    assert found(frames(pictures)) == []


def test_quick_pan_is_not_a_cut() -> None:
    """A whip pan over ten pictures' width in 0.4 s, blurred along its way."""
    wide = np.hstack([place(seed) for seed in range(12)])
    offsets = np.concatenate([np.zeros(30), np.linspace(0, 800, 10), np.full(30, 800)]).astype(int)
    pictures = []
    for here, after in zip(offsets, [*offsets[1:], offsets[-1]], strict=True):
        exposures = np.linspace(here, after, 9).astype(int)
        pictures.append(np.mean([wide[:, x : x + 80] for x in exposures], axis=0))
    assert found(frames(pictures)) == []


def test_strong_shake_is_not_a_cut() -> None:
    rng = np.random.default_rng(3)
    pictures = [moved(place(1), *rng.uniform(-4, 4, 2)) for _ in range(120)]
    assert found(frames(pictures)) == []


def test_noise_on_black_is_neither_cut_nor_fade() -> None:
    assert found(frames([np.full((45, 80), 4.0)] * 100, noise=3)) == []


def test_boundaries_before_settled_frames_never_change() -> None:
    down = np.linspace(1, 0, 20)
    mixed = [place(2) * s + place(3) * (1 - s) for s in down]
    pictures = [place(1)] * 30 + [place(2)] * 60 + mixed + [place(3)] * 60
    pictures += [place(3) * s for s in down] + [place(4) * s for s in down[::-1]] + [place(4)] * 90
    detector, settled, lag = ShotDetector(), [], 0
    for each in frames(pictures):
        detector.observe(each)
        now = [b for b in detector.boundaries if b.frame < detector.settled_frames]
        assert now[: len(settled)] == settled
        settled = now
        lag = max(lag, each.index - detector.settled_frames)
    detector.finish()
    assert [b.kind for b in detector.boundaries] == ["cut", "dissolve", "fade"]
    assert detector.settled_frames == len(pictures)
    assert lag <= 3.2 * FPS


def test_shots_cover_the_clip_without_gaps() -> None:
    detector = detected(frames(shaken(place(1), 30) + shaken(place(2), 50)))
    shots = detector.shots(lambda first, end: night(f"{first}-{end}"), end_s=3.2)
    assert [(s.start_s, s.end_s, s.start_frame, s.end_frame) for s in shots] == [
        (0.0, 1.2, 0, 30),
        (1.2, 3.2, 30, 80),
    ]
    assert [s.boundary for s in shots] == [Boundary.START, Boundary.CUT]
    assert [s.darkness.reasons for s in shots] == [["0-30"], ["30-80"]]


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (45, 80)])
def test_picture_is_one_shot(size: tuple[int, int]) -> None:
    detector = detected([frame(0, np.full(size, 9, np.uint8), 0.0)])
    (shot,) = detector.shots(lambda *_: night(""), end_s=0.0)
    assert (shot.start_frame, shot.end_frame, shot.boundary) == (0, 1, Boundary.START)


def test_no_frame_is_no_shot() -> None:
    assert detected([]).shots(lambda *_: night(""), end_s=0.0) == []


def night(reason: str) -> Darkness:
    return Darkness(kind=DarknessClass.NIGHT, reasons=[reason])


# Real footage. Luma is taken down to 80 pixels here without the project's decoder, so that the
# two can fail apart.


@pytest.fixture
def decoded(shared_data: Path) -> Callable[[str], ShotDetector]:
    def run(name: str) -> ShotDetector:
        return detected(decode(shared_data / name))

    return run


def decode(path: Path) -> Iterator[Frame]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        first = None
        for index, picture in enumerate(container.decode(stream)):
            scale = 80 / max(picture.width, picture.height)
            size = round(picture.width * scale), round(picture.height * scale)
            first = picture.pts if first is None else first
            tiny = cv2.resize(_luma(picture), size, interpolation=cv2.INTER_AREA)
            if picture.color_range != _FULL_RANGE:
                tiny = cv2.convertScaleAbs(cv2.subtract(tiny, 16.0), alpha=255 / 219)
            yield frame(index, tiny, float((picture.pts - first) * stream.time_base))


def _luma(picture: av.VideoFrame) -> npt.NDArray[np.uint8]:
    """Return so many of the pixels as are enough to be taken down."""
    plane = picture.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
    step = max(1, max(plane.width, plane.height) // 320)
    return rows[::step, : plane.width : step]


def test_cuts_of_footage_with_dropped_frames_are_within_one_frame(
    decoded: Callable[[str], ShotDetector],
) -> None:
    times = [b.time_s for b in decoded("shots/goldeneye-vfr-drop3.mp4").boundaries]
    assert times == pytest.approx([3.754, 8.759], abs=0.0005)


def test_flat_fades_start_at_the_labelled_frames(decoded: Callable[[str], ShotDetector]) -> None:
    boundaries = decoded("shots/fades.mp4").boundaries
    assert [(b.frame, b.kind) for b in boundaries] == [(84, "fade"), (167, "fade")]


def test_fades_cuts_and_a_dissolve_over_captions(decoded: Callable[[str], ShotDetector]) -> None:
    boundaries = decoded("shots/testvideo.mp4").boundaries
    assert [b.kind for b in boundaries] == ["cut", "cut", "fade", "fade", "dissolve"]
    assert [b.frame for b in boundaries][:4] == [30, 180, 210, 393]
    assert abs(boundaries[4].frame - 545) <= 3


def test_all_labelled_cuts_of_fireworks_and_nothing_else(
    decoded: Callable[[str], ShotDetector],
) -> None:
    boundaries = decoded("night/fireworks_mcdaga.mp4").boundaries
    labelled = [101, 226, 251, 303, 354, 480, 696]
    assert [(b.frame, b.kind) for b in boundaries] == [(f, "cut") for f in labelled]


# Copies of what is among the others, and more of its kind: they tell little that is new.
_MORE_OF_THE_KIND = (
    "thunder_Rzine",
    "thunder_pranav",
    "thunder_weatherjoy",
    "wild_denyskleimenov__thunderstorm",
    "wild_thecrusader25225__thunderstorm",
)


@pytest.mark.parametrize(
    "clip",
    [
        "thunder_kiran",
        "wild_AlexDembno__thunderstorm",
        "dashcam_night_tmo324",
        "meteor_astroport",
        *_MORE_OF_THE_KIND,
    ],
)
def test_no_lightning_headlight_or_shake_is_called_a_change_of_shot(
    decoded: Callable[[str], ShotDetector], clip: str, is_whole_run: bool
) -> None:
    if clip in _MORE_OF_THE_KIND and not is_whole_run:
        pytest.skip("others of its kind tell most; run with --whole")
    assert decoded(f"night/{clip}.mp4").boundaries == []
