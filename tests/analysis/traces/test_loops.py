"""Loops where much looks alike: found by the lag that many moments share, in little memory."""

import tracemalloc

import numpy as np
import numpy.typing as npt

from verify.analysis.traces.loops import SIGNATURE_VALUES, repeated_stretches

_INTERVAL_S = 0.5


def _flickering(frames: int) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.float64]]:
    """Return signatures and times of a view lit by a strobe: each moment is like most others."""
    drawn = np.random.default_rng(1)
    lit = np.arange(frames)[:, None] % 2 < 1
    signatures = lit * drawn.normal(0, 200, SIGNATURE_VALUES)
    signatures = signatures + drawn.normal(0, 3, (frames, SIGNATURE_VALUES))
    return signatures.astype(np.float16), _INTERVAL_S * np.arange(frames, dtype=np.float64)


def test_half_an_hour_of_strobe_light_takes_no_more_memory_than_ten_minutes() -> None:
    peaks = []
    for frames in (1_200, 3_600):
        signatures, times_s = _flickering(frames)
        tracemalloc.start()
        repeated_stretches(signatures, times_s, _INTERVAL_S)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.5 * peaks[0]


def test_of_a_long_clip_each_stretch_shown_again_is_found_at_its_lag() -> None:
    drawn = np.random.default_rng(2)
    steps = drawn.normal(0, 20, (2_000, SIGNATURE_VALUES))
    signatures = np.array([np.convolve(step, np.ones(4), "same") for step in steps.T]).T
    for shown, again, frames in ((100, 400, 50), (150, 1_500, 80)):
        signatures[again : again + frames] = signatures[shown : shown + frames]
    times_s = 0.04 * np.arange(2_000, dtype=np.float64)

    loops = repeated_stretches(signatures.astype(np.float16), times_s, 0.04)

    assert [(loop.start, loop.end, loop.lag) for loop in loops] == [
        (400, 450, 300),
        (1_500, 1_580, 1_350),
    ]
