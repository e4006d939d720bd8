"""How far away a flash was, from how long its sound took: a range and what it rests on.

Light is there at once, sound takes three seconds a kilometre. What limits the answer is seldom the
picking: it is how well picture and sound run together in the file, and the air.
"""

import math
from dataclasses import dataclass

from verify.domain.errors import BadParameterError
from verify.domain.findings import Flash, Gap, Timebase
from verify.domain.sounds import BudgetLine, DistanceBudget, Sound

TWO_SIDED_95 = 1.96
"""Standard deviations either way of a 95 % range."""

USUAL_TEMPERATURE_C = 15.0
USUAL_TEMPERATURE_ERROR_C = 10.0
GIVEN_TEMPERATURE_ERROR_C = 2.0
USUAL_WIND_M_S = 7.0
"""Assumed where none is given; along the path it counts by 1/sqrt(2), its direction unknown."""
USUAL_AV_ERROR_S = 0.040
"""Recorders and converters part picture and sound by so much; ITU-R BT.1359-1 puts what viewers
notice at 45 ms early and 125 ms late."""
GIVEN_AV_ERROR_S = 0.010
HUMIDITY_SHARE = 0.003
"""Damp air carries sound 0.1 to 0.6 % faster than the dry air of the formula."""

_ZERO_C_M_S = 331.3
_ZERO_C_K = 273.15
_LIGHT_M_S = 299_792_458.0
_JUST_BEFORE_S = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """What is known from outside; None where it is not.

    Attributes
    ----------
    temperature_c : float or None
        Degrees Celsius, -80 to 60.
    wind_m_s : float or None
        Speed, whatever its direction, 0 to 60.
    av_offset_s : float or None
        How late sound is against the picture in this file, where it was measured, -5 to 5.

    Raises
    ------
    BadParameterError
        If a value lies outside its range.
    """

    temperature_c: float | None = None
    wind_m_s: float | None = None
    av_offset_s: float | None = None

    def __post_init__(self) -> None:
        for name, low, high in (
            ("temperature_c", -80.0, 60.0),
            ("wind_m_s", 0.0, 60.0),
            ("av_offset_s", -5.0, 5.0),
        ):
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise BadParameterError(name, value, f"{low:g} to {high:g}")


@dataclass(frozen=True, slots=True)
class Delay:
    """Time from a flash to a sound, with what is doubtful of it, seconds.

    Attributes
    ----------
    delay_s : float
        As it stands in the file.
    frame_s : float
        Length of the interval in which the light can have begun.
    exposure_s : float
        Longest exposure of one frame.
    sound_error_s : float
        Of the picked onset, about 95 %.
    clock_s : float
        Time of frames that are missing between the two.
    averaged : int
        Pairs that share this delay.
    """

    delay_s: float
    frame_s: float
    exposure_s: float
    sound_error_s: float
    clock_s: float
    averaged: int = 1


@dataclass(frozen=True, slots=True)
class Distance:
    """A 95 % range in metres; `middle_m` is None where the range reaches down to nothing."""

    middle_m: float | None
    low_m: float
    high_m: float
    budget: DistanceBudget


def speed_of_sound_m_s(temperature_c: float) -> float:
    """Return the speed of sound in dry air, metres a second.

    References
    ----------
    ISO 9613-1:1993: 343.2 m/s at 20 degrees C, with the square root of absolute temperature.

    Examples
    --------
    >>> round(speed_of_sound_m_s(0.0), 1), round(speed_of_sound_m_s(20.0), 1)
    (331.3, 343.2)
    """
    return _ZERO_C_M_S * math.sqrt(1 + temperature_c / _ZERO_C_K)


def delay_between(flash: Flash, sound: Sound, timebase: Timebase) -> Delay:
    """Return the time from a flash to a sound and what is doubtful of it.

    The light began after the frame before the one that shows it. Whether a frame's time is the
    beginning or the end of its exposure, and how long that was, the file does not say.
    """
    usual_s = timebase.median_interval_s or flash.onset_error_s
    frame_s = max(flash.onset_error_s, usual_s)
    for gap in timebase.gaps:
        if abs(gap.end_s - flash.onset_s) <= _JUST_BEFORE_S:
            frame_s = max(frame_s, gap.end_s - gap.start_s + usual_s)
    missing_s = sum(
        gap.end_s - gap.start_s for gap in timebase.gaps if _is_between(gap, flash, sound)
    )
    # The middle of all instants at which the light can have begun.
    light_s = flash.onset_s - (frame_s - usual_s) / 2
    return Delay(
        delay_s=sound.onset_s - light_s,
        frame_s=frame_s,
        exposure_s=usual_s,
        sound_error_s=sound.onset_error_s,
        clock_s=missing_s + timebase.timing_error_s,
    )


def distance_of(delay: Delay, air: Air) -> Distance:
    """Return how far away a source was whose light and sound are so far apart.

    Notes
    -----
    d = c t / (1 - c / c_light), c = 331.3 sqrt(1 + T / 273.15), t without the offset of sound
    against picture. The lines of the budget add up as squares.
    """
    temperature_c = USUAL_TEMPERATURE_C if air.temperature_c is None else air.temperature_c
    temperature_error_c = (
        USUAL_TEMPERATURE_ERROR_C if air.temperature_c is None else GIVEN_TEMPERATURE_ERROR_C
    )
    wind_m_s = USUAL_WIND_M_S if air.wind_m_s is None else air.wind_m_s
    av_offset_s = air.av_offset_s or 0.0
    av_error_s = USUAL_AV_ERROR_S if air.av_offset_s is None else GIVEN_AV_ERROR_S
    c = speed_of_sound_m_s(temperature_c)
    travel_s = delay.delay_s - av_offset_s
    way_s = max(0.0, travel_s)
    warmer = speed_of_sound_m_s(temperature_c + 1) - c
    averaging = math.sqrt(delay.averaged)
    errors_m = {
        "picture and sound apart, " + ("unknown" if air.av_offset_s is None else "as given"): (
            c * av_error_s
        ),
        "time of the frame that shows the flash": c * delay.frame_s / math.sqrt(12) / averaging,
        "length of its exposure": c * delay.exposure_s / math.sqrt(12),
        "picked onset of the sound": c * delay.sound_error_s / TWO_SIDED_95 / averaging,
        "frames missing in between, rounding of times": c * delay.clock_s / math.sqrt(12),
        f"air temperature, {temperature_c:g} \u00b1 {temperature_error_c:g} °C": (
            way_s * warmer * temperature_error_c
        ),
        f"wind of {wind_m_s:g} m/s, direction unknown": way_s * wind_m_s / math.sqrt(2),
        "humidity": way_s * c * HUMIDITY_SHARE,
    }
    error_m = math.hypot(*errors_m.values())
    middle_m = c * travel_s / (1 - c / _LIGHT_M_S)
    low_m, high_m = middle_m - TWO_SIDED_95 * error_m, middle_m + TWO_SIDED_95 * error_m
    budget = DistanceBudget(
        speed_of_sound_m_s=c,
        temperature_c=temperature_c,
        wind_m_s=wind_m_s,
        av_offset_s=av_offset_s,
        lines=[BudgetLine(cause=cause, error_m=value) for cause, value in errors_m.items()],
        error_m=error_m,
    )
    return Distance(middle_m if low_m > 0 else None, max(0.0, low_m), max(0.0, high_m), budget)


def _is_between(gap: Gap, flash: Flash, sound: Sound) -> bool:
    return flash.onset_s - _JUST_BEFORE_S < gap.start_s < sound.onset_s
