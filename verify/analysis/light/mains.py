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
- A shutter reads its rows from the top down. Which way bands travel then tells whether their rate
  was folded down from above or from below. Lamps of the other mains that a change of the frame rate
  brought to the same rate travel the other way, at each pair of the usual frame rates.
- A shutter that reads all rows at once shows the flicker in all of the picture, and decides as
  well; but compression, exposure and strobes do so too, and nothing travels that could tell. That
  the frame rate was changed may then show in a beat, and in the steps of what moves.

How a stretch is read: `mains_reading`.
"""

from itertools import pairwise

import cv2
import numpy as np

from verify.analysis.light import mains_doubt, mains_judder, mains_reading, mains_wave
from verify.analysis.light.flashes import SeenShots
from verify.analysis.light.mains_wave import Tiles
from verify.domain.frames import Frame, LumaPlane
from verify.domain.lights import Mains, MainsReading

LEAST_S = 5.0
MOST_S = 10.0
"""Length of the stretches that are read, each within one shot."""

MOST_READINGS = 40
BANDS = 64
PARTS = 8
_SETTLE_S = 3.5

_COUNTRIES = {
    50: ["Europe, most of Africa, Asia and Oceania"],
    60: [
        "the United States, Canada, Mexico, Brazil, Saudi Arabia, South Korea, Taiwan, the "
        "Philippines and others; Japan has both"
    ],
}


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
            "least_signal_to_noise": mains_wave.LEAST_SIGNAL_TO_NOISE,
            "least_expected_signal_to_noise": mains_wave.LEAST_EXPECTED_SIGNAL_TO_NOISE,
            "least_purity": mains_reading.LEAST_PURITY,
            "least_modulation": mains_reading.LEAST_MODULATION,
            "least_whole_modulation": mains_reading.LEAST_WHOLE_MODULATION,
            "faint_modulation": mains_reading.FAINT_MODULATION,
            "most_of_coding": mains_reading.MOST_OF_CODING,
            "most_pulse": mains_reading.MOST_PULSE,
            "most_noise": mains_reading.MOST_NOISE,
            "most_passing": mains_reading.MOST_PASSING,
            "most_passing_of_rows": mains_reading.MOST_PASSING_OF_ROWS,
            "tolerance_hz": mains_reading.TOLERANCE_HZ,
            "least_likelihood": mains_doubt.LEAST_LIKELIHOOD,
            "least_judder": mains_judder.LEAST_JUDDER,
            "least_steps": mains_judder.LEAST_STEPS,
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
            rows, columns = (np.array(lines[:count]) for lines in (self._rows, self._columns))
            self._expected_hz = self._expected_hz or mains_reading.expected_rates(times_s)
            self._readings.append(
                mains_reading.read_stretch(times_s, rows, columns, self._types[:count])
            )
        for kept in (self._frames, self._times_s, self._types, self._rows, self._columns):
            del kept[:count]


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
