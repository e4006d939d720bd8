"""Takes in which something flickers near the rate of lamps, told from what was drawn alone.

Of takes without decidable lamps most have nothing there, and are cannot-tell for that. Those that
have are where a wrong mains comes from; drawing only them counts the same errors at a fifth of the
cost. Nothing of the detector is imported.
"""

from fractions import Fraction

import numpy as np

from tests.accuracy.lamplight import CHANGED, Room

_NEAR_HZ = 0.5
_LEAST_HZ = 3.0
_LEAST_MODULATION = 0.003
_LEAST_CHANGED_MODULATION = 0.005
_LEAST_SHARE = 0.15
_HARMONICS = (1, 2, 3)
_FLAMES_HZ = (8, 13)


def comes_near_lamps(taken: Room) -> bool:
    """Return whether frames show anything of this take within half a hertz of lamps' rates."""
    fps = float(taken.shown_fps)
    lamps_hz = [hz for hz in (_folded(100, fps), _folded(120, fps)) if hz >= _LEAST_HZ]

    def is_near(rates_hz: list[float]) -> bool:
        return any(abs(_folded(rate, fps) - hz) < _NEAR_HZ for rate in rates_hz for hz in lamps_hz)

    if taken.kind in CHANGED:
        return taken.modulation >= _LEAST_CHANGED_MODULATION and _changed_comes_near(
            taken, lamps_hz
        )
    match taken.kind:
        case "lamps":
            return True
        case "hidden":
            return taken.modulation >= _LEAST_MODULATION and is_near([taken.lamp_hz])
        case "led":
            return is_near([taken.lamp_hz])
        case "candle":
            return any(_FLAMES_HZ[0] <= hz <= _FLAMES_HZ[1] for hz in lamps_hz)
        case "pulsing":
            interval = int(taken.x264.split("keyint=")[1].split(":")[0])
            return is_near([harmonic * fps / interval for harmonic in _HARMONICS])
        case "hunting" | "strobe" | "panning" | "vibrating":
            return is_near([harmonic * taken.rate_hz for harmonic in _HARMONICS])
    return False


def _folded(hz: float, fps: float) -> float:
    return abs(hz - round(hz / fps) * fps)


def _changed_comes_near(taken: Room, lamps_hz: list[float]) -> bool:
    """Return whether lamps have a line near lamps' rates once the frame rate was changed."""
    at = [k * taken.fps / taken.shown_fps for k in range(round(5 * taken.shown_fps))]
    place = np.array([int(each) for each in at])
    share = np.array([float(each % Fraction(1)) for each in at])
    turn = 2j * np.pi * taken.lamp_hz / float(taken.fps)
    shown = np.exp(turn * place)
    if taken.kind == "blended":
        shown = (1 - share) * shown + share * np.exp(turn * (place + 1))
    window = np.hanning(len(at))
    times_s = np.arange(len(at)) / float(taken.shown_fps)
    rates_hz = [
        side * hz + off for hz in lamps_hz for side in (-1, 1) for off in np.linspace(-0.3, 0.3, 7)
    ]
    kernel = np.exp(-2j * np.pi * np.outer(rates_hz, times_s))
    lines = np.abs(kernel @ (window * (shown - shown.mean()))) / window.sum()
    return bool(lines.max(initial=0.0) >= _LEAST_SHARE)
