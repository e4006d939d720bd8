"""Flashes in footage made with known light, and in the real clips that are copies of one event."""

import math
import re
import tracemalloc
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.accuracy.flashes import flashes_of
from tests.analysis.light.footage import (
    FPS,
    HEIGHT_PX,
    WIDTH_PX,
    Picture,
    frame,
    frames,
    place,
    spot,
)
from verify.analysis.light.flashes import FlashDetector
from verify.analysis.picture.shots import ShotDetector
from verify.domain.findings import Flash, FlashKind
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.media.decode import open_source

GLOW = 120 * spot(160, 90, 60)


def lit(levels: Sequence[float] | Callable[[int], float], count: int = 150) -> list[Picture]:
    """Return the night place with `GLOW` on it, as strong as given for each frame."""
    of_frame = levels if callable(levels) else lambda k: levels[k] if k < len(levels) else 0.0
    return [place() + of_frame(k) * GLOW for k in range(count)]


def burst(onset: int, decay_frames: float) -> Callable[[int], float]:
    return lambda k: math.exp(-(k - onset) / decay_frames) if k >= onset else 0.0


def found(stream: Iterable[Frame]) -> list[Flash]:
    return flashes_of(stream)[0]


def accepted(stream: Iterable[Frame]) -> list[Flash]:
    return [flash for flash in found(stream) if flash.accepted]


def test_a_flash_that_decays_is_found_at_its_frame_with_its_half_life() -> None:
    (flash,) = found(frames(lit(burst(60, 6.0))))
    assert (flash.kind, flash.onset_frame, flash.peak_frame) == (FlashKind.FLASH, 60, 60)
    assert flash.onset_s == 60 / FPS
    assert flash.half_life_s == pytest.approx(6 * math.log(2) / FPS, abs=1 / FPS)
    assert flash.onset_error_s >= 1 / FPS - 1e-9
    assert "levels" in flash.reason


def rising(pictures: Iterable[Picture]) -> list[int]:
    """Return the frames in which light began to rise, as told when they were seen."""
    detector = FlashDetector(ShotDetector())
    told = []
    for each in frames(pictures):
        detector.observe(each)
        if detector.rising_frame == each.index:
            told.append(each.index)
    return told


def test_a_rise_is_told_in_the_frame_where_light_begins_to_rise() -> None:
    assert rising(lit(burst(60, 6.0))) == [60]
    assert rising(lit(lambda k: float(k in (40, 43)))) == [40, 43]


def test_a_stronger_flash_while_light_is_still_on_rises_anew() -> None:
    burning = dict.fromkeys(range(30, 80), 0.3)
    levels = burning | {50: 1.0}
    assert rising(lit(lambda k: levels.get(k, 0.0))) == [30, 50]


def test_noise_alone_does_not_rise() -> None:
    assert rising(lit([])) == []


def test_the_box_holds_the_light_and_a_clipped_peak_is_said_to_be_clipped() -> None:
    glow = 300 * spot(240, 50, 12)
    (flash,) = found(frames([place() + glow * burst(60, 4.0)(k) for k in range(120)]))
    left, top, width, height = flash.box_px
    assert left <= 228 < 252 <= left + width < left + WIDTH_PX / 2
    assert top <= 38 < 62 <= top + height < top + 0.7 * HEIGHT_PX
    assert flash.saturated
    assert 0.02 < flash.rise_luminance < 1


@pytest.mark.parametrize("fps", [15.0, 24.0, 60.0])
def test_a_flash_of_one_frame_is_found_at_every_frame_rate(fps: float) -> None:
    (flash,) = found(frames(lit(lambda k: float(k == 40)), fps=fps))
    assert (flash.kind, flash.onset_frame) == (FlashKind.FLASH, 40)


def test_two_flashes_three_frames_apart_are_two() -> None:
    flashes = accepted(frames(lit(lambda k: float(k in (60, 63)))))
    assert [flash.onset_frame for flash in flashes] == [60, 63]


def test_a_dip_of_one_frame_does_not_make_two_flashes() -> None:
    (flash,) = accepted(frames(lit(lambda k: float(k in (60, 62)))))
    assert flash.onset_frame == 60


def test_a_small_flicker_in_the_decay_is_part_of_the_flash() -> None:
    decay = burst(60, 8.0)
    (flash,) = accepted(frames(lit(lambda k: decay(k) + 0.12 * (k == 75))))
    assert flash.onset_frame == 60


def test_a_strong_flash_soon_after_a_weak_one_is_a_flash_of_its_own() -> None:
    flashes = accepted(frames(lit(lambda k: 0.25 * (k == 60) + 1.0 * (k == 66))))
    assert [flash.onset_frame for flash in flashes] == [60, 66]


def test_half_a_picture_lit_by_a_rolling_shutter_is_a_flash_at_its_first_band() -> None:
    upper = np.zeros((HEIGHT_PX, WIDTH_PX))
    upper[: HEIGHT_PX // 2] = 100.0
    pictures = [place() + upper * (k == 60) + (100 - upper) * (k == 61) for k in range(120)]
    (flash,) = accepted(frames(pictures))
    assert flash.onset_frame == 60


def test_noise_alone_holds_no_flash() -> None:
    assert found(frames(lit(lambda _: 0.0), noise=8.0)) == []


def test_shaking_by_hand_holds_no_flash_and_does_not_hide_one() -> None:
    wide = np.pad(place(contrast=20), 8, mode="reflect")
    wide[60:70, 100:110] = 250.0
    rng = np.random.default_rng(5)
    path = np.clip(np.cumsum(rng.normal(0, 1.2, (150, 2)), axis=0), -7, 7).astype(int) + 8
    shaken = [wide[y : y + HEIGHT_PX, x : x + WIDTH_PX] for y, x in path]
    assert accepted(frames(shaken)) == []
    decay = burst(70, 5.0)
    (flash,) = accepted(frames([p + decay(k) * GLOW for k, p in enumerate(shaken)]))
    assert flash.onset_frame == 70


def test_a_cut_to_a_brighter_shot_is_no_flash() -> None:
    pictures = [place(1)] * 60 + [place(2, mean=110, contrast=40)] * 60
    flashes = found(frames(pictures))
    assert not any(flash.accepted for flash in flashes)
    assert {flash.kind for flash in flashes} <= {FlashKind.CUT}


def test_a_fade_in_is_no_flash() -> None:
    bright = place(2, mean=110, contrast=30)
    pictures = [bright * min(1.0, max(0.0, (k - 30) / 30)) for k in range(150)]
    assert accepted(frames(pictures)) == []


def test_headlights_that_sweep_past_are_no_flash() -> None:
    def picture(k: int) -> Picture:
        along = (k - 30) / 60
        if not 0 <= along <= 1:
            return place()
        size_px = 2 + 14 * along**2
        x_px = 160 + 170 * along**1.5
        lamps = spot(x_px, 100, size_px) + spot(x_px + 3 * size_px, 100, size_px)
        return place() + 220 * lamps

    assert accepted(frames([picture(k) for k in range(150)])) == []


def test_a_lamp_that_jumps_across_the_picture_is_no_flash() -> None:
    pictures = [place() + 200 * spot(60 if k < 60 else 85, 90, 8) for k in range(150)]
    flashes = found(frames(pictures))
    assert not any(flash.accepted for flash in flashes)


def test_a_pan_over_lit_windows_is_no_flash() -> None:
    wide = np.tile(place(3, mean=30), (1, 4))
    for left in range(100, wide.shape[1], 90):
        wide[60:90, left : left + 25] = 220.0
    pictures = [wide[:, 6 * k : 6 * k + WIDTH_PX] for k in range(150)]
    assert accepted(frames(pictures)) == []


def jerked(k: int) -> int:
    """Return how far down a hand looks that jerks by 36 pixels within three frames."""
    return min(36, 12 * max(0, k - 59)) if k < 66 else max(0, 36 - 6 * (k - 65))


def tall_place() -> Picture:
    """Return a dark place that grows lighter downwards, taller than the picture."""
    detail = np.vstack([place(3), place(4)])
    return detail + np.linspace(0, 220, len(detail))[:, None]


def test_a_jerk_towards_what_is_lighter_is_camera_motion_with_its_figures() -> None:
    tall = tall_place()
    pictures = [tall[jerked(k) : jerked(k) + HEIGHT_PX] for k in range(150)]
    flashes = found(frames(pictures))
    assert [flash.kind for flash in flashes] == [FlashKind.CAMERA_MOTION]
    moved = re.match(r"the picture moved by ([\d.]+) % of its longer side", flashes[0].reason)
    assert moved is not None
    assert float(moved[1]) == pytest.approx(100 * 36 / WIDTH_PX, abs=1.5)


def test_a_flash_in_the_midst_of_such_a_jerk_is_found() -> None:
    tall, light = tall_place(), burst(61, 4.0)
    pictures = [tall[jerked(k) : jerked(k) + HEIGHT_PX] + light(k) * GLOW * 1.5 for k in range(150)]
    (flash,) = accepted(frames(pictures))
    assert flash.onset_frame in (60, 61)


def test_an_exposure_that_steps_up_is_a_step_with_its_reason() -> None:
    pictures = [place(mean=60) * (1.0 if k < 60 else 1.8) for k in range(200)]
    (step,) = found(frames(pictures))
    assert (step.kind, step.accepted) == (FlashKind.STEP, False)
    assert "exposure" in step.reason


def test_a_lamp_that_goes_on_and_stays_is_sustained_and_accepted() -> None:
    (lamp,) = found(frames([place() + 150 * spot(200, 60, 25) * (k >= 60) for k in range(200)]))
    assert (lamp.kind, lamp.accepted, lamp.onset_frame) == (FlashKind.SUSTAINED, True, 60)
    assert lamp.half_life_s is None
    assert lamp.end_s is None


def test_a_fire_that_flickers_is_one_finding() -> None:
    rng = np.random.default_rng(3)
    levels = np.concatenate([np.zeros(60), [1.3], np.clip(rng.normal(0.8, 0.12, 240), 0.4, 1.2)])
    pictures = [place() + 150 * level * spot(200, 60, 25) for level in levels]
    (fire,) = accepted(frames(pictures))
    assert (fire.kind, fire.onset_frame) == (FlashKind.SUSTAINED, 60)


def test_every_hint_leaves_more_than_one_reading() -> None:
    rng = np.random.default_rng(3)
    fire = np.concatenate([np.zeros(60), [1.3], np.clip(rng.normal(0.8, 0.12, 140), 0.4, 1.2)])
    courses = (burst(60, 6.0), lambda k: float(k == 60), lambda k: float(fire[k]))
    for course in courses:
        (flash,) = accepted(frames(lit(course)))
        (hint,) = [hint for hint in flash.hints if hint != "clip_ends"]
        assert " or " in hint or " than " in hint


def hints_of_flash(flash: Flash) -> str:
    return "; ".join(flash.hints)


@pytest.mark.parametrize("strokes", [(45, 48, 54), (45, 49, 55), (45, 50, 58), (45, 49, 56, 61)])
def test_a_few_strokes_of_lightning_are_not_said_to_come_evenly(strokes: tuple[int, ...]) -> None:
    flashes = accepted(frames(lit(lambda k: float(k in strokes), count=100)))
    assert len(flashes) == len(strokes)
    assert "evenly" not in " ".join(map(hints_of_flash, flashes))


@pytest.mark.parametrize("period", [7, 15])
def test_a_strobe_is_said_to_flash_evenly_once_chance_is_ruled_out(period: int) -> None:
    flashes = accepted(frames(lit(lambda k: float(k >= 30 and k % period == 0), count=150)))
    assert "evenly" not in hints_of_flash(flashes[2])
    assert f"{period / FPS:.2f} s apart, evenly" in hints_of_flash(flashes[-1])


@pytest.mark.parametrize("decay_s", [1.7, 2.5])
def test_a_fireball_that_dies_away_for_seconds_fades_and_is_no_steady_lamp(decay_s: float) -> None:
    def luma(k: int) -> float:
        return math.exp(-(k - 60) / (2.2 * FPS * decay_s)) if k >= 60 else 0.0

    pictures = [place() + 150 * luma(k) * spot(200, 60, 25) for k in range(200)]
    (flash,) = accepted(frames(pictures))
    assert flash.kind is FlashKind.SUSTAINED
    assert "blast" in hints_of_flash(flash)
    assert "fades evenly" in hints_of_flash(flash)
    assert "steady" not in hints_of_flash(flash)


@pytest.mark.parametrize("settled", [1.0, 0.8])
def test_a_lamp_that_stays_is_steady_though_the_exposure_settles(settled: float) -> None:
    def luma(k: int) -> float:
        return settled + (1 - settled) * math.exp(-(k - 60) / 9) if k >= 60 else 0.0

    pictures = [place() + 150 * luma(k) * spot(200, 60, 25) for k in range(200)]
    (flash,) = accepted(frames(pictures))
    assert "a lamp" in hints_of_flash(flash)
    assert "steady within" in hints_of_flash(flash)


@pytest.mark.parametrize("lit_frames", [10, 30, 40])
def test_a_lamp_that_was_switched_off_at_once_is_not_said_to_glow_as_an_explosion(
    lit_frames: int,
) -> None:
    pictures = [place() + 150 * spot(200, 60, 25) * (60 <= k < 60 + lit_frames) for k in range(180)]
    (flash,) = accepted(frames(pictures))
    said = hints_of_flash(flash)
    assert said.startswith("a lamp, headlights, or a screen that was switched")
    assert f"level for {lit_frames / FPS:.2f} s" in said


@pytest.mark.parametrize("decay", [4.0, 8.0, 20.0])
def test_an_explosion_that_dies_away_is_not_said_to_have_been_switched(decay: float) -> None:
    (flash,) = accepted(frames(lit(burst(60, decay), count=200)))
    assert "switched" not in hints_of_flash(flash)


def test_an_explosion_in_front_of_a_fire_is_found() -> None:
    fire = [0.6 * (k >= 30) for k in range(260)]
    blast = burst(150, 6.0)
    pictures = [place() + f * 150 * spot(60, 60, 20) + blast(k) * GLOW for k, f in enumerate(fire)]
    assert [flash.onset_frame for flash in accepted(frames(pictures))] == [30, 150]


def test_a_clip_that_ends_before_the_decay_says_so() -> None:
    (flash,) = accepted(frames(lit(burst(60, 40.0), count=69)))
    assert flash.onset_frame == 60
    assert flash.half_life_s is None
    assert "clip_ends" in flash.hints


def test_times_are_those_of_the_frames_when_their_rate_varies() -> None:
    def times_s(index: int) -> float:
        return index * 0.031 + 0.012 * (index % 3)

    (flash,) = found(frames(lit(burst(60, 6.0)), times_s=times_s))
    assert flash.onset_frame == 60
    assert flash.onset_s == times_s(60)
    assert flash.onset_pts == round(times_s(60) * 90_000)


def test_a_slow_glow_is_slow() -> None:
    glow = [min(1.0, max(0.0, (k - 40) / 45)) for k in range(160)]
    assert accepted(frames(lit(glow))) == []


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (16, 16)])
def test_pictures_of_any_size_are_taken(shape: tuple[int, int]) -> None:
    stream = [
        frame(np.full(shape, 200 if k == 20 else 10, np.uint8), k, k / FPS) for k in range(60)
    ]
    assert [flash.onset_frame for flash in found(stream)] == [20]


def test_a_rise_that_takes_longer_than_frames_are_kept_is_no_flash() -> None:
    pictures = [place(contrast=4) + min(1.5 * k, 180.0) for k in range(150)]
    assert accepted(frames(pictures, fps=8.0, noise=0.5)) == []


def test_a_slide_show_with_long_pauses_is_taken() -> None:
    pictures = [place(k, mean=20 + 15 * k) for k in range(12)]
    assert accepted(frames(pictures, fps=0.1)) == []


def test_times_that_run_backwards_give_no_negative_durations() -> None:
    def times_s(index: int) -> float:
        return (index - 6 * (index in (61, 64))) / FPS

    for flash in found(frames(lit(burst(60, 6.0)), times_s=times_s)):
        assert flash.onset_error_s >= 0
        assert flash.half_life_s is None or flash.half_life_s >= 0


def test_a_stream_that_changes_its_size_is_followed_on_both_sides() -> None:
    def picture(k: int) -> Picture:
        seen = place() + float(k in (30, 90)) * GLOW
        return seen[:, :200] if k >= 60 else seen

    flashes = accepted(frames(picture(k) for k in range(120)))
    assert [flash.onset_frame for flash in flashes] == [30, 90]


def test_memory_does_not_grow_with_the_length_of_the_clip() -> None:
    shots = ShotDetector()
    detector = FlashDetector(shots)
    picture = np.clip(place(), 0, 255).astype(np.uint8)
    sizes = []
    tracemalloc.start()
    for index in range(2400):
        detector.observe(frame(picture, index, index / 60))
        if index in (1200, 2399):
            sizes.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert sizes[1] - sizes[0] < 200_000


def flashes_in(path: Path) -> list[Flash]:
    with open_source(path, DecodeLimits(), path) as source:
        return flashes_of(source.play())[0]


@pytest.mark.parametrize("name", ["night-fire.mp4", "night-fire-cut.mp4"])
def test_the_sample_fire_is_accepted(samples: Path, name: str) -> None:
    (fire,) = [flash for flash in flashes_in(samples / name) if flash.accepted]
    assert fire.onset_s == pytest.approx(2.0, abs=0.04)
    assert fire.kind is FlashKind.SUSTAINED or "clip_ends" in fire.hints


def test_copies_of_one_event_give_the_same_flashes(shared_data: Path, is_whole_run: bool) -> None:
    names = (
        "night/thunder_kiran.mp4",
        "dup/wild/MLH-Fellowship__thunderstorm.mp4",
        "night/thunder_Rzine.mp4",
    )
    copies = [flashes_in(shared_data / name) for name in names[: 3 if is_whole_run else 2]]
    assert not any(flash.kind is FlashKind.CUT for flash in copies[0])
    onsets = [[flash.onset_s for flash in copy if flash.accepted] for copy in copies]
    assert len(onsets[0]) >= 3
    for other in onsets[1:]:
        assert other == pytest.approx(onsets[0], abs=1 / 29)
