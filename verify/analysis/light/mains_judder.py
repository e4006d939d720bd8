"""What motion tells of a frame rate before: steps of unequal length, and pictures shown twice.

Frames that were left out or repeated show what moves too late, by times that return in a pattern;
what noise a camera adds is repeated along. Both hold whatever moves and however it moves, and
nothing of them is in the brightness that mains flicker is told from. Blended frames leave no steps:
a blend lies where the motion was at its time.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from verify.analysis.light.mains_wave import Flags, Tiles, Values

LEAST_JUDDER = 6.0
"""Standard errors above none from which steps are seen; the most likely of all patterns comes to 3
in frames as filmed, rarely to 5."""
LEAST_STEPS = 0.55
"""Share of the steps expected: 1 where frames were changed, less where compression smooths. And of
motion in what changes there, noise and compression apart: pictures shown twice leave two thirds."""
_EXCLUDED_ERRORS = 4.0
_NOISE_OF_LATE = 4 / 3
"""Noise in the difference of two frames, over that in a third one less their mean."""
_LEAST_PATTERN = 0.03
"""Root mean square of shares of an interval: frame rates closer than this makes are one."""
_LEAST_OTHERS = 1e-3
_PHASES = 12
_SMOOTH_ORDER = 4
_LEAST_BANDS = 16
_DARKEST = 0.02
_LEAST_APART = 0.1


@dataclass(frozen=True, slots=True)
class Judder:
    """What motion tells of frame rates before.

    Attributes
    ----------
    befores_hz : sequence of float
        Those that were asked about.
    before_hz : float or None
        The one whose pattern is seen.
    is_excluded : bool
        Whether none of them can be: what moves does so in even steps.
    """

    befores_hz: Sequence[float]
    before_hz: float | None
    is_excluded: bool


def sources_shown(times_s: Values, before_hz: float) -> list[npt.NDArray[np.int64]]:
    """Return which frames of another rate are shown at these times, for each way to begin.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames as shown, rising, seconds.
    before_hz : float
        The rate before; of its frames the last one is shown at each time.
    """
    at = (times_s - times_s[0]) * before_hz
    ways = (np.floor(at + (k + 0.5) / _PHASES).astype(np.int64) for k in range(_PHASES))
    return list({way.tobytes(): way for way in ways}.values())


def judder(
    times_s: Values,
    seen: Sequence[tuple[Tiles, Flags]],
    befores_hz: Sequence[float],
    line_hz: float,
) -> Judder:
    """Return which of some frame rates before the motion shows, if any.

    Of three frames the middle one lies between the others as its time does. The share by which it
    does not is held against what a pattern of left out and repeated frames makes of it.

    Parameters
    ----------
    times_s : float64 array, shape (frames,)
        Times of the frames as shown, rising, seconds.
    seen : sequence of (float32 array, bool array)
        Across rows and across columns: brightness of each part of each line over its mean, less
        one, shape (frames, lines, parts), and which of them are usable, (lines, parts).
    befores_hz : sequence of float
        Frame rates that may have been.
    line_hz : float
        Rate of a flicker, which is no motion.
    """
    between = (times_s[1:-1] - times_s[:-2]) / (times_s[2:] - times_s[:-2])
    off, moved, noise = np.zeros((3, len(between)))
    for relative, usable in seen:
        edges = _edges(times_s, relative, usable, line_hz)
        step = edges[2:] - edges[:-2]
        late = edges[1:-1] - edges[:-2] - between[:, None] * step
        off += np.einsum("ij,ij->i", late, step)
        moved += np.einsum("ij,ij->i", step, step)
        noise += _NOISE_OF_LATE * np.einsum("ij,ij->i", late, late)
    best: tuple[float, float] | None = None
    is_excluded, is_held = True, False
    for before_hz in befores_hz:
        for shown in sources_shown(times_s, before_hz):
            span = shown[2:] - shown[:-2]
            pattern = np.where(span > 0, (shown[1:-1] - shown[:-2]) / np.maximum(span, 1), between)
            pattern = pattern - between
            weight = float(pattern**2 @ moved)
            if np.sqrt(np.mean(pattern**2)) < _LEAST_PATTERN or weight <= 0:
                is_excluded = False
                continue
            is_held = True
            steps = float(pattern @ off) / weight
            # Of the jackknife: one frame that moves far must not make a pattern by itself.
            others = np.maximum(1 - pattern**2 * moved / weight, _LEAST_OTHERS)
            rest = pattern * (off - steps * pattern * moved) / others
            error = float(np.linalg.norm(rest)) / weight
            of_motion = max(float(pattern**2 @ (moved - noise)) / weight, 0.0)
            is_excluded &= steps + _EXCLUDED_ERRORS * error < LEAST_STEPS * of_motion
            ratio = steps / max(error, 1e-9)
            is_seen = min(steps, of_motion) >= LEAST_STEPS and ratio >= LEAST_JUDDER
            if is_seen and (best is None or ratio > best[0]):
                best = ratio, before_hz
    is_excluded = is_excluded and is_held and best is None
    return Judder(befores_hz, best[1] if best else None, is_excluded)


def _edges(times_s: Values, relative: Tiles, usable: Flags, line_hz: float) -> Values:
    """Return the parts that motion changes, (frames, parts): light and flicker are taken out.

    Light changes neighbours alike, in proportion; edges that move do not. What of a flicker is left
    in a place that stays keeps its rate, and that of its double.
    """
    turns = 2 * np.pi * line_hz * (times_s - times_s.mean())
    waves = [np.ones_like(turns)] + [f(k * turns) for k in (1, 2) for f in (np.cos, np.sin)]
    # At three frames a period the double is the rate itself: what is there twice counts once.
    bases, sizes, _ = np.linalg.svd(np.stack(waves, axis=1), full_matrices=False)
    steady = bases[:, sizes > _LEAST_APART * sizes[0]]
    logs = np.log(np.maximum(1 + relative.astype(np.float64), _DARKEST))
    place = np.linspace(-1, 1, usable.shape[0])
    parts = [np.zeros((len(times_s), 0))]
    for part in range(usable.shape[1]):
        lines = usable[:, part]
        if np.count_nonzero(lines) < _LEAST_BANDS:
            continue
        smooth = np.linalg.qr(np.vander(place[lines], _SMOOTH_ORDER + 1))[0]
        rough = logs[:, lines, part]
        rough = rough - (rough @ smooth) @ smooth.T
        parts.append(rough - steady @ (steady.T @ rough))
    return np.concatenate(parts, axis=1)
