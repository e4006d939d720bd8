"""Steps of what moves, as filmed and after frames were left out or repeated."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from verify.analysis.light.mains_judder import Judder, judder, sources_shown

BANDS, PARTS = 64, 8
LINE_HZ = 10.0
Values = npt.NDArray[np.float64]


def held(times_s: Values, seed: int = 1) -> Values:
    """Return where a hand holds a camera, in bands: drift, and tremor of 1 to 12 Hz that fades."""
    rng = np.random.default_rng(seed)
    rates_hz = np.r_[rng.uniform(0.1, 0.6, 4), rng.uniform(1.0, 12.0, 24)]
    sizes = np.r_[np.full(4, 0.8), 0.35 / rates_hz[4:] ** 2]
    phases = rng.uniform(0, 2 * np.pi, len(rates_hz))
    return np.asarray(np.sin(2 * np.pi * np.outer(times_s, rates_hz) + phases) @ sizes)


def gliding(times_s: Values) -> Values:
    """Return where a camera is that glides to and fro."""
    return np.asarray(8 * np.sin(0.9 * times_s))


def filmed(
    sources: npt.NDArray[np.int64],
    before_hz: float,
    *,
    path: Callable[[Values], Values] = held,
    moves: float = 1.0,
    noise: float = 0.003,
    light: Values | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return brightness over its mean of a scene of edges, and that all of it is usable."""
    rng = np.random.default_rng(7)
    rough = rng.normal(0, 0.3, (PARTS, BANDS + 47))
    smooth = np.hanning(9) / np.hanning(9).sum()
    scene = np.stack([1 + np.convolve(part, smooth, mode="valid") for part in rough], axis=1)
    grain = rng.normal(0, noise, (int(sources.max()) + 1, BANDS, PARTS))
    place = np.arange(BANDS) + 19.0 + moves * path(sources / before_hz)[:, None]
    place = np.clip(place, 0, BANDS + 37.999)
    below, share = place.astype(int), (place % 1)[..., None]
    codes = (1 - share) * scene[below] + share * scene[below + 1]
    if light is not None:
        codes *= light[:, None, None]
    codes *= 1 + grain[sources]
    relative = (codes / codes.mean(axis=0) - 1).astype(np.float32)
    return relative, np.ones((BANDS, PARTS), bool)


def read(before_hz: float, shown_hz: float, begins: int, *, moves: float = 1.0) -> Judder:
    times_s = np.arange(round(5.1 * shown_hz)) / shown_hz
    sources = np.floor(times_s * before_hz + 0.3 + 0.2 * begins).astype(np.int64)
    seen = filmed(sources, before_hz, moves=moves)
    return judder(times_s, [seen], [25.0, 50.0], LINE_HZ)


@pytest.mark.parametrize("begins", [0, 1, 2])
@pytest.mark.parametrize(
    ("before_hz", "shown_hz"), [(50, 30), (50, 30_000 / 1001), (50, 60), (25, 30)]
)
def test_a_changed_frame_rate_shows_in_the_steps_of_a_held_camera(
    before_hz: float, shown_hz: float, begins: int
) -> None:
    found = read(before_hz, shown_hz, begins)

    assert found.before_hz == before_hz
    assert not found.is_excluded


@pytest.mark.parametrize("fps", [24, 30_000 / 1001, 30, 60])
def test_even_steps_are_not_taken_for_unequal_ones(fps: float) -> None:
    assert read(fps, fps, 0).before_hz is None


def test_even_steps_exclude_frames_that_are_shown_twice() -> None:
    assert read(60, 60, 0).is_excluded


def test_a_camera_that_glides_excludes_frames_left_out() -> None:
    times_s = np.arange(153) / 30
    seen = filmed(np.arange(153), 30, path=gliding, noise=0.001)

    found = judder(times_s, [seen], [25.0, 50.0], LINE_HZ)

    assert found.before_hz is None
    assert found.is_excluded


def test_where_nothing_moves_left_out_frames_neither_show_nor_are_excluded() -> None:
    found = read(50, 30, 0, moves=0.0)

    assert found.before_hz is None
    assert not found.is_excluded


def test_noise_alone_shows_frames_that_are_shown_twice() -> None:
    assert read(50, 60, 0, moves=0.0).before_hz == 50


def test_noise_that_compression_half_repeats_is_not_taken_for_frames_shown_twice() -> None:
    rng = np.random.default_rng(2)
    times_s = np.arange(250) / 50
    noise = rng.normal(0, 0.01, (250, BANDS, PARTS))
    noise[1::2] = 0.75 * noise[::2] + np.sqrt(1 - 0.75**2) * noise[1::2]
    usable = np.ones((BANDS, PARTS), bool)

    found = judder(times_s, [(noise.astype(np.float32), usable)], [25.0], LINE_HZ)

    assert found.before_hz is None
    noise[1::2] = noise[::2]
    twice = judder(times_s, [(noise.astype(np.float32), usable)], [25.0], LINE_HZ)
    assert twice.before_hz == 25


def test_a_flicker_is_no_motion() -> None:
    times_s = np.arange(153) / 30
    light = 1 + 0.2 * np.cos(2 * np.pi * LINE_HZ * times_s)
    seen = filmed(np.arange(153), 30, moves=0.0, light=light)

    assert judder(times_s, [seen], [25.0, 50.0], LINE_HZ).before_hz is None


def test_nothing_usable_tells_nothing() -> None:
    times_s = np.arange(153) / 30
    relative, usable = filmed(np.arange(153), 30)

    assert judder(times_s, [(relative, ~usable)], [50.0], LINE_HZ) == Judder([50.0], None, False)
    assert judder(times_s, [(relative, usable)], [], LINE_HZ) == Judder([], None, False)


def test_each_way_to_begin_is_tried_once() -> None:
    times_s = np.arange(150) / 30

    ways = sources_shown(times_s, 50.0)

    assert len(ways) == 3
    assert {tuple(np.diff(way[:4])) for way in ways} == {(1, 2, 2), (2, 1, 2), (2, 2, 1)}
