"""One stretch of a shot: whether what flickers in it is lamps, and on which mains.

A wave in time and across the picture is looked for at the rates at which frames show lamps. It has
to stand out, to be alone, and to go the way in which a shutter draws lamps; each reason to doubt it
is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.light.lights_reading import frame_rate_of
from verify.analysis.light.mains_doubt import (
    frame_rate_before,
    is_uneven,
    likelier_before,
    rates_before,
)
from verify.analysis.light.mains_judder import Judder, judder
from verify.analysis.light.mains_wave import (
    APART_HZ,
    LEAST_EXPECTED_SIGNAL_TO_NOISE,
    LEAST_SIGNAL_TO_NOISE,
    MOST_BANDS,
    Flags,
    Tiles,
    Values,
    Wanted,
    Wave,
    lamp_wave,
)
from verify.domain.lights import MainsReading
from verify.domain.shares import percent

LEAST_PURITY = 0.9
LEAST_MODULATION = 0.0002
LEAST_WHOLE_MODULATION = 0.002
"""Least amplitude of a travelling band, and of a flicker of the whole picture, which compression
makes as well."""
FAINT_MODULATION = 0.001
"""Bands fainter than this have to stand out as far as one at any other rate: compression draws
some that travel at the rate of lamps by chance."""
MOST_NOISE = 0.003
"""A pan changes all of the picture at other rates too, by more than this of the mean; a held camera
and people stay below half of it."""
MOST_OF_CODING = 0.3
"""A flicker of the whole picture that the types of its pictures explain so far is the codec's."""
MOST_PULSE = 0.05
"""Of the mean: no codec changes all of the picture by more. Strong lamps choose its types."""
MOST_PASSING = 2.0
MOST_PASSING_OF_ROWS = 4.0
"""Of what moves as fast as the bands, lamps have about as much either way, strong ones up to three
times as much; a fence three times and more. Few pans pass bands of rows the way that lamps go."""
TOLERANCE_HZ = 0.15
"""So near the rate of lamps a wave is looked for."""
GRID_SHARE = 0.001
"""Large grids keep their frequency within 0.1 %. What else blinks must not fit by chance: a wave
has to lie within this and two standard errors of its own rate."""

_LEAST_HZ = 3.0
"""Slower than this hands, exposure and people change the picture too; of the usual frame rates none
shows mains between this and standstill."""
_LEAST_FRAME_RATE_HZ = 2 * (_LEAST_HZ + 1)
_USABLE_CODES = (8.0, 245.0)
_LEAST_USABLE = 24
_MAINS_HZ = (50, 60)

DESTROYED = (
    "Lamps with electronic drivers, most LEDs among them, another compression, a changed frame "
    "rate, and daylight leave no trace of the mains."
)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A wave across rows, or else across columns, and what it was read from."""

    wave: Wave
    relative: Tiles
    usable: Flags
    codes: Tiles
    is_across_rows: bool

    @property
    def line(self) -> str:
        """The wave in words."""
        return f"A {percent(self.wave.modulation, 1)} flicker at {self.wave.frequency_hz:.2f} Hz"


def expected_rates(times_s: Values) -> tuple[float, float]:
    """Return where 100 and 120 Hz show in frames of these times, hertz."""
    frame_rate_hz = frame_rate_of(times_s)
    return abs(_folded(100, frame_rate_hz)), abs(_folded(120, frame_rate_hz))


def read_stretch(
    times_s: Values, rows: Tiles, columns: Tiles, types: Sequence[str]
) -> MainsReading:
    """Read one stretch.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames, rising, seconds.
    rows, columns : float32 arrays, shape (frames, bands, parts)
        Mean codes above black of bands of rows and of columns, each in parts.
    types : sequence of str
        The codec's types of the pictures.
    """
    frame_rate_hz = frame_rate_of(times_s)
    seen = [
        one
        for tiles, is_across_rows in ((rows, True), (columns, False))
        if (one := _seen(times_s, tiles, types, frame_rate_hz, is_across_rows=is_across_rows))
        is not None
    ]
    best = max(
        seen,
        key=lambda one: (
            bool(_fitting(one.wave, frame_rate_hz)),
            not one.wave.is_whole,
            one.wave.signal_to_noise if one.wave.is_whole else one.wave.modulation,
        ),
        default=None,
    )
    hz, reason = _judged(best, seen, times_s, frame_rate_hz)
    if hz is not None and best is not None and best.wave.is_whole:
        is_weak = best.wave.modulation <= MOST_PULSE
        if is_weak and _share_of_coding(rows.mean(axis=(1, 2)), types) > MOST_OF_CODING:
            hz = None
            reason = (
                "The whole picture flickers in step with how its frames are compressed, which "
                f"says nothing of lamps: cannot tell. {DESTROYED}"
            )
    wave = None if best is None else best.wave
    return MainsReading(
        start_s=float(times_s[0]),
        end_s=float(times_s[-1]),
        hz=hz,
        reason=reason,
        line_hz=None if wave is None else wave.frequency_hz,
        modulation=None if wave is None else wave.modulation,
        bands=None if wave is None else abs(wave.bands),
        signal_to_noise=None if wave is None else wave.signal_to_noise,
        purity=None if wave is None else wave.purity,
    )


def _folded(lamp_hz: float, frame_rate_hz: float) -> float:
    """Return the rate at which frames show a lamp, below 0 if its bands run up the picture."""
    return lamp_hz - round(lamp_hz / frame_rate_hz) * frame_rate_hz


def _seen(
    times_s: Values,
    tiles: Tiles,
    types: Sequence[str],
    frame_rate_hz: float,
    *,
    is_across_rows: bool,
) -> _Seen | None:
    """Return the wave of lamps across lines; None if too few are neither dark nor bright."""
    means = tiles.mean(axis=0)
    usable = (means > _USABLE_CODES[0]) & (means < _USABLE_CODES[1])
    lines = usable.any(axis=1)
    if np.count_nonzero(lines) < _LEAST_USABLE or frame_rate_hz < _LEAST_FRAME_RATE_HZ:
        return None
    relative = np.where(usable, tiles / np.where(usable, means, 1) - 1, 0)
    folded = [_folded(2 * mains_hz, frame_rate_hz) for mains_hz in _MAINS_HZ]
    wave = lamp_wave(
        times_s,
        relative[:, lines],
        (np.flatnonzero(lines) + 0.5) / len(lines),
        (_LEAST_HZ, frame_rate_hz / 2),
        [
            Wanted(abs(hz), TOLERANCE_HZ, int(np.sign(hz)) if is_across_rows else 0)
            for hz in folded
            if abs(hz) >= _LEAST_HZ
        ],
        types,
    )
    return _Seen(wave, relative, usable, means, is_across_rows)


def _fitting(wave: Wave, frame_rate_hz: float) -> list[int]:
    """Return the mains whose lamps frames show at the rate of the wave."""
    return [
        mains_hz
        for mains_hz in _MAINS_HZ
        for hz in [abs(_folded(2 * mains_hz, frame_rate_hz))]
        if hz >= _LEAST_HZ
        and abs(wave.frequency_hz - hz)
        <= min(TOLERANCE_HZ, 2 * mains_hz * GRID_SHARE + 2 * wave.error_hz)
    ]


def _judged(
    best: _Seen | None, seen: Sequence[_Seen], times_s: Values, frame_rate_hz: float
) -> tuple[int | None, str]:
    """Return 50, 60 or None, and why."""
    if frame_rate_hz < _LEAST_FRAME_RATE_HZ:
        return None, f"{frame_rate_hz:.2f} frames a second show no flicker: cannot tell."
    if best is None:
        return None, "Too dark or too bright to see a flicker: cannot tell."
    wave, line = best.wave, best.line
    expected_hz = [abs(_folded(2 * mains_hz, frame_rate_hz)) for mains_hz in _MAINS_HZ]
    blind = [
        f"{mains} Hz" for mains, hz in zip(_MAINS_HZ, expected_hz, strict=True) if hz < _LEAST_HZ
    ]
    unseen = (
        f" At {frame_rate_hz:.2f} frames a second lamps on {blind[0]} stand (nearly) still and "
        "cannot be seen."
        if blind
        else ""
    )
    near = _fitting(wave, frame_rate_hz)
    is_expected = bool(near) if wave.is_whole else wave.modulation >= FAINT_MODULATION
    least_ratio = LEAST_EXPECTED_SIGNAL_TO_NOISE if is_expected else LEAST_SIGNAL_TO_NOISE
    least = LEAST_WHOLE_MODULATION if wave.is_whole else LEAST_MODULATION
    if wave.signal_to_noise < least_ratio or wave.modulation < least:
        return None, f"No flicker stands out: cannot tell.{unseen} {DESTROYED}"
    if wave.modulation > MOST_NOISE * wave.signal_to_noise:
        return None, f"{line} comes with much other change, as in a pan: cannot tell."
    if wave.purity < LEAST_PURITY:
        return None, (
            f"{line} has others beside it, as after a change of the frame rate: cannot tell. "
            f"{DESTROYED}"
        )
    if abs(wave.bands) > MOST_BANDS:
        return None, (
            f"{line} has {abs(wave.bands):.1f} bands across the picture, more than a camera "
            "draws of the mains: stripes that pass, or a faster lamp. Cannot tell."
        )
    if len(near) != 1:
        return None, (
            f"{line} fits neither mains alone ({expected_hz[0]:.2f} Hz for 50, "
            f"{expected_hz[1]:.2f} Hz for 60): a changed frame rate, a dimmer or a screen can "
            f"cause it. Cannot tell.{unseen}"
        )
    motion = _motion(near[0], best, seen, times_s, frame_rate_hz)
    doubt = _doubt(near[0], best, seen, times_s, frame_rate_hz, motion)
    if doubt is not None:
        return None, f"{line} {doubt} Cannot tell."
    how = "of the whole picture" if wave.is_whole else f"in {abs(wave.bands):.1f} bands that travel"
    changed = ""
    if wave.is_whole and motion.is_excluded:
        changed = (
            " No bands travel here. What moves does so in even steps, as without frames left out "
            "or repeated; blended frames leave no steps, and lamps on "
            f"{sum(_MAINS_HZ) - near[0]} Hz can look the same in them."
        )
    elif wave.is_whole and motion.befores_hz:
        changed = (
            " No bands travel here, and what moves, if anything, does not show whether the frame "
            f"rate was changed: lamps on {sum(_MAINS_HZ) - near[0]} Hz can look the same then."
        )
    return near[0], (
        f"{line} {how} is compatible with {near[0]} Hz: lamps there flicker {2 * near[0]} times "
        f"a second, which {frame_rate_hz:.2f} frames a second show so. A dimmer, a screen or "
        f"another lamp whose rate folds onto this one would look the same.{changed}"
    )


def _motion(
    mains_hz: int, best: _Seen, seen: Sequence[_Seen], times_s: Values, frame_rate_hz: float
) -> Judder:
    """Return what motion tells of frame rates from which the other lamps look like these."""
    line_hz = abs(_folded(2 * mains_hz, frame_rate_hz))
    befores_hz = rates_before(
        times_s, frame_rate_hz, 2 * (sum(_MAINS_HZ) - mains_hz), line_hz, TOLERANCE_HZ
    )
    tiles = [(one.relative, one.usable) for one in seen]
    return judder(times_s, tiles, befores_hz, best.wave.frequency_hz)


def _doubt(
    mains_hz: int,
    best: _Seen,
    seen: Sequence[_Seen],
    times_s: Values,
    frame_rate_hz: float,
    motion: Judder,
) -> str | None:
    """Return what a flicker at the rate of lamps may be besides; None if nothing that is known."""
    wave, other_hz = best.wave, sum(_MAINS_HZ) - mains_hz
    if wave.is_whole and any(
        not one.wave.is_whole
        and one.wave.modulation > wave.modulation
        and abs(one.wave.frequency_hz - wave.frequency_hz) <= APART_HZ
        for one in seen
    ):
        return "comes with stronger bands that travel at another rate: stripes that pass."
    if wave.passing > (MOST_PASSING_OF_ROWS if best.is_across_rows else MOST_PASSING):
        return (
            f"lies among other change that travels as fast, {wave.passing:.1f} times as much one "
            "way as the other: stripes or a street that pass."
        )
    if wave.is_whole and not all(
        is_uneven(times_s, one.relative, one.usable, one.codes, wave.frequency_hz) for one in seen
    ):
        return (
            "is alike all over the picture, as of an exposure that hunts or of one strobe; lamps "
            "light one place more than another."
        )
    if best.is_across_rows and wave.bands * _folded(2 * mains_hz, frame_rate_hz) < 0:
        return (
            "makes bands that travel against the way in which a shutter reads, from the top down: "
            f"lamps on {other_hz} Hz after a change of the frame rate, or a picture upside down."
        )
    if best.is_across_rows and not wave.is_whole:
        return None
    if motion.before_hz is not None:
        return (
            f"comes with motion in the unequal steps that {motion.before_hz:.2f} frames a second "
            f"leave where they are made into {frame_rate_hz:.2f}; lamps on {other_hz} Hz then "
            "flicker so."
        )
    if wave.is_whole:
        before_hz = likelier_before(
            times_s,
            best.relative,
            best.usable,
            (2 * mains_hz, 2 * other_hz),
            motion.befores_hz,
        )
        if before_hz is not None:
            return (
                f"beats, or has the lines beside it, as lamps on {other_hz} Hz where "
                f"{before_hz:.2f} frames a second are made into {frame_rate_hz:.2f}; lamps on "
                f"{mains_hz} Hz as filmed do not."
            )
    before_hz = frame_rate_before(times_s, frame_rate_hz, 2 * other_hz, wave, TOLERANCE_HZ)
    if before_hz is not None:
        return (
            f"has the lines beside it that lamps on {other_hz} Hz get where {before_hz:.2f} frames "
            f"a second are made into {frame_rate_hz:.2f}."
        )
    return None


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
