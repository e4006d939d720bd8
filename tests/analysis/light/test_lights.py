"""Points that blink, drawn frame by frame: their rate, their path, and what is not listed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
import pytest

from tests.analysis.light.footage import HEIGHT_PX, WIDTH_PX, Picture, frame, place, spot
from verify.analysis.light import lights
from verify.analysis.light.lights import LightWatch
from verify.analysis.light.lights_onsets import OnsetTrigger
from verify.analysis.picture.shots import ShotBoundary
from verify.domain.findings import Boundary
from verify.domain.frames import Frame
from verify.domain.lights import Light, LightColor

DARK = place(mean=18.0, contrast=6.0)
LAMPS = 150 * (spot(60, 120, 1.5) + spot(200, 130, 1.5))


@cache
def point(x_px: float, y_px: float) -> Picture:
    """Return the light of a lamp far away."""
    return 160 * spot(x_px, y_px, 1.0)


@dataclass
class Shots:
    """Cuts that are known beforehand."""

    boundaries: list[ShotBoundary] = field(default_factory=list)
    settled_frames: int = 1_000_000


def strobe(
    rate_hz: float,
    *,
    fps: float = 30.0,
    lasts_s: float = 9.0,
    lit_s: float = 0.05,
    at: Callable[[float], tuple[float, float]] = lambda _time_s: (150.0, 60.0),
    times_s: Callable[[int], float] | None = None,
) -> Iterator[Picture]:
    """Yield a dark place with lamps and a light that is on for `lit_s` of each period."""
    for k in range(round(lasts_s * fps)):
        time_s = times_s(k) if times_s else k / fps
        is_lit = (time_s + 1e-6) % (1 / rate_hz) < lit_s
        picture = DARK + LAMPS
        yield picture + point(*at(time_s)) if is_lit else picture


@cache
def noises() -> list[Picture]:
    rng = np.random.default_rng(7)
    return [rng.normal(0, 1.5, (HEIGHT_PX, WIDTH_PX)) for _ in range(7)]


def shown(
    pictures: Iterator[Picture],
    *,
    fps: float = 30.0,
    times_s: Callable[[int], float] | None = None,
) -> Iterator[Frame]:
    """Yield frames with noise."""
    for k, picture in enumerate(pictures):
        luma = np.clip(picture + noises()[k * k % 7], 0, 255).astype(np.uint8)
        yield frame(luma, k, times_s(k) if times_s else k / fps)


def lights_in(
    pictures: Iterator[Picture],
    *,
    fps: float = 30.0,
    shots: Shots | None = None,
    times_s: Callable[[int], float] | None = None,
) -> list[Light]:
    watch = LightWatch(shots or Shots())
    for one in shown(pictures, fps=fps, times_s=times_s):
        watch.observe(one)
    watch.finish()
    return watch.lights


@pytest.mark.parametrize(("rate_hz", "fps"), [(0.5, 24.0), (1.0, 29.97), (1.7, 25.0), (3.0, 30.0)])
def test_a_strobe_is_found_at_its_rate_with_its_aliases(rate_hz: float, fps: float) -> None:
    lasts_s = max(6.0, 8.5 / rate_hz)
    (light,) = lights_in(strobe(rate_hz, fps=fps, lasts_s=lasts_s), fps=fps)

    assert light.frequency_hz == pytest.approx(rate_hz, rel=0.02)
    assert light.flashes_per_min == pytest.approx(60 * rate_hz, rel=0.02)
    assert light.false_alarm_probability is not None
    assert light.false_alarm_probability < 1e-3
    for alias_hz in (fps - rate_hz, fps + rate_hz, 2 * fps - rate_hz):
        assert min(abs(hz - alias_hz) for hz in light.aliases_hz) < 0.1
    assert light.color is LightColor.WHITE


def test_a_light_that_drifts_is_one_light_with_its_path() -> None:
    def at(time_s: float) -> tuple[float, float]:
        return 60 + 12 * time_s, 40 + 2 * time_s

    (light,) = lights_in(strobe(1.0, at=at))

    assert light.frequency_hz == pytest.approx(1.0, rel=0.02)
    for point in light.track:
        assert (point.x_px, point.y_px) == pytest.approx(at(point.time_s), abs=2.5)
    assert light.track[-1].x_px - light.track[0].x_px > 80


@pytest.mark.parametrize("toward", ["left", "right", "top", "bottom"])
def test_a_light_is_followed_to_the_edge_of_the_picture_and_no_further(toward: str) -> None:
    def at(time_s: float) -> tuple[float, float]:
        gone = 5 + 10 * time_s
        return {
            "left": (90 - gone, 60.0),
            "right": (WIDTH_PX - 90 + gone, 60.0),
            "top": (150.0, 90 - gone),
            "bottom": (150.0, HEIGHT_PX - 90 + gone),
        }[toward]

    (light,) = lights_in(strobe(2.0, at=at, lasts_s=11.0))

    assert light.frequency_hz == pytest.approx(2.0, rel=0.02)
    assert 6 < light.end_s < 9


def test_the_camera_may_sway() -> None:
    def swaying() -> Iterator[Picture]:
        for k, picture in enumerate(strobe(1.2)):
            shift = round(6 * np.sin(k / 11)), round(4 * np.sin(k / 7))
            yield np.roll(picture, shift, (1, 0))

    (light,) = lights_in(swaying())

    assert light.frequency_hz == pytest.approx(1.2, rel=0.02)


def test_lamps_that_were_switched_on_before_leave_room_for_the_one_that_blinks() -> None:
    def evening() -> Iterator[Picture]:
        for k, picture in enumerate(strobe(1.0, lit_s=0.5, lasts_s=11.0)):
            on = [point(30.0 + 25 * lamp, 20.0) for lamp in range(8) if k > 8 + 2 * lamp]
            yield picture + sum(on, np.zeros_like(picture))

    (light,) = lights_in(evening())

    assert light.frequency_hz == pytest.approx(1.0, rel=0.02)


def test_lamps_that_burn_and_lights_without_time_are_not_listed() -> None:
    rng = np.random.default_rng(3)
    lit = rng.random(400) < 0.06

    def restless() -> Iterator[Picture]:
        for is_lit in lit:
            yield DARK + LAMPS + (point(150, 60) if is_lit else 0)

    assert lights_in(DARK + LAMPS for _ in range(200)) == []
    assert lights_in(restless()) == []


def test_a_bright_picture_is_not_searched() -> None:
    assert lights_in(picture + 60 for picture in strobe(1.0)) == []


@pytest.mark.parametrize("size", [(1, 1), (1, 320), (9, 9), (12, 12)])
def test_a_picture_that_has_no_room_for_a_light_has_none(size: tuple[int, int]) -> None:
    trigger = OnsetTrigger()
    rng = np.random.default_rng(3)
    for index in range(30):
        small = rng.integers(0, 3, size).astype(np.uint8)
        assert trigger.observe(small, index / 30) == []


def test_a_light_wider_than_a_point_is_no_light_far_away() -> None:
    wide = (DARK + 160 * spot(150, 60, 14.0) if k % 30 < 2 else np.array(DARK) for k in range(270))

    assert lights_in(wide) == []


def test_two_lights_keep_their_own_rates() -> None:
    two = (a + point(250, 40) if (k / 30) % 0.5 < 0.05 else a for k, a in enumerate(strobe(1.25)))

    rates_hz = sorted(light.frequency_hz or 0 for light in lights_in(two))

    assert rates_hz == pytest.approx([1.25, 2.0], rel=0.02)


def test_flashes_between_two_exposures_are_counted_as_missing_and_said() -> None:
    def missing() -> Iterator[Picture]:
        for k, picture in enumerate(strobe(1.0, lasts_s=14.0)):
            yield DARK + LAMPS if k // 30 in (3, 4, 8) else picture

    (light,) = lights_in(missing())

    assert light.frequency_hz == pytest.approx(1.0, rel=0.02)
    assert light.flashes_seen == 10
    assert any("10 of 13 flashes are seen" in hint for hint in light.hints)


@pytest.mark.parametrize(
    ("others", "words"),
    [(1, "1 brighter moment does not keep time"), (2, "2 brighter moments do not keep time")],
)
def test_moments_off_the_beat_are_counted_in_words(others: int, words: str) -> None:
    off = [k for after in range(3, 3 + others) for k in (30 * after + 13, 30 * after + 14)]
    pictures = (a + point(150, 60) * (k in off) for k, a in enumerate(strobe(1.0, lasts_s=12.0)))

    (light,) = lights_in(pictures)

    assert any(hint.startswith(words) for hint in light.hints)


def test_no_rate_is_taken_across_a_cut() -> None:
    cut = ShotBoundary(frame=135, pts=0, time_s=4.5, kind=Boundary.CUT)

    assert lights_in(strobe(1.0), shots=Shots([cut])) == []


def test_uneven_frame_times_have_no_alias_and_that_is_said() -> None:
    rng = np.random.default_rng(5)
    times_s = np.cumsum(rng.uniform(0.02, 0.05, 400))

    (light,) = lights_in(
        strobe(1.0, lasts_s=12.0, times_s=lambda k: float(times_s[k])),
        times_s=lambda k: float(times_s[k]),
    )

    assert light.frequency_hz == pytest.approx(1.0, rel=0.02)
    assert light.aliases_hz == []
    assert "uneven" in light.alias_note


def test_text_names_three_sources_and_identifies_none() -> None:
    (light,) = lights_in(strobe(1.0))

    words = " ".join(light.hints)
    for source in ("aircraft", "drone", "vehicle", "mast", "frame rate folds"):
        assert source in words
    assert "does not identify an aircraft" in words


def test_measurements_of_one_light_over_a_long_time_are_one_entry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lights, "MOST_SAMPLES", 100)
    (light,) = lights_in(strobe(2.0, lasts_s=24.0, fps=15.0, lit_s=0.1), fps=15.0)

    assert light.end_s - light.start_s > 15
    assert len(light.track) <= 64
    assert light.frequency_hz == pytest.approx(2.0, rel=0.01)


def test_what_blinks_with_the_i_frames_is_the_encoder() -> None:
    watch = LightWatch(Shots())
    for one in shown(strobe(1.0)):
        watch.observe(replace(one, is_intra=one.index % 30 == 0))
    watch.finish()

    assert watch.lights == []


def test_the_picture_is_of_the_size_that_paths_are_given_in() -> None:
    (light,) = lights_in(strobe(1.0))

    assert 0 <= light.track[0].x_px <= WIDTH_PX
    assert 0 <= light.track[0].y_px <= HEIGHT_PX
