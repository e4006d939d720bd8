"""Splices of sound: the background changes at once: its level, its width or its hum.

What is said or what bangs comes and goes; the background behind it does not, unless a microphone,
its processing or the recording changed. So quiet moments are compared: the level that each band
falls to within two seconds on either side of an instant. The hum of the mains has a phase that
goes on steadily; it is looked at only where it stands out far enough to be measured.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from verify.domain.frames import AudioBlock, Samples

Levels = npt.NDArray[np.float32]
_CHUNK = 4_096

LEAST_FLOOR_STEP_DB = 10.0
"""Least change of the background in half of the bands. Asking for it in every band finds next to
none of real splices, because compression leaves nothing in the highest bands."""
LEAST_WIDTH_STEP_HZ = 3_000.0
LEAST_PHASE_STEP_DEG = 20.0
LEAST_HUM_DB = 15.0
"""Hum over the sound beside it, below which its phase cannot be measured."""

SIDE_S = 2.0
_LOW_HZ = 500
"""Rate to which sound is averaged down for its hum."""
_BLOCK_LOW = 25
"""Such values make a block of 50 ms."""
_BLOCKS_AT_ONCE = 40
_BANDS = 16
_LOWEST_HZ = 100.0
_FLOOR_QUANTILE = 0.2
_NEAR_BLOCKS = 8
"""Within 0.4 s of a splice the background must be the new one already."""
_SILENCE_DB = -75.0
"""Background in which there is nothing to compare: digital silence, or a gate that shut."""
_HEARD_DB = -80.0
"""Level from which a band carries sound at all."""
_SAME_LEVEL_DB = 3.0
_HUM_HZ = (50.0, 60.0, 100.0, 120.0)
_BESIDE_HZ = 12.0
_HUM_WINDOW = 200
_HUM_SIDE = 8
_MOST_SCATTER_DEG = 6.0
_APART_S = 1.0


class Splice(NamedTuple):
    """The background changes at `time_s`; `name`, `value`, `unit` and `threshold` say how."""

    time_s: float
    name: str
    value: float
    unit: str
    threshold: float


_RATES_HZ = (8_000, 192_000)
"""Sound of other rates is not compared: too few bands below, too much memory above."""


class SoundSplices:
    """Collects the levels of bands and a low-rate copy for the hum; 2.3 kB a second."""

    name = "sound_splices"

    def __init__(self) -> None:
        self._rate_hz = 0
        self._start_s = 0.0
        self._waiting: list[Samples] = []
        self._waiting_samples = 0
        self._window: Samples = np.empty(0, np.float32)
        self._edges: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._levels = bytearray()
        self._low = bytearray()

    def listen(self, block: AudioBlock) -> None:
        """Take in one block of samples; after a change of sample rate nothing is compared."""
        if not _RATES_HZ[0] <= block.sample_rate_hz <= _RATES_HZ[1]:
            return
        if not self._rate_hz:
            self._begin(block)
        if block.sample_rate_hz != self._rate_hz:
            return
        # Both channels of a phone hear one background; mixing them would cost more than the rest.
        first = block.samples[0]
        self._waiting.append(first)
        self._waiting_samples += first.size
        if self._waiting_samples >= _BLOCKS_AT_ONCE * self._window.size:
            self._measure_waiting()

    def splices(self) -> list[Splice]:
        """Return the instants at which the background changes, in order."""
        if self._rate_hz:
            self._measure_waiting()
        if not self._levels:
            return []
        levels = np.frombuffer(bytes(self._levels), np.float16).reshape(-1, _BANDS)
        low = np.frombuffer(bytes(self._low), np.float16).astype(np.float64)
        block_s = self._window.size / self._rate_hz
        band_hz = float(self._edges[1] - self._edges[0]) / block_s
        found = [*_background_steps(levels.astype(np.float32), block_s, band_hz)]
        found += _phase_steps(low, block_s / _BLOCK_LOW)
        return [
            splice._replace(time_s=max(0.0, splice.time_s + self._start_s))
            for splice in sorted(found)
        ]

    def _begin(self, block: AudioBlock) -> None:
        self._rate_hz, self._start_s = block.sample_rate_hz, block.time_s
        size = _BLOCK_LOW * max(1, round(self._rate_hz / _LOW_HZ))
        self._window = np.hanning(size).astype(np.float32)
        lowest = max(1, round(_LOWEST_HZ * size / self._rate_hz))
        self._edges = np.linspace(lowest, size // 2, _BANDS + 1).astype(np.int64)

    def _measure_waiting(self) -> None:
        size = self._window.size
        samples = np.concatenate(self._waiting) if self._waiting else np.empty(0, np.float32)
        whole = samples.size // size
        if whole:
            self._measure(samples[: whole * size].reshape(whole, size))
        rest = samples[whole * size :].copy()
        self._waiting, self._waiting_samples = [rest], rest.size

    def _measure(self, parts: Samples) -> None:
        spectrum = np.abs(np.fft.rfft(parts * self._window, axis=1)) * (2 / self._window.sum())
        power = np.add.reduceat(np.square(spectrum), self._edges[:-1], axis=1)
        self._levels += (10 * np.log10(power + 1e-12)).astype(np.float16).tobytes()
        low = parts.reshape(len(parts), _BLOCK_LOW, -1).mean(axis=2)
        self._low += low.astype(np.float16).tobytes()


def _background_steps(levels: Levels, block_s: float, band_hz: float) -> Iterator[Splice]:
    """Yield where the quiet level of every band steps, or the highest band that carries sound."""
    side = round(SIDE_S / block_s)
    if len(levels) < 2 * side:
        return
    floors = _sliding(levels, side)
    near = _sliding(levels, _NEAR_BLOCKS)
    cuts = np.arange(side, len(levels) - side + 1)
    before, after = floors[cuts - side], floors[cuts]
    step = after - before
    near_step = near[np.minimum(cuts, len(near) - 1)] - near[cuts - _NEAR_BLOCKS]
    lasting = np.sign(step) == np.sign(near_step)
    common = np.median(np.where(lasting, np.minimum(np.abs(step), np.abs(near_step)), 0), axis=1)
    is_silent = np.minimum(before, after).max(axis=1) < _SILENCE_DB
    common[is_silent] = 0.0
    for cut in _peaks(common, LEAST_FLOOR_STEP_DB, _APART_S / block_s):
        yield Splice(
            float(cuts[cut] * block_s),
            "step of the background in half of all bands",
            float(common[cut]),
            "dB",
            LEAST_FLOOR_STEP_DB,
        )
    highest = [np.where(part > _HEARD_DB, np.arange(_BANDS), -1).max(1) for part in (before, after)]
    width = np.abs(highest[1] - highest[0]) * band_hz
    # The same sound below, so that no quiet or loud scene is taken for a narrow or wide one.
    width[np.abs(step[:, : _BANDS // 4]).max(axis=1) > _SAME_LEVEL_DB] = 0.0
    near_width = np.abs(near_step[:, _BANDS // 2 :]).max(axis=1)
    width[(near_width < LEAST_FLOOR_STEP_DB) | is_silent] = 0.0
    for cut in _peaks(width, LEAST_WIDTH_STEP_HZ, _APART_S / block_s):
        yield Splice(
            float(cuts[cut] * block_s),
            "step of the highest frequency that carries sound",
            float(width[cut]),
            "Hz",
            LEAST_WIDTH_STEP_HZ,
        )


def _phase_steps(low: npt.NDArray[np.float64], step_s: float) -> Iterator[Splice]:
    """Yield where the phase of the strongest hum jumps; nothing where none stands out."""
    hop = _HUM_WINDOW // 2
    if low.size < _HUM_WINDOW + hop * 3 * _HUM_SIDE:
        return
    windows = np.lib.stride_tricks.sliding_window_view(low, _HUM_WINDOW)[::hop]
    time_s = (np.arange(len(windows))[:, None] * hop + np.arange(_HUM_WINDOW)) * step_s
    shaped = windows * np.hanning(_HUM_WINDOW)

    def at(frequency_hz: float) -> npt.NDArray[np.complex128]:
        return np.asarray((shaped * np.exp(-2j * np.pi * frequency_hz * time_s)).sum(axis=1))

    best_db, hum = max(
        ((_over_beside_db(at, frequency_hz), at(frequency_hz)) for frequency_hz in _HUM_HZ),
        key=lambda pair: pair[0],
    )
    if best_db < LEAST_HUM_DB:
        return
    phase = np.unwrap(np.angle(hum))
    steps = np.zeros(phase.size)
    places = np.arange(_HUM_SIDE)
    for place in range(_HUM_SIDE + 1, phase.size - _HUM_SIDE - 1):
        before = phase[place - _HUM_SIDE - 1 : place - 1]
        after = phase[place + 1 : place + 1 + _HUM_SIDE]
        lines = [np.polyfit(places, side, 1) for side in (before, after)]
        scatter = max(
            float(np.std(side - np.polyval(line, places)))
            for side, line in zip((before, after), lines, strict=True)
        )
        # Both lines at the middle between the two sides.
        jump = np.polyval(lines[1], -1.0) - np.polyval(lines[0], _HUM_SIDE)
        jump = (jump + np.pi) % (2 * np.pi) - np.pi
        if np.degrees(scatter) <= _MOST_SCATTER_DEG:
            steps[place] = abs(np.degrees(jump))
    for place in _peaks(steps, LEAST_PHASE_STEP_DEG, _APART_S / (hop * step_s)):
        yield Splice(
            float((place * hop + hop) * step_s),
            "jump of the phase of the mains hum",
            float(steps[place]),
            "degrees",
            LEAST_PHASE_STEP_DEG,
        )


def _over_beside_db(
    at: Callable[[float], npt.NDArray[np.complex128]], frequency_hz: float
) -> float:
    """Return how far a hum stands out of the sound beside it, in its middle window, dB."""
    beside = np.minimum(*(np.abs(at(frequency_hz + away)) for away in (-_BESIDE_HZ, _BESIDE_HZ)))
    ratio = np.median(np.abs(at(frequency_hz))) / max(float(np.median(beside)), 1e-9)
    return float(20 * np.log10(max(float(ratio), 1e-9)))


def _sliding(levels: Levels, length: int) -> Levels:
    """Return the quiet level of each band over `length` blocks from each block on."""
    windows = np.lib.stride_tricks.sliding_window_view(levels, length, axis=0)
    quiet = [
        np.quantile(windows[first : first + _CHUNK], _FLOOR_QUANTILE, axis=2)
        for first in range(0, len(windows), _CHUNK)
    ]
    return np.concatenate(quiet).astype(np.float32)


def _peaks(values: npt.NDArray[np.floating], least: float, apart: float) -> Iterator[int]:
    """Yield the places of the highest values, so far apart."""
    left = np.array(values, dtype=np.float64)
    while left.size and (place := int(np.argmax(left))) >= 0 and left[place] >= least:
        yield place
        left[max(0, place - round(apart)) : place + round(apart) + 1] = 0.0
