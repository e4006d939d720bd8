"""What is said of a light besides its rate: other rates that look the same, colour, sources.

A hint lists what flashes at such a rate, with the rule or habit that says so; none of them is told
from another by a rate, and the text says that too.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from verify.analysis.light.lights_rate import Rate, Values
from verify.domain.frames import BgrPicture
from verify.domain.lights import LightColor

_MULTIPLES = 4
_LEAST_WINDOW = 0.5
"""Frame times keep a rate if this much is left when they are turned by its phase and added."""
_SEARCHED_SHARE = 0.02
_WHITE_CHROMA = 0.3
_LEAST_COLOR_LEVELS = 12.0
_CLIPPED_CODE = 245
_HUES = (
    (20, LightColor.RED),
    (65, LightColor.AMBER),
    (80, LightColor.UNCLEAR),
    (175, LightColor.GREEN),
    (190, LightColor.UNCLEAR),
    (260, LightColor.BLUE),
    (335, LightColor.UNCLEAR),
    (361, LightColor.RED),
)

# Flashes a minute: 14 CFR 25.1401(c); UN Regulation 6, annex 4 (direction indicators 90 +- 30);
# UN Regulation 65 (warning lamps 2 to 4 Hz); ICAO Annex 14 vol. I, table 6-1 (20 to 60).
_SOURCES = (
    (40, 180, "an aircraft's anti-collision light (40 to 100 a minute, up to 180 of several)"),
    (10, 300, "a drone's light (no one rate)"),
    (60, 120, "a vehicle's indicator or hazard light (60 to 120 a minute)"),
    (120, 240, "a vehicle's warning light (120 to 240 a minute)"),
    (20, 60, "a light on a mast or crane (20 to 60 a minute)"),
    (10, 60, "a buoy or lighthouse"),
    (0, 1e9, "a sign, a bicycle lamp or an alarm"),
    (180, 1e9, "a lamp that its driver dims by switching"),
)
_LEEWAY = 1.05
"""Rules are kept within a few per cent."""
_FOLDED = "a faster flicker that the frame rate folds onto this rate (see the aliases)"
_NO_IDENTITY = "The rate does not identify an aircraft, or any other of these."


def aliases_of(frequency_hz: float, times_s: Values) -> tuple[list[float], str]:
    """Return the rates that would look the same in frames at these times, and what that rests on.

    A light of k frame rates plus or minus this rate is caught at the same phases, if the times of
    the frames keep a rate; where they are uneven, each rate has a pattern of its own.
    """
    frame_rate_hz = frame_rate_of(times_s)
    since_s = times_s - times_s[0]
    aliases: list[float] = []
    for multiple in range(1, _MULTIPLES + 1):
        turned = np.exp(2j * np.pi * multiple * frame_rate_hz * since_s)
        if abs(turned.mean()) >= _LEAST_WINDOW:
            folded_hz = multiple * frame_rate_hz
            aliases += [folded_hz - frequency_hz, folded_hz + frequency_hz]
    if not aliases:
        return [], (
            "The times of the frames are uneven, so that no other rate below "
            f"{_MULTIPLES * frame_rate_hz:.0f} Hz looks quite the same."
        )
    return aliases, (
        f"At {frame_rate_hz:.2f} frames a second a light of any of these rates would look the "
        "same, and so would higher ones in the same steps."
    )


def frame_rate_of(times_s: Values) -> float:
    """Return the rate that the times of the frames keep best, near their usual interval.

    `times_s` are two or more, rising.
    """
    usual_hz = 1 / float(np.median(np.diff(times_s)))
    since_s = times_s - times_s[0]
    step_hz = 0.2 / float(since_s[-1])
    reach = int(_SEARCHED_SHARE * usual_hz / step_hz) + 1
    tried_hz = usual_hz + step_hz * np.arange(-reach, reach + 1)
    turned = np.exp(2j * np.pi * np.outer(tried_hz, since_s)).mean(axis=1)
    return float(tried_hz[np.argmax(np.abs(turned))])


def color_of(picture: BgrPicture, x_px: float, y_px: float, radius_px: float) -> LightColor:
    """Return the colour of a light from what is not clipped of it, against its surroundings."""
    reach = max(4, round(radius_px))
    left, top = max(0, round(x_px) - reach), max(0, round(y_px) - reach)
    around = picture[top : top + 2 * reach + 1, left : left + 2 * reach + 1].reshape(-1, 3)
    around = around.astype(np.float64)
    above = around - np.median(around, axis=0)
    light = above.max(axis=1)
    usable = (around.max(axis=1) < _CLIPPED_CODE) & (light >= 0.2 * light.max())
    if not usable.any() or light.max() < _LEAST_COLOR_LEVELS:
        return LightColor.UNCLEAR
    return _named(np.maximum(above[usable].sum(axis=0), 0))


def _named(bgr: npt.NDArray[np.float64]) -> LightColor:
    blue, green, red = (float(value) for value in bgr)
    most, least = max(blue, green, red), min(blue, green, red)
    if most <= 0:
        return LightColor.UNCLEAR
    chroma = most - least
    if chroma < _WHITE_CHROMA * most:
        return LightColor.WHITE
    if most == red:
        hue = 60 * ((green - blue) / chroma) % 360
    elif most == green:
        hue = 60 * ((blue - red) / chroma + 2)
    else:
        hue = 60 * ((red - green) / chroma + 4)
    return next(color for below, color in _HUES if hue < below)


def shared_color(seen: Sequence[LightColor]) -> LightColor:
    """Return the colour that most flashes had, or that it is unclear."""
    for color in LightColor:
        if 2 * sum(one is color for one in seen) > len(seen):
            return color
    return LightColor.UNCLEAR


def hints_of(rate: Rate, stays_lit: bool) -> list[str]:
    """Return what can flash so, that the rate tells none from another, and what to mind."""
    per_min = 60 * rate.frequency_hz
    sources = [
        text for least, most, text in _SOURCES if least / _LEEWAY <= per_min <= most * _LEEWAY
    ]
    hints = [
        f"Flashes about {per_min:.1f} times a minute, as do {', '.join(sources)}, or {_FOLDED}.",
        _NO_IDENTITY,
    ]
    expected = round(rate.cycles) + 1
    if rate.on_beat < expected:
        hints.append(
            f"{rate.on_beat} of {expected} flashes are seen: a strobe shorter than the pause of "
            "the shutter falls between two exposures, or something hid it."
        )
    if rate.off_beat:
        moments = "moment does" if rate.off_beat == 1 else "moments do"
        hints.append(
            f"{rate.off_beat} brighter {moments} not keep time: a second light, a reflection, or "
            "noise."
        )
    if stays_lit:
        hints.append(
            "Between the flashes light stays: a steady light beside the flashing one, or a lamp "
            "that only dims."
        )
    return hints
