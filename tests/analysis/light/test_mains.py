"""Lamps on either mains, row after row; and what must not be taken for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from tests.analysis.light.footage import frame, grain
from verify.analysis.light.mains import MainsGauge
from verify.analysis.picture.shots import ShotBoundary
from verify.domain.findings import Boundary
from verify.domain.frames import Frame, LumaPlane
from verify.domain.lights import Mains

HEIGHT_PX, WIDTH_PX = 96, 128
ROWS = np.arange(HEIGHT_PX)[:, None] / HEIGHT_PX
COLUMNS = np.arange(WIDTH_PX)[None] / WIDTH_PX


@dataclass
class Shots:
    """Cuts that are known beforehand."""

    boundaries: list[ShotBoundary] = field(default_factory=list)
    settled_frames: int = 1_000_000


Light = Callable[[float], np.ndarray]


def lamps(lamp_hz: float, *, modulation: float = 0.02, readout_s: float = 0.02) -> Light:
    """Return the light on each row at a time."""
    return lambda time_s: 1 + modulation * np.cos(2 * np.pi * lamp_hz * (time_s + readout_s * ROWS))


def at_one_side(lamp_hz: float, *, modulation: float) -> Light:
    """Return the light of lamps at the left that all rows gather at once."""
    return lambda time_s: (
        1 + modulation * (1.2 - 0.4 * COLUMNS) * np.cos(2 * np.pi * lamp_hz * time_s)
    )


def steady(_time_s: float) -> np.ndarray:
    return np.ones((HEIGHT_PX, 1))


def shown(
    light: Light, fps: float, lasts_s: float = 5.2, *, turned: bool = False
) -> Iterator[Frame]:
    rng = np.random.default_rng(1)
    place = 90 + 40 * rng.random((12, 16)).repeat(8, axis=0).repeat(8, axis=1)
    for k in range(round(lasts_s * fps)):
        codes = place * light(k / fps) + 2 * grain(rng, place.shape)
        luma: LumaPlane = np.clip(codes, 0, 255).astype(np.uint8)
        yield frame(luma.T.copy() if turned else luma, k, k / fps)


def read(frames: Iterator[Frame], shots: Shots | None = None) -> Mains:
    gauge = MainsGauge(shots or Shots())
    for one in frames:
        gauge.observe(one)
    gauge.finish()
    return gauge.finding()


@pytest.mark.parametrize(
    ("lamp_hz", "fps", "mains"),
    [(100, 30, 50), (100, 29.97, 50), (100, 24, 50), (120, 25, 60), (120, 50, 60), (100, 60, 50)],
)
def test_lamps_are_told_where_their_bands_travel(lamp_hz: float, fps: float, mains: int) -> None:
    found = read(shown(lamps(lamp_hz), fps))

    assert found.hz == mains
    assert f"compatible with {mains} Hz" in found.reason
    assert found.compatible_with
    (reading,) = found.readings
    assert reading.bands == pytest.approx(lamp_hz * 0.02, abs=0.5)


@pytest.mark.parametrize("fps", [5, 8, 10, 12.5, 20])
def test_slow_frame_rates_are_not_told(fps: float) -> None:
    assert read(shown(lamps(100), fps)).hz is None


def test_a_picture_that_never_changes_is_not_told() -> None:
    still: LumaPlane = np.full((HEIGHT_PX, WIDTH_PX), 90, np.uint8)

    assert read(frame(still, k, k / 30) for k in range(160)).hz is None


def test_lamps_are_told_though_the_camera_shakes_near_their_rate() -> None:
    rng = np.random.default_rng(3)
    # Edges everywhere but on a narrow wall at the right.
    plate = np.full((HEIGHT_PX + 8, WIDTH_PX), 100.0)
    plate[::12, :96] = 30
    plate[60:, :96] += 40

    def held() -> Iterator[Frame]:
        for k in range(130):
            down_px = round(4 + 3.4 * np.sin(2 * np.pi * 4.6 * k / 25))
            codes = plate[down_px : down_px + HEIGHT_PX] * lamps(120, modulation=0.01)(k / 25)
            codes = codes + rng.normal(0, 2, codes.shape)
            yield frame(np.clip(codes, 0, 255).astype(np.uint8), k, k / 25)

    assert read(held()).hz == 60


@pytest.mark.parametrize(("lamp_hz", "fps", "mains"), [(100, 24, 50), (120, 25, 60)])
def test_a_global_shutter_shows_lamps_in_all_of_the_picture(
    lamp_hz: float, fps: float, mains: int
) -> None:
    found = read(shown(at_one_side(lamp_hz, modulation=0.009), fps))

    assert found.hz == mains
    assert "of the whole picture" in found.reason


@pytest.mark.parametrize("side", [-1, 1])
@pytest.mark.parametrize(("mains", "fps"), [(50, 30), (60, 25)])
def test_a_grid_lies_within_a_thousandth_and_what_lies_beside_it_is_no_grid(
    side: int, mains: int, fps: float
) -> None:
    def told(off_share: float) -> int | None:
        lamp_hz = 2 * mains * (1 + side * off_share)
        whole = read(shown(at_one_side(lamp_hz, modulation=0.02), fps))
        assert read(shown(lamps(lamp_hz), fps)).hz == whole.hz
        (reading,) = whole.readings
        folded_hz = lamp_hz - round(lamp_hz / fps) * fps
        assert reading.line_hz == pytest.approx(abs(folded_hz), abs=0.005)
        return whole.hz

    assert told(0.0009) == mains
    assert told(0.0013) is None


def test_a_flicker_alike_all_over_the_picture_may_be_exposure_and_is_not_told() -> None:
    found = read(shown(lamps(100, modulation=0.009, readout_s=0), 24))

    assert found.hz is None
    assert "alike all over the picture" in found.reason


@pytest.mark.parametrize(("lamp_hz", "fps"), [(100, 30), (120, 25)])
def test_bands_that_travel_against_the_shutter_are_not_told(lamp_hz: float, fps: float) -> None:
    found = read(shown(lamps(lamp_hz, readout_s=-0.02), fps))

    assert found.hz is None
    assert "upside down" in found.reason


@pytest.mark.parametrize(
    ("lamp_hz", "before", "after", "is_whole"),
    [
        (120, 50, 30, False),
        (120, 50, 60, False),
        (100, 59.94, 25, False),
        (120, 50, 24, True),
        (100, 59.94, 25, True),
    ],
)
def test_frames_blended_into_another_rate_do_not_tell_the_other_mains(
    lamp_hz: float, before: float, after: float, is_whole: bool
) -> None:
    light = at_one_side(lamp_hz, modulation=0.03) if is_whole else lamps(lamp_hz, modulation=0.03)

    def blended(time_s: float) -> np.ndarray:
        place = np.floor(time_s * before + 1e-6)
        share = time_s * before - place
        blend = (1 - share) * light(place / before) + share * light((place + 1) / before)
        return np.asarray(blend)

    assert read(shown(blended, after)).hz is None


@pytest.mark.parametrize(("lamp_hz", "after"), [(119.95, 29.97), (120.04, 60)])
def test_frames_left_out_or_repeated_make_a_flicker_of_the_whole_picture_beat(
    lamp_hz: float, after: float
) -> None:
    light = at_one_side(lamp_hz, modulation=0.03)

    found = read(shown(lambda time_s: light(np.floor(time_s * 50 + 0.3) / 50), after))

    assert found.hz is None
    assert "60 Hz where 50.00 frames a second are made into" in found.reason or (
        "others beside it" in found.reason
    )


def held(lamp_hz: float, fps: float, before_hz: float) -> Iterator[Frame]:
    """Yield frames of a global shutter in a hand, the last one of those of a rate before."""
    rng = np.random.default_rng(4)
    plate = 90 + 40 * rng.random((16, 16)).repeat(8, axis=0).repeat(8, axis=1)
    rates_hz, phases = rng.uniform(0.3, 9.0, 12), rng.uniform(0, 2 * np.pi, 12)
    light = at_one_side(lamp_hz, modulation=0.03)
    for k in range(round(5.2 * fps)):
        time_s = np.floor(k / fps * before_hz + 0.3) / before_hz
        down_px = 16 + float(np.sin(2 * np.pi * rates_hz * time_s + phases) @ (0.8 / rates_hz))
        rows = np.clip(np.arange(HEIGHT_PX) + down_px, 0, len(plate) - 1.001)
        share = (rows % 1)[:, None]
        place = (1 - share) * plate[rows.astype(int)] + share * plate[rows.astype(int) + 1]
        codes = place * light(time_s) + 2 * grain(rng, place.shape)
        yield frame(np.clip(codes, 0, 255).astype(np.uint8), k, k / fps)


def test_motion_in_unequal_steps_gives_a_changed_frame_rate_away() -> None:
    # Whole multiples of ten: nothing beats, and the flicker alone is that of lamps on 50 Hz.
    found = read(held(120, 30, before_hz=50))

    assert found.hz is None
    assert "unequal steps that 50.00 frames a second leave" in found.reason


def test_motion_in_even_steps_speaks_against_a_changed_frame_rate() -> None:
    found = read(held(100, 60, before_hz=60))

    assert found.hz == 50
    assert "in even steps" in found.reason
    assert "blended frames leave no steps, and lamps on 60 Hz can look the same" in found.reason


def test_where_nothing_moves_the_other_mains_is_named() -> None:
    found = read(shown(at_one_side(100, modulation=0.02), 30))

    assert found.hz == 50
    assert "lamps on 60 Hz can look the same" in found.reason


def test_an_exposure_that_hunts_is_not_told_though_dark_places_keep_less_of_it() -> None:
    dark = np.where(ROWS > 0.6, 0.35, 1.0)

    def hunting(time_s: float) -> np.ndarray:
        return np.asarray(dark * (1 + 0.02 * dark**0.4 * np.cos(2 * np.pi * 4 * time_s)))

    found = read(shown(hunting, 24))

    assert found.hz is None
    assert "alike all over the picture" in found.reason


def test_no_exposure_hunts_at_a_fifth_of_the_frame_rate() -> None:
    dark = np.where(ROWS > 0.6, 0.35, 1.0)

    def lit(time_s: float) -> np.ndarray:
        return np.asarray(dark * (1 + 0.02 * dark**0.4 * np.cos(2 * np.pi * 5 * time_s)))

    assert read(shown(lit, 25)).hz == 60


@pytest.mark.parametrize(("types", "mains"), [("PBBB", 50), ("P", None)])
def test_what_a_codec_does_to_pictures_of_one_type_is_not_taken_for_another_rate(
    types: str, mains: int | None
) -> None:
    def coded(time_s: float) -> np.ndarray:
        is_fine = round(24 * time_s) % 4 == 0
        kept, brighter = (1.0, 0.0) if is_fine else (0.3, 0.01)
        return np.asarray(1 + brighter + kept * (lamps(100)(time_s) - 1))

    frames = shown(coded, 24)

    found = read(replace(one, picture_type=types[one.index % len(types)]) for one in frames)

    assert found.hz == mains
    assert mains or "others beside it" in found.reason


@pytest.mark.parametrize(("modulation", "mains"), [(0.2, 50), (0.03, None)])
def test_a_flicker_in_step_with_the_types_of_pictures_is_lamps_only_if_strong(
    modulation: float, mains: int | None
) -> None:
    footage = shown(at_one_side(100, modulation=modulation), 30)

    found = read(replace(one, picture_type="PBB"[one.index % 3]) for one in footage)

    assert found.hz == mains
    assert mains or "in step with how its frames are compressed" in found.reason


def test_a_flicker_just_beside_the_rate_of_lamps_is_not_drawn_to_it() -> None:
    found = read(shown(lamps(100.25), 30))

    assert found.hz is None
    assert "fits neither mains" in found.reason


def test_a_turned_picture_has_its_bands_upright() -> None:
    assert read(shown(lamps(100), 30, turned=True)).hz == 50


@pytest.mark.parametrize(("lamp_hz", "fps"), [(120, 30), (100, 25), (120, 60)])
def test_bands_that_stand_still_are_not_told_and_no_sign_of_the_other(
    lamp_hz: float, fps: float
) -> None:
    found = read(shown(lamps(lamp_hz), fps))

    assert found.hz is None
    assert "stand (nearly) still and cannot be seen" in found.reason
    assert found.compatible_with == []


def test_without_flicker_nothing_is_told_and_what_destroys_it_is_named() -> None:
    found = read(shown(steady, 30))

    assert found.hz is None
    for cause in ("LEDs", "compression", "frame rate"):
        assert cause in found.reason


def test_bands_as_faint_as_a_codec_draws_by_chance_have_to_stand_out_further() -> None:
    faint, clearer = (read(shown(lamps(100, modulation=share), 30)) for share in (0.00025, 0.0004))

    (reading,) = faint.readings
    assert reading.signal_to_noise == pytest.approx(6.7, abs=1)
    assert faint.hz is None
    assert "No flicker stands out" in faint.reason
    assert clearer.hz == 50


def test_a_fast_driver_is_not_taken_for_the_mains() -> None:
    # 1,010 Hz folds onto 10 Hz at 25 frames, but has twenty bands.
    assert read(shown(lamps(1020), 25)).hz is None


def test_stripes_that_pass_too_close_together_are_not_taken_for_the_mains() -> None:
    columns = np.arange(WIDTH_PX) / WIDTH_PX

    def fence() -> Iterator[Frame]:
        for k in range(160):
            line = 100 + 40 * np.cos(2 * np.pi * (5.0 * columns + 10 * k / 30))
            codes = np.repeat(line[None], HEIGHT_PX, axis=0)
            yield frame(codes.astype(np.uint8), k, k / 30)

    found = read(fence())

    assert found.hz is None
    assert "stripes that pass" in found.reason


def test_posts_of_a_fence_that_pass_at_the_rate_of_lamps_are_not_taken_for_them() -> None:
    posts = np.random.default_rng(5).uniform(0.4, 1.0, 40)

    def fence() -> Iterator[Frame]:
        for k in range(130):
            at = 2.3 * np.arange(WIDTH_PX) / WIDTH_PX + 3.95 * k / 24
            line = np.where(at % 1 < 0.4, 60 * posts[at.astype(int)], 150)
            yield frame(np.repeat(line[None], HEIGHT_PX, axis=0).astype(np.uint8), k, k / 24)

    assert read(fence()).hz is None


def test_a_fence_that_passes_at_the_very_rate_of_lamps_brings_other_widths_along() -> None:
    posts = np.random.default_rng(5).uniform(0.95, 1.0, 60)

    def fence() -> Iterator[Frame]:
        for k in range(160):
            at = 2.3 * np.arange(WIDTH_PX) / WIDTH_PX + 10 * k / 30
            line = np.where(at % 1 < 0.4, 130 * posts[at.astype(int)], 150)
            yield frame(np.repeat(line[None], HEIGHT_PX, axis=0).astype(np.uint8), k, k / 30)

    found = read(fence())

    assert found.hz is None
    assert "that pass" in found.reason


def test_a_rate_that_fits_neither_is_said_to_fit_neither() -> None:
    found = read(shown(lamps(107), 30))

    assert found.hz is None
    assert "fits neither mains" in found.reason


def test_repeated_frames_make_other_lines_and_are_not_trusted() -> None:
    def at_25(time_s: float) -> np.ndarray:
        return lamps(120)(np.floor(time_s * 25 + 1e-6) / 25)

    assert read(shown(at_25, 30)).hz is None


def test_frames_left_out_turn_lamps_into_those_of_the_other_mains_and_are_not_trusted() -> None:
    def taken_at_60(time_s: float) -> np.ndarray:
        return lamps(100)(np.round(time_s * 60) / 60)

    found = read(shown(taken_at_60, 25))

    assert found.hz is None
    assert "others beside it" in found.reason


def test_it_needs_five_seconds_of_one_shot() -> None:
    short = read(shown(lamps(100), 30, lasts_s=4.0))
    cut = ShotBoundary(frame=80, pts=0, time_s=80 / 30, kind=Boundary.CUT)
    parted = read(shown(lamps(100), 30), Shots([cut]))

    for found in (short, parted):
        assert found.hz is None
        assert "No shot lasts 5 s" in found.reason


def test_long_clips_are_read_in_stretches() -> None:
    found = read(shown(lamps(100), 24, lasts_s=26.0))

    assert [reading.hz for reading in found.readings] == [50, 50, 50]
    assert all(reading.end_s - reading.start_s < 10.1 for reading in found.readings)


def test_a_single_frame_after_the_last_stretch_is_left_out_quietly() -> None:
    found = read(shown(lamps(100), 24, lasts_s=241 / 24))

    assert [reading.hz for reading in found.readings] == [50]
