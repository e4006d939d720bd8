"""Mains flicker: whether lamps in the picture get dimmer 100 or 120 times a second.

A frame rate folds both onto slower rates, and a shutter that reads row after row draws them as
bands that travel. Both are looked for at once: a wave in time and across the picture.

What can be decided, by physics:

- A flicker of F hertz shows at F less the nearest multiple of the frame rate. Where that is
  (nearly) nothing its bands stand still and are one with the place: 100 Hz at 25 and 50 frames,
  120 Hz at 24, 30 and 60 and their 1000/1001. Of the two mains each usual frame rate so shows only
  one, that of the other half of the world: 60 Hz at 25 and 50 frames, 50 Hz at the others. That
  nothing flickers is no sign of either.
- An exposure of T seconds leaves abs(sin(pi F T) / (pi F T)) of the amplitude: nothing where T is
  a whole multiple of 1 / F, as 1/50 s for 100 Hz, which cameras choose against flicker.
- A shutter that reads all rows at once shows the flicker in all of the picture, and decides as
  well; only compression and exposure do so too.
"""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from verify.analysis.light.flashes import SeenShots
from verify.analysis.light.lights_reading import frame_rate_of
from verify.analysis.light.mains_wave import MOST_BANDS, Tiles, Wave, lamp_wave
from verify.domain.frames import Frame, LumaPlane
from verify.domain.lights import Mains, MainsReading

LEAST_S = 5.0
MOST_S = 10.0
"""Length of the stretches that are read, each within one shot."""

MOST_READINGS = 40
BANDS = 64
PARTS = 8
LEAST_SIGNAL_TO_NOISE = 8.0
LEAST_PURITY = 0.9
LEAST_MODULATION = 0.0004
LEAST_WHOLE_MODULATION = 0.003
"""Least amplitude of a travelling band, and of a flicker of the whole picture, which compression
makes as well."""
MOST_NOISE = 0.003
"""A pan changes all of the picture at other rates too, by more than this of the mean; a held camera
and people stay below half of it."""
MOST_OF_CODING = 0.3
"""A flicker of the whole picture that the types of its pictures explain so far is the codec's."""

_LEAST_HZ = 3.0
"""Slower than this hands, exposure and people change the picture too; of the usual frame rates none
shows mains between this and standstill."""
_LEAST_FRAME_RATE_HZ = 2 * (_LEAST_HZ + 1)
_TOLERANCE_HZ = 0.25
"""Grids keep their frequency within 0.2 % at worst; what else blinks must not fit by chance."""
_SETTLE_S = 3.5
_USABLE_CODES = (8.0, 245.0)
_LEAST_USABLE = 24

_COUNTRIES = {
    50: ["Europe, most of Africa, Asia and Oceania"],
    60: [
        "the United States, Canada, Mexico, Brazil, Saudi Arabia, South Korea, Taiwan, the "
        "Philippines and others; Japan has both"
    ],
}
_DESTROYED = (
    "Lamps with electronic drivers, most LEDs among them, another compression, a changed frame "
    "rate, and daylight leave no trace of the mains."
)


class MainsGauge:
    """Gathers how bright the rows and columns are; a `FrameAnalysis`.

    Parameters
    ----------
    shots : SeenShots
        The shot detector of the same pass, which stands before this one.
    """

    name = "mains"

    def __init__(self, shots: SeenShots) -> None:
        self._shots = shots
        self._frames: list[int] = []
        self._times_s: list[float] = []
        self._types: list[str] = []
        self._rows: list[Tiles] = []
        self._columns: list[Tiles] = []
        self._readings: list[MainsReading] = []
        self._expected_hz: tuple[float, float] | None = None

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """What the result depends on besides the frames."""
        return {
            "least_s": LEAST_S,
            "most_s": MOST_S,
            "most_readings": MOST_READINGS,
            "least_signal_to_noise": LEAST_SIGNAL_TO_NOISE,
            "least_purity": LEAST_PURITY,
            "least_modulation": LEAST_MODULATION,
            "least_whole_modulation": LEAST_WHOLE_MODULATION,
            "most_noise": MOST_NOISE,
            "tolerance_hz": _TOLERANCE_HZ,
        }

    def observe(self, frame: Frame) -> None:
        """Take in one frame."""
        if len(self._readings) == MOST_READINGS:
            return
        self._frames.append(frame.index)
        self._times_s.append(frame.time_s)
        self._types.append(frame.picture_type)
        black = 16.0 if frame.is_limited else 0.0
        self._rows.append(_tiles(frame.luma, 1) - black)
        self._columns.append(_tiles(frame.luma, 0) - black)
        if self._times_s[-1] - self._times_s[0] >= MOST_S + _SETTLE_S:
            self._read_first()

    def finish(self) -> None:
        """Read what is left."""
        while self._frames:
            self._read_first()

    def finding(self) -> Mains:
        """Return what the clip shows; call after `finish`."""
        told = sorted({reading.hz for reading in self._readings if reading.hz is not None})
        if not self._readings:
            hz, reason = None, f"No shot lasts {LEAST_S:.0f} s, which this needs."
        elif len(told) == 1:
            hz = told[0]
            reason = next(reading.reason for reading in self._readings if reading.hz == hz)
        elif told:
            hz, reason = None, "Stretches of the clip speak for 50 Hz and for 60 Hz: cannot tell."
        else:
            hz, reason = None, self._readings[0].reason
        expected = self._expected_hz or (None, None)
        return Mains(
            hz=hz,
            reason=reason,
            compatible_with=_COUNTRIES[hz] if hz else [],
            expected_50_hz=expected[0],
            expected_60_hz=expected[1],
            readings=self._readings,
        )

    def _read_first(self) -> None:
        """Read the first stretch of one shot, and forget it."""
        start = self._frames[0]
        until_s = self._times_s[0] + MOST_S
        cuts = [seen.frame for seen in self._shots.boundaries if seen.frame > start]
        count = sum(
            time_s < until_s and (not cuts or frame < cuts[0])
            for frame, time_s in zip(self._frames, self._times_s, strict=True)
        )
        times_s = np.array(self._times_s[:count])
        if count > 1 and times_s[-1] - times_s[0] >= LEAST_S - 2 * np.median(np.diff(times_s)):
            axes = [np.array(lines[:count]) for lines in (self._rows, self._columns)]
            self._readings.append(self._read(times_s, axes, self._types[:count]))
        for kept in (self._frames, self._times_s, self._types, self._rows, self._columns):
            del kept[:count]

    def _read(
        self,
        times_s: npt.NDArray[np.float64],
        axes: Sequence[Tiles],
        types: Sequence[str],
    ) -> MainsReading:
        frame_rate_hz = frame_rate_of(times_s)
        expected_hz = _folded(100, frame_rate_hz), _folded(120, frame_rate_hz)
        self._expected_hz = self._expected_hz or expected_hz
        waves = [
            wave
            for tiles in axes
            if (wave := _wave(times_s, tiles, frame_rate_hz, expected_hz)) is not None
        ]
        best = max(
            waves,
            key=lambda wave: (
                bool(_fitting(wave, expected_hz)),
                not wave.is_whole,
                wave.signal_to_noise,
            ),
            default=None,
        )
        hz, reason = _judged(best, expected_hz, frame_rate_hz)
        if hz is not None and best is not None and best.is_whole:
            mean = axes[0].mean(axis=(1, 2))
            if _share_of_coding(mean, types) > MOST_OF_CODING:
                hz = None
                reason = (
                    "The whole picture flickers in step with how its frames are compressed, which "
                    f"says nothing of lamps: cannot tell. {_DESTROYED}"
                )
        return MainsReading(
            start_s=float(times_s[0]),
            end_s=float(times_s[-1]),
            hz=hz,
            reason=reason,
            line_hz=None if best is None else best.frequency_hz,
            modulation=None if best is None else best.modulation,
            bands=None if best is None else abs(best.bands),
            signal_to_noise=None if best is None else best.signal_to_noise,
            purity=None if best is None else best.purity,
        )


def _tiles(luma: LumaPlane, along: int) -> Tiles:
    """Return mean codes, (BANDS, PARTS): bands of rows (`along` 1) or columns (0), in parts."""
    edges = [luma.shape[along] * part // PARTS for part in range(PARTS + 1)]
    lines = [
        cv2.reduce(
            luma[:, start:end] if along == 1 else luma[start:end],
            along,
            cv2.REDUCE_AVG,
            dtype=cv2.CV_32F,
        ).ravel()
        for start, end in pairwise(edges)
    ]
    bands = cv2.resize(np.stack(lines), (BANDS, PARTS), interpolation=cv2.INTER_AREA)
    return np.asarray(bands.T, np.float32)


def _folded(lamp_hz: float, frame_rate_hz: float) -> float:
    """Return the rate at which frames show a lamp."""
    return abs(lamp_hz - round(lamp_hz / frame_rate_hz) * frame_rate_hz)


def _wave(
    times_s: npt.NDArray[np.float64],
    tiles: Tiles,
    frame_rate_hz: float,
    expected_hz: tuple[float, float],
) -> Wave | None:
    means = tiles.mean(axis=0)
    usable = (means > _USABLE_CODES[0]) & (means < _USABLE_CODES[1])
    lines = usable.any(axis=1)
    if np.count_nonzero(lines) < _LEAST_USABLE or frame_rate_hz < _LEAST_FRAME_RATE_HZ:
        return None
    relative = np.where(usable, tiles / np.where(usable, means, 1) - 1, 0)[:, lines]
    places = (np.flatnonzero(lines) + 0.5) / BANDS
    return lamp_wave(
        times_s,
        relative,
        places,
        (_LEAST_HZ, frame_rate_hz / 2),
        [(hz - _TOLERANCE_HZ, hz + _TOLERANCE_HZ) for hz in expected_hz if hz >= _LEAST_HZ],
        LEAST_SIGNAL_TO_NOISE,
    )


def _fitting(wave: Wave, expected_hz: tuple[float, float]) -> list[int]:
    """Return the mains whose lamps frames show at the rate of the wave."""
    return [
        mains
        for mains, hz in zip((50, 60), expected_hz, strict=True)
        if hz >= _LEAST_HZ and abs(wave.frequency_hz - hz) <= _TOLERANCE_HZ
    ]


def _judged(
    wave: Wave | None, expected_hz: tuple[float, float], frame_rate_hz: float
) -> tuple[int | None, str]:
    """Return 50, 60 or None, and why."""
    if frame_rate_hz < _LEAST_FRAME_RATE_HZ:
        return None, f"{frame_rate_hz:.2f} frames a second show no flicker: cannot tell."
    if wave is None:
        return None, "Too dark or too bright to see a flicker: cannot tell."
    blind = [
        f"{mains} Hz" for mains, hz in zip((50, 60), expected_hz, strict=True) if hz < _LEAST_HZ
    ]
    unseen = (
        f" At {frame_rate_hz:.2f} frames a second lamps on {blind[0]} stand (nearly) still and "
        "cannot be seen."
        if blind
        else ""
    )
    least = LEAST_WHOLE_MODULATION if wave.is_whole else LEAST_MODULATION
    if wave.signal_to_noise < LEAST_SIGNAL_TO_NOISE or wave.modulation < least:
        return None, f"No flicker stands out: cannot tell.{unseen} {_DESTROYED}"
    line = f"{wave.modulation:.1%} flicker at {wave.frequency_hz:.2f} Hz"
    if wave.modulation > MOST_NOISE * wave.signal_to_noise:
        return None, f"A {line} comes with much other change, as in a pan: cannot tell."
    if wave.purity < LEAST_PURITY:
        return None, (
            f"A {line} has others beside it, as after a change of the frame rate: cannot tell. "
            f"{_DESTROYED}"
        )
    if abs(wave.bands) > MOST_BANDS:
        return None, (
            f"A {line} has {abs(wave.bands):.1f} bands across the picture, more than a camera "
            "draws of the mains: stripes that pass, or a faster lamp. Cannot tell."
        )
    near = _fitting(wave, expected_hz)
    if len(near) != 1:
        return None, (
            f"A {line} fits neither mains alone ({expected_hz[0]:.2f} Hz for 50, "
            f"{expected_hz[1]:.2f} Hz for 60): a changed frame rate, a dimmer or a screen can "
            f"cause it. Cannot tell.{unseen}"
        )
    how = "of the whole picture" if wave.is_whole else f"in {abs(wave.bands):.1f} bands that travel"
    return near[0], (
        f"A {line} {how} is compatible with {near[0]} Hz: lamps there flicker {2 * near[0]} times "
        f"a second, which {frame_rate_hz:.2f} frames a second show so. A dimmer, a screen or "
        "another lamp whose rate folds onto this one would look the same."
    )


def _share_of_coding(mean: npt.NDArray[np.float32], types: Sequence[str]) -> float:
    """Return how much of the flicker of the whole picture the types of its frames explain."""
    rest = mean - np.convolve(np.pad(mean, 4, mode="edge"), np.full(9, 1 / 9), mode="valid")
    whole = float(rest @ rest)
    kinds = np.array(types)
    explained = sum(
        np.count_nonzero(kinds == kind) * float(rest[kinds == kind].mean()) ** 2
        for kind in set(types)
    )
    return explained / whole if whole else 1.0
